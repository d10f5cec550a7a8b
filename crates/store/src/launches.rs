//! Launches: a token, then (once the player's script starts) a window that plays.

use platform::{LaunchId, Timestamp, TokenHash};

use crate::row::{Columns as _, Row};
use crate::statement::statements;
use crate::totals::{self, Change};
use crate::value::args;
use crate::{AppKey, Error, InstanceKey, RegistrationKey, Tx, VersionKey};

statements! { "launches";
    /// A new token.
    INSERT = "
        INSERT INTO launches (
            app, token_hash, registration, version, mode, tracking, redirect_url, css_url, culture, created_at,
            closed_by_server, next_entry, entry_bytes, note_count, note_bytes,
            completion, satisfaction, tracked_centiseconds, updated_at, active_micros)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, 1, 0, 0, 0, 'unknown', 'unknown', 0, $10, 0)
        RETURNING key";
    /// A launch by its public id.
    FIND = "
        SELECT key, app, registration, instance, version, mode, tracking, redirect_url, css_url, culture,
            user_agent, created_at, started_at, last_seen_at, ended_at, closed_by_server,
            next_entry, entry_bytes, note_count, note_bytes,
            completion, satisfaction, measure, tracked_centiseconds, updated_at, active_micros
        FROM launches
        WHERE key = $1";
    /// A launch by its token.
    FIND_BY_TOKEN = "
        SELECT key, app, registration, instance, version, mode, tracking, redirect_url, css_url, culture,
            user_agent, created_at, started_at, last_seen_at, ended_at, closed_by_server,
            next_entry, entry_bytes, note_count, note_bytes,
            completion, satisfaction, measure, tracked_centiseconds, updated_at, active_micros
        FROM launches
        WHERE token_hash = $1";
    /// The history of a registration: tracked launches that started, oldest first.
    LIST_HISTORY = "
        SELECT key, app, registration, instance, version, mode, tracking, redirect_url, css_url, culture,
            user_agent, created_at, started_at, last_seen_at, ended_at, closed_by_server,
            next_entry, entry_bytes, note_count, note_bytes,
            completion, satisfaction, measure, tracked_centiseconds, updated_at, active_micros
        FROM launches
        WHERE registration = $1 AND key > $2 AND tracking = 1 AND started_at IS NOT NULL
        ORDER BY key
        LIMIT $3";
    /// The last launches of a registration, whatever became of them, latest first.
    LIST_OF_REGISTRATION = "
        SELECT key, app, registration, instance, version, mode, tracking, redirect_url, css_url, culture,
            user_agent, created_at, started_at, last_seen_at, ended_at, closed_by_server,
            next_entry, entry_bytes, note_count, note_bytes,
            completion, satisfaction, measure, tracked_centiseconds, updated_at, active_micros
        FROM launches
        WHERE registration = $1 AND key < $2
        ORDER BY key DESC
        LIMIT $3";
    /// Time in which an instance's course did something, and whether all of it was measured.
    SUM_ACTIVE = "
        SELECT CAST(COALESCE(SUM(CASE
                WHEN active_micros < tracked_centiseconds * 10000 THEN active_micros
                ELSE tracked_centiseconds * 10000
            END), 0) AS BIGINT) AS micros,
            CAST(COALESCE(SUM(CASE WHEN active_micros IS NULL THEN 1 ELSE 0 END), 0) AS BIGINT) AS unmeasured
        FROM launches
        WHERE instance = $1 AND tracking = 1 AND started_at >= $2";
    /// Launches of an application that started, latest first, with what they belong to.
    LIST_OF_APP = "
        SELECT l.key, l.app, l.registration, l.instance, l.version, l.mode, l.tracking, l.redirect_url, l.css_url,
            l.culture, l.user_agent, l.created_at, l.started_at, l.last_seen_at, l.ended_at, l.closed_by_server,
            l.next_entry, l.entry_bytes, l.note_count, l.note_bytes,
            l.completion, l.satisfaction, l.measure, l.tracked_centiseconds, l.updated_at, l.active_micros,
            r.id AS registration_id, r.learner_id, r.learner_first, r.learner_last, c.id AS course_id, c.title AS course_title
        FROM launches l
        LEFT JOIN registrations r ON r.key = l.registration
        LEFT JOIN course_versions v ON v.key = l.version
        LEFT JOIN courses c ON c.key = COALESCE(r.course, v.course)
        WHERE l.app = $1 AND l.key < $2 AND l.started_at IS NOT NULL
        ORDER BY l.key DESC
        LIMIT $3";
    /// A launch with what it belongs to.
    FIND_LISTED = "
        SELECT l.key, l.app, l.registration, l.instance, l.version, l.mode, l.tracking, l.redirect_url, l.css_url,
            l.culture, l.user_agent, l.created_at, l.started_at, l.last_seen_at, l.ended_at, l.closed_by_server,
            l.next_entry, l.entry_bytes, l.note_count, l.note_bytes,
            l.completion, l.satisfaction, l.measure, l.tracked_centiseconds, l.updated_at, l.active_micros,
            r.id AS registration_id, r.learner_id, r.learner_first, r.learner_last, c.id AS course_id, c.title AS course_title
        FROM launches l
        LEFT JOIN registrations r ON r.key = l.registration
        LEFT JOIN course_versions v ON v.key = l.version
        LEFT JOIN courses c ON c.key = COALESCE(r.course, v.course)
        WHERE l.key = $1";
    /// Open launches without a sign of life, longest silent first.
    LIST_SILENT = "
        SELECT key, app, registration, instance, version, mode, tracking, redirect_url, css_url, culture,
            user_agent, created_at, started_at, last_seen_at, ended_at, closed_by_server,
            next_entry, entry_bytes, note_count, note_bytes,
            completion, satisfaction, measure, tracked_centiseconds, updated_at, active_micros
        FROM launches
        WHERE started_at IS NOT NULL AND ended_at IS NULL AND last_seen_at < $1
        ORDER BY last_seen_at
        LIMIT $2";
    /// The player's script started for the first time.
    UPDATE_STARTED = "
        UPDATE launches
        SET instance = $2,
            version = $3,
            started_at = $4,
            last_seen_at = $4,
            updated_at = $4,
            user_agent = $5
        WHERE key = $1 AND started_at IS NULL
        RETURNING app, tracking";
    /// A batch or a heartbeat came.
    UPDATE_SEEN = "
        UPDATE launches
        SET last_seen_at = $2,
            next_entry = $3,
            entry_bytes = entry_bytes + $4,
            note_count = note_count + $5,
            note_bytes = note_bytes + $6
        WHERE key = $1";
    /// The launch is over.
    UPDATE_ENDED = "
        UPDATE launches
        SET ended_at = $2,
            closed_by_server = $3,
            updated_at = $2
        WHERE key = $1";
    /// Later entries of a launch that the server had closed.
    UPDATE_REOPENED = "
        UPDATE launches
        SET ended_at = NULL,
            closed_by_server = 0,
            last_seen_at = $2,
            updated_at = $2
        WHERE key = $1";
    /// What the launch history says.
    UPDATE_HISTORY = "
        UPDATE launches
        SET completion = $2,
            satisfaction = $3,
            measure = $4,
            tracked_centiseconds = $5,
            updated_at = $6
        WHERE key = $1";
    /// A batch came: sign of life, amounts, what the history says, and whether the launch is over.
    UPDATE_PROGRESS = "
        UPDATE launches
        SET last_seen_at = $2,
            next_entry = $3,
            entry_bytes = entry_bytes + $4,
            note_count = note_count + $5,
            note_bytes = note_bytes + $6,
            completion = $7,
            satisfaction = $8,
            measure = $9,
            tracked_centiseconds = $10,
            ended_at = $11,
            closed_by_server = $12,
            updated_at = $13,
            active_micros = active_micros + $14
                + CASE
                    WHEN CAST($15 AS BIGINT) IS NULL OR active_at IS NULL OR $15 <= active_at THEN 0
                    WHEN $15 - active_at < $17 THEN $15 - active_at
                    ELSE $17
                END,
            active_at = COALESCE($16, active_at)
        WHERE key = $1";
    /// Notes that came late.
    UPDATE_NOTED = "
        UPDATE launches
        SET note_count = note_count + 1,
            note_bytes = note_bytes + $2
        WHERE key = $1";
    /// The state of an attempt that no registration keeps.
    FIND_STATE = "SELECT key, state FROM launches WHERE key = $1";
    /// Keeps the state of an attempt that no registration keeps.
    UPDATE_STATE = "UPDATE launches SET state = $2 WHERE key = $1";
    /// Tokens that were never used.
    DELETE_UNSTARTED = "
        DELETE FROM launches
        WHERE key IN (
            SELECT key FROM launches WHERE started_at IS NULL AND created_at < $1 ORDER BY created_at LIMIT $2)";
    /// Over-and-done launches of attempts that no registration keeps.
    DELETE_UNTRACKED = "
        DELETE FROM launches
        WHERE key IN (
            SELECT key FROM launches
            WHERE registration IS NULL AND last_seen_at < $1
            ORDER BY key
            LIMIT $2)";
}

