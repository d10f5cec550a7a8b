//! The SDK over real HTTP: against a whole server, and against a cloud that misbehaves. Tests are named after the rows
//! of the integration checklist that they prove.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "helpers fail as tests do")]

mod cloud;
mod complete;
mod faults;
mod guide;
mod ids;
mod imports;
mod launching;
mod lms;
mod more_calls;
mod postbacks;
mod registrations;
mod results;
mod streaming;
mod whole_story;
