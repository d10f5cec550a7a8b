//! What a node counts of its own work since it started, for whoever measures it. A number each: counting costs a few
//! nanoseconds and waits for nobody.

use std::sync::atomic::{AtomicU64, Ordering};

/// A number that only grows.
#[derive(Debug, Default)]
pub struct Meter(AtomicU64);

impl Meter {
    /// Counts `more`.
    pub fn add(&self, more: u64) {
        self.0.fetch_add(more, Ordering::Relaxed);
    }

    /// How much it is by now.
    pub fn read(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// The meters of a node.
#[derive(Debug, Default)]
pub struct Meters {
    /// Launches whose page started.
    pub launches: Meter,
    /// Batches of journals that were applied.
    pub journal_batches: Meter,
    /// Entries that were applied.
    pub journal_entries: Meter,
    /// Postbacks that arrived.
    pub postbacks_arrived: Meter,
    /// Tries that did not arrive and are made again.
    pub postbacks_again: Meter,
    /// Postbacks that were given up.
    pub postbacks_given_up: Meter,
    /// Postbacks whose target may not be called.
    pub postbacks_blocked: Meter,
    /// Runs of jobs that ended.
    pub jobs_ended: Meter,
    /// Runs of jobs that are made again, periodic ones included.
    pub jobs_put_back: Meter,
}
