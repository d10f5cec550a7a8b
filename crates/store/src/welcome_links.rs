//! Links with which a password of the console is set, once.

use platform::{Timestamp, TokenHash};

use crate::statement::statements;
use crate::value::args;
use crate::{Error, Tx, UserKey};

statements! { "welcome_links";
    /// A new link.
    INSERT = "INSERT INTO welcome_links (token_hash, owner, expires_at) VALUES ($1, $2, $3)";
    /// A link that is still good.
    FIND = "SELECT owner FROM welcome_links WHERE token_hash = $1 AND expires_at > $2";
    /// A link that is still good, used up.
    TAKE = "DELETE FROM welcome_links WHERE token_hash = $1 AND expires_at > $2 RETURNING owner";
    /// The links of a user.
    DELETE_OF = "DELETE FROM welcome_links WHERE owner = $1";
    /// The links for a first administrator.
    DELETE_FIRST = "DELETE FROM welcome_links WHERE owner IS NULL";
    /// Links that were never used.
    DELETE_OLD = "DELETE FROM welcome_links WHERE expires_at <= $1";
}

/// Makes a link for a user; without one, for the first administrator.
pub async fn insert(
    tx: &mut Tx,
    hash: &TokenHash,
    owner: Option<UserKey>,
    expires_at: Timestamp,
) -> Result<(), Error> {
    tx.execute(&INSERT, args![hash, owner, expires_at]).await.map(|_| ())
}

/// Whose link it is, if it is good: `Some(None)` is the first administrator's.
pub async fn find(tx: &mut Tx, hash: &TokenHash, now: Timestamp) -> Result<Option<Option<UserKey>>, Error> {
    let row = tx.fetch_optional(&FIND, args![hash, now]).await?;
    row.map(|row| Ok(row.opt_int("owner")?.map(UserKey))).transpose()
}

/// The same, and the link is good no more.
pub async fn take(tx: &mut Tx, hash: &TokenHash, now: Timestamp) -> Result<Option<Option<UserKey>>, Error> {
    let row = tx.fetch_optional(&TAKE, args![hash, now]).await?;
    row.map(|row| Ok(row.opt_int("owner")?.map(UserKey))).transpose()
}

/// Ends the links of a user; without one, those for the first administrator.
pub async fn delete_of(tx: &mut Tx, owner: Option<UserKey>) -> Result<(), Error> {
    match owner {
        Some(owner) => tx.execute(&DELETE_OF, args![owner]).await,
        None => tx.execute(&DELETE_FIRST, args![]).await,
    }
    .map(|_| ())
}

/// Removes links that expired by `now`.
pub async fn delete_old(tx: &mut Tx, now: Timestamp) -> Result<(), Error> {
    tx.execute(&DELETE_OLD, args![now]).await.map(|_| ())
}
