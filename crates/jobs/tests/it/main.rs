//! Queue and outbox over a real database and a real folder; the clock is moved by hand.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests fail like tests"
)]

mod exports;
mod harness;
mod imports;
mod postbacks;
mod shared;
mod updates;
mod upkeep;
