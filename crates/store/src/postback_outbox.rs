//! The outbox: which registrations have something to post. One row each; changes merge into it.
//!
//! Body and settings are read when the post is made, so the row holds neither. `generation` counts the merged
//! changes: when it grew while a request was under way, the post is made once more.

use platform::Timestamp;

use crate::row::{Columns as _, Row};
use crate::statement::statements;
use crate::value::args;
use crate::{AppKey, Error, RegistrationKey, Tx};

statements! { "postback_outbox";
    /// Results changed. A dead receiver keeps its schedule; a given-up one and a new one start anew. What is paused waits.
    UPSERT = "
        INSERT INTO postback_outbox (
            registration, app, generation, state, host, attempts, claims, due_at, reason, created_at)
        SELECT r.key, r.app, 1, CASE WHEN r.postback_paused = 1 THEN 'paused' ELSE 'pending' END,
            CAST($2 AS TEXT), 0, 0, CAST($3 AS BIGINT), '', CAST($3 AS BIGINT)
        FROM registrations r
        WHERE r.key = $1
        ON CONFLICT (registration) DO UPDATE
        SET generation = postback_outbox.generation + 1,
            host = excluded.host,
            state = CASE
                WHEN postback_outbox.state = 'failed' THEN 'pending'
                WHEN postback_outbox.state = 'blocked' AND postback_outbox.host <> excluded.host THEN 'pending'
                ELSE postback_outbox.state
            END,
            attempts = CASE
                WHEN postback_outbox.state = 'failed' OR postback_outbox.host <> excluded.host THEN 0
                ELSE postback_outbox.attempts
            END,
            due_at = CASE
                WHEN postback_outbox.state = 'sending' THEN postback_outbox.due_at
                WHEN postback_outbox.state = 'failed' OR postback_outbox.host <> excluded.host THEN excluded.due_at
                ELSE postback_outbox.due_at
            END";
    /// Other settings: a fresh start at the new target, and another post after one that is under way to the old.
    UPDATE_TARGET = "
        UPDATE postback_outbox
        SET generation = generation + 1,
            host = $2,
            attempts = 0,
            reason = '',
            due_at = CASE WHEN state = 'sending' THEN due_at ELSE $3 END,
            state = CASE
                WHEN state IN ('sending', 'held') THEN state
                WHEN (SELECT postback_paused FROM registrations WHERE key = $1) = 1 THEN 'paused'
                ELSE 'pending'
            END
        WHERE registration = $1";
    /// Posts that are due, for hosts that are not busy.
    CLAIM = "
        UPDATE postback_outbox
        SET state = 'sending', attempts = attempts + 1, claims = claims + 1, due_at = $2, wanted_again = 0
        WHERE registration IN (
            SELECT registration FROM postback_outbox
            WHERE state IN ('pending', 'sending') AND due_at <= $1 AND instr($3, '|' || host || '|') = 0
            ORDER BY due_at
            LIMIT $4)
        RETURNING registration, app, generation, state, host, attempts, claims, due_at, reason, created_at",
        postgres "
        UPDATE postback_outbox
        SET state = 'sending', attempts = attempts + 1, claims = claims + 1, due_at = $2, wanted_again = 0
        WHERE registration IN (
            SELECT registration FROM postback_outbox
            WHERE state IN ('pending', 'sending') AND due_at <= $1 AND strpos($3, '|' || host || '|') = 0
            ORDER BY due_at
            LIMIT $4
            FOR UPDATE SKIP LOCKED)
        RETURNING registration, app, generation, state, host, attempts, claims, due_at, reason, created_at"
        because "nodes claim side by side without waiting for each other, and the search in a text has another name";
    /// When the next post is due for hosts that are not busy.
    NEXT_DUE = "
        SELECT due_at FROM postback_outbox
        WHERE state IN ('pending', 'sending') AND instr($1, '|' || host || '|') = 0
        ORDER BY due_at
        LIMIT 1",
        postgres "
        SELECT due_at FROM postback_outbox
        WHERE state IN ('pending', 'sending') AND strpos($1, '|' || host || '|') = 0
        ORDER BY due_at
        LIMIT 1"
        because "the search in a text has another name";
    /// What is pending for a registration.
    FIND = "
        SELECT registration, app, generation, state, host, attempts, claims, due_at, reason, created_at
        FROM postback_outbox
        WHERE registration = $1";
    /// Delivered, and nothing changed meanwhile.
    DELETE_DELIVERED = "
        DELETE FROM postback_outbox
        WHERE registration = $1 AND claims = $2 AND generation = $3";
    /// Delivered, but something changed meanwhile.
    UPDATE_AGAIN = "
        UPDATE postback_outbox
        SET state = CASE
                WHEN wanted_again = 1 THEN 'pending'
                WHEN (SELECT postback_paused FROM registrations WHERE key = $1) = 1 THEN 'paused'
                ELSE 'pending'
            END,
            attempts = 0, due_at = $3, reason = '', created_at = $3, wanted_again = 0
        WHERE registration = $1 AND claims = $2 AND state = 'sending'";
    /// Not delivered: another try, a block, or the end. What somebody asked for meanwhile is tried at once.
    UPDATE_NOT_DELIVERED = "
        UPDATE postback_outbox
        SET state = CASE
                WHEN wanted_again = 1 THEN 'pending'
                WHEN (SELECT postback_paused FROM registrations WHERE key = $1) = 1 THEN 'paused'
                ELSE $3
            END,
            attempts = CASE WHEN wanted_again = 1 THEN 0 ELSE attempts - $4 END,
            due_at = CASE WHEN wanted_again = 1 THEN created_at ELSE $5 END,
            reason = $6, wanted_again = 0
        WHERE registration = $1 AND claims = $2 AND state = 'sending'";
    /// Kept back with all of its application's, if those are still: who released them meanwhile looks no more.
    UPDATE_HELD = "
        UPDATE postback_outbox
        SET state = CASE
                WHEN (SELECT postback_paused FROM registrations WHERE key = $1) = 1 THEN 'paused'
                WHEN (SELECT postbacks_held FROM apps WHERE key = postback_outbox.app) = 1 THEN 'held'
                ELSE 'pending'
            END,
            attempts = attempts - 1, due_at = created_at, reason = '', wanted_again = 0
        WHERE registration = $1 AND claims = $2 AND state = 'sending'";
    /// Whoever pauses or resumes waits until this transaction is over, and this one for whoever is at it.
    LOCK_PAUSE = "SELECT key FROM registrations WHERE key = $1",
        postgres "SELECT key FROM registrations WHERE key = $1 FOR SHARE"
        because "on SQLite writers are one behind the other anyway";
    /// The same for those who hold or release all of an application's.
    LOCK_HOLD = "SELECT key FROM apps WHERE key = $1",
        postgres "SELECT key FROM apps WHERE key = $1 FOR SHARE"
        because "on SQLite writers are one behind the other anyway";
    /// Holds back what waits; what is under way is left to its worker.
    UPDATE_PAUSED = "
        UPDATE postback_outbox
        SET state = CASE WHEN state = 'sending' THEN state ELSE 'paused' END, wanted_again = 0
        WHERE registration = $1";
    /// What was held back is tried, with a fresh start.
    UPDATE_RESUMED = "
        UPDATE postback_outbox SET state = 'pending', attempts = 0, due_at = $2, reason = ''
        WHERE registration = $1 AND state = 'paused'";
    /// Somebody asks for a post at once: what waits gets a fresh start, what is under way another post after it.
    UPSERT_NOW = "
        INSERT INTO postback_outbox (
            registration, app, generation, state, host, attempts, claims, due_at, reason, created_at)
        SELECT r.key, r.app, 1, 'pending', CAST($2 AS TEXT), 0, 0, CAST($3 AS BIGINT), '', CAST($3 AS BIGINT)
        FROM registrations r
        WHERE r.key = $1
        ON CONFLICT (registration) DO UPDATE
        SET generation = postback_outbox.generation + 1,
            host = excluded.host,
            state = CASE WHEN postback_outbox.state = 'sending' THEN 'sending' ELSE 'pending' END,
            attempts = CASE WHEN postback_outbox.state = 'sending' THEN postback_outbox.attempts ELSE 0 END,
            due_at = CASE
                WHEN postback_outbox.state = 'sending' THEN postback_outbox.due_at
                ELSE excluded.due_at
            END,
            wanted_again = CASE WHEN postback_outbox.state = 'sending' THEN 1 ELSE 0 END";
    /// The configuration changed: what was blocked is tried.
    UPDATE_UNBLOCKED = "
        UPDATE postback_outbox
        SET state = 'pending', due_at = $1, reason = ''
        WHERE state = 'blocked'";
    /// Drops what is pending.
    DELETE = "DELETE FROM postback_outbox WHERE registration = $1";
}

