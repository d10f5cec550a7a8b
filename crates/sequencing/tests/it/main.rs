//! The processes of the book through the public interface, on trees made by hand.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests fail like tests"
)]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod choice;
mod course;
mod delivery;
mod flow;
mod navigation;
mod objectives;
mod official;
mod properties;
mod random;
mod rollup;
mod rules;
mod table_of_contents;
mod termination;
mod trace;