/// What a launch is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LaunchMode {
    /// A registration is played.
    Normal,
    /// A course is looked at; nothing is kept.
    Preview,
    /// A course is tried out; what is kept counts nowhere.
    Sandbox,
}

impl LaunchMode {
    fn as_str(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Preview => "preview",
            Self::Sandbox => "sandbox",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        [Self::Normal, Self::Preview, Self::Sandbox].into_iter().find(|mode| mode.as_str() == text)
    }
}

/// What a launch request asks for.
#[derive(Debug, Clone)]
pub struct NewLaunch<'a> {
    /// The application that asks.
    pub app: AppKey,
    /// The registration; `None` for a preview.
    pub registration: Option<RegistrationKey>,
    /// The version of a preview; a registration's is chosen when it starts.
    pub version: Option<VersionKey>,
    /// What it is for.
    pub mode: LaunchMode,
    /// Whether results are kept (`disableTracking`).
    pub tracking: bool,
    /// Where the learner goes at the end.
    pub redirect_url: Option<&'a str>,
    /// Style sheet of the caller.
    pub css_url: Option<&'a str>,
    /// Language of the player.
    pub culture: Option<&'a str>,
    /// The token, hashed.
    pub token_hash: &'a TokenHash,
}

/// What the launch history says.
#[derive(Debug, Clone, PartialEq)]
pub struct History {
    /// `complete`, `incomplete` or `unknown`.
    pub completion: String,
    /// `passed`, `failed` or `unknown`.
    pub satisfaction: String,
    /// Scaled score.
    pub measure: Option<f64>,
    /// Time tracked in this launch.
    pub tracked_centiseconds: u64,
}

