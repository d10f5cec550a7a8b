//! Statements, from the crate that both engines share.

pub(crate) use sql::{Statement, statements};
