//! Secrets of applications, sealed. A secret's id is what binds the sealed bytes to their row.

use platform::{AppId, Sealed, SecretId, Timestamp};

use crate::apps::App;
use crate::row::{Columns as _, Row};
use crate::statement::statements;
use crate::value::args;
use crate::{AppKey, Error, Tx};

statements! { "app_secrets";
    /// A new secret.
    INSERT = "
        INSERT INTO app_secrets (id, app, sealed, active, created_at, description)
        VALUES ($1, $2, $3, 1, $4, $5)";
    /// The secrets of an application, oldest first.
    LIST = "
        SELECT id, sealed, active, description, created_at, last_used_at
        FROM app_secrets
        WHERE app = $1
        ORDER BY created_at, id";
    /// When each application last verified a request, of those that did.
    LIST_LAST_USES = "
        SELECT app AS key, MAX(last_used_at) AS last_used_at
        FROM app_secrets
        WHERE last_used_at IS NOT NULL
        GROUP BY app";
    /// An application that may call with its secrets, oldest first: all that a signature is checked by.
    FIND_SIGNING = "
        SELECT a.key, a.id AS app_id, a.name, a.active AS app_active, a.manages, a.allow_delete,
            a.postbacks_held, a.created_at AS app_created_at,
            s.id, s.sealed, s.active, s.description, s.created_at, s.last_used_at
        FROM apps a LEFT JOIN app_secrets s ON s.app = a.key
        WHERE a.id = $1 AND a.sandbox_of IS NULL
        ORDER BY s.created_at, s.id";
    /// Switches a secret on or off.
    UPDATE_ACTIVE = "UPDATE app_secrets SET active = $3 WHERE app = $1 AND id = $2";
    /// Says what a secret is for.
    UPDATE_DESCRIPTION = "UPDATE app_secrets SET description = $3 WHERE app = $1 AND id = $2";
    /// Notes that a secret verified a request.
    UPDATE_LAST_USED = "
        UPDATE app_secrets
        SET last_used_at = $2
        WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < $2)";
    /// A secret.
    DELETE = "DELETE FROM app_secrets WHERE app = $1 AND id = $2";
}

/// A secret of an application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppSecret {
    /// Its id; the row name it is sealed under.
    pub id: SecretId,
    /// The secret, sealed with the installation key.
    pub sealed: Sealed,
    /// Whether it verifies requests.
    pub active: bool,
    /// What it is for, perhaps empty.
    pub description: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last verified a request, to the precision its keeper chose.
    pub last_used_at: Option<Timestamp>,
}

fn secret(row: &Row) -> Result<AppSecret, Error> {
    Ok(AppSecret {
        id: row.parsed("id", |text| SecretId::parse(text).ok())?,
        sealed: Sealed(row.bytes("sealed")?),
        active: row.flag("active")?,
        description: row.text("description")?,
        created_at: row.at("created_at")?,
        last_used_at: row.opt_at("last_used_at")?,
    })
}

/// Adds a secret, active from now on.
pub async fn insert(
    tx: &mut Tx,
    app: AppKey,
    id: &SecretId,
    sealed: &Sealed,
    description: &str,
    at: Timestamp,
) -> Result<(), Error> {
    tx.execute(&INSERT, args![id, app, sealed, at, description]).await.map(|_| ())
}

/// All secrets of an application, active or not, oldest first.
pub async fn list(tx: &mut Tx, app: AppKey) -> Result<Vec<AppSecret>, Error> {
    tx.fetch_all(&LIST, args![app]).await?.iter().map(secret).collect()
}

/// When each application last called, as far as its keys tell.
pub async fn list_last_uses(tx: &mut Tx) -> Result<Vec<(AppKey, Timestamp)>, Error> {
    let rows = tx.fetch_all(&LIST_LAST_USES, args![]).await?;
    rows.iter().map(|row| Ok((AppKey(row.int("key")?), row.at("last_used_at")?))).collect()
}

/// An application with all its secrets, active or not, oldest first, by one statement.
pub async fn find_signing(tx: &mut Tx, id: &AppId) -> Result<Option<(App, Vec<AppSecret>)>, Error> {
    let rows = tx.fetch_all(&FIND_SIGNING, args![id]).await?;
    let Some(first) = rows.first() else { return Ok(None) };
    let app = App {
        key: AppKey(first.int("key")?),
        id: first.id("app_id")?,
        name: first.text("name")?,
        active: first.flag("app_active")?,
        manages: first.flag("manages")?,
        allow_delete: first.flag("allow_delete")?,
        postbacks_held: first.flag("postbacks_held")?,
        sandbox_of: None,
        created_at: first.at("app_created_at")?,
    };
    // An application without a secret is a row without one.
    let has_secret = |row: &&Row| row.opt_text("id").is_ok_and(|id| id.is_some());
    let secrets = rows.iter().filter(has_secret).map(secret).collect::<Result<_, _>>()?;
    Ok(Some((app, secrets)))
}

/// Switches a secret on or off.
pub async fn update_active(tx: &mut Tx, app: AppKey, id: &SecretId, active: bool) -> Result<bool, Error> {
    Ok(tx.execute(&UPDATE_ACTIVE, args![app, id, active]).await? > 0)
}

/// Says what a secret is for.
pub async fn update_description(
    tx: &mut Tx,
    app: AppKey,
    id: &SecretId,
    description: &str,
) -> Result<bool, Error> {
    Ok(tx.execute(&UPDATE_DESCRIPTION, args![app, id, description]).await? > 0)
}

/// Notes that a secret verified a request. Call it now and then, not at every request.
pub async fn update_last_used(tx: &mut Tx, id: &SecretId, at: Timestamp) -> Result<(), Error> {
    tx.execute(&UPDATE_LAST_USED, args![id, at]).await.map(|_| ())
}

/// Deletes a secret.
pub async fn delete(tx: &mut Tx, app: AppKey, id: &SecretId) -> Result<bool, Error> {
    Ok(tx.execute(&DELETE, args![app, id]).await? > 0)
}
