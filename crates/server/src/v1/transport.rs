//! HTTP in, parameters out; answers in, HTTP out (V1 spec §1).
//!
//! Nothing here knows a method. Whatever a client of the last twenty years does with query, body and
//! content type is read without complaint, and an API failure is never an HTTP status.

mod answer;
mod body;
mod download;
mod head;
mod multipart;
mod pace;
mod path;

pub(super) use answer::{Answer, add_common_headers, preflight};
pub(super) use body::{Body, BodyError, has_too_many_params};
pub(super) use download::Download;
pub(super) use head::Head;
pub(super) use multipart::{FilePart, FormReader, Part};
pub(crate) use path::{Endpoint, endpoint};
