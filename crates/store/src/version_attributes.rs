//! Package attributes of a version, as far as they differ from the defaults.

use std::collections::BTreeMap;

use crate::statement::statements;
use crate::value::args;
use crate::{Error, Tx, VersionKey};

statements! { "version_attributes";
    /// All that differ.
    LIST = "SELECT name, value FROM version_attributes WHERE version = $1 ORDER BY name";
    /// Sets one.
    UPSERT = "
        INSERT INTO version_attributes (version, name, value)
        VALUES ($1, $2, $3)
        ON CONFLICT (version, name) DO UPDATE SET value = excluded.value";
    /// Goes back to the default.
    DELETE = "DELETE FROM version_attributes WHERE version = $1 AND name = $2";
    /// Gives a new version what the one before it had.
    COPY = "
        INSERT INTO version_attributes (version, name, value)
        SELECT CAST($2 AS BIGINT), name, value
        FROM version_attributes
        WHERE version = $1";
}

/// The attributes that were set, by name.
pub async fn list(tx: &mut Tx, version: VersionKey) -> Result<BTreeMap<String, String>, Error> {
    let rows = tx.fetch_all(&LIST, args![version]).await?;
    rows.iter().map(|row| Ok((row.text("name")?, row.text("value")?))).collect()
}

/// Sets an attribute.
pub async fn upsert(tx: &mut Tx, version: VersionKey, name: &str, value: &str) -> Result<(), Error> {
    tx.execute(&UPSERT, args![version, name, value]).await.map(|_| ())
}

/// Goes back to the default.
pub async fn delete(tx: &mut Tx, version: VersionKey, name: &str) -> Result<(), Error> {
    tx.execute(&DELETE, args![version, name]).await.map(|_| ())
}

/// Gives the new version `to`, which has none yet, the attributes of `from`.
pub async fn copy(tx: &mut Tx, from: VersionKey, to: VersionKey) -> Result<(), Error> {
    tx.execute(&COPY, args![from, to]).await.map(|_| ())
}
