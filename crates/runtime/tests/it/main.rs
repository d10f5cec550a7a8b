//! The engine through its public interface: entries in; views, results and effects out.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests fail like tests"
)]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod attributes;
mod book;
mod client;
mod conversation;
mod conversations;
mod corpus;
mod course;
mod formats;
mod leaving;
mod objectives;
mod replay;
mod row;
mod shared_data;
