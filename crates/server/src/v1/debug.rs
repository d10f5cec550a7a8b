//! `rustici.debug`.

pub(super) mod auth_ping;
pub(super) mod get_time;
pub(super) mod ping;

use cloud_api::v1::{error::Fault, method::Method, timestamp::Timestamp};

use super::transport::Answer;

/// Calls one of the methods that nobody has to sign.
pub(super) fn answer_open(method: &Method, now: Timestamp) -> Result<Answer, Fault> {
    match method.name {
        "ping" => ping::answer(),
        "getTime" => get_time::answer(now),
        _ => Err(Fault::not_available(method)),
    }
}
