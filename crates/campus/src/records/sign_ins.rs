//! Sign-ins that failed, so that guessing gets slow.

use lyceum_client::Timestamp;
use sql::{Error, Tx, statements};

use super::args;

statements! { "failed_sign_ins";
    /// How often, and when last.
    FIND = "SELECT failures, last_at FROM failed_sign_ins WHERE login = $1";
    /// Once more.
    COUNT = "
        INSERT INTO failed_sign_ins (login, failures, last_at) VALUES ($1, 1, $2)
        ON CONFLICT (login) DO UPDATE SET failures = failed_sign_ins.failures + 1, last_at = excluded.last_at";
    /// It worked.
    FORGET = "DELETE FROM failed_sign_ins WHERE login = $1";
    /// Nobody tried for long.
    DELETE_OLD = "DELETE FROM failed_sign_ins WHERE last_at < $1";
}

pub(crate) async fn find(tx: &mut Tx, login: &str) -> Result<Option<(u64, Timestamp)>, Error> {
    let row = tx.fetch_optional(&FIND, args![login]).await?;
    row.map(|row| Ok((row.count("failures")?, Timestamp(row.int("last_at")?)))).transpose()
}

pub(crate) async fn count(tx: &mut Tx, login: &str, now: Timestamp) -> Result<(), Error> {
    tx.execute(&COUNT, args![login, now.0]).await.map(|_| ())
}

pub(crate) async fn forget(tx: &mut Tx, login: &str) -> Result<(), Error> {
    tx.execute(&FORGET, args![login]).await.map(|_| ())
}

pub(crate) async fn delete_old(tx: &mut Tx, before: Timestamp) -> Result<(), Error> {
    tx.execute(&DELETE_OLD, args![before.0]).await.map(|_| ())
}