/// A launch.
#[derive(Debug, Clone, PartialEq)]
pub struct Launch {
    /// Its public id (`launchid`).
    pub id: LaunchId,
    /// Its application.
    pub app: AppKey,
    /// Its registration; `None` for a preview.
    pub registration: Option<RegistrationKey>,
    /// Its instance, once started.
    pub instance: Option<InstanceKey>,
    /// Its version, once known and while it exists.
    pub version: Option<VersionKey>,
    /// What it is for.
    pub mode: LaunchMode,
    /// Whether results are kept.
    pub tracking: bool,
    /// Where the learner goes at the end.
    pub redirect_url: Option<String>,
    /// Style sheet of the caller.
    pub css_url: Option<String>,
    /// Language of the player.
    pub culture: Option<String>,
    /// The browser that started it.
    pub user_agent: Option<String>,
    /// When the token was made.
    pub created_at: Timestamp,
    /// When the player's script started.
    pub started_at: Option<Timestamp>,
    /// Last sign of life.
    pub last_seen_at: Option<Timestamp>,
    /// When it was over.
    pub ended_at: Option<Timestamp>,
    /// Whether the server closed it, which later entries may undo.
    pub closed_by_server: bool,
    /// Number of the next journal entry.
    pub next_entry: u64,
    /// Bytes of its journal.
    pub entry_bytes: u64,
    /// Batches of notes.
    pub note_count: u64,
    /// Bytes of notes.
    pub note_bytes: u64,
    /// What the launch history says.
    pub history: History,
    /// When that last changed.
    pub updated_at: Timestamp,
    /// Time in which the course did something; `None` where that was not measured yet.
    pub active_micros: Option<u64>,
}

