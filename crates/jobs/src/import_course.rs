//! `import_course`: a parked package becomes a course version.
//!
//! Running twice is harmless: blobs are written again with the same content, and the version is made in the
//! transaction that ends the job.

use std::time::Duration;

use service::{ImportCourseError, give_up_import};
use store::jobs::Job;

use crate::context::Context;
use crate::outcome::{Outcome, chain};
use crate::queue::Progress;

/// A package that brought down so many workers, or a storage that failed so often, is given up.
pub(crate) const MAX_TRIES: u32 = 5;

pub(crate) async fn run(context: &Context, job: &Job, progress: Progress) -> Outcome {
    if job.attempts > MAX_TRIES {
        return give_up(context, job, "the import did not come to an end in several tries").await;
    }
    let imported = service::import_course(
        &context.store,
        &context.blobs,
        context.clock.as_ref(),
        context.rng.as_ref(),
        &context.config.import_limits,
        job,
        Box::new(move |percent, step| progress.tell(percent, step)),
    );
    settle(context, job, imported.await).await
}

/// How a run of a job on a package ends.
pub(crate) async fn settle(context: &Context, job: &Job, outcome: Result<(), ImportCourseError>) -> Outcome {
    match outcome {
        Ok(()) | Err(ImportCourseError::NotOurs) => Outcome::Settled,
        Err(error) => {
            tracing::warn!(
                job.id = job.id.as_str(),
                job.kind,
                error = chain(&error),
                "an import failed for now"
            );
            if job.attempts >= MAX_TRIES {
                return give_up(
                    context,
                    job,
                    "the import failed in several tries; the server's log says why",
                )
                .await;
            }
            let after = Duration::from_secs(2 << job.attempts.min(6));
            Outcome::Retry { after, message: "Waiting for another try".to_owned() }
        }
    }
}

pub(crate) async fn give_up(context: &Context, job: &Job, message: &str) -> Outcome {
    let given_up = give_up_import(&context.store, &context.blobs, context.clock.as_ref(), job, message).await;
    match given_up {
        Ok(()) | Err(ImportCourseError::NotOurs) => Outcome::Settled,
        Err(error) => Outcome::Retry { after: Duration::from_secs(60), message: chain(&error) },
    }
}
