//! Attempts that are being played, kept in memory between two batches. A cache and nothing more: every change is
//! checked against the row's version, so a copy that fell behind is thrown away and built again from what is stored.

use std::sync::Arc;

use platform::{ContentKey, Timestamp, TokenHash};
use quick_cache::{Weighter, sync::Cache};
use runtime::Attempt;
use tokio::sync::Mutex;

use crate::{
    change::{NotesStored, Target},
    load_attempt::{Definitions, Tail},
    meters::Meters,
    sandbox::{Host, LaunchHost},
};

/// All copies together take about this much memory.
const CACHE_BYTES: u64 = 64 << 20;
/// How many launches the cache expects.
const CACHE_LAUNCHES: usize = 1024;
/// Versions whose place is remembered.
const INDEX_KEYS: usize = 4096;
/// Launches whose host is remembered.
const LAUNCH_HOSTS: usize = 4096;
/// An attempt in memory against its encoded state, and what every attempt has.
const UNFOLDED: u64 = 2;
const LEAST_BYTES: u64 = 8 << 10;

/// Attempts that are being played on this node, and what they play.
#[derive(Debug)]
pub struct LiveAttempts {
    slots: Cache<TokenHash, Arc<Slot>, ByBytes>,
    pub(crate) definitions: Definitions,
    /// Where the index of a version lies, and when that was last looked at.
    pub(crate) index_keys: Cache<ContentKey, (blobs::Key, Timestamp)>,
    /// The hosts that launches and versions play at. What is once known stays true.
    pub(crate) launch_hosts: Cache<TokenHash, LaunchHost>,
    pub(crate) content_hosts: Cache<ContentKey, Host>,
    pub(crate) meters: Meters,
}

/// The place of one launch. Batches of a launch wait for each other here.
#[derive(Debug)]
pub(crate) struct Slot {
    pub(crate) live: Mutex<Option<Live>>,
    weight: u64,
}

/// A launch under way.
#[derive(Debug)]
pub(crate) struct Live {
    pub(crate) attempt: Attempt,
    pub(crate) target: Target,
    pub(crate) tail: Tail,
    pub(crate) noted: NotesStored,
    /// When results were last given to the outbox.
    pub(crate) posted_at: Option<Timestamp>,
}

impl Live {
    fn bytes(&self) -> u64 {
        // Not the size of the snapshot: what is stored is compressed, and content decides how well.
        LEAST_BYTES + UNFOLDED * self.attempt.size_bytes()
    }
}

#[derive(Clone, Debug)]
struct ByBytes;

impl Weighter<TokenHash, Arc<Slot>> for ByBytes {
    fn weight(&self, _: &TokenHash, slot: &Arc<Slot>) -> u64 {
        slot.weight
    }
}

impl Default for LiveAttempts {
    fn default() -> Self {
        Self {
            slots: Cache::with_weighter(CACHE_LAUNCHES, CACHE_BYTES, ByBytes),
            definitions: Definitions::default(),
            index_keys: Cache::new(INDEX_KEYS),
            launch_hosts: Cache::new(LAUNCH_HOSTS),
            content_hosts: Cache::new(INDEX_KEYS),
            meters: Meters::default(),
        }
    }
}

impl LiveAttempts {
    /// Definitions of versions in use.
    #[must_use]
    pub fn definitions(&self) -> &Definitions {
        &self.definitions
    }

    /// What this node has done since it started.
    #[must_use]
    pub fn meters(&self) -> &Meters {
        &self.meters
    }

    /// Looks anew where the index of a version lies: its files were changed.
    pub(crate) fn forget_content(&self, key: &ContentKey) {
        self.index_keys.remove(key);
    }

    pub(crate) fn slot(&self, token: &TokenHash) -> Arc<Slot> {
        if let Some(slot) = self.slots.get(token) {
            return slot;
        }
        let slot = Arc::new(Slot { live: Mutex::new(None), weight: LEAST_BYTES });
        self.slots.insert(*token, Arc::clone(&slot));
        slot
    }

    /// Puts a launch back after a batch. One that has grown out of what its place was counted at gets a new place.
    pub(crate) fn put_back(&self, token: &TokenHash, slot: &Slot, place: &mut Option<Live>, live: Live) {
        let bytes = live.bytes();
        if bytes > slot.weight * 2 {
            let slot = Arc::new(Slot { live: Mutex::new(Some(live)), weight: bytes });
            self.slots.insert(*token, slot);
        } else {
            *place = Some(live);
        }
    }

    /// Forgets a launch: its next batch is built from what is stored.
    pub fn forget(&self, token: &TokenHash) {
        self.slots.remove(token);
    }
}
