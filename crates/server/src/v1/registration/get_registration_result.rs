//! `rustici.registration.getRegistrationResult`: the results of an instance, in three degrees of detail.

use cloud_api::v1::{error::Fault, request::GetRegistrationResult};
use service::ResultError;

use super::not_found;
use crate::v1::{
    call::{Call, internal},
    transport::Answer,
};

pub(in crate::v1) async fn answer(call: Call<'_>) -> Result<Answer, Fault> {
    let request: GetRegistrationResult = call.request()?;
    let services = call.services;
    let (store, definitions) = (&services.store, services.live.definitions());
    let found = services
        .results
        .find(store, definitions, call.app_key(), &request.reg_id, request.instance, request.format)
        .await;
    let report = found.map_err(|error| match error {
        ResultError::Find(error) => not_found(&call, &request.reg_id, &error),
        ResultError::Load(_) => internal(&error),
    })?;
    Ok(Answer::report(report))
}
