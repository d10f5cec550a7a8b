//! Who is signed in, by the hash of the token that the browser holds.

use lyceum_client::Timestamp;
use sql::{Error, Tx, statements};

use super::args;

statements! { "sessions";
    /// A browser signed in.
    INSERT = "
        INSERT INTO sessions (token_hash, user_key, created_at, last_seen_at) VALUES ($1, $2, $3, $3)";
    /// Whose session it is, if that person may still sign in and the session is not too old.
    FIND = "
        SELECT s.user_key, s.last_seen_at FROM sessions s JOIN users u ON u.key = s.user_key
        WHERE s.token_hash = $1 AND u.active = 1 AND s.last_seen_at > $2 AND s.created_at > $3";
    /// It was used.
    TOUCH = "UPDATE sessions SET last_seen_at = $2 WHERE token_hash = $1";
    /// The browser signed out.
    DELETE = "DELETE FROM sessions WHERE token_hash = $1";
    /// Every browser of a person is signed out.
    DELETE_OF = "DELETE FROM sessions WHERE user_key = $1";
    /// Sessions that nobody can use any more.
    DELETE_OLD = "DELETE FROM sessions WHERE last_seen_at <= $1 OR created_at <= $2";
}

pub(crate) async fn insert(tx: &mut Tx, hash: &[u8], user: i64, now: Timestamp) -> Result<(), Error> {
    tx.execute(&INSERT, args![hash, user, now.0]).await.map(|_| ())
}

/// Whose session it is and when it was last used.
pub(crate) async fn find(
    tx: &mut Tx,
    hash: &[u8],
    idle_since: Timestamp,
    begun_since: Timestamp,
) -> Result<Option<(i64, Timestamp)>, Error> {
    let row = tx.fetch_optional(&FIND, args![hash, idle_since.0, begun_since.0]).await?;
    row.map(|row| Ok((row.int("user_key")?, Timestamp(row.int("last_seen_at")?)))).transpose()
}

pub(crate) async fn touch(tx: &mut Tx, hash: &[u8], now: Timestamp) -> Result<(), Error> {
    tx.execute(&TOUCH, args![hash, now.0]).await.map(|_| ())
}

pub(crate) async fn delete(tx: &mut Tx, hash: &[u8]) -> Result<(), Error> {
    tx.execute(&DELETE, args![hash]).await.map(|_| ())
}

pub(crate) async fn delete_of(tx: &mut Tx, user: i64) -> Result<(), Error> {
    tx.execute(&DELETE_OF, args![user]).await.map(|_| ())
}

pub(crate) async fn delete_old(
    tx: &mut Tx,
    idle_since: Timestamp,
    begun_since: Timestamp,
) -> Result<(), Error> {
    tx.execute(&DELETE_OLD, args![idle_since.0, begun_since.0]).await.map(|_| ())
}
