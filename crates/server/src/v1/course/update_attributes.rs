//! `rustici.course.updateAttributes`: changes attributes of a version, and answers those that changed.

use cloud_api::v1::{error::Fault, request::UpdateAttributes};
use service::UpdateAttributesError;

use super::{attributes_not_found, on_the_wire_attributes};
use crate::v1::{call::Call, transport::Answer};

pub(in crate::v1) async fn answer(call: Call<'_>) -> Result<Answer, Fault> {
    let request: UpdateAttributes = call.request()?;
    let services = call.services;
    let updated = service::update_attributes(
        &services.store,
        services.live.definitions(),
        call.app_key(),
        &request,
        call.now(),
    );
    match updated.await {
        Ok(changed) => Ok(Answer::ok(&on_the_wire_attributes(changed))),
        Err(UpdateAttributesError::Version(error)) => {
            Err(attributes_not_found(&call, &request.course_id, &error))
        }
        Err(UpdateAttributesError::Invalid(fault)) => Err(fault),
    }
}
