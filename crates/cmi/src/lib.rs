//! Run-time data models and API session states of SCORM 1.1, 1.2 and 2004.
//!
//! Pure: no clock, no input or output. What the calls of content do to the data model of one SCO, with the error
//! numbers of the standards.

mod edition;
mod launch_data;
mod time;

pub use edition::Edition;
pub use launch_data::{CompletionThreshold, LaunchData, TimeLimitAction};
pub use time::{Centiseconds, Timestamp};
