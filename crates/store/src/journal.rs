//! The journal: batches of entries, as they came. Append only.

use platform::{LaunchId, Timestamp};

use crate::row::{Columns as _, Row};
use crate::statement::statements;
use crate::value::args;
use crate::{Error, Tx};

statements! { "journal";
    /// The entries of one batch. A batch that is there already stays as it is.
    INSERT = "
        INSERT INTO journal (launch, first, last, at, bytes)
        VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (launch, first, last) DO NOTHING";
    /// The batches that hold an entry from a number on, in order.
    LIST = "
        SELECT launch, first, last, at, bytes
        FROM journal
        WHERE launch = $1 AND last >= $2
        ORDER BY first, last
        LIMIT $3";
    /// The batches behind one, in order: those of the server, which hold no number, among them.
    LIST_AFTER = "
        SELECT launch, first, last, at, bytes
        FROM journal
        WHERE launch = $1 AND (first, last) > ($2, $3)
        ORDER BY first, last
        LIMIT $4";
    /// Ended launches with a journal, of attempts in which nothing happened for long and whose state is kept without it.
    LIST_PAST = "
        SELECT launches.key AS key, launches.ended_at AS ended_at
        FROM launches
        JOIN instances ON instances.key = launches.instance
        WHERE launches.ended_at IS NOT NULL
            AND (launches.journal_dropped_at IS NULL OR launches.journal_dropped_at < launches.ended_at)
            AND launches.ended_at < $1
            AND (launches.ended_at, launches.key) > ($2, $3)
            AND instances.updated_at < $1
            AND instances.snapshot_launch IS NOT NULL
        ORDER BY launches.ended_at, launches.key
        LIMIT $4";
    /// Batches of a launch that no state needs any more.
    DELETE_COVERED = "
        DELETE FROM journal
        WHERE launch = $1
            AND EXISTS (
                SELECT 1
                FROM launches
                JOIN instances ON instances.key = launches.instance
                WHERE launches.key = $1
                    AND instances.updated_at < $2
                    AND (instances.snapshot_launch <> $1 OR journal.last <= instances.snapshot_entry))";
    /// Whether the journal is gone.
    IS_DROPPED = "SELECT key FROM launches WHERE key = $1 AND journal_dropped_at IS NOT NULL";
    /// The journal is gone.
    UPDATE_DROPPED = "
        UPDATE launches
        SET journal_dropped_at = $2
        WHERE key = $1 AND NOT EXISTS (SELECT 1 FROM journal WHERE launch = $1)";
}

/// Where a walk through old launches stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PastLaunch {
    /// The launch.
    pub launch: LaunchId,
    /// When it ended.
    pub ended_at: Timestamp,
}

/// A page of ended launches behind `after` that still have a journal, of attempts in which nothing happened since
/// `before`, in the order of their ends.
pub async fn list_past(
    tx: &mut Tx,
    before: Timestamp,
    after: Option<PastLaunch>,
    limit: u32,
) -> Result<Vec<PastLaunch>, Error> {
    let (ended_at, launch) = after.map_or((i64::MIN, 0), |after| (after.ended_at.0, after.launch.0));
    let rows = tx.fetch_all(&LIST_PAST, args![before, ended_at, launch, limit]).await?;
    rows.iter()
        .map(|row| Ok(PastLaunch { launch: LaunchId(row.int("key")?), ended_at: row.at("ended_at")? }))
        .collect()
}

/// Deletes the journal of a launch, unless its attempt went on since `before` or its state needs it; the answer is the
/// number of batches.
pub async fn drop_past(
    tx: &mut Tx,
    launch: LaunchId,
    before: Timestamp,
    now: Timestamp,
) -> Result<u64, Error> {
    let deleted = tx.execute(&DELETE_COVERED, args![launch, before]).await?;
    tx.execute(&UPDATE_DROPPED, args![launch, now]).await?;
    Ok(deleted)
}

/// Entries `first` to `last` of a launch, encoded by `runtime`. An entry that the server added takes no number: `first`
/// lies beyond `last` then, which is the number of the entry that it follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// Number of the first entry.
    pub first: u64,
    /// Number of the last entry.
    pub last: u64,
    /// When it was stored.
    pub at: Timestamp,
    /// The entries.
    pub bytes: Vec<u8>,
}

/// Adds a batch. `false`: a batch with this first number is there already.
pub async fn insert(tx: &mut Tx, launch: LaunchId, batch: &Batch) -> Result<bool, Error> {
    let args = args![launch, batch.first, batch.last, batch.at, batch.bytes.as_slice()];
    Ok(tx.execute(&INSERT, args).await? > 0)
}

/// The batches that hold entry `from` or later ones, in order, `limit` at most.
pub async fn list(tx: &mut Tx, launch: LaunchId, from: u64, limit: u32) -> Result<Vec<Batch>, Error> {
    tx.fetch_all(&LIST, args![launch, from, limit]).await?.iter().map(batch).collect()
}

/// The batches behind the one with this first and last number, in order, `limit` at most.
pub async fn list_after(
    tx: &mut Tx,
    launch: LaunchId,
    (first, last): (u64, u64),
    limit: u32,
) -> Result<Vec<Batch>, Error> {
    tx.fetch_all(&LIST_AFTER, args![launch, first, last, limit]).await?.iter().map(batch).collect()
}

fn batch(row: &Row) -> Result<Batch, Error> {
    Ok(Batch {
        first: row.count("first")?,
        last: row.count("last")?,
        at: row.at("at")?,
        bytes: row.bytes("bytes")?,
    })
}

/// Whether the journal of a launch is past its retention and gone, at least its beginning.
pub async fn is_dropped(tx: &mut Tx, launch: LaunchId) -> Result<bool, Error> {
    Ok(tx.fetch_optional(&IS_DROPPED, args![launch]).await?.is_some())
}
