//! `rustici.registration.deleteRegistration`: a registration, or one of its instances.

use cloud_api::v1::{error::Fault, request::Registration, simple::Done};

use super::not_found;
use crate::v1::{call::Call, transport::Answer};

pub(in crate::v1) async fn answer(call: Call<'_>) -> Result<Answer, Fault> {
    let request: Registration = call.request()?;
    if !call.app.allow_delete {
        return Err(Fault::new(
            2,
            "This application may not delete registrations; a managing application can allow it with \
             rustici.application.updateApplication, an operator with `lyceum apps update --allow-delete true`",
        ));
    }
    let store = &call.services.store;
    service::delete_registration(store, call.app_key(), &request.reg_id, request.instance, call.now())
        .await
        .map_err(|error| not_found(&call, &request.reg_id, &error))?;
    Ok(Answer::ok(&Done))
}
