//! `rustici.registration.resetGlobalObjectives`: what activities share through objectives is forgotten.

use cloud_api::v1::{error::Fault, request::Registration, simple::Done};
use service::ResetObjectivesError;

use super::not_found;
use crate::v1::{
    call::{Call, internal},
    transport::Answer,
};

pub(in crate::v1) async fn answer(call: Call<'_>) -> Result<Answer, Fault> {
    let request: Registration = call.request()?;
    let services = call.services;
    service::reset_objectives(
        &services.store,
        services.live.definitions(),
        call.app_key(),
        &request.reg_id,
        request.instance,
        call.now(),
    )
    .await
    .map_err(|error| match &error {
        ResetObjectivesError::Find(error) => not_found(&call, &request.reg_id, error),
        ResetObjectivesError::Load(_) => internal(&error),
    })?;
    Ok(Answer::ok(&Done))
}