/// Where a post stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PostbackState {
    /// Waits for its time.
    Pending,
    /// A worker has it.
    Sending,
    /// Its target may not be called (`allow_private_targets`).
    Blocked,
    /// Given up after all tries.
    Failed,
    /// Held back by somebody in the console.
    Paused,
    /// Kept back with all of its application's.
    Held,
}

impl PostbackState {
    /// As it is stored and shown.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Sending => "sending",
            Self::Blocked => "blocked",
            Self::Failed => "failed",
            Self::Paused => "paused",
            Self::Held => "held",
        }
    }

    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Pending, Self::Sending, Self::Paused, Self::Held, Self::Blocked, Self::Failed];

    fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

/// A registration's row in the outbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboxRow {
    /// The registration.
    pub registration: RegistrationKey,
    /// Its application.
    pub app: AppKey,
    /// How many changes were merged.
    pub generation: u64,
    /// Where it stands.
    pub state: PostbackState,
    /// The receiver's host.
    pub host: String,
    /// Tries so far, the present one included.
    pub attempts: u32,
    /// How often it was claimed: tells a worker whether the row is still its own.
    pub claims: u64,
    /// When it is due; while it is sent, until when its worker has it.
    pub due_at: Timestamp,
    /// Why it is blocked or failed.
    pub reason: String,
    /// When the oldest undelivered change was made.
    pub created_at: Timestamp,
}

