//! Sign-ins that failed, so that guessing gets slow.

use lyceum_client::Timestamp;
use sql::{Error, Tx, statements};

use super::args;

statements! { "failed_sign_ins";
    /// A line where there is none, so that tries at the same moment have something to wait for.
    OPEN = "
        INSERT INTO failed_sign_ins (login, failures, last_at) VALUES ($1, 0, $2)
        ON CONFLICT (login) DO NOTHING";
    /// How often, and when last.
    LOCK = "SELECT failures, last_at FROM failed_sign_ins WHERE login = $1",
        postgres "SELECT failures, last_at FROM failed_sign_ins WHERE login = $1 FOR UPDATE"
        because "tries at once must follow each other; on SQLite one writer sees to that";
    /// Once more.
    COUNT = "
        INSERT INTO failed_sign_ins (login, failures, last_at) VALUES ($1, 1, $2)
        ON CONFLICT (login) DO UPDATE SET failures = failed_sign_ins.failures + 1, last_at = excluded.last_at";
    /// It worked.
    FORGET = "DELETE FROM failed_sign_ins WHERE login = $1";
    /// Nobody tried for long.
    DELETE_OLD = "DELETE FROM failed_sign_ins WHERE last_at < $1";
}

/// How often it failed and when last. Until the transaction ends nobody else counts.
pub(crate) async fn lock(
    tx: &mut Tx,
    login: &str,
    now: Timestamp,
) -> Result<Option<(u64, Timestamp)>, Error> {
    tx.execute(&OPEN, args![login, now.0]).await?;
    let row = tx.fetch_optional(&LOCK, args![login]).await?;
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
