//! The SCORM 2004 Sequencing and Navigation book (4th Edition 1.1, with the differences of the 2nd and 3rd).
//!
//! Pure: definitions and requests in, deliveries and explanations out; no clock, no randomness but the seed, no
//! input or output. Every process keeps its name and its clause code; exceptions are values with the book's codes.
//!
//! - [`definition`]: what a manifest says of one activity.
//! - [`Tree`]: all activities, references resolved. Never changes.
//! - [`TreeState`]: what the learner did. Plain data, encoded by [`TreeState::encode`].
//! - [`Sequencer`]: both together. [`Sequencer::report`] hands over what content said, [`Sequencer::request`] carries
//!   out a navigation request, [`Sequencer::valid`] and [`Sequencer::table_of_contents`] look ahead.
//! - [`Trace`]: receives each step, when somebody wants to know why; [`Story`] tells it in a sentence.

mod choice;
pub mod definition;
mod delivery;
mod edition;
mod exception;
mod flow;
mod look_ahead;
mod navigation;
mod outcome;
mod overall;
mod random;
mod report;
mod request;
mod rollup;
mod rule_check;
mod sequencer;
mod sequencing_request;
mod state;
mod status;
mod story;
mod termination;
mod trace;
mod tree;
mod utility;

pub use edition::Edition;
pub use exception::Exception;
pub use look_ahead::{TableOfContents, TocEntry};
pub use outcome::Outcome;
pub use report::{Reported, ReportedObjective};
pub use request::NavigationRequest;
pub use sequencer::Sequencer;
pub use state::{ActivityStatus, BadState, Standing, TreeState};
pub use status::ObjectiveStatus;
pub use story::Story;
pub use trace::{Step, Trace};
pub use tree::{Activity, ActivityId, CompletionThreshold, NoTree, Tree};
