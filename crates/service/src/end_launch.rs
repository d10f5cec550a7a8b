//! Ends launches that the learner did not end: those that fell silent, and the one before when a newer begins.

use platform::Timestamp;
use runtime::{Attempt, Entry, EntryKind};
use store::{Store, Tx, launches::Launch};

use crate::{
    change::{Change, Manner, NotesStored, Prepared, Target},
    load_attempt::{Definitions, LoadError, Tail, load_attempt},
    play_error::PlayError,
};

/// How many launches are closed at one go.
const PAGE: u32 = 100;

/// Closes the launch that `attempt` is in, unless it is over already. Time counts to its last entry. Whether anything
/// changed; the row version has grown by one then.
pub(crate) async fn close_launch(
    tx: &mut Tx,
    launch: &Launch,
    attempt: &mut Attempt,
    tail: &mut Tail,
    target: &Target,
    now: Timestamp,
) -> Result<bool, PlayError> {
    let Some(running) = attempt.launch_result().filter(|running| running.ended.is_none()) else {
        return Ok(false);
    };
    let mut change = Change::default();
    let entry = Entry { number: attempt.applied(), at: running.last_entry, what: EntryKind::Closed };
    if change.apply_own(attempt, entry).is_err() || change.entries.is_empty() {
        return Ok(false);
    }
    let manner = Manner { snapshot: true, posts: true, by_server: true };
    let noted = NotesStored { count: launch.note_count, bytes: launch.note_bytes };
    let prepared = Prepared::new(attempt, &change, tail, noted, manner, now);
    let seen_at = launch.last_seen_at.unwrap_or(now);
    if prepared.store(tx, target, seen_at, now).await? { Ok(true) } else { Err(PlayError::Gone) }
}

/// Closes launches without a sign of life since `silent_since`, some at a time; the answer is how many. The close is
/// provisional: later entries of the same launch undo it while no newer one has begun. It is a postback like any exit.
///
/// Running it twice is harmless: what is closed is not found again.
///
/// # Errors
/// When the database cannot be read or written. A launch whose state cannot be read is closed without touching its
/// results, and logged.
pub async fn close_silent_launches(
    store: &Store,
    definitions: &Definitions,
    silent_since: Timestamp,
    now: Timestamp,
) -> Result<usize, store::Error> {
    let mut tx = store.begin_read().await?;
    let silent = store::launches::list_silent(&mut tx, silent_since, PAGE).await?;
    drop(tx);
    for launch in &silent {
        close_silent(store, definitions, launch, silent_since, now).await?;
    }
    Ok(silent.len())
}

async fn close_silent(
    store: &Store,
    definitions: &Definitions,
    listed: &Launch,
    silent_since: Timestamp,
    now: Timestamp,
) -> Result<(), store::Error> {
    let closed: Result<(), PlayError> = store::transact!(store, |tx| {
        let Some(launch) = store::launches::find(tx, listed.id).await? else { return Ok(()) };
        let silent = launch.ended_at.is_none() && launch.last_seen_at.is_none_or(|at| at < silent_since);
        if !silent {
            return Ok(());
        }
        let (Some(registration), Some(instance)) = (launch.registration, launch.instance) else {
            let seen_at = launch.last_seen_at.unwrap_or(now);
            store::launches::update_ended(tx, launch.id, seen_at, true).await?;
            return Ok(());
        };
        let Some((instance, state)) = store::instances::find_for_update(tx, instance).await? else {
            return Ok(());
        };
        if instance.current_launch != Some(launch.id) {
            // It lost its lease, to a newer window or to a reset: there is nothing left to end but its record.
            let seen_at = launch.last_seen_at.unwrap_or(now);
            store::launches::update_ended(tx, launch.id, seen_at, true).await?;
            return Ok(());
        }
        let mut loaded = load_attempt(tx, definitions, &instance, &state).await?;
        let target = Target {
            app: launch.app,
            registration,
            instance: instance.key,
            launch: launch.id,
            row_version: instance.row_version,
        };
        if !close_launch(tx, &launch, &mut loaded.attempt, &mut loaded.tail, &target, now).await? {
            store::launches::update_ended(tx, launch.id, launch.last_seen_at.unwrap_or(now), false).await?;
        }
        Ok(())
    });
    match closed {
        Ok(()) => Ok(()),
        Err(PlayError::Store(error)) => Err(error),
        // A newer program on another node closes it; the next round finds it closed.
        Err(PlayError::Newer(_)) => Ok(()),
        Err(error) => {
            if let PlayError::Damaged(LoadError::Damaged(_)) = error {
                tracing::error!(launch = %listed.id, error = &error as &dyn std::error::Error, "a silent launch cannot be closed properly");
            }
            store::transact!(store, |tx| {
                let seen_at = listed.last_seen_at.unwrap_or(now);
                store::launches::update_ended(tx, listed.id, seen_at, true).await
            })
        }
    }
}
