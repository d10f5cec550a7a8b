//! `rustici.course.exists`.

use cloud_api::v1::{error::Fault, request::CourseVersion, simple::Exists};

use crate::v1::{
    call::{Call, internal},
    transport::Answer,
};

pub(in crate::v1) async fn answer(call: Call<'_>) -> Result<Answer, Fault> {
    let request: CourseVersion = call.request()?;
    let exists = service::course_exists(&call.services.store, call.app_key(), &request.course_id).await;
    Ok(Answer::ok(&Exists(exists.map_err(|error| internal(&error))?)))
}
