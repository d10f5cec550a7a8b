//! What Campus does without anybody asking.

mod reconcile;

use std::future::Future;
use std::time::Duration;

use lyceum_client::Timestamp;
use tokio_util::sync::CancellationToken;

use crate::doing::{Failed, follow_import, go_on, postbacks, register, remove, take_result};
use crate::records::registrations;
use crate::{Campus, clock};

/// Between two looks at what is open.
const EVERY: Duration = Duration::from_secs(2);
/// Between two rounds of what is rarely needed, and before a comparison that failed is begun again.
const SWEEP_EVERY: Duration = Duration::from_secs(60);
/// Both sides are compared, and all results asked for, so often.
const RECONCILE_EVERY: Duration = Duration::from_secs(24 * 60 * 60);
/// A registration that was launched so long ago and from which nothing was heard is asked for. The cloud closes a launch
/// that falls silent after ten minutes and posts that; this is for postbacks that did not get through.
const SILENT: Duration = Duration::from_secs(30 * 60);

/// Works until `end`.
pub(crate) async fn run(campus: &Campus, end: CancellationToken) {
    tokio::select! {
        () = rounds(campus) => {}
        () = nights(campus) => {}
        () = end.cancelled() => {}
    }
}

/// What must not wait.
async fn rounds(campus: &Campus) {
    let mut swept = None;
    loop {
        say("follow imports", follow_import::all(campus)).await;
        say("ask for results in doubt", take_result::refresh_doubtful(campus)).await;
        let now = campus.now();
        if is_due(now, swept, SWEEP_EVERY) {
            swept = Some(now);
            sweep(campus).await;
        }
        campus.sleep(EVERY).await;
    }
}

/// What takes as long as there are registrations, beside all else. One that failed is begun again soon.
async fn nights(campus: &Campus) {
    let mut compared = None;
    loop {
        let now = campus.now();
        if is_due(now, compared, RECONCILE_EVERY)
            && say("compare with the cloud", reconcile::both_sides(campus)).await
        {
            compared = Some(now);
        }
        campus.sleep(SWEEP_EVERY).await;
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

fn is_due(now: Timestamp, last: Option<Timestamp>, every: Duration) -> bool {
    last.is_none_or(|last| last <= clock::before(now, every))
}

/// One piece of work that fails holds up no other; it comes up again. Whether it was done.
async fn say(what: &str, work: impl Future<Output = Result<(), Failed>>) -> bool {
    let done = work.await;
    if let Err(error) = &done {
        tracing::warn!(error = error as &dyn std::error::Error, "could not {what}");
    }
    done.is_ok()
}
