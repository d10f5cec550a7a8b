//! `export_app`: what an application has becomes a file.
//!
//! Running twice is harmless: each run writes a file of its own, and the job names one of them when it ends.

use std::time::Duration;

use service::{ExportAppError, ExportManner, give_up_export};
use store::jobs::Job;

use crate::context::Context;
use crate::outcome::{Outcome, chain};
use crate::queue::Progress;

/// An export that failed so often is given up. A server that was stopped in the middle counts as well.
const MAX_TRIES: u32 = 8;

pub(crate) async fn run(context: &Context, job: &Job, progress: Progress) -> Outcome {
    if job.attempts > MAX_TRIES {
        return give_up(context, job).await;
    }
    let told = move |percent| progress.tell(percent, "Exporting");
    let exported = service::export_app(
        &context.store,
        &context.blobs,
        context.clock.as_ref(),
        context.rng.as_ref(),
        context.live.definitions(),
        job,
        ExportManner { kept: context.config.retention.exports, progress: &told },
    );
    match exported.await {
        Ok(()) | Err(ExportAppError::NotOurs) => Outcome::Settled,
        Err(error) => {
            tracing::warn!(job.id = job.id.as_str(), error = chain(&error), "an export failed for now");
            if job.attempts >= MAX_TRIES {
                return give_up(context, job).await;
            }
            let after = Duration::from_secs(2 << job.attempts.min(8));
            Outcome::Retry { after, message: "Waiting for another try".to_owned() }
        }
    }
}

async fn give_up(context: &Context, job: &Job) -> Outcome {
    let why = "the export failed in several tries; the server's log says why";
    match give_up_export(&context.store, context.clock.as_ref(), job, why).await {
        Ok(()) => Outcome::Settled,
        Err(error) => Outcome::Retry { after: Duration::from_secs(60), message: chain(&error) },
    }
}