fn outbox_row(row: &Row) -> Result<OutboxRow, Error> {
    Ok(OutboxRow {
        registration: RegistrationKey(row.int("registration")?),
        app: AppKey(row.int("app")?),
        generation: row.count("generation")?,
        state: row.parsed("state", PostbackState::parse)?,
        host: row.text("host")?,
        attempts: row.small("attempts")?,
        claims: row.count("claims")?,
        due_at: row.at("due_at")?,
        reason: row.text("reason")?,
        created_at: row.at("created_at")?,
    })
}

/// `|a|b|`: a list in one argument. Hosts hold no `|`.
fn listed(hosts: &[String]) -> String {
    let mut text = String::from("|");
    for host in hosts {
        text.push_str(host);
        text.push('|');
    }
    text
}

/// Notes that a registration has something to post to `host`, in the transaction that changes its results.
pub async fn enqueue(
    tx: &mut Tx,
    registration: RegistrationKey,
    host: &str,
    at: Timestamp,
) -> Result<(), Error> {
    tx.cause_work();
    tx.execute(&UPSERT, args![registration, host, at]).await.map(|_| ())
}

/// What waits for a registration goes to `host` from now on, and at once.
pub async fn update_target(
    tx: &mut Tx,
    registration: RegistrationKey,
    host: &str,
    now: Timestamp,
) -> Result<(), Error> {
    tx.cause_work();
    tx.execute(&UPDATE_TARGET, args![registration, host, now]).await.map(|_| ())
}

/// Posts to `host` at once, whether anything waits or not, and whatever is paused.
pub async fn enqueue_now(
    tx: &mut Tx,
    registration: RegistrationKey,
    host: &str,
    now: Timestamp,
) -> Result<(), Error> {
    tx.cause_work();
    tx.execute(&UPSERT_NOW, args![registration, host, now]).await.map(|_| ())
}

/// Holds back what waits for a registration; [`registrations::update_paused`](crate::registrations::update_paused)
/// holds back what comes.
pub async fn pause(tx: &mut Tx, registration: RegistrationKey) -> Result<(), Error> {
    tx.execute(&UPDATE_PAUSED, args![registration]).await.map(|_| ())
}

/// Tries at once what was held back.
pub async fn resume(tx: &mut Tx, registration: RegistrationKey, now: Timestamp) -> Result<(), Error> {
    tx.cause_work();
    tx.execute(&UPDATE_RESUMED, args![registration, now]).await.map(|_| ())
}

/// Takes up to `limit` posts that are due, until `until`, leaving out those to busy hosts.
pub async fn claim(
    tx: &mut Tx,
    now: Timestamp,
    until: Timestamp,
    busy_hosts: &[String],
    limit: u32,
) -> Result<Vec<OutboxRow>, Error> {
    let rows = tx.fetch_all(&CLAIM, args![now, until, listed(busy_hosts), limit]).await?;
    rows.iter().map(outbox_row).collect()
}

