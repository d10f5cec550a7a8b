//! Discards what a registration's latest instance holds.

use platform::{LaunchId, Timestamp};
use runtime::{Batch, Entry, EntryKind};
use store::{AppKey, Store, Tx, registrations::Registration};

use crate::{
    find_registration::{FindRegistrationError, find_registration},
    postback_settings::postback_host,
};

/// Discards all run-time state of the latest instance. Registration, launch history and postback settings
/// stay; a launch that is running loses its lease; the unknown report is posted.
///
/// # Errors
/// When there is no such registration, or the database cannot be written.
pub async fn reset_registration(
    store: &Store,
    app: AppKey,
    id: &str,
    now: Timestamp,
) -> Result<(), FindRegistrationError> {
    store::transact!(store, |tx| {
        let registration = find_registration(tx, app, id).await?;
        reset(tx, &registration, now).await?;
        if let Some(postback) = &registration.postback {
            store::postback_outbox::enqueue(tx, registration.key, &postback_host(&postback.url), now).await?;
        }
        Ok(())
    })
}

/// The same in a transaction of the caller's; nobody is told.
pub(crate) async fn reset(
    tx: &mut Tx,
    registration: &Registration,
    now: Timestamp,
) -> Result<(), store::Error> {
    store::registrations::lock(tx, registration.key).await?;
    if let Some(instance) = store::instances::find_latest(tx, registration.key).await? {
        if let Some(launch) = instance.current_launch {
            journal_reset(tx, launch, now).await?;
        }
        store::instances::reset(tx, instance.key, now).await?;
    }
    store::registrations::update_result(tx, registration.key, now, None).await
}

/// A journal replays alone, so it says that what came before was forgotten. The entry takes no number; its empty range
/// differs from that of a close after the same entry.
async fn journal_reset(tx: &mut Tx, launch: LaunchId, now: Timestamp) -> Result<(), store::Error> {
    let Some(launch) = store::launches::find(tx, launch).await? else { return Ok(()) };
    let last = launch.next_entry.saturating_sub(1);
    let entry = Entry { number: last, at: now, what: EntryKind::Reset };
    let batch = Batch { first: last, entries: vec![entry], ..Batch::default() };
    let row = store::journal::Batch { first: last + 2, last, at: now, bytes: batch.encode() };
    store::journal::insert(tx, launch.id, &row).await?;
    Ok(())
}
