//! The state of an attempt from what is stored: a snapshot, and the journal behind it.

use std::sync::Arc;

use quick_cache::{Weighter, sync::Cache};
use runtime::{Attempt, Batch, DecodeError, Definition};
use store::{
    Tx, VersionKey,
    instances::{Instance, State},
};

/// Decoded definitions that are kept, in bytes of their encoding.
const DEFINITION_CACHE_BYTES: u64 = 8 << 20;
/// Rows of the journal that are read at once.
const PAGE: u32 = 200;

/// A stored attempt could not be read.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// Version or instance are gone.
    #[error("what was played is gone")]
    Gone,
    /// A newer program wrote it; this one is about to be replaced.
    #[error("the stored {0} has a newer format than this program knows")]
    Newer(&'static str),
    /// The stored bytes make no sense.
    #[error("the stored {0} is damaged")]
    Damaged(&'static str),
    /// The database.
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl LoadError {
    pub(crate) fn decoding(what: &'static str) -> impl Fn(DecodeError) -> Self {
        move |error| match error {
            DecodeError::Newer => Self::Newer(what),
            DecodeError::Broken => Self::Damaged(what),
        }
    }
}

/// Definitions of versions in use. A version never changes, so nothing goes stale.
#[derive(Debug)]
pub struct Definitions(Cache<VersionKey, Stored, ByBytes>);

/// A definition as it is stored, and decoded.
#[derive(Clone, Debug)]
pub(crate) struct Stored {
    pub(crate) bytes: Arc<[u8]>,
    pub(crate) definition: Arc<Definition>,
}

#[derive(Clone, Debug)]
struct ByBytes;

impl Weighter<VersionKey, Stored> for ByBytes {
    fn weight(&self, _: &VersionKey, stored: &Stored) -> u64 {
        stored.bytes.len() as u64 + 1024
    }
}

impl Default for Definitions {
    fn default() -> Self {
        Self(Cache::with_weighter(64, DEFINITION_CACHE_BYTES, ByBytes))
    }
}

impl Definitions {
    pub(crate) async fn get(&self, tx: &mut Tx, version: VersionKey) -> Result<Stored, LoadError> {
        if let Some(stored) = self.0.get(&version) {
            return Ok(stored);
        }
        let bytes = store::course_versions::find_definition(tx, version).await?.ok_or(LoadError::Gone)?;
        let definition = Definition::decode(&bytes).map_err(LoadError::decoding("definition"))?;
        let stored = Stored { bytes: bytes.into(), definition: Arc::new(definition) };
        self.0.insert(version, stored.clone());
        Ok(stored)
    }
}

/// An attempt, and how much of the journal lies behind its snapshot.
pub(crate) struct Loaded {
    pub(crate) attempt: Attempt,
    pub(crate) tail: Tail,
}

/// What a rebuild has to replay.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Tail {
    pub(crate) entries: u64,
    pub(crate) bytes: u64,
    /// Size of the snapshot in front.
    pub(crate) snapshot_bytes: u64,
}

impl Tail {
    /// Whether it is time for a new snapshot: before a rebuild costs more than twice what reading the snapshot does, and
    /// rarely enough that a commit costs what changed.
    pub(crate) fn is_long(&self) -> bool {
        self.entries >= 1_000 || self.bytes >= (32 << 10).max(self.snapshot_bytes * 4)
    }
}

/// Rebuilds the state of an instance.
pub(crate) async fn load_attempt(
    tx: &mut Tx,
    definitions: &Definitions,
    instance: &Instance,
    state: &State,
) -> Result<Loaded, LoadError> {
    let version = instance.version.ok_or(LoadError::Gone)?;
    let definition = definitions.get(tx, version).await?.definition;
    let mut attempt = restore(definition, state.snapshot.as_deref())?;
    let snapshot_bytes = state.snapshot.as_ref().map_or(0, |bytes| bytes.len() as u64);
    let mut tail = Tail { snapshot_bytes, ..Tail::default() };
    if let Some(launch) = state.launch {
        let mut from = state.entry + 1;
        loop {
            let page = store::journal::list(tx, launch, from, PAGE).await?;
            for row in &page {
                let batch = Batch::decode(&row.bytes).map_err(LoadError::decoding("journal"))?;
                for entry in &batch.entries {
                    attempt.apply(entry);
                }
                tail.entries += batch.entries.len() as u64;
                tail.bytes += row.bytes.len() as u64;
                from = row.last + 1;
            }
            if page.len() < PAGE as usize {
                break;
            }
        }
    }
    if attempt.digest() != instance.digest && state.snapshot.is_some() {
        tracing::warn!(instance = instance.key.0, "an attempt was rebuilt with another digest than before");
    }
    Ok(Loaded { attempt, tail })
}

/// An attempt from its snapshot alone; a new one without.
pub(crate) fn restore(definition: Arc<Definition>, snapshot: Option<&[u8]>) -> Result<Attempt, LoadError> {
    match snapshot {
        Some(bytes) => Attempt::restore(definition, bytes).map_err(LoadError::decoding("state")),
        None => Ok(Attempt::new(definition)),
    }
}
