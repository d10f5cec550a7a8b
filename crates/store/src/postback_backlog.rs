//! The outbox as its operator sees it: by application and state. What workers do with it is
//! [`postback_outbox`].

use platform::{AppId, RegistrationId, Timestamp};

use crate::postback_outbox::{self, PostbackState};
use crate::row::{Columns as _, Row};
use crate::statement::statements;
use crate::value::args;
use crate::{AppKey, Error, RegistrationKey, Tx};

statements! { "postback_outbox";
    /// A page of the applications that have something in the outbox or are held, each counted to a limit.
    COUNT = "
        SELECT a.key, a.id, a.name, a.postbacks_held,
            (SELECT COUNT(*) FROM (
                SELECT 1 FROM postback_outbox o WHERE o.app = a.key AND o.state = 'pending' LIMIT $3) x) AS pending,
            (SELECT COUNT(*) FROM (
                SELECT 1 FROM postback_outbox o WHERE o.app = a.key AND o.state = 'sending' LIMIT $3) x) AS sending,
            (SELECT COUNT(*) FROM (
                SELECT 1 FROM postback_outbox o WHERE o.app = a.key AND o.state = 'held' LIMIT $3) x) AS held,
            (SELECT COUNT(*) FROM (
                SELECT 1 FROM postback_outbox o WHERE o.app = a.key AND o.state = 'paused' LIMIT $3) x) AS paused,
            (SELECT COUNT(*) FROM (
                SELECT 1 FROM postback_outbox o WHERE o.app = a.key AND o.state = 'blocked' LIMIT $3) x) AS blocked,
            (SELECT COUNT(*) FROM (
                SELECT 1 FROM postback_outbox o WHERE o.app = a.key AND o.state = 'failed' LIMIT $3) x) AS failed,
            (SELECT o.created_at FROM postback_outbox o
                WHERE o.app = a.key AND o.state = 'pending' ORDER BY o.created_at LIMIT 1) AS oldest
        FROM apps a
        WHERE a.key > $1
            AND (a.postbacks_held = 1 OR EXISTS (SELECT 1 FROM postback_outbox o WHERE o.app = a.key))
        ORDER BY a.key
        LIMIT $2";
    /// When the next post is due.
    NEXT_DUE = "
        SELECT due_at FROM postback_outbox
        WHERE state IN ('pending', 'sending')
        ORDER BY due_at
        LIMIT 1";
    /// A page of what an application has in one state, the oldest first.
    LIST = "
        SELECT o.registration, r.id, o.state, o.host, o.attempts, o.due_at, o.reason, o.created_at
        FROM postback_outbox o JOIN registrations r ON r.key = o.registration
        WHERE o.app = $1 AND o.state = $2 AND (o.created_at, o.registration) > ($3, $4)
        ORDER BY o.created_at, o.registration
        LIMIT $5";
    /// The last of so many of an application in one state.
    FIND_END = "
        SELECT created_at, registration FROM postback_outbox
        WHERE app = $1 AND state = $2 AND (created_at, registration) > ($3, $4)
        ORDER BY created_at, registration
        LIMIT 1 OFFSET $5";
    /// Some of what an application has in one state is due now, as if it were new.
    UPDATE_DUE = "
        UPDATE postback_outbox
        SET state = 'pending', due_at = $7, attempts = 0, reason = ''
        WHERE app = $1 AND state = $2 AND (created_at, registration) > ($3, $4)
            AND (created_at, registration) <= ($5, $6)";
    /// Some of what an application has waiting is kept back, unless it was released meanwhile.
    UPDATE_HELD = "
        UPDATE postback_outbox
        SET state = 'held'
        WHERE app = $1 AND state = $2 AND (created_at, registration) > ($3, $4)
            AND (created_at, registration) <= ($5, $6)
            AND EXISTS (SELECT 1 FROM apps a WHERE a.key = $1 AND a.postbacks_held = 1)";
}

/// What an application has in the outbox. No number is beyond the limit that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backlog {
    /// The application.
    pub app: AppKey,
    /// Its id.
    pub id: AppId,
    /// Its name.
    pub name: String,
    /// Whether nothing is posted for it at present.
    pub is_held: bool,
    /// Waiting for their time.
    pub pending: u64,
    /// Under way.
    pub sending: u64,
    /// Kept back with all of the application's.
    pub held: u64,
    /// Those of registrations whose postbacks are paused.
    pub paused: u64,
    /// Those whose target may not be called.
    pub blocked: u64,
    /// Given up.
    pub failed: u64,
    /// When the oldest change was made that waits.
    pub oldest: Option<Timestamp>,
}

