//! Browsers that are signed in to the console.

use platform::{Timestamp, TokenHash};

use crate::console_users::{User, user};
use crate::row::Columns as _;
use crate::statement::statements;
use crate::value::args;
use crate::{Error, Tx, UserKey};

statements! { "console_sessions";
    /// Somebody signed in.
    INSERT = "
        INSERT INTO console_sessions (token_hash, owner, created_at, last_seen_at)
        VALUES ($1, $2, $3, $3)";
    /// Whose session it is, if that user may still sign in and the session is not too old.
    FIND = "
        SELECT u.key, u.login, u.role, u.active, u.created_at, u.signed_in_at,
            CAST(CASE WHEN u.password IS NULL THEN 0 ELSE 1 END AS BIGINT) AS has_password, s.last_seen_at
        FROM console_sessions s JOIN console_users u ON u.key = s.owner
        WHERE s.token_hash = $1 AND u.active = 1 AND s.last_seen_at > $2 AND s.created_at > $3";
    /// It was used.
    UPDATE_LAST_SEEN = "UPDATE console_sessions SET last_seen_at = $2 WHERE token_hash = $1";
    /// The browser signed out.
    DELETE = "DELETE FROM console_sessions WHERE token_hash = $1";
    /// Every browser of a user is signed out.
    DELETE_OF = "DELETE FROM console_sessions WHERE owner = $1";
    /// Sessions that nobody can use any more.
    DELETE_OLD = "DELETE FROM console_sessions WHERE last_seen_at <= $1 OR created_at <= $2";
}

/// Begins a session.
pub async fn insert(tx: &mut Tx, hash: &TokenHash, owner: UserKey, now: Timestamp) -> Result<(), Error> {
    tx.execute(&INSERT, args![hash, owner, now]).await.map(|_| ())
}

/// Whose session it is and when its use was last noted, if it was used after `idle_since` and begun after
/// `begun_since`.
pub async fn find(
    tx: &mut Tx,
    hash: &TokenHash,
    idle_since: Timestamp,
    begun_since: Timestamp,
) -> Result<Option<(User, Timestamp)>, Error> {
    let row = tx.fetch_optional(&FIND, args![hash, idle_since, begun_since]).await?;
    row.map(|row| Ok((user(&row)?, row.at("last_seen_at")?))).transpose()
}

/// Notes that a session is used.
pub async fn update_last_seen(tx: &mut Tx, hash: &TokenHash, now: Timestamp) -> Result<(), Error> {
    tx.execute(&UPDATE_LAST_SEEN, args![hash, now]).await.map(|_| ())
}

/// Ends a session.
pub async fn delete(tx: &mut Tx, hash: &TokenHash) -> Result<(), Error> {
    tx.execute(&DELETE, args![hash]).await.map(|_| ())
}

/// Ends all sessions of a user; how many.
pub async fn delete_of(tx: &mut Tx, owner: UserKey) -> Result<u64, Error> {
    tx.execute(&DELETE_OF, args![owner]).await
}

/// Removes sessions that were last used or begun by these instants.
pub async fn delete_old(tx: &mut Tx, idle_since: Timestamp, begun_since: Timestamp) -> Result<(), Error> {
    tx.execute(&DELETE_OLD, args![idle_since, begun_since]).await.map(|_| ())
}
