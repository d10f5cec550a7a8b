//! An administrator decides in place of what the course reported, and takes that back.

use super::Failed;
use crate::Campus;
use crate::records::overrides::{self, Decision};
use crate::records::users::User;
use crate::records::{events, registrations};

/// A decision needs a reason.
pub(crate) async fn make(
    campus: &Campus,
    by: &User,
    registration: i64,
    decision: &Decision,
    reason: &str,
) -> Result<(), Failed> {
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(Failed::Input("input-reason"));
    }
    if *decision == Decision::default() {
        return Err(Failed::Input("input-override"));
    }
    if decision.score.is_some_and(|score| !(0.0..=100.0).contains(&score)) {
        return Err(Failed::Input("input-score"));
    }
    let now = campus.now();
    sql::transact!(campus.records(), |tx| {
        let registration = registrations::find_by_key(tx, registration).await?.ok_or(Failed::NotFound)?;
        overrides::revert(tx, registration.key, &by.login, now).await?;
        overrides::insert(tx, registration.key, decision, reason, &by.login, now).await?;
        Ok(events::insert(tx, &by.login, "result.overridden", &registration.id, reason, now).await?)
    })
}

/// What the course reported counts again.
pub(crate) async fn revert(campus: &Campus, by: &User, registration: i64) -> Result<(), Failed> {
    let now = campus.now();
    sql::transact!(campus.records(), |tx| {
        let registration = registrations::find_by_key(tx, registration).await?.ok_or(Failed::NotFound)?;
        if overrides::revert(tx, registration.key, &by.login, now).await? {
            events::insert(tx, &by.login, "result.override_reverted", &registration.id, "", now).await?;
        }
        Ok(())
    })
}
