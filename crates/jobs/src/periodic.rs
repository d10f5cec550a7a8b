//! Jobs that come again and again: one row each, put back after every run, so that among all nodes one runs it.

use std::time::Duration;

use platform::{Config, JobId};
use service::rows::StoreError;
use store::jobs::{Job, NewJob};

use crate::context::Context;
use crate::outcome::{Outcome, chain};
use crate::{close_silent_launches, prune, sweep_blobs};

pub(crate) const SWEEP_BLOBS: &str = "sweep_blobs";
pub(crate) const PRUNE: &str = "prune";
pub(crate) const CLOSE_SILENT_LAUNCHES: &str = "close_silent_launches";

const ALL: [&str; 3] = [SWEEP_BLOBS, PRUNE, CLOSE_SILENT_LAUNCHES];

/// The time between two runs. Launches are looked at as often as one can have fallen silent since, or twice a minute.
fn every(kind: &str, config: &Config) -> Duration {
    match kind {
        CLOSE_SILENT_LAUNCHES => config.silent_after.min(Duration::from_secs(30)),
        _ => Duration::from_secs(3600),
    }
}

/// Makes the rows that are missing. A row that runs at this moment may get a second one beside it; the first of them to
/// be put back makes way.
pub(crate) async fn ensure(context: &Context) -> Result<(), StoreError> {
    let store = &context.store;
    let now = context.clock.now();
    let ids = ALL.map(|_| JobId::random(context.rng.as_ref()));
    store::transact!(store, |tx| {
        for (kind, id) in ALL.iter().zip(&ids) {
            let new =
                NewJob { id, app: None, kind, dedupe_key: Some("periodic"), payload: "{}", due_at: now };
            if !store::jobs::is_known(tx, kind).await? {
                store::jobs::insert(tx, &new, now).await?;
            }
        }
        Ok(())
    })
}

pub(crate) async fn run(context: &Context, job: &Job) -> Outcome {
    let failed = match job.kind.as_str() {
        SWEEP_BLOBS => sweep_blobs::run(context).await.err().map(|e| chain(&e)),
        CLOSE_SILENT_LAUNCHES => close_silent_launches::run(context).await.err().map(|e| chain(&e)),
        _ => prune::run(context).await.err().map(|e| chain(&e)),
    };
    if let Some(why) = &failed {
        tracing::warn!(job.kind, error = why, "a periodic job failed and is tried again at its next time");
    }
    Outcome::Retry { after: every(&job.kind, &context.config), message: failed.unwrap_or_default() }
}
