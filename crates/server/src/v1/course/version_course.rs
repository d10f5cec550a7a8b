//! `rustici.course.versionCourse`: the old name for an import to a course that is there (V1 spec §4.2).

use cloud_api::v1::error::Fault;

use super::import_course;
use crate::v1::{
    call::{Call, internal},
    transport::Answer,
};

pub(in crate::v1) async fn answer(call: Call<'_>) -> Result<Answer, Fault> {
    let course = call.params.get("courseid").unwrap_or_default();
    let exists = service::course_exists(&call.services.store, call.app_key(), course).await;
    if !exists.map_err(|error| internal(&error))? {
        return Err(call.no_course(course));
    }
    import_course::answer(call).await
}
