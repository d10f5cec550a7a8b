//! `rustici.course.deleteCourse`: a course with all that belongs to it, or one version.

use cloud_api::v1::{error::Fault, request::CourseVersion, simple::Done};

use super::not_found;
use crate::v1::{call::Call, transport::Answer};

pub(in crate::v1) async fn answer(call: Call<'_>) -> Result<Answer, Fault> {
    let request: CourseVersion = call.request()?;
    service::delete_course(&call.services.store, call.app_key(), &request.course_id, request.version)
        .await
        .map_err(|error| not_found(&call, &request.course_id, &error))?;
    Ok(Answer::ok(&Done))
}
