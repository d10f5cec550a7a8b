//! Notes beside the journal: they explain, and have a retention of their own.

use platform::{LaunchId, Timestamp};

use crate::row::Columns as _;
use crate::statement::statements;
use crate::value::args;
use crate::{Error, Tx};

statements! { "journal_notes";
    /// The notes of one batch.
    INSERT = "INSERT INTO journal_notes (launch, at, bytes) VALUES ($1, $2, $3)";
    /// A page of notes in the order they came.
    LIST = "
        SELECT key, at, bytes
        FROM journal_notes
        WHERE launch = $1 AND key > $2
        ORDER BY key
        LIMIT $3";
    /// Notes past their retention, some at a time.
    DELETE_OLD = "
        DELETE FROM journal_notes
        WHERE key IN (SELECT key FROM journal_notes WHERE at < $1 ORDER BY at LIMIT $2)";
}

/// Notes of one batch, encoded by `runtime`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notes {
    /// Their place in the order.
    pub number: i64,
    /// When they were stored.
    pub at: Timestamp,
    /// The notes.
    pub bytes: Vec<u8>,
}

/// Adds the notes of a batch.
pub async fn insert(tx: &mut Tx, launch: LaunchId, at: Timestamp, bytes: &[u8]) -> Result<(), Error> {
    tx.execute(&INSERT, args![launch, at, bytes]).await.map(|_| ())
}

/// A page of a launch's notes, those after number `after`.
pub async fn list(
    tx: &mut Tx,
    launch: LaunchId,
    after: Option<i64>,
    limit: u32,
) -> Result<Vec<Notes>, Error> {
    let rows = tx.fetch_all(&LIST, args![launch, after.unwrap_or(0), limit]).await?;
    rows.iter()
        .map(|row| Ok(Notes { number: row.int("key")?, at: row.at("at")?, bytes: row.bytes("bytes")? }))
        .collect()
}

/// Deletes notes stored before `before`, `limit` at most; the answer is how many went.
pub async fn delete_old(tx: &mut Tx, before: Timestamp, limit: u32) -> Result<u64, Error> {
    tx.execute(&DELETE_OLD, args![before, limit]).await
}
