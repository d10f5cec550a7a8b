//! Links to the log of one launch, for people who cannot sign in.

use platform::{LaunchId, Timestamp, TokenHash};

use crate::row::{Columns as _, Row};
use crate::statement::statements;
use crate::value::args;
use crate::{Error, LogShareKey, Tx};

statements! { "log_shares";
    /// A new link.
    INSERT = "
        INSERT INTO log_shares (token_hash, launch, made_by, created_at, expires_at)
        VALUES ($1, $2, $3, $4, $5)";
    /// Where a link leads that is still good.
    FIND = "SELECT launch FROM log_shares WHERE token_hash = $1 AND expires_at > $2";
    /// The links of a launch that are still good, oldest first.
    LIST = "
        SELECT key, made_by, created_at, expires_at
        FROM log_shares
        WHERE launch = $1 AND expires_at > $2
        ORDER BY key";
    /// One link of a launch.
    DELETE = "DELETE FROM log_shares WHERE launch = $1 AND key = $2";
    /// Links that are good no more.
    DELETE_OLD = "DELETE FROM log_shares WHERE expires_at <= $1";
}

/// A link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogShare {
    /// Its row.
    pub key: LogShareKey,
    /// Login of who made it.
    pub made_by: String,
    /// When.
    pub created_at: Timestamp,
    /// Until when it is good.
    pub expires_at: Timestamp,
}

fn share(row: &Row) -> Result<LogShare, Error> {
    Ok(LogShare {
        key: LogShareKey(row.int("key")?),
        made_by: row.text("made_by")?,
        created_at: row.at("created_at")?,
        expires_at: row.at("expires_at")?,
    })
}

/// Makes a link.
pub async fn insert(
    tx: &mut Tx,
    hash: &TokenHash,
    launch: LaunchId,
    made_by: &str,
    at: Timestamp,
    expires_at: Timestamp,
) -> Result<(), Error> {
    tx.execute(&INSERT, args![hash, launch, made_by, at, expires_at]).await.map(|_| ())
}

/// The launch that a link leads to, if it is good.
pub async fn find(tx: &mut Tx, hash: &TokenHash, now: Timestamp) -> Result<Option<LaunchId>, Error> {
    let row = tx.fetch_optional(&FIND, args![hash, now]).await?;
    row.map(|row| Ok(LaunchId(row.int("launch")?))).transpose()
}

/// The links of a launch that are good, oldest first.
pub async fn list(tx: &mut Tx, launch: LaunchId, now: Timestamp) -> Result<Vec<LogShare>, Error> {
    tx.fetch_all(&LIST, args![launch, now]).await?.iter().map(share).collect()
}

/// Takes a link of a launch back. `false`: there is none.
pub async fn delete(tx: &mut Tx, launch: LaunchId, key: LogShareKey) -> Result<bool, Error> {
    Ok(tx.execute(&DELETE, args![launch, key]).await? > 0)
}

/// Removes links that expired by `now`.
pub async fn delete_old(tx: &mut Tx, now: Timestamp) -> Result<(), Error> {
    tx.execute(&DELETE_OLD, args![now]).await.map(|_| ())
}
