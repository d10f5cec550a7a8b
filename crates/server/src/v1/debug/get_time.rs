//! `rustici.debug.getTime`: the server's clock, against which `ts` is judged.

use cloud_api::v1::{debug::CurrentTime, error::Fault, timestamp::Timestamp};

use crate::v1::transport::Answer;

pub(in crate::v1) fn answer(now: Timestamp) -> Result<Answer, Fault> {
    Ok(Answer::ok(&CurrentTime(now)))
}
