//! `prune`: removes what is past its retention.
//!
//! Running twice is harmless: what is gone stays gone.

use std::time::Duration;

use platform::Timestamp;
use service::rows::StoreError;

use crate::context::Context;
use crate::outcome::earlier;

const DAY: Duration = Duration::from_secs(24 * 3600);

/// An import may be asked for until a week after its end (V1 spec §4.2).
const JOBS_KEPT: Duration = Duration::from_secs(7 * 24 * 3600);
/// Tries of postbacks, for people who look for a reason.
const ATTEMPTS_KEPT: Duration = Duration::from_secs(30 * 24 * 3600);
/// Notes of journals: they explain, and may go.
const NOTES_KEPT: Duration = Duration::from_secs(30 * 24 * 3600);
/// Repeated calls: beyond this a signature is too old to be valid.
const JOINS_KEPT: Duration = Duration::from_secs(3600);
/// Figures by the hour, for drawings: somewhat more than a year.
const FIGURES_KEPT: Duration = Duration::from_secs(400 * 24 * 3600);
/// Notes deleted in one transaction.
const BATCH: u32 = 5000;

pub(crate) async fn run(context: &Context) -> Result<(), StoreError> {
    let now = context.clock.now();
    let store = &context.store;
    let pruned: Result<[u64; 6], StoreError> = store::transact!(store, |tx| {
        Ok([
            store::jobs::delete_old(tx, earlier(now, JOBS_KEPT)).await?,
            store::postback_attempts::delete_old(tx, earlier(now, ATTEMPTS_KEPT)).await?,
            store::request_joins::delete_old(tx, earlier(now, JOINS_KEPT)).await?,
            // A launch that never started leaves no history; a preview none either.
            store::launches::delete_unstarted(tx, earlier(now, DAY)).await?,
            store::launches::delete_untracked(tx, earlier(now, DAY)).await?,
            store::hourly_figures::delete_old(tx, earlier(now, FIGURES_KEPT)).await?,
        ])
    });
    let [jobs, attempts, joins, unstarted, previews, hours] = pruned?;
    let mut notes = 0;
    loop {
        let deleted: Result<u64, StoreError> = store::transact!(store, |tx| {
            store::journal_notes::delete_old(tx, earlier(now, NOTES_KEPT), BATCH).await
        });
        let deleted = deleted?;
        notes += deleted;
        if deleted < u64::from(BATCH) {
            break;
        }
    }
    let calls = forget_calls(context, now).await?;
    let sandbox_kept = DAY * context.config.sandbox_days;
    let attempts_of_sandbox =
        service::sandbox::wipe_old_attempts(store, earlier(now, sandbox_kept), now).await?;
    tracing::debug!(
        calls,
        attempts_of_sandbox,
        jobs,
        attempts,
        joins,
        unstarted,
        previews,
        hours,
        notes,
        "what is past its retention was removed"
    );
    Ok(())
}

/// Calls of the API that are too old, and those of each application that are too many.
async fn forget_calls(context: &Context, now: Timestamp) -> Result<u64, StoreError> {
    let store = &context.store;
    let (days, keep) = (context.config.api_log_days, context.config.api_log_calls_per_app);
    let kept = Duration::from_secs(u64::from(days) * 24 * 3600);
    let mut forgotten = 0;
    loop {
        let deleted: Result<u64, StoreError> = store::transact!(store, |tx| {
            store::api_calls::delete_old(tx, earlier(now, kept), BATCH).await
        });
        let deleted = deleted?;
        forgotten += deleted;
        if deleted < u64::from(BATCH) {
            break;
        }
    }
    for app in service::list_apps(store).await? {
        loop {
            let deleted: Result<u64, StoreError> = store::transact!(store, |tx| {
                store::api_calls::delete_beyond(tx, app.key, keep, BATCH).await
            });
            let deleted = deleted?;
            forgotten += deleted;
            if deleted < u64::from(BATCH) {
                break;
            }
        }
    }
    Ok(forgotten)
}
