//! `sweep_blobs`: removes blobs without an owner, uploads that nobody came for, and packages that never came whole.
//!
//! Running twice is harmless: what is gone stays gone, and every blob is judged again before it is deleted. While a backup
//! runs nothing is: it copies what the database named when it began.

use std::collections::HashSet;
use std::time::Duration;

use blobs::{BlobError, Key};
use platform::Timestamp;
use service::rows::StoreError;

use crate::context::Context;
use crate::outcome::earlier;

/// A blob that no row knows may be one whose row is still to come.
const UNKNOWN_FOR: Duration = Duration::from_secs(2 * 24 * 3600);
/// Blobs looked at with one question to the database.
const BATCH: u32 = 200;

pub(crate) async fn run(context: &Context) -> Result<(), SweepError> {
    let now = context.clock.now();
    let store = &context.store;
    let uploads = forget_uploads(context, now).await?;
    let incoming = service::console::forget_old_packages(store, now).await?;
    // One that was killed: until its row is gone, nothing that is given up is removed at once.
    let ended: Result<u64, StoreError> =
        store::transact!(store, |tx| { store::backup_holds::delete_over(tx, now).await });
    ended?;
    if is_held(context, now).await? {
        tracing::info!("a backup runs: blobs that nobody needs are left to the next sweep");
        return Ok(());
    }
    let orphans = sweep_orphans(context, now).await?;
    let unknown = sweep_unknown(context, now).await?;
    let unfinished = context.blobs.delete_unfinished(earlier(now, UNKNOWN_FOR).0).await?;
    if uploads + incoming + orphans + unknown + unfinished as u64 > 0 {
        tracing::info!(
            uploads,
            incoming,
            orphans,
            unknown,
            unfinished,
            "blobs that nobody needs were removed"
        );
    }
    Ok(())
}

/// Parked files that no call named for long, and tokens that nobody used.
async fn forget_uploads(context: &Context, now: Timestamp) -> Result<u64, StoreError> {
    let (store, before) = (&context.store, earlier(now, context.config.retention.uploads));
    let mut count = 0;
    loop {
        let deleted: Result<u64, StoreError> =
            store::transact!(store, |tx| { store::uploads::delete_old(tx, before, BATCH).await });
        let deleted = deleted?;
        count += deleted;
        if deleted < u64::from(BATCH) {
            return Ok(count);
        }
    }
}

async fn is_held(context: &Context, now: Timestamp) -> Result<bool, StoreError> {
    store::backup_holds::is_held(&mut context.store.read_once().await?, now).await
}

/// Blobs that are known and have no owner any more.
async fn sweep_orphans(context: &Context, now: Timestamp) -> Result<u64, SweepError> {
    let store = &context.store;
    let mut count = 0;
    loop {
        let mut tx = store.begin_read().await?;
        let orphans = store::blobs::list_orphans(&mut tx, now, BATCH).await?;
        drop(tx);
        let last = orphans.len() < BATCH as usize;
        let before = count;
        for name in orphans {
            // The row goes first and only if it is still an orphan's: who claims the name after that makes a new row,
            // which the storage's listing then finds owned.
            let forgotten: Result<bool, StoreError> = store::transact!(store, |tx| {
                // A backup that began meanwhile read the rows as they are before this transaction.
                if store::blobs::is_owned(tx, &name, now).await?
                    || store::backup_holds::is_held(tx, now).await?
                {
                    return Ok(false);
                }
                store::blobs::delete(tx, &name).await
            });
            if forgotten? {
                if let Some(key) = Key::parse(&name) {
                    context.blobs.delete(&key).await?;
                }
                count += 1;
            }
        }
        if last || count == before {
            return Ok(count);
        }
    }
}

/// Blobs in the storage that no row knows: a crash between row and storage, in either order.
async fn sweep_unknown(context: &Context, now: Timestamp) -> Result<u64, SweepError> {
    let store = &context.store;
    let owned = |keys: Vec<Key>| async move {
        let mut tx = store.begin_read().await?;
        let mut owned = HashSet::new();
        for key in keys {
            if store::blobs::is_owned(&mut tx, &key.to_string(), now).await? {
                owned.insert(key);
            }
        }
        Ok::<_, SweepError>(owned)
    };
    let unknown = context.blobs.list_unowned(earlier(now, UNKNOWN_FOR).0, owned).await?;
    for key in &unknown {
        context.blobs.delete(key).await?;
    }
    Ok(unknown.len() as u64)
}

/// The sweep broke off; what is left is the next one's.
#[derive(Debug)]
pub(crate) enum SweepError {
    Store(StoreError),
    Blobs(BlobError),
}

impl From<StoreError> for SweepError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<BlobError> for SweepError {
    fn from(error: BlobError) -> Self {
        Self::Blobs(error)
    }
}

impl std::fmt::Display for SweepError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the sweep of blobs broke off")
    }
}

impl std::error::Error for SweepError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Store(error) => Some(error),
            Self::Blobs(error) => Some(error),
        }
    }
}
