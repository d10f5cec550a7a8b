//! `rustici.tagging.setRegistrationTags`: makes a list of tags the only ones of a registration.

use cloud_api::v1::{error::Fault, request::TagOwner};

use super::set;
use crate::v1::{call::Call, transport::Answer};

pub(in crate::v1) async fn answer(call: Call<'_>) -> Result<Answer, Fault> {
    set(call, TagOwner::Registration).await
}
