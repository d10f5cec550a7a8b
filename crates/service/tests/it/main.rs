//! The service on real databases, with the browser's half of the engine as the player.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests fail like tests"
)]

mod backup;
mod console_registrations;
mod debug_log;
mod erase;
mod harness;
mod journal;
mod launches;
mod properties;
mod registrations;
mod sandbox;
mod windows;
