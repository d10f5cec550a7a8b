//! `rustici.reporting.getUsageInfo`: the second half of `getAccountInfo`, from before there was a first.

use cloud_api::v1::error::Fault;

use super::{count, on_the_wire};
use crate::v1::{call::Call, transport::Answer};

pub(in crate::v1) async fn answer(call: Call<'_>) -> Result<Answer, Fault> {
    Ok(Answer::ok(&on_the_wire(&count(&call).await?)))
}