fn launch(row: &Row) -> Result<Launch, Error> {
    Ok(Launch {
        id: LaunchId(row.int("key")?),
        app: AppKey(row.int("app")?),
        registration: row.opt_int("registration")?.map(RegistrationKey),
        instance: row.opt_int("instance")?.map(InstanceKey),
        version: row.opt_int("version")?.map(VersionKey),
        mode: row.parsed("mode", LaunchMode::parse)?,
        tracking: row.flag("tracking")?,
        redirect_url: row.opt_text("redirect_url")?,
        css_url: row.opt_text("css_url")?,
        culture: row.opt_text("culture")?,
        user_agent: row.opt_text("user_agent")?,
        created_at: row.at("created_at")?,
        started_at: row.opt_at("started_at")?,
        last_seen_at: row.opt_at("last_seen_at")?,
        ended_at: row.opt_at("ended_at")?,
        closed_by_server: row.flag("closed_by_server")?,
        next_entry: row.count("next_entry")?,
        entry_bytes: row.count("entry_bytes")?,
        note_count: row.count("note_count")?,
        note_bytes: row.count("note_bytes")?,
        history: History {
            completion: row.text("completion")?,
            satisfaction: row.text("satisfaction")?,
            measure: row.opt_real("measure")?,
            tracked_centiseconds: row.count("tracked_centiseconds")?,
        },
        updated_at: row.at("updated_at")?,
        active_micros: row.opt_int("active_micros")?.map(|micros| u64::try_from(micros).unwrap_or(0)),
    })
}

/// Makes a launch that has not started. Its first journal entry will be number 1.
pub async fn insert(tx: &mut Tx, new: &NewLaunch<'_>, at: Timestamp) -> Result<LaunchId, Error> {
    let args = args![
        new.app,
        new.token_hash,
        new.registration,
        new.version,
        new.mode.as_str(),
        new.tracking,
        new.redirect_url,
        new.css_url,
        new.culture,
        at,
    ];
    Ok(LaunchId(tx.fetch_one(&INSERT, args).await?.int("key")?))
}

/// A launch by its public id. The caller checks whose it is.
pub async fn find(tx: &mut Tx, id: LaunchId) -> Result<Option<Launch>, Error> {
    tx.fetch_optional(&FIND, args![id]).await?.as_ref().map(launch).transpose()
}

/// A launch by its token.
pub async fn find_by_token(tx: &mut Tx, token: &TokenHash) -> Result<Option<Launch>, Error> {
    tx.fetch_optional(&FIND_BY_TOKEN, args![token]).await?.as_ref().map(launch).transpose()
}

/// A page of a registration's history after `after`: tracked launches that started, oldest first.
pub async fn list_history(
    tx: &mut Tx,
    registration: RegistrationKey,
    after: Option<LaunchId>,
    limit: u32,
) -> Result<Vec<Launch>, Error> {
    let rows = tx.fetch_all(&LIST_HISTORY, args![registration, after.unwrap_or(LaunchId(0)), limit]).await?;
    rows.iter().map(launch).collect()
}

/// The last launches of a registration before `before`, whatever became of them, latest first.
pub async fn list_of_registration(
    tx: &mut Tx,
    registration: RegistrationKey,
    before: Option<LaunchId>,
    limit: u32,
) -> Result<Vec<Launch>, Error> {
    let args = args![registration, before.unwrap_or(LaunchId(i64::MAX)), limit];
    tx.fetch_all(&LIST_OF_REGISTRATION, args).await?.iter().map(launch).collect()
}

/// Time in which the course of an instance did something, in microseconds, over the launches that began at `since` or
/// later; and whether it was measured in all of them.
pub async fn sum_active(
    tx: &mut Tx,
    instance: InstanceKey,
    since: Option<Timestamp>,
) -> Result<(u64, bool), Error> {
    let row = tx.fetch_one(&SUM_ACTIVE, args![instance, since.unwrap_or(Timestamp(0))]).await?;
    Ok((row.count("micros")?, row.count("unmeasured")? == 0))
}

