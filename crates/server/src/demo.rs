//! The start page of `lyceum demo`: an LMS of one page. It imports the sample courses, registers a learner, signs the
//! launch when its button is clicked, and shows the result and the postbacks as they arrive.
//!
//! It speaks to the server as any LMS does, by signed calls over HTTP.

mod lms;
mod page;
mod samples;
mod v1_client;

pub use lms::{Demo, DemoError};
pub use v1_client::{CallError, V1Client};
