//! Imports from the LMS's side: tokens, states, what a browser brings back, and the poller.

mod poller;
mod state;

pub use poller::ImportPoller;
pub use state::{ImportFailure, ImportReturn, ImportState, ImportToken, Imported, ProblemKind};
