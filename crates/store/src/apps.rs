//! Applications.

use platform::{AppId, Timestamp};

use crate::row::{Columns as _, Row};
use crate::statement::statements;
use crate::value::args;
use crate::{AppKey, Error, Tx, totals};

statements! { "apps";
    /// A new application, unless the id is taken.
    INSERT = "
        INSERT INTO apps (id, name, active, created_at)
        VALUES ($1, $2, 1, $3)
        ON CONFLICT DO NOTHING
        RETURNING key";
    /// An application by its id.
    FIND = "
        SELECT key, id, name, active, manages, allow_delete, postbacks_held, sandbox_of, created_at
        FROM apps
        WHERE id = $1";
    /// An application by its key.
    FIND_BY_KEY = "
        SELECT key, id, name, active, manages, allow_delete, postbacks_held, sandbox_of, created_at
        FROM apps
        WHERE key = $1";
    /// A page of applications in the order they were made, without those of the sandbox.
    LIST = "
        SELECT key, id, name, active, manages, allow_delete, postbacks_held, sandbox_of, created_at
        FROM apps
        WHERE key > $1 AND sandbox_of IS NULL
        ORDER BY key
        LIMIT $2";
    /// The applications that manage others.
    LIST_MANAGING = "
        SELECT key, id, name, active, manages, allow_delete, postbacks_held, sandbox_of, created_at
        FROM apps
        WHERE manages = 1
        ORDER BY key";
    /// Makes changes of one application and its secrets wait for each other.
    LOCK = "SELECT key FROM apps WHERE key = $1",
        postgres "SELECT key FROM apps WHERE key = $1 FOR UPDATE"
        because "SQLite has one writer, so there is nothing to lock and no syntax for it";
    /// Names an application and switches it on or off.
    UPDATE = "UPDATE apps SET name = $2, active = $3 WHERE key = $1";
    /// Lets an application manage others, or no longer.
    UPDATE_MANAGES = "UPDATE apps SET manages = $2 WHERE key = $1";
    /// Lets an application delete registrations, or no longer.
    UPDATE_ALLOW_DELETE = "UPDATE apps SET allow_delete = $2 WHERE key = $1";
    /// Keeps back what is to be posted for an application, or no longer.
    UPDATE_POSTBACKS_HELD = "UPDATE apps SET postbacks_held = $2 WHERE key = $1";
    /// An application with all it has.
    DELETE = "DELETE FROM apps WHERE key = $1";
}

/// An application: whoever signs with one of its secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct App {
    /// Its row.
    pub key: AppKey,
    /// Its id (`appid`).
    pub id: AppId,
    /// What people call it.
    pub name: String,
    /// Whether its requests are answered.
    pub active: bool,
    /// Whether it may call `rustici.application.*` for the applications that do not manage.
    pub manages: bool,
    /// Whether it may call `deleteRegistration`.
    pub allow_delete: bool,
    /// Whether nothing is posted for it at present.
    pub postbacks_held: bool,
    /// The application it stands in for where it is one of the sandbox, which nobody signs for.
    pub sandbox_of: Option<AppKey>,
    /// When it was made.
    pub created_at: Timestamp,
}

pub(crate) fn app(row: &Row) -> Result<App, Error> {
    Ok(App {
        key: AppKey(row.int("key")?),
        id: row.id("id")?,
        name: row.text("name")?,
        active: row.flag("active")?,
        manages: row.flag("manages")?,
        allow_delete: row.flag("allow_delete")?,
        postbacks_held: row.flag("postbacks_held")?,
        sandbox_of: row.opt_int("sandbox_of")?.map(AppKey),
        created_at: row.at("created_at")?,
    })
}

/// Makes an application that manages nobody and may delete; `None` when the id is taken.
pub async fn insert(tx: &mut Tx, id: &AppId, name: &str, at: Timestamp) -> Result<Option<AppKey>, Error> {
    let Some(row) = tx.fetch_optional(&INSERT, args![id, name, at]).await? else { return Ok(None) };
    let key = AppKey(row.int("key")?);
    totals::insert(tx, key).await?;
    Ok(Some(key))
}

/// An application by its id.
pub async fn find(tx: &mut Tx, id: &AppId) -> Result<Option<App>, Error> {
    tx.fetch_optional(&FIND, args![id]).await?.as_ref().map(app).transpose()
}

/// An application by its row.
pub async fn find_by_key(tx: &mut Tx, key: AppKey) -> Result<Option<App>, Error> {
    tx.fetch_optional(&FIND_BY_KEY, args![key]).await?.as_ref().map(app).transpose()
}

/// A page of applications, those after `after`, in the order they were made. Those of the sandbox are not among them.
pub async fn list(tx: &mut Tx, after: Option<AppKey>, limit: u32) -> Result<Vec<App>, Error> {
    let rows = tx.fetch_all(&LIST, args![after.unwrap_or(AppKey(0)), limit]).await?;
    rows.iter().map(app).collect()
}

/// All applications that manage others: a handful.
pub async fn list_managing(tx: &mut Tx) -> Result<Vec<App>, Error> {
    tx.fetch_all(&LIST_MANAGING, args![]).await?.iter().map(app).collect()
}

/// Makes other changes of this application and its secrets wait until this transaction ends. `false`: it does not
/// exist.
pub async fn lock(tx: &mut Tx, key: AppKey) -> Result<bool, Error> {
    Ok(tx.fetch_optional(&LOCK, args![key]).await?.is_some())
}

/// Names an application and switches it on or off.
pub async fn update(tx: &mut Tx, key: AppKey, name: &str, active: bool) -> Result<bool, Error> {
    Ok(tx.execute(&UPDATE, args![key, name, active]).await? > 0)
}

/// Lets an application manage others, or no longer.
pub async fn update_manages(tx: &mut Tx, key: AppKey, manages: bool) -> Result<bool, Error> {
    Ok(tx.execute(&UPDATE_MANAGES, args![key, manages]).await? > 0)
}

/// Lets an application delete registrations, or no longer.
pub async fn update_allow_delete(tx: &mut Tx, key: AppKey, allow: bool) -> Result<bool, Error> {
    Ok(tx.execute(&UPDATE_ALLOW_DELETE, args![key, allow]).await? > 0)
}

/// Keeps back what is to be posted for an application, or no longer. What is in the outbox already is moved by
/// [`postback_backlog`](crate::postback_backlog).
pub async fn update_postbacks_held(tx: &mut Tx, key: AppKey, held: bool) -> Result<bool, Error> {
    Ok(tx.execute(&UPDATE_POSTBACKS_HELD, args![key, held]).await? > 0)
}

/// Deletes an application with everything in it. Its blobs are left to the sweeper.
pub async fn delete(tx: &mut Tx, key: AppKey) -> Result<bool, Error> {
    Ok(tx.execute(&DELETE, args![key]).await? > 0)
}
