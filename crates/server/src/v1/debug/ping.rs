//! `rustici.debug.ping`: whether the service is there.

use cloud_api::v1::{debug::Pong, error::Fault};

use crate::v1::transport::Answer;

pub(in crate::v1) fn answer() -> Result<Answer, Fault> {
    Ok(Answer::ok(&Pong))
}
