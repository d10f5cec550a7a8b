//! The audit log: who did what.

use lyceum_client::Timestamp;
use sql::{Error, Tx, statements};

use super::args;

/// A line of the log.
#[derive(Debug, Clone)]
pub(crate) struct Event {
    pub(crate) at: Timestamp,
    pub(crate) actor: String,
    pub(crate) kind: String,
    pub(crate) subject: String,
    pub(crate) detail: String,
}

statements! { "events";
    /// One more line.
    INSERT = "INSERT INTO events (at, actor, kind, subject, detail) VALUES ($1, $2, $3, $4, $5)";
    /// The newest lines.
    LIST = "SELECT at, actor, kind, subject, detail FROM events ORDER BY key DESC LIMIT 500";
}

/// `kind` is a word of ours, as in `course.deleted`; it is what a reader of the log looks for.
pub(crate) async fn insert(
    tx: &mut Tx,
    actor: &str,
    kind: &str,
    subject: &str,
    detail: &str,
    now: Timestamp,
) -> Result<(), Error> {
    tx.execute(&INSERT, args![now.0, actor, kind, subject, detail]).await.map(|_| ())
}

pub(crate) async fn list(tx: &mut Tx) -> Result<Vec<Event>, Error> {
    let rows = tx.fetch_all(&LIST, args![]).await?;
    rows.iter()
        .map(|row| {
            Ok(Event {
                at: Timestamp(row.int("at")?),
                actor: row.text("actor")?,
                kind: row.text("kind")?,
                subject: row.text("subject")?,
                detail: row.text("detail")?,
            })
        })
        .collect()
}
