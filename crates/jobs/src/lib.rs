//! What happens in the background: the queue runner and its jobs.
//!
//! Work lies in the database, in the transaction that caused it: jobs in the queue, postbacks in the outbox. A
//! [`Runner`] claims what is due, for a while that it prolongs, so that what a dead node had is taken up by another;
//! every job may therefore run twice, and says why that does no harm. Any number of nodes run side by side on one
//! PostgreSQL. A commit of this process wakes the runner at once; what others committed is found by asking.

mod close_silent_launches;
mod context;
mod deliver_postback;
mod export_app;
mod import_course;
mod outcome;
mod periodic;
mod prune;
mod queue;
mod runner;
mod sweep_blobs;
mod update_assets;

pub use context::Context;
pub use runner::{Runner, run_until_idle};
