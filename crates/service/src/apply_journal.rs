//! What the player did, entry by entry: replayed, stored with its consequences in one transaction, acknowledged.

use platform::{LaunchToken, Timestamp, TokenHash};
use runtime::{Batch, DecodeError, Note, NoteKind, Refusal};
use store::{Store, launches::Launch};

use crate::{
    change::{Change, Manner, NotesStored, Prepared, Target, journal_row, notes_row},
    journal_agrees::journal_agrees,
    live_attempts::{Live, LiveAttempts},
    load_attempt::{Loaded, load_attempt, restore},
    play_error::PlayError,
};

/// Tries of a batch whose instance somebody else keeps changing.
const TRIES: u32 = 5;
/// Largest value of `commCommitFrequency` that is minded, in milliseconds.
const LONGEST_INTERVAL_MILLIS: u32 = 3_600_000;

/// Answer to a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acknowledgement {
    /// What became of the launch.
    pub status: Standing,
    /// Highest entry number that is stored.
    pub acknowledged: u64,
    /// Digest of the state here.
    pub digest: u64,
    /// The state here, where the player's differs.
    pub state: Option<Vec<u8>>,
}

/// How a launch stands after its batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It runs, or ended as it should.
    Ok,
    /// A newer window has the registration, or it was reset: entries are kept as notes.
    Frozen,
    /// The server closed it; its next entry opens it again.
    Closed,
}

/// Applies a batch, given as the bytes that the player sent. Entries that are stored already are passed over, so a
/// batch may come any number of times.
///
/// # Errors
/// See [`PlayError`]; nothing was stored then.
pub async fn apply_journal(
    store: &Store,
    live: &LiveAttempts,
    token: &str,
    body: &[u8],
    now: Timestamp,
) -> Result<Acknowledgement, PlayError> {
    let token = LaunchToken::parse(token).map_err(|_| PlayError::Gone)?.hash();
    let batch = Batch::decode(body).map_err(|error| match error {
        DecodeError::Newer => PlayError::Newer("the batch".to_owned()),
        DecodeError::Broken => PlayError::Malformed,
    })?;
    let slot = live.slot(&token);
    let mut place = slot.live.lock().await;
    for _ in 0..TRIES {
        let remembered = place.take();
        let is_remembered = remembered.is_some();
        let mut found = match remembered {
            Some(found) => found,
            None => match find(store, live, &token).await? {
                Found::Live(found) => *found,
                Found::Untracked(launch) => return apply_untracked(store, live, &launch, &batch, now).await,
                Found::Frozen(launch) => {
                    let is_new = batch.entries.last().is_some_and(|last| last.number >= launch.next_entry);
                    return keep_as_notes(store, &launch, &batch, is_new.then_some(body), now).await;
                }
            },
        };
        if batch.launch != found.target.launch.to_string() {
            live.put_back(&token, &slot, &mut place, found);
            return Err(PlayError::Malformed);
        }
        // A resent entry is the one that is stored, unless the launch was opened in another window since.
        let mut tx = store.begin_read().await?;
        let agrees = journal_agrees(&mut tx, found.target.launch, &batch, found.attempt.applied()).await?;
        if !agrees {
            let launch = store::launches::find(&mut tx, found.target.launch).await?.ok_or(PlayError::Gone)?;
            drop(tx);
            live.put_back(&token, &slot, &mut place, found);
            return keep_as_notes(store, &launch, &batch, Some(body), now).await;
        }
        drop(tx);
        let before = found.attempt.applied();
        // What fails from here on has perhaps changed the copy, so it is not put back.
        match apply(store, &mut found, &batch, now).await {
            Ok(Some(answer)) => {
                live.meters.journal_batches.add(1);
                live.meters.journal_entries.add(found.attempt.applied().saturating_sub(before));
                live.put_back(&token, &slot, &mut place, found);
                return Ok(answer);
            }
            Ok(None) => {}
            // Another node may have gone on since the copy was made.
            Err(PlayError::Gap { .. }) if is_remembered => {}
            Err(error) => return Err(error),
        }
    }
    Err(PlayError::Store(store::Error::TooLong(0)))
}

enum Found {
    Live(Box<Live>),
    Untracked(Launch),
    Frozen(Launch),
}

