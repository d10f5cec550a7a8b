//! `rustici.tagging.getCourseTags`: the tags of a course.

use cloud_api::v1::{error::Fault, request::TagOwner};

use super::get;
use crate::v1::{call::Call, transport::Answer};

pub(in crate::v1) async fn answer(call: Call<'_>) -> Result<Answer, Fault> {
    get(call, TagOwner::Course).await
}
