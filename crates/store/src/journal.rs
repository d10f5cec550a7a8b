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
