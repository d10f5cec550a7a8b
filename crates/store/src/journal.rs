//! The journal: batches of entries, as they came. Append only.

use platform::{LaunchId, Timestamp};

use crate::row::Columns as _;
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
    let rows = tx.fetch_all(&LIST, args![launch, from, limit]).await?;
    rows.iter()
        .map(|row| {
            Ok(Batch {
                first: row.count("first")?,
                last: row.count("last")?,
                at: row.at("at")?,
                bytes: row.bytes("bytes")?,
            })
        })
        .collect()
}
