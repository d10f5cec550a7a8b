//! The SDK over real HTTP: against a whole server, and against a cloud that misbehaves. Tests are named after the rows
//! of the integration checklist that they prove.
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod cloud;
mod whole_story;
