//! `rustici.course.getAttributes`: every attribute of a version.

use cloud_api::v1::{error::Fault, request::CourseVersion};

use super::{attributes_not_found, on_the_wire_attributes};
use crate::v1::{call::Call, transport::Answer};

pub(in crate::v1) async fn answer(call: Call<'_>) -> Result<Answer, Fault> {
    let request: CourseVersion = call.request()?;
    let services = call.services;
    let found =
        service::course_attributes(&services.store, services.live.definitions(), call.app_key(), &request);
    match found.await {
        Ok(attributes) => Ok(Answer::ok(&on_the_wire_attributes(attributes))),
        Err(error) => Err(attributes_not_found(&call, &request.course_id, &error)),
    }
}