/// When the next post is due, perhaps in the past. Needs only a reading transaction.
pub async fn find_next_due(tx: &mut Tx, busy_hosts: &[String]) -> Result<Option<Timestamp>, Error> {
    tx.fetch_optional(&NEXT_DUE, args![listed(busy_hosts)]).await?.map(|row| row.at("due_at")).transpose()
}

/// What is pending for a registration.
pub async fn find(tx: &mut Tx, registration: RegistrationKey) -> Result<Option<OutboxRow>, Error> {
    tx.fetch_optional(&FIND, args![registration]).await?.as_ref().map(outbox_row).transpose()
}

/// The claimed post arrived. If results changed meanwhile it becomes due again at once.
pub async fn delivered(tx: &mut Tx, claimed: &OutboxRow, now: Timestamp) -> Result<(), Error> {
    tx.cause_work();
    lock_pause(tx, claimed.registration).await?;
    let args = args![claimed.registration, claimed.claims, claimed.generation];
    if tx.execute(&DELETE_DELIVERED, args).await? == 0 {
        tx.execute(&UPDATE_AGAIN, args![claimed.registration, claimed.claims, now]).await?;
    }
    Ok(())
}

/// The claimed post did not arrive: try again at `due_at`.
pub async fn retry(tx: &mut Tx, claimed: &OutboxRow, due_at: Timestamp, reason: &str) -> Result<(), Error> {
    not_delivered(tx, claimed, PostbackState::Pending, 0, due_at, reason).await
}

/// The claimed post did not arrive and will not be tried again until results change.
pub async fn fail(tx: &mut Tx, claimed: &OutboxRow, now: Timestamp, reason: &str) -> Result<(), Error> {
    not_delivered(tx, claimed, PostbackState::Failed, 0, now, reason).await
}

/// The claimed post may not be made; that is no try. `reason` names the configuration key.
pub async fn block(tx: &mut Tx, claimed: &OutboxRow, now: Timestamp, reason: &str) -> Result<(), Error> {
    not_delivered(tx, claimed, PostbackState::Blocked, 1, now, reason).await
}

/// The claimed post is kept back, for its application's are; that is no try. Where they were released meanwhile, it is
/// due.
pub async fn hold(tx: &mut Tx, claimed: &OutboxRow) -> Result<(), Error> {
    tx.cause_work();
    lock_pause(tx, claimed.registration).await?;
    lock_hold(tx, claimed.app).await?;
    tx.execute(&UPDATE_HELD, args![claimed.registration, claimed.claims]).await.map(|_| ())
}

/// What is read of the registration after this stays true until the transaction is over. It comes before the outbox, as
/// with everybody who pauses.
async fn lock_pause(tx: &mut Tx, registration: RegistrationKey) -> Result<(), Error> {
    if tx.is_postgres() {
        tx.fetch_optional(&LOCK_PAUSE, args![registration]).await?;
    }
    Ok(())
}

/// Whether an application's posts are held stays true until the transaction is over.
pub(crate) async fn lock_hold(tx: &mut Tx, app: AppKey) -> Result<(), Error> {
    if tx.is_postgres() {
        tx.fetch_optional(&LOCK_HOLD, args![app]).await?;
    }
    Ok(())
}

async fn not_delivered(
    tx: &mut Tx,
    claimed: &OutboxRow,
    state: PostbackState,
    not_tried: i64,
    due_at: Timestamp,
    reason: &str,
) -> Result<(), Error> {
    let args = args![claimed.registration, claimed.claims, state.as_str(), not_tried, due_at, reason];
    tx.cause_work();
    lock_pause(tx, claimed.registration).await?;
    tx.execute(&UPDATE_NOT_DELIVERED, args).await.map(|_| ())
}

/// Tries everything again that was blocked: called when the server starts, for the key may have changed.
pub async fn update_unblocked(tx: &mut Tx, now: Timestamp) -> Result<u64, Error> {
    tx.cause_work();
    tx.execute(&UPDATE_UNBLOCKED, args![now]).await
}

/// Drops what is pending for a registration.
pub async fn delete(tx: &mut Tx, registration: RegistrationKey) -> Result<bool, Error> {
    Ok(tx.execute(&DELETE, args![registration]).await? > 0)
}
