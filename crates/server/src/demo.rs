//! The start page of `lyceum demo`: an LMS of one page. It imports the sample courses, registers a learner, signs the
//! launch when its button is clicked, and shows the result and the postbacks as they arrive.
//!
//! It speaks to the server as any LMS does, by the SDK.

mod lms;
mod page;
mod samples;

pub use lms::{Demo, DemoError};
