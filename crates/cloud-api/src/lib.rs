//! The wire of the cloud's API: requests, answers, errors, signatures, postback bodies.
//!
//! The server writes with these types and the client library reads with them, so each of them
//! encodes *and* decodes. The crate does no I/O, knows no HTTP framework and no clock, and depends
//! on no other crate of this workspace: what the wire looks like is decided here alone.

pub mod v1;
