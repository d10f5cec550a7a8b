//! Backups that run: while one does, no blob is removed from storage.

use platform::Timestamp;

use crate::statement::statements;
use crate::value::args;
use crate::{Error, Tx};

statements! { "backup_holds";
    /// A backup begins, or prolongs its time.
    PUT = "
        INSERT INTO backup_holds (id, until)
        VALUES ($1, $2)
        ON CONFLICT (id) DO UPDATE SET until = excluded.until";
    /// A backup is over, and with it those that died long ago.
    DELETE = "DELETE FROM backup_holds WHERE id = $1 OR until <= $2";
    /// Backups that died long ago.
    DELETE_OVER = "DELETE FROM backup_holds WHERE until <= $1";
    /// A backup that runs.
    FIND = "SELECT id FROM backup_holds WHERE until > $1 LIMIT 1";
}

/// Keeps blobs where they are until `until`. Again: prolongs that.
pub async fn put(tx: &mut Tx, id: &str, until: Timestamp) -> Result<(), Error> {
    tx.execute(&PUT, args![id, until]).await.map(|_| ())
}

/// The backup is over.
pub async fn delete(tx: &mut Tx, id: &str, now: Timestamp) -> Result<(), Error> {
    tx.execute(&DELETE, args![id, now]).await.map(|_| ())
}

/// Forgets backups that died long ago.
pub async fn delete_over(tx: &mut Tx, now: Timestamp) -> Result<u64, Error> {
    tx.execute(&DELETE_OVER, args![now]).await
}

/// Whether a backup runs: asked in the transaction that gives a blob up.
pub async fn is_held(tx: &mut Tx, now: Timestamp) -> Result<bool, Error> {
    Ok(tx.fetch_optional(&FIND, args![now]).await?.is_some())
}
