//! `rustici.registration.createNewInstance`: a new attempt record on the newest version of the course.

use cloud_api::v1::{error::Fault, request::Registration, simple::NewInstance};
use service::CreateInstanceError;

use super::not_found;
use crate::v1::{
    call::{Call, internal},
    transport::Answer,
};

pub(in crate::v1) async fn answer(call: Call<'_>) -> Result<Answer, Fault> {
    let request: Registration = call.request()?;
    let services = call.services;
    let (method, signature) = (call.method.full_name(), call.params.get("sig").map(str::to_ascii_lowercase));
    let number = service::create_instance(
        &services.store,
        services.live.definitions(),
        call.app_key(),
        &request.reg_id,
        signature.as_deref().map(|signature| (method.as_str(), signature)),
        call.now(),
    )
    .await
    .map_err(|error| match &error {
        CreateInstanceError::Find(error) => not_found(&call, &request.reg_id, error),
        CreateInstanceError::Play(_) => internal(&error),
    })?;
    Ok(Answer::ok(&NewInstance { instanceid: number.0 }))
}