/// A launch with what it belongs to, for people.
#[derive(Debug, Clone, PartialEq)]
pub struct ListedLaunch {
    /// The launch.
    pub launch: Launch,
    /// Id of its registration; `None` for a preview.
    pub registration: Option<String>,
    /// Id, first and last name of the learner; empty for a preview.
    pub learner: [String; 3],
    /// Id of its course; empty where that is not known any more.
    pub course: String,
    /// Title of its course.
    pub title: String,
}

fn listed(row: &Row) -> Result<ListedLaunch, Error> {
    let text = |name| row.opt_text(name).map(Option::unwrap_or_default);
    Ok(ListedLaunch {
        launch: launch(row)?,
        registration: row.opt_text("registration_id")?,
        learner: [text("learner_id")?, text("learner_first")?, text("learner_last")?],
        course: text("course_id")?,
        title: text("course_title")?,
    })
}

/// A page of an application's launches that started, those before `before`, latest first.
pub async fn list_of_app(
    tx: &mut Tx,
    app: AppKey,
    before: Option<LaunchId>,
    limit: u32,
) -> Result<Vec<ListedLaunch>, Error> {
    let before = before.unwrap_or(LaunchId(i64::MAX));
    tx.fetch_all(&LIST_OF_APP, args![app, before, limit]).await?.iter().map(listed).collect()
}

/// A launch by its public id with what it belongs to. The caller checks whose it is.
pub async fn find_listed(tx: &mut Tx, id: LaunchId) -> Result<Option<ListedLaunch>, Error> {
    tx.fetch_optional(&FIND_LISTED, args![id]).await?.as_ref().map(listed).transpose()
}

/// Open launches whose last sign of life was before `before`, longest silent first.
pub async fn list_silent(tx: &mut Tx, before: Timestamp, limit: u32) -> Result<Vec<Launch>, Error> {
    tx.fetch_all(&LIST_SILENT, args![before, limit]).await?.iter().map(launch).collect()
}

/// What a launch is bound to when it starts.
#[derive(Debug, Clone, Copy)]
pub struct Start<'a> {
    /// The instance; `None` for a preview.
    pub instance: Option<InstanceKey>,
    /// The version that is played.
    pub version: VersionKey,
    /// The browser.
    pub user_agent: Option<&'a str>,
}

/// Notes the first start. `false`: it had started before, nothing was changed.
pub async fn update_started(
    tx: &mut Tx,
    id: LaunchId,
    start: &Start<'_>,
    at: Timestamp,
) -> Result<bool, Error> {
    let args = args![id, start.instance, start.version, at, start.user_agent];
    let Some(row) = tx.fetch_optional(&UPDATE_STARTED, args).await? else { return Ok(false) };
    if row.flag("tracking")? {
        totals::add(tx, AppKey(row.int("app")?), Change { launches: 1, ..Change::default() }).await?;
    }
    Ok(true)
}

/// What a batch added to a launch. All zero for a heartbeat.
#[derive(Debug, Clone, Copy, Default)]
pub struct Added {
    /// Bytes of entries.
    pub entry_bytes: u64,
    /// Batches of notes.
    pub notes: u64,
    /// Bytes of notes.
    pub note_bytes: u64,
}

/// Notes a sign of life, the number of the next entry, and how much was added.
pub async fn update_seen(
    tx: &mut Tx,
    id: LaunchId,
    at: Timestamp,
    next_entry: u64,
    added: Added,
) -> Result<(), Error> {
    let args = args![id, at, next_entry, added.entry_bytes, added.notes, added.note_bytes];
    tx.execute(&UPDATE_SEEN, args).await.map(|_| ())
}

/// What a launch has come to with a batch.
#[derive(Debug, Clone)]
pub struct Progress<'a> {
    /// Last sign of life.
    pub seen_at: Timestamp,
    /// Number of the next journal entry.
    pub next_entry: u64,
    /// How much was added.
    pub added: Added,
    /// What the launch history says.
    pub history: &'a History,
    /// When it was over; `None` while it runs.
    pub ended_at: Option<Timestamp>,
    /// Whether the server closed it, which later entries may undo.
    pub closed_by_server: bool,
    /// When the course did something.
    pub activity: Activity,
}

/// A silence of the course counts as activity up to this, in microseconds: two minutes.
pub const LONGEST_SILENCE_MICROS: i64 = 120 * 1_000_000;

