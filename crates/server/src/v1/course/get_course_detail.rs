//! `rustici.course.getCourseDetail`: a course with its versions.

use cloud_api::v1::{
    course::{CourseDetail, CourseVersion},
    error::Fault,
    request,
};

use super::on_the_wire;
use crate::v1::{
    call::{Call, internal, wire_time},
    transport::Answer,
};

pub(in crate::v1) async fn answer(call: Call<'_>) -> Result<Answer, Fault> {
    let request: request::CourseVersion = call.request()?;
    let detail = service::course_detail(&call.services.store, call.app_key(), &request.course_id)
        .await
        .map_err(|error| internal(&error))?
        .ok_or_else(|| call.no_course(&request.course_id))?;
    let versions = detail
        .versions
        .iter()
        .map(|version| CourseVersion {
            version_id: version.number.0,
            // An update of its files is an update of the version.
            update_date: wire_time(*detail.files_changed_at.get(&version.key).unwrap_or(&version.created_at)),
        })
        .collect();
    let course = on_the_wire(detail.course, detail.tags);
    Ok(Answer::ok(&CourseDetail { course, versions, tin_can_activity_id: None }))
}
