//! `rustici.course.getMetadata`: what the package's metadata says.

use cloud_api::v1::{error::Fault, request::GetMetadata};
use service::CourseMetadataError;

use super::not_found;
use crate::v1::{
    call::{Call, internal},
    transport::Answer,
};

pub(in crate::v1) async fn answer(call: Call<'_>) -> Result<Answer, Fault> {
    let request: GetMetadata = call.request()?;
    match service::course_metadata(&call.services.store, call.app_key(), &request).await {
        Ok(metadata) => Ok(Answer::ok(&metadata)),
        Err(CourseMetadataError::Find(error)) => Err(not_found(&call, &request.course_id, &error)),
        Err(error) => Err(internal(&error)),
    }
}
