//! While a backup runs, no blob is removed.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use platform::{Clock, Timestamp};
use store::Store;
use tokio::task::JoinHandle;
use tokio::time::Instant;

use super::BackupError;

/// For how long a backup that died keeps blobs from being removed.
const KEPT: Duration = Duration::from_secs(15 * 60);
/// How often a running one prolongs that.
const PROLONGED: Duration = Duration::from_secs(60);

/// A row in the database that is prolonged until this is ended or dropped.
pub(super) struct Hold {
    store: Store,
    name: String,
    begun: Instant,
    times: Arc<Times>,
    prolonging: JoinHandle<()>,
}

#[derive(Default)]
struct Times {
    /// When the row was written last, in ms since the beginning.
    last_ms: AtomicU64,
    /// The row's time was over before it was prolonged.
    lapsed: AtomicBool,
}

impl Times {
    fn mark(&self, begun: Instant) {
        let now = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
        let before = self.last_ms.swap(now, Ordering::SeqCst);
        if u128::from(now.saturating_sub(before)) >= KEPT.as_millis() {
            self.lapsed.store(true, Ordering::SeqCst);
        }
    }
}

impl Hold {
    pub(super) async fn begin(store: &Store, clock: &dyn Clock, name: &str) -> Result<Self, BackupError> {
        let now = clock.now();
        put(store, name, later(now, KEPT)).await?;
        // By the machine's pace from here on: the clock is only borrowed.
        let begun = Instant::now();
        let times = Arc::new(Times::default());
        let (again, id, marked) = (store.clone(), name.to_owned(), Arc::clone(&times));
        let prolonging = tokio::spawn(async move {
            loop {
                tokio::time::sleep(PROLONGED).await;
                match put(&again, &id, later(now, begun.elapsed() + KEPT)).await {
                    Ok(()) => marked.mark(begun),
                    Err(error) => tracing::warn!(
                        error = &error as &dyn std::error::Error,
                        "a running backup could not prolong its hold on the files"
                    ),
                }
            }
        });
        Ok(Self { store: store.clone(), name: name.to_owned(), begun, times, prolonging })
    }

    /// Ends it; fails when its time was over in between, so that something may have been removed.
    pub(super) async fn end(self, now: Timestamp) -> Result<(), BackupError> {
        self.times.mark(self.begun);
        self.delete(now).await?;
        if self.times.lapsed.load(Ordering::SeqCst) { Err(BackupError::HeldUp) } else { Ok(()) }
    }
}

impl Hold {
    /// Ends it for a backup that failed. Where even that fails, it is over when its time is.
    pub(super) async fn give_up(self, now: Timestamp) {
        if let Err(error) = self.delete(now).await {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "a backup that failed keeps files from being removed for a quarter of an hour"
            );
        }
    }

    async fn delete(&self, now: Timestamp) -> Result<(), store::Error> {
        // Not after the row is gone.
        self.prolonging.abort();
        let (store, name) = (&self.store, &self.name);
        store::transact!(store, |tx| { store::backup_holds::delete(tx, name, now).await })
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        self.prolonging.abort();
    }
}

fn later(at: Timestamp, by: Duration) -> Timestamp {
    Timestamp(at.0.saturating_add(i64::try_from(by.as_micros()).unwrap_or(i64::MAX)))
}

async fn put(store: &Store, name: &str, until: Timestamp) -> Result<(), store::Error> {
    store::transact!(store, |tx| { store::backup_holds::put(tx, name, until).await })
}
