//! What comes in over HTTP, before anybody asks what it means (V1 spec §1): the query as old clients write it, forms,
//! and forms with a file. Whatever they do is read without complaint, and nothing grows without a limit.
//!
//! A crate of its own, so that `fuzz/` reaches it without the server.

mod body;
mod multipart;
mod pace;
mod raw_query;

pub use body::{Body, BodyError, has_too_many_params};
pub use multipart::{FilePart, FormReader, Part};
pub use raw_query::LenientQuery;
