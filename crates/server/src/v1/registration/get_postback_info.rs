//! `rustici.registration.getPostbackInfo`.

use cloud_api::v1::{error::Fault, postback::PostbackInfo, request::Registration};
use service::PostbackInfoError;

use super::not_found;
use crate::v1::{
    call::{Call, internal},
    transport::Answer,
};

pub(in crate::v1) async fn answer(call: Call<'_>) -> Result<Answer, Fault> {
    let request: Registration = call.request()?;
    let services = call.services;
    let settings =
        service::postback_info(&services.store, &services.installation_key, call.app_key(), &request.reg_id)
            .await
            .map_err(|error| match error {
                PostbackInfoError::Find(error) => not_found(&call, &request.reg_id, &error),
                PostbackInfoError::Sealed(_) => internal(&error),
            })?;
    Ok(Answer::ok(&PostbackInfo { regid: request.reg_id, settings }))
}
