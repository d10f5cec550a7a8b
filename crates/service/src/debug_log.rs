//! What happened in a launch, for people who want to know why: lines, and the attempt as it stood at any of them.
//!
//! A log is made of what is stored: the journal is replayed, which tells again what the engine did of its own accord and
//! why, and the notes of the player stand between its entries. Logs that are looked at stay in memory with states along
//! the way, so that the next look costs what is new: a cache, which can be made again at any time.

mod compare;
mod line;
mod list;
mod log;
mod share;
mod standing;

use std::{
    ops::Deref,
    sync::{Arc, PoisonError},
};

use platform::LaunchId;
use runtime::Attempt;
use store::{Store, Tx, launches::Launch};
use tokio::sync::{Mutex, OwnedMappedMutexGuard, OwnedMutexGuard};

use crate::load_attempt::{Definitions, LoadError};

pub use runtime::{
    Centiseconds, Completion, Edition, GlobalObjective, ObjectiveResult, RefusedCall, Success, error_meaning,
};

pub use compare::{Pair, Sameness, compare};
pub use line::{By, LineKind, LogLine, Show};
pub use list::{ListedLaunch, find_launch, list_launches, playgrounds};
pub use log::Log;
pub use share::{
    LogShare, LogShareKey, SHARE_DAYS, ShareError, find_shared_log, list_log_shares, revoke_log_share,
    share_log,
};
pub use standing::{ActivityStanding, Standing};

/// Logs in memory at once, and their bytes.
const LOGS: usize = 16;
const LOGS_BYTES: u64 = 128 << 20;
/// Launches before the one that is asked for.
const MOST_LAUNCHES: u32 = 1_000;

/// Logs that were looked at lately.
#[derive(Debug, Default)]
pub struct DebugLogs {
    /// The latest last.
    kept: std::sync::Mutex<Vec<Place>>,
}

#[derive(Clone, Debug)]
struct Place {
    launch: LaunchId,
    log: Arc<Mutex<Option<Log>>>,
    bytes: u64,
}

/// A log that is being looked at; nobody else writes on meanwhile.
#[derive(Debug)]
pub struct OpenLog(OwnedMappedMutexGuard<Option<Log>, Log>);

impl Deref for OpenLog {
    type Target = Log;

    fn deref(&self) -> &Log {
        &self.0
    }
}

impl DebugLogs {
    /// The log of a launch with everything that is stored by now.
    ///
    /// # Errors
    /// When what is stored cannot be read.
    pub async fn open(
        &self,
        store: &Store,
        definitions: &Definitions,
        launch: &Launch,
    ) -> Result<OpenLog, LoadError> {
        let place = self.place(launch.id);
        let mut guard = Arc::clone(&place).lock_owned().await;
        let mut tx = store.begin_read().await?;
        // What fails half-way is made anew.
        let mut log = match guard.take() {
            Some(log) => log,
            None => Log::new(launch.id, beginning(&mut tx, definitions, launch).await?),
        };
        // A launch that has not begun has nothing to tell, and nothing of it may be kept: its version may change.
        if launch.started_at.is_some() {
            let stored = stored_digest(&mut tx, launch).await?;
            log.read_on(&mut tx).await?;
            log.agrees_with(stored);
            self.weigh(launch.id, log.bytes());
        } else {
            self.forget(launch.id);
        }
        let guard = OwnedMutexGuard::map(guard, |place| place.insert(log));
        Ok(OpenLog(guard))
    }

    fn place(&self, launch: LaunchId) -> Arc<Mutex<Option<Log>>> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let known = kept.iter().position(|place| place.launch == launch).map(|at| kept.remove(at));
        let place = known.unwrap_or_else(|| Place { launch, log: Arc::default(), bytes: 0 });
        let log = Arc::clone(&place.log);
        kept.push(place);
        log
    }

    /// Makes room for a log that has grown.
    fn weigh(&self, launch: LaunchId, bytes: u64) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(place) = kept.iter_mut().find(|place| place.launch == launch) {
            place.bytes = bytes;
        }
        let mut all: u64 = kept.iter().map(|place| place.bytes).sum();
        while kept.len() > LOGS || all > LOGS_BYTES && kept.len() > 1 {
            all -= kept.remove(0).bytes;
        }
    }

    fn forget(&self, launch: LaunchId) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|place| place.launch != launch);
    }
}

/// The attempt that a launch began with: what the launches before it on the same instance came to. `None` where the
/// version that was played is gone.
async fn beginning(
    tx: &mut Tx,
    definitions: &Definitions,
    launch: &Launch,
) -> Result<Option<Attempt>, LoadError> {
    let Some(version) = launch.version else { return Ok(None) };
    let mut attempt = Attempt::new(definitions.get(tx, version).await?.definition);
    for before in launches_before(tx, launch).await? {
        let mut rows = log::rows_behind(tx, before, 0).await?;
        rows.sort_by_key(|row| (row.at, row.first, row.last));
        for row in rows {
            for entry in log::decode(&row.bytes)?.entries {
                attempt.apply(&entry);
            }
            tokio::task::yield_now().await;
        }
    }
    Ok(Some(attempt))
}

/// Launches on the same instance that began earlier, oldest first.
async fn launches_before(tx: &mut Tx, launch: &Launch) -> Result<Vec<LaunchId>, store::Error> {
    let Some(registration) = launch.registration.filter(|_| launch.instance.is_some()) else {
        return Ok(Vec::new());
    };
    let mut all = Vec::new();
    let mut after = None;
    loop {
        let page = store::launches::list_history(tx, registration, after, MOST_LAUNCHES).await?;
        let is_last = page.len() < MOST_LAUNCHES as usize;
        after = page.last().map(|launch| launch.id);
        all.extend(page);
        if is_last {
            break;
        }
    }
    all.retain(|other| {
        other.instance == launch.instance && other.id != launch.id && other.started_at < launch.started_at
    });
    all.sort_by_key(|launch| launch.started_at);
    Ok(all.into_iter().map(|launch| launch.id).collect())
}

/// Digest of the state that is stored, where it is that of this launch and nothing more will come.
async fn stored_digest(tx: &mut Tx, launch: &Launch) -> Result<Option<u64>, store::Error> {
    let Some(instance) = launch.instance.filter(|_| launch.ended_at.is_some()) else { return Ok(None) };
    let instance = store::instances::find_by_key(tx, instance).await?;
    Ok(instance.filter(|instance| instance.current_launch == Some(launch.id)).map(|instance| instance.digest))
}
