//! Who changed what in the console.

use platform::Timestamp;

use crate::row::{Columns as _, Row};
use crate::statement::statements;
use crate::value::args;
use crate::{AuditKey, Error, Tx};

statements! { "audit_events";
    /// Something was changed.
    INSERT = "
        INSERT INTO audit_events (at, actor, kind, subject, detail, address)
        VALUES ($1, $2, $3, $4, $5, $6)";
    /// A page, latest first.
    LIST = "
        SELECT key, at, actor, kind, subject, detail, address
        FROM audit_events
        WHERE key < $1
        ORDER BY key DESC
        LIMIT $2";
    /// Changes past their retention, some at a time.
    DELETE_OLD = "
        DELETE FROM audit_events
        WHERE key IN (SELECT key FROM audit_events WHERE at < $1 ORDER BY at LIMIT $2)";
}

/// A change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEvent {
    /// When.
    pub at: Timestamp,
    /// The login of who did it, or words for a program of the operator.
    pub actor: String,
    /// What was done: a noun and a participle, as in `user.created`.
    pub kind: String,
    /// To whom or what.
    pub subject: String,
    /// More about it, perhaps empty.
    pub detail: String,
    /// From where, as far as that is known.
    pub address: String,
}

fn event(row: &Row) -> Result<(AuditKey, AuditEvent), Error> {
    let event = AuditEvent {
        at: row.at("at")?,
        actor: row.text("actor")?,
        kind: row.text("kind")?,
        subject: row.text("subject")?,
        detail: row.text("detail")?,
        address: row.text("address")?,
    };
    Ok((AuditKey(row.int("key")?), event))
}

/// Notes a change, in the transaction that makes it.
pub async fn insert(tx: &mut Tx, event: &AuditEvent) -> Result<(), Error> {
    let args = args![event.at, &event.actor, &event.kind, &event.subject, &event.detail, &event.address];
    tx.execute(&INSERT, args).await.map(|_| ())
}

/// A page of changes, those before `before`, latest first.
pub async fn list(
    tx: &mut Tx,
    before: Option<AuditKey>,
    limit: u32,
) -> Result<Vec<(AuditKey, AuditEvent)>, Error> {
    tx.fetch_all(&LIST, args![before.unwrap_or(AuditKey(i64::MAX)), limit]).await?.iter().map(event).collect()
}

/// Deletes changes before `before`, `limit` at most; the answer is how many went.
pub async fn delete_old(tx: &mut Tx, before: Timestamp, limit: u32) -> Result<u64, Error> {
    tx.execute(&DELETE_OLD, args![before, limit]).await
}