/// Where a page of posts goes on: the oldest undelivered change and the registration of the last one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BacklogKey(pub Timestamp, pub RegistrationKey);

impl BacklogKey {
    const FIRST: Self = Self(Timestamp(i64::MIN), RegistrationKey(0));
    const LAST: Self = Self(Timestamp(i64::MAX), RegistrationKey(i64::MAX));
}

/// A post that has not arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undelivered {
    /// Its place in the list.
    pub key: BacklogKey,
    /// The registration.
    pub registration: RegistrationId,
    /// The receiver's host.
    pub host: String,
    /// Tries so far.
    pub attempts: u32,
    /// When it is due.
    pub due_at: Timestamp,
    /// Why it did not arrive, as far as it was tried.
    pub reason: String,
}

fn backlog(row: &Row) -> Result<Backlog, Error> {
    Ok(Backlog {
        app: AppKey(row.int("key")?),
        id: row.id("id")?,
        name: row.text("name")?,
        is_held: row.flag("postbacks_held")?,
        pending: row.count("pending")?,
        sending: row.count("sending")?,
        held: row.count("held")?,
        paused: row.count("paused")?,
        blocked: row.count("blocked")?,
        failed: row.count("failed")?,
        oldest: row.opt_at("oldest")?,
    })
}

fn undelivered(row: &Row) -> Result<Undelivered, Error> {
    Ok(Undelivered {
        key: BacklogKey(row.at("created_at")?, RegistrationKey(row.int("registration")?)),
        registration: row.id("id")?,
        host: row.text("host")?,
        attempts: row.small("attempts")?,
        due_at: row.at("due_at")?,
        reason: row.text("reason")?,
    })
}

/// A page of the applications that have something in the outbox or are held, those after `after`; nothing is counted
/// beyond `most`, so that a million of posts cost no more than that many.
pub async fn count(tx: &mut Tx, after: Option<AppKey>, limit: u32, most: u32) -> Result<Vec<Backlog>, Error> {
    let args = args![after.unwrap_or(AppKey(0)), limit, most];
    tx.fetch_all(&COUNT, args).await?.iter().map(backlog).collect()
}

/// When the next post is due, perhaps in the past.
pub async fn find_next_due(tx: &mut Tx) -> Result<Option<Timestamp>, Error> {
    tx.fetch_optional(&NEXT_DUE, args![]).await?.map(|row| row.at("due_at")).transpose()
}

/// A page of what an application has in a state, those after `after`, the oldest change first.
pub async fn list(
    tx: &mut Tx,
    app: AppKey,
    state: PostbackState,
    after: Option<BacklogKey>,
    limit: u32,
) -> Result<Vec<Undelivered>, Error> {
    let BacklogKey(at, registration) = after.unwrap_or(BacklogKey::FIRST);
    let args = args![app, state.as_str(), at, registration, limit];
    tx.fetch_all(&LIST, args).await?.iter().map(undelivered).collect()
}

/// What happens to many posts at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bulk {
    /// They are due at this instant, as if they were new.
    Due(Timestamp),
    /// They are kept back, as long as their application's are.
    Held,
}

/// Moves the next posts of an application in a state, those after `after` and `limit` of them at most. The answer is
/// how many they were, and where to go on, if there may be more.
pub async fn update_next(
    tx: &mut Tx,
    app: AppKey,
    state: PostbackState,
    after: Option<BacklogKey>,
    limit: u32,
    bulk: Bulk,
) -> Result<(u64, Option<BacklogKey>), Error> {
    let BacklogKey(from_at, from) = after.unwrap_or(BacklogKey::FIRST);
    let args = args![app, state.as_str(), from_at, from, limit.saturating_sub(1)];
    let end = match tx.fetch_optional(&FIND_END, args).await? {
        Some(row) => Some(BacklogKey(row.at("created_at")?, RegistrationKey(row.int("registration")?))),
        None => None,
    };
    let BacklogKey(to_at, to) = end.unwrap_or(BacklogKey::LAST);
    let moved = match bulk {
        Bulk::Due(now) => {
            tx.cause_work();
            tx.execute(&UPDATE_DUE, args![app, state.as_str(), from_at, from, to_at, to, now]).await?
        }
        Bulk::Held => {
            postback_outbox::lock_hold(tx, app).await?;
            tx.execute(&UPDATE_HELD, args![app, state.as_str(), from_at, from, to_at, to]).await?
        }
    };
    Ok((moved, end))
}
