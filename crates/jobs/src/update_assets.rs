//! `update_assets`: the files of a parked zip are laid over a course version.
//!
//! Running twice is harmless: blobs are written again with the same content, and the version changes in the
//! transaction that ends the job.

use service::UpdateContext;
use store::jobs::Job;

use crate::context::Context;
use crate::import_course::{MAX_TRIES, give_up, settle};
use crate::outcome::Outcome;
use crate::queue::Progress;

pub(crate) async fn run(context: &Context, job: &Job, progress: Progress) -> Outcome {
    if job.attempts > MAX_TRIES {
        return give_up(context, job, "the update did not come to an end in several tries").await;
    }
    let update = UpdateContext {
        store: &context.store,
        blobs: &context.blobs,
        live: &context.live,
        clock: context.clock.as_ref(),
        rng: context.rng.as_ref(),
        limits: &context.config.import_limits,
    };
    let progress = Box::new(move |percent, step| progress.tell(percent, step));
    settle(context, job, service::update_assets(update, job, progress).await).await
}
