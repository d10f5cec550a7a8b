//! Every story runs on both engines: `story!` makes one test for each.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests fail like tests"
)]

mod api_calls;
mod apps;
mod console;
mod courses;
mod dump;
mod engine;
mod harness;
mod incoming_packages;
mod jobs;
mod launches;
mod operations;
mod postbacks;
mod registrations;
mod schema;
mod tags;
mod uploads;