/// A launch by its token, with the state of its attempt.
async fn find(store: &Store, live: &LiveAttempts, token: &TokenHash) -> Result<Found, PlayError> {
    let mut tx = store.begin_read().await?;
    let launch = store::launches::find_by_token(&mut tx, token).await?.ok_or(PlayError::Gone)?;
    if launch.started_at.is_none() {
        return Err(PlayError::NotStarted);
    }
    let registration = match launch.registration {
        Some(registration) if launch.tracking => registration,
        _ => return Ok(Found::Untracked(launch)),
    };
    let instance = launch.instance.ok_or(PlayError::Gone)?;
    let (instance, state) = store::instances::find_state(&mut tx, instance).await?.ok_or(PlayError::Gone)?;
    if instance.current_launch != Some(launch.id) {
        return Ok(Found::Frozen(launch));
    }
    let Loaded { attempt, tail } = load_attempt(&mut tx, &live.definitions, &instance, &state).await?;
    let target = Target {
        app: launch.app,
        registration,
        instance: instance.key,
        launch: launch.id,
        row_version: instance.row_version,
    };
    let noted = NotesStored { count: launch.note_count, bytes: launch.note_bytes };
    Ok(Found::Live(Box::new(Live { attempt, target, tail, noted, posted_at: None })))
}

/// `None`: the instance is not what the copy says; look again.
async fn apply(
    store: &Store,
    live: &mut Live,
    batch: &Batch,
    now: Timestamp,
) -> Result<Option<Acknowledgement>, PlayError> {
    let mut change = replay(&mut live.attempt, batch)?;
    change.notes.extend(batch.notes.iter().cloned());
    let difference = difference(live, batch, &change, now);
    change.notes.extend(difference.clone());
    let in_turn = change.posts_in_turn() && is_due(live, now);
    let posts = change.posts_at_once() || in_turn;
    if change.entries.is_empty() && change.notes.is_empty() {
        // A resent batch, or a sign of life without an entry.
        return touch(store, live.target, acknowledgement(live), now).await;
    }
    let manner = Manner { snapshot: false, posts, by_server: false };
    let prepared = Prepared::new(&live.attempt, &change, &mut live.tail, live.noted, manner, now);
    let target = live.target;
    let stored: bool = store::transact!(store, |tx| {
        let stored = prepared.store(tx, &target, now, now).await?;
        Ok::<_, store::Error>(stored)
    })?;
    if !stored {
        return Ok(None);
    }
    live.target.row_version += 1;
    let added = prepared.notes_added();
    live.noted.count += added.count;
    live.noted.bytes += added.bytes;
    if posts {
        live.posted_at = Some(now);
    }
    let mut answer = acknowledgement(live);
    answer.state = difference.map(|_| live.attempt.snapshot());
    Ok(Some(answer))
}

/// Applies the entries of a batch that are new, all or none.
fn replay(attempt: &mut runtime::Attempt, batch: &Batch) -> Result<Change, PlayError> {
    let applied = attempt.applied();
    if batch.first > applied + 1 {
        return Err(PlayError::Gap { first: batch.first, applied });
    }
    let mut change = Change::default();
    for entry in &batch.entries {
        // The server's own entries carry no number, and nobody else may make them.
        if !entry.what.is_from_player() {
            return Err(PlayError::Malformed);
        }
        if entry.number <= applied {
            continue;
        }
        change.apply(attempt, entry.clone()).map_err(|refusal| match refusal {
            Refusal::Limit => PlayError::Limit,
            Refusal::Gap | Refusal::Duplicate => PlayError::Gap { first: batch.first, applied },
            Refusal::NoLaunch => PlayError::NotStarted,
        })?;
    }
    Ok(change)
}

/// The player's digest against the one here, where they can be compared.
fn difference(live: &Live, batch: &Batch, change: &Change, now: Timestamp) -> Option<Note> {
    let theirs = batch.digest?;
    // The player knows nothing of the server's close, and its next entry undoes it.
    if live.attempt.closed_by_server() {
        return None;
    }
    let last =
        change.entries.last().map(|entry| entry.number).or_else(|| batch.entries.last().map(|e| e.number));
    if last.is_some_and(|last| last != live.attempt.applied()) {
        return None;
    }
    if batch.entries.is_empty() && batch.first != live.attempt.applied() + 1 {
        return None;
    }
    let ours = live.attempt.digest();
    (theirs != ours).then(|| Note {
        at: now,
        kind: NoteKind::Difference,
        about: String::new(),
        text: format!(
            "after entry {} the digest is {theirs:016x} in the browser and {ours:016x} here; this one counts",
            live.attempt.applied()
        ),
    })
}

/// Run-time detail alone is posted at most once per `commCommitFrequency`.
fn is_due(live: &Live, now: Timestamp) -> bool {
    let millis = live.attempt.pins().map_or(0, |pins| pins.behaviour.comm_commit_frequency);
    let interval = i64::from(millis.min(LONGEST_INTERVAL_MILLIS)) * 1_000;
    live.posted_at.is_none_or(|at| now.0.saturating_sub(at.0) >= interval)
}

