//! The log of what was changed in the console.

use platform::Timestamp;
use store::{AuditKey, Store, Tx, audit_events::AuditEvent};

/// Who changes something, and from where.
#[derive(Debug, Clone, Copy)]
pub struct Actor<'a> {
    /// The login.
    pub login: &'a str,
    /// The address of the browser, empty where it is not known.
    pub address: &'a str,
}

impl Actor<'_> {
    /// Whoever may run programs on the server. No login has a blank.
    pub const OPERATOR: Self = Self { login: "command line", address: "" };
}

/// Notes a change in the transaction that makes it.
pub(crate) async fn note(
    tx: &mut Tx,
    by: Actor<'_>,
    kind: &str,
    subject: &str,
    detail: &str,
    at: Timestamp,
) -> Result<(), store::Error> {
    let event = AuditEvent {
        at,
        actor: by.login.to_owned(),
        kind: kind.to_owned(),
        subject: subject.to_owned(),
        detail: detail.to_owned(),
        address: by.address.to_owned(),
    };
    store::audit_events::insert(tx, &event).await
}

/// A change that is noted by whoever makes it further down.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Entry<'a> {
    pub(crate) by: Actor<'a>,
    pub(crate) kind: &'a str,
    pub(crate) subject: &'a str,
    pub(crate) detail: &'a str,
}

impl Entry<'_> {
    /// Notes it in the transaction that makes the change.
    pub(crate) async fn note(self, tx: &mut Tx, at: Timestamp) -> Result<(), store::Error> {
        note(tx, self.by, self.kind, self.subject, self.detail, at).await
    }
}

/// A page of changes, those before `before`, latest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn list_audit_events(
    store: &Store,
    before: Option<AuditKey>,
    limit: u32,
) -> Result<Vec<(AuditKey, AuditEvent)>, store::Error> {
    store::audit_events::list(&mut store.read_once().await?, before, limit).await
}
