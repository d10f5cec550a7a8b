//! `rustici.registration.resetRegistration`: the latest instance begins anew.

use cloud_api::v1::{error::Fault, request::Registration, simple::Done};

use super::not_found;
use crate::v1::{call::Call, transport::Answer};

pub(in crate::v1) async fn answer(call: Call<'_>) -> Result<Answer, Fault> {
    let request: Registration = call.request()?;
    service::reset_registration(&call.services.store, call.app_key(), &request.reg_id, call.now())
        .await
        .map_err(|error| not_found(&call, &request.reg_id, &error))?;
    Ok(Answer::ok(&Done))
}