/// Nothing new came, but the player is alive. The lease is looked at as well, so that a window that only waits hears of
/// a newer one.
async fn touch(
    store: &Store,
    target: Target,
    answer: Acknowledgement,
    now: Timestamp,
) -> Result<Option<Acknowledgement>, PlayError> {
    let next = answer.acknowledged + 1;
    let is_ours: bool = store::transact!(store, |tx| {
        let instance = store::instances::find_by_key(tx, target.instance).await?;
        let is_ours = instance.is_some_and(|instance| {
            instance.row_version == target.row_version && instance.current_launch == Some(target.launch)
        });
        if is_ours {
            let nothing = store::launches::Added::default();
            store::launches::update_seen(tx, target.launch, now, next, nothing).await?;
        }
        Ok::<_, store::Error>(is_ours)
    })?;
    Ok(is_ours.then_some(answer))
}

fn acknowledgement(live: &Live) -> Acknowledgement {
    let closed = live.attempt.closed_by_server();
    Acknowledgement {
        status: if closed { Standing::Closed } else { Standing::Ok },
        acknowledged: live.attempt.applied(),
        digest: live.attempt.digest(),
        state: None,
    }
}

/// Entries that came after a newer window had begun change nothing any more; they are kept beside the journal, so that
/// somebody can see what was lost. `body`: the bytes of a batch that is not stored yet.
async fn keep_as_notes(
    store: &Store,
    launch: &Launch,
    batch: &Batch,
    body: Option<&[u8]>,
    now: Timestamp,
) -> Result<Acknowledgement, PlayError> {
    if batch.launch != launch.id.to_string() {
        return Err(PlayError::Malformed);
    }
    let limits = runtime::Limits::LAUNCH;
    let has_room = |body: &&[u8]| {
        launch.note_count < u64::from(limits.notes)
            && launch.note_bytes + body.len() as u64 <= limits.note_bytes
    };
    if let Some(body) = body.filter(has_room) {
        store::transact!(store, |tx| {
            store::journal_notes::insert(tx, launch.id, now, body).await?;
            store::launches::update_noted(tx, launch.id, body.len() as u64).await?;
            Ok::<_, store::Error>(())
        })?;
    }
    // The player need not keep them: they will never be applied.
    let last = batch.entries.last().map_or(launch.next_entry.saturating_sub(1), |entry| entry.number);
    Ok(Acknowledgement { status: Standing::Frozen, acknowledged: last, digest: 0, state: None })
}

/// What happened in a preview is kept for its log, and goes with the launch: entries and notes as rows.
fn rows_for_the_log(
    launch: &Launch,
    attempt: &runtime::Attempt,
    change: &Change,
    notes: &[Note],
    now: Timestamp,
) -> (Option<store::journal::Batch>, Option<Vec<u8>>) {
    if launch.registration.is_some() {
        return (None, None);
    }
    let noted = NotesStored { count: launch.note_count, bytes: launch.note_bytes };
    (journal_row(change, false, now), notes_row(attempt, notes, noted))
}

/// A preview or a launch without tracking: the state alone counts, and is kept with the launch.
async fn apply_untracked(
    store: &Store,
    live: &LiveAttempts,
    launch: &Launch,
    batch: &Batch,
    now: Timestamp,
) -> Result<Acknowledgement, PlayError> {
    if batch.launch != launch.id.to_string() {
        return Err(PlayError::Malformed);
    }
    let version = launch.version.ok_or(PlayError::Gone)?;
    store::transact!(store, |tx| {
        let definition = live.definitions.get(tx, version).await?.definition;
        let state = store::launches::find_state(tx, launch.id).await?.ok_or(PlayError::Gone)?;
        let mut attempt = restore(definition, Some(&state))?;
        let change = replay(&mut attempt, batch)?;
        if !change.entries.is_empty() {
            store::launches::update_state(tx, launch.id, &attempt.snapshot()).await?;
        }
        let next = attempt.applied() + 1;
        let (row, noted) = rows_for_the_log(launch, &attempt, &change, &batch.notes, now);
        let mut added = store::launches::Added::default();
        if let Some(row) = row {
            store::journal::insert(tx, launch.id, &row).await?;
            added.entry_bytes = row.bytes.len() as u64;
        }
        if let Some(bytes) = noted {
            store::journal_notes::insert(tx, launch.id, now, &bytes).await?;
            (added.notes, added.note_bytes) = (1, bytes.len() as u64);
        }
        store::launches::update_seen(tx, launch.id, now, next, added).await?;
        let ended = attempt.launch_result().and_then(|launch| launch.ended);
        if let Some(at) = ended.filter(|_| launch.ended_at.is_none()) {
            store::launches::update_ended(tx, launch.id, at.min(now), false).await?;
        }
        let differs = batch.digest.is_some_and(|theirs| theirs != attempt.digest());
        let is_whole = batch.entries.last().is_none_or(|entry| entry.number == attempt.applied());
        Ok::<_, PlayError>(Acknowledgement {
            status: Standing::Ok,
            acknowledged: attempt.applied(),
            digest: attempt.digest(),
            state: (differs && is_whole).then(|| attempt.snapshot()),
        })
    })
}
