//! `rustici.tagging.removeLearnerTag`: one tag less, or several, for a learner; also where it was not there.

use cloud_api::v1::{error::Fault, request::TagOwner};

use super::remove;
use crate::v1::{call::Call, transport::Answer};

pub(in crate::v1) async fn answer(call: Call<'_>) -> Result<Answer, Fault> {
    remove(call, TagOwner::Learner).await
}
