//! What an LMS and its learners do, over HTTP, on a whole server.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "helpers fail as tests do")]

mod backup;
mod disk;
mod erase;
mod errors;
mod ids;
mod main_job;
mod measured;
mod retention;
mod two_nodes;
mod uploads;
