//! `rustici.course.deleteCourse`: a course with all that belongs to it, or one version.

use cloud_api::v1::{error::Fault, request::CourseVersion, simple::Done};

use super::not_found;
use crate::{
    to_its_end::to_its_end,
    v1::{call::Call, transport::Answer},
};

pub(in crate::v1) async fn answer(call: Call<'_>) -> Result<Answer, Fault> {
    let request: CourseVersion = call.request()?;
    let (store, app, id) = (call.services.store.clone(), call.app_key(), request.course_id.clone());
    // Many registrations take longer than some clients wait.
    to_its_end(async move { service::delete_course(&store, app, &id, request.version).await })
        .await
        .map_err(|error| not_found(&call, &request.course_id, &error))?;
    Ok(Answer::ok(&Done))
}
