//! What Campus does without anybody asking.

mod reconcile;

use std::future::Future;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::doing::{Failed, follow_import, go_on, postbacks, register, remove, take_result};
use crate::records::registrations;
use crate::{Campus, clock};

/// Between two looks at what is open.
const EVERY: Duration = Duration::from_secs(2);
/// Between two rounds of what is rarely needed.
const SWEEP_EVERY: Duration = Duration::from_secs(60);
/// Both sides are compared, and all results that changed asked for, so often.
const RECONCILE_EVERY: Duration = Duration::from_secs(24 * 60 * 60);
/// A registration that was launched so long ago and from which nothing was heard is asked for. The cloud closes a launch
/// that falls silent after ten minutes and posts that; this is for postbacks that did not get through.
const SILENT: Duration = Duration::from_secs(30 * 60);

/// Works until `end`.
pub(crate) async fn run(campus: &Campus, end: CancellationToken) {
    let rounds = async {
        let swept = AtomicI64::new(0);
        let reconciled = AtomicI64::new(0);
        loop {
            say("follow imports", follow_import::all(campus)).await;
            say("ask for results in doubt", take_result::refresh_doubtful(campus)).await;
            if is_due(campus, &swept, SWEEP_EVERY) {
                sweep(campus).await;
            }
            if is_due(campus, &reconciled, RECONCILE_EVERY) {
                say("compare with the cloud", reconcile::both_sides(campus)).await;
            }
            tokio::time::sleep(EVERY).await;
        }
    };
    tokio::select! {
        () = rounds => {}
        () = end.cancelled() => {}
    }
}

/// All of it, once.
pub(crate) async fn once(campus: &Campus) {
    say("follow imports", follow_import::all(campus)).await;
    say("ask for results in doubt", take_result::refresh_doubtful(campus)).await;
    sweep(campus).await;
    say("compare with the cloud", reconcile::both_sides(campus)).await;
}

async fn sweep(campus: &Campus) {
    say("settle imports", follow_import::unheard(campus)).await;
    say("finish reservations", register::finish(campus)).await;
    say("register who was assigned", register::assigned(campus)).await;
    say("delete in the cloud", remove::finish(campus)).await;
    say("renew postbacks", postbacks::renew(campus)).await;
    say("ask for silent launches", ask_silent(campus)).await;
}

async fn ask_silent(campus: &Campus) -> Result<(), Failed> {
    let silent = {
        let mut tx = campus.records().begin_read().await?;
        registrations::silent(&mut tx, clock::before(campus.now(), SILENT)).await?
    };
    for registration in silent {
        go_on(
            take_result::refresh(campus, &registration).await,
            "ask for a silent launch",
            &registration.id,
        )?;
    }
    Ok(())
}

fn is_due(campus: &Campus, last: &AtomicI64, every: Duration) -> bool {
    let now = campus.now();
    let due = last.load(Ordering::Relaxed) <= clock::before(now, every).0;
    if due {
        last.store(now.0, Ordering::Relaxed);
    }
    due
}

/// One piece of work that fails holds up no other; it comes up again.
async fn say(what: &str, work: impl Future<Output = Result<(), Failed>>) {
    if let Err(error) = work.await {
        tracing::warn!(error = &error as &dyn std::error::Error, "could not {what}");
    }
}
