//! `rustici.registration.getRegistrationDetail`: a registration with its instances.

use cloud_api::v1::{error::Fault, registration::RegistrationDetail, request};
use service::wire;

use super::not_found;
use crate::v1::{call::Call, transport::Answer};

pub(in crate::v1) async fn answer(call: Call<'_>) -> Result<Answer, Fault> {
    let request: request::Registration = call.request()?;
    let (registration, instances) =
        service::registration_detail(&call.services.store, call.app_key(), &request.reg_id)
            .await
            .map_err(|error| not_found(&call, &request.reg_id, &error))?;
    Ok(Answer::ok(&RegistrationDetail(wire::registration_detail(call.app_id(), registration, &instances))))
}
