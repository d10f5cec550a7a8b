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
        SELECT key, id, name, active, created_at
        FROM apps
        WHERE id = $1";
    /// An application by its key.
    FIND_BY_KEY = "
        SELECT key, id, name, active, created_at
        FROM apps
        WHERE key = $1";
    /// A page of applications in the order they were made.
    LIST = "
        SELECT key, id, name, active, created_at
        FROM apps
        WHERE key > $1
        ORDER BY key
        LIMIT $2";
    /// Names an application and switches it on or off.
    UPDATE = "UPDATE apps SET name = $2, active = $3 WHERE key = $1";
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
    /// When it was made.
    pub created_at: Timestamp,
}

fn app(row: &Row) -> Result<App, Error> {
    Ok(App {
        key: AppKey(row.int("key")?),
        id: row.id("id")?,
        name: row.text("name")?,
        active: row.flag("active")?,
        created_at: row.at("created_at")?,
    })
}

/// Makes an application; `None` when the id is taken.
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

/// A page of applications, those after `after`, in the order they were made.
pub async fn list(tx: &mut Tx, after: Option<AppKey>, limit: u32) -> Result<Vec<App>, Error> {
    let rows = tx.fetch_all(&LIST, args![after.unwrap_or(AppKey(0)), limit]).await?;
    rows.iter().map(app).collect()
}

/// Names an application and switches it on or off.
pub async fn update(tx: &mut Tx, key: AppKey, name: &str, active: bool) -> Result<bool, Error> {
    Ok(tx.execute(&UPDATE, args![key, name, active]).await? > 0)
}

/// Deletes an application with everything in it. Its blobs are left to the sweeper.
pub async fn delete(tx: &mut Tx, key: AppKey) -> Result<bool, Error> {
    Ok(tx.execute(&DELETE, args![key]).await? > 0)
}
