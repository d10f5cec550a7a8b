//! HTTP in, parameters out; answers in, HTTP out (V1 spec §1).
//!
//! Nothing here knows a method. Bodies are read by `http_in`; an API failure is never an HTTP status.

mod answer;
mod download;
mod head;
mod path;

pub(super) use answer::{Answer, add_common_headers, preflight};
pub(crate) use download::Download;
pub(super) use head::Head;
pub(crate) use path::{Endpoint, endpoint};
