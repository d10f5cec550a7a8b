//! Run-time data models of SCORM 1.1, 1.2 and 2004.
//!
//! Pure: no clock, no input or output. What the calls of content do to the data model of one SCO, with the error
//! numbers of the standards. State is plain data in ordered containers; the codec belongs to the caller.

mod edition;
mod element;
mod error;
mod launch_data;
mod number;
mod scorm_12;
mod scorm_2004;
mod session;
mod time;
mod tree;

pub use edition::Edition;
pub use error::{CallError, error_string};
pub use launch_data::{CompletionThreshold, LaunchData, TimeLimitAction};
pub use scorm_12::Scorm12;
pub use scorm_2004::Scorm2004;
pub use session::{Rules, Session};
pub use time::{Centiseconds, Timestamp};
pub use tree::Tree;
