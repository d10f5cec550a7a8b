//! The real binary, from outside: what it prints, what it keeps, how it ends.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests fail like tests"
)]

mod apps;
mod backup;
mod binary;
mod check;
mod configuration;
mod demo;
mod full_disk;
mod kill;
mod kill_update;
mod learners;
mod serve;
mod users;
