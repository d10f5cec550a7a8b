//! `rustici.tagging.addRegistrationTag`: one tag more, or several, for a registration.

use cloud_api::v1::{error::Fault, request::TagOwner};

use super::add;
use crate::v1::{call::Call, transport::Answer};

pub(in crate::v1) async fn answer(call: Call<'_>) -> Result<Answer, Fault> {
    add(call, TagOwner::Registration).await
}
