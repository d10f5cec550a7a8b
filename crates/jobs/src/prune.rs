//! `prune`: removes what is past its retention, in small transactions, so that nobody waits for it.
//!
//! Running twice is harmless: what is gone stays gone.

use std::time::Duration;

use platform::Timestamp;
use service::rows::StoreError;
use store::journal::PastLaunch;

use crate::context::Context;
use crate::outcome::earlier;

const DAY: Duration = Duration::from_secs(24 * 3600);

/// An import may be asked for until a week after its end (V1 spec §4.2).
const JOBS_KEPT: Duration = Duration::from_secs(7 * 24 * 3600);
/// An export is known so much longer than its file is kept, so that who comes late is told why.
const EXPORTS_KNOWN: Duration = Duration::from_secs(2 * 24 * 3600);
/// Repeated calls: beyond this a signature is too old to be valid.
const JOINS_KEPT: Duration = Duration::from_secs(3600);
/// Figures by the hour, for drawings: somewhat more than a year.
const FIGURES_KEPT: Duration = Duration::from_secs(400 * 24 * 3600);
/// Rows deleted in one transaction.
const BATCH: u32 = 2000;
/// Launches whose journals are looked at with one question.
const LAUNCHES: u32 = 200;

/// Runs a statement that deletes some rows at a time, a transaction each, until there are no more.
macro_rules! until_none {
    ($context:expr, |$tx:ident| $delete:expr) => {{
        let mut total = 0;
        loop {
            let deleted: Result<u64, StoreError> = store::transact!($context.store, |$tx| { $delete.await });
            let deleted = deleted?;
            total += deleted;
            if deleted < u64::from(BATCH) {
                break total;
            }
        }
    }};
}

pub(crate) async fn run(context: &Context) -> Result<(), StoreError> {
    let now = context.clock.now();
    let retention = context.config.retention;
    let past = |kept: Duration| earlier(now, kept);
    let jobs_kept = JOBS_KEPT.max(retention.exports + EXPORTS_KNOWN);
    let jobs = until_none!(context, |tx| store::jobs::delete_old(tx, past(jobs_kept), BATCH));
    let joins = until_none!(context, |tx| store::request_joins::delete_old(tx, past(JOINS_KEPT), BATCH));
    // A launch that never started leaves no history; a preview none either.
    let unstarted = until_none!(context, |tx| store::launches::delete_unstarted(tx, past(DAY), BATCH));
    let previews = until_none!(context, |tx| store::launches::delete_untracked(tx, past(DAY), BATCH));
    let kept = retention.postback_attempts;
    let attempts = until_none!(context, |tx| store::postback_attempts::delete_old(tx, past(kept), BATCH));
    let notes = until_none!(context, |tx| store::journal_notes::delete_old(tx, past(retention.notes), BATCH));
    let audit = match retention.audit {
        Some(kept) => until_none!(context, |tx| store::audit_events::delete_old(tx, past(kept), BATCH)),
        None => 0,
    };
    let journals = match retention.journal {
        Some(kept) => forget_journals(context, past(kept), now).await?,
        None => 0,
    };
    let store = &context.store;
    // A row an hour: those of the last hour are all there is to delete.
    let hours: Result<u64, StoreError> =
        store::transact!(store, |tx| { store::hourly_figures::delete_old(tx, past(FIGURES_KEPT)).await });
    let hours = hours?;
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
        audit,
        journals,
        hours,
        "what is past its retention was removed"
    );
    Ok(())
}

/// Journals of attempts in which nothing happened since `before`. Their states stay, in snapshots, and so do results.
async fn forget_journals(context: &Context, before: Timestamp, now: Timestamp) -> Result<u64, StoreError> {
    let store = &context.store;
    let mut forgotten = 0;
    let mut after: Option<PastLaunch> = None;
    loop {
        let mut tx = store.begin_read().await?;
        let page = store::journal::list_past(&mut tx, before, after, LAUNCHES).await?;
        drop(tx);
        for past in &page {
            let launch = past.launch;
            let dropped: Result<u64, StoreError> =
                store::transact!(store, |tx| { store::journal::drop_past(tx, launch, before, now).await });
            forgotten += dropped?;
        }
        after = page.last().copied();
        if page.len() < LAUNCHES as usize {
            return Ok(forgotten);
        }
    }
}

/// Calls of the API that are too old, and those of each application that are too many.
async fn forget_calls(context: &Context, now: Timestamp) -> Result<u64, StoreError> {
    let (days, keep) = (context.config.api_log_days, context.config.api_log_calls_per_app);
    let kept = Duration::from_secs(u64::from(days) * 24 * 3600);
    let mut forgotten =
        until_none!(context, |tx| store::api_calls::delete_old(tx, earlier(now, kept), BATCH));
    for app in service::list_apps(&context.store).await? {
        forgotten += until_none!(context, |tx| store::api_calls::delete_beyond(tx, app.key, keep, BATCH));
    }
    Ok(forgotten)
}
