//! Objectives that outlive an attempt, per learner and scope.

use std::collections::BTreeMap;

use platform::Timestamp;

use crate::statement::statements;
use crate::value::args;
use crate::{Error, LearnerScope, Tx};

statements! { "global_objectives";
    /// All of a learner in a scope.
    LIST = "
        SELECT id, value
        FROM global_objectives
        WHERE app = $1 AND learner_id = $2 AND scope = $3
        ORDER BY id";
    /// All of a learner in a scope, for a change of them.
    LIST_FOR_UPDATE = "
        SELECT id, value
        FROM global_objectives
        WHERE app = $1 AND learner_id = $2 AND scope = $3
        ORDER BY id",
        postgres "
        SELECT id, value
        FROM global_objectives
        WHERE app = $1 AND learner_id = $2 AND scope = $3
        ORDER BY id
        FOR UPDATE"
        because "SQLite has one writer, so there is nothing to lock and no syntax for it";
    /// Sets one.
    UPSERT = "
        INSERT INTO global_objectives (app, learner_id, scope, id, value, updated_at)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (app, learner_id, scope, id)
        DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at";
    /// Forgets one.
    DELETE_ONE = "DELETE FROM global_objectives WHERE app = $1 AND learner_id = $2 AND scope = $3 AND id = $4";
    /// Clears a scope.
    DELETE = "DELETE FROM global_objectives WHERE app = $1 AND learner_id = $2 AND scope = $3";
}

/// All values of a learner in a scope by their id.
pub async fn list(tx: &mut Tx, of: LearnerScope<'_>) -> Result<BTreeMap<String, Vec<u8>>, Error> {
    let rows = tx.fetch_all(&LIST, args![of.app, of.learner, of.scope]).await?;
    rows.iter().map(|row| Ok((row.text("id")?, row.bytes("value")?))).collect()
}

/// The same, locked until the transaction ends: read, merge, write.
pub async fn list_for_update(tx: &mut Tx, of: LearnerScope<'_>) -> Result<BTreeMap<String, Vec<u8>>, Error> {
    let rows = tx.fetch_all(&LIST_FOR_UPDATE, args![of.app, of.learner, of.scope]).await?;
    rows.iter().map(|row| Ok((row.text("id")?, row.bytes("value")?))).collect()
}

/// Sets an objective.
pub async fn upsert(
    tx: &mut Tx,
    of: LearnerScope<'_>,
    id: &str,
    value: &[u8],
    at: Timestamp,
) -> Result<(), Error> {
    tx.execute(&UPSERT, args![of.app, of.learner, of.scope, id, value, at]).await.map(|_| ())
}

/// Forgets an objective; whether there was anything to forget.
pub async fn delete_one(tx: &mut Tx, of: LearnerScope<'_>, id: &str) -> Result<bool, Error> {
    Ok(tx.execute(&DELETE_ONE, args![of.app, of.learner, of.scope, id]).await? > 0)
}

/// Clears a scope; the answer is how many went.
pub async fn delete(tx: &mut Tx, of: LearnerScope<'_>) -> Result<u64, Error> {
    tx.execute(&DELETE, args![of.app, of.learner, of.scope]).await
}