/// The moments in which the course did something, of one batch. Signs of life of the page are none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Activity {
    /// Time between these moments, each silence up to [`LONGEST_SILENCE_MICROS`].
    pub micros: i64,
    /// The first and the last of them; `None` where there is none.
    pub span: Option<(Timestamp, Timestamp)>,
}

impl Activity {
    /// Of moments in their order; one that lies before another counts nothing.
    pub fn of(moments: impl IntoIterator<Item = Timestamp>) -> Self {
        let mut activity = Self::default();
        for at in moments {
            activity.span = Some(match activity.span {
                None => (at, at),
                Some((first, last)) => {
                    activity.micros += at.0.saturating_sub(last.0).clamp(0, LONGEST_SILENCE_MICROS);
                    (first, last.max(at))
                }
            });
        }
        activity
    }
}

/// Notes everything that a batch changes about its launch.
pub async fn update_progress(
    tx: &mut Tx,
    id: LaunchId,
    progress: &Progress<'_>,
    at: Timestamp,
) -> Result<(), Error> {
    let Progress { added, history, .. } = progress;
    let args = args![
        id,
        progress.seen_at,
        progress.next_entry,
        added.entry_bytes,
        added.notes,
        added.note_bytes,
        &history.completion,
        &history.satisfaction,
        history.measure,
        history.tracked_centiseconds,
        progress.ended_at,
        progress.closed_by_server,
        at,
        progress.activity.micros,
        progress.activity.span.map(|(first, _)| first),
        progress.activity.span.map(|(_, last)| last),
        LONGEST_SILENCE_MICROS,
    ];
    tx.execute(&UPDATE_PROGRESS, args).await.map(|_| ())
}

/// Counts notes that came when the launch could no longer change anything.
pub async fn update_noted(tx: &mut Tx, id: LaunchId, note_bytes: u64) -> Result<(), Error> {
    tx.execute(&UPDATE_NOTED, args![id, note_bytes]).await.map(|_| ())
}

/// Ends a launch.
pub async fn update_ended(
    tx: &mut Tx,
    id: LaunchId,
    at: Timestamp,
    closed_by_server: bool,
) -> Result<(), Error> {
    tx.execute(&UPDATE_ENDED, args![id, at, closed_by_server]).await.map(|_| ())
}

/// Opens a launch again that the server had closed.
pub async fn update_reopened(tx: &mut Tx, id: LaunchId, at: Timestamp) -> Result<(), Error> {
    tx.execute(&UPDATE_REOPENED, args![id, at]).await.map(|_| ())
}

/// Changes what the launch history says.
pub async fn update_history(
    tx: &mut Tx,
    id: LaunchId,
    history: &History,
    at: Timestamp,
) -> Result<(), Error> {
    let args = args![
        id,
        &history.completion,
        &history.satisfaction,
        history.measure,
        history.tracked_centiseconds,
        at,
    ];
    tx.execute(&UPDATE_HISTORY, args).await.map(|_| ())
}

/// The state of an attempt that no registration keeps (preview, sandbox, no tracking).
pub async fn find_state(tx: &mut Tx, id: LaunchId) -> Result<Option<Vec<u8>>, Error> {
    match tx.fetch_optional(&FIND_STATE, args![id]).await? {
        Some(row) => row.opt_bytes("state"),
        None => Ok(None),
    }
}

/// Keeps the state of an attempt that no registration keeps.
pub async fn update_state(tx: &mut Tx, id: LaunchId, state: &[u8]) -> Result<(), Error> {
    tx.execute(&UPDATE_STATE, args![id, state]).await.map(|_| ())
}

/// Deletes tokens made before `before` that were never used.
pub async fn delete_unstarted(tx: &mut Tx, before: Timestamp, limit: u32) -> Result<u64, Error> {
    tx.execute(&DELETE_UNSTARTED, args![before, limit]).await
}

/// Deletes previews whose last sign of life was before `before`.
pub async fn delete_untracked(tx: &mut Tx, before: Timestamp, limit: u32) -> Result<u64, Error> {
    tx.execute(&DELETE_UNTRACKED, args![before, limit]).await
}
