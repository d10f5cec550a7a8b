//! Claims jobs, runs them beside each other, keeps them while they run, and puts back what did not end.

use std::time::Duration;

use service::rows::StoreError;
use service::{EXPORT_APP, IMPORT_COURSE, UPDATE_ASSETS};
use store::jobs::Job;
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::context::Context;
use crate::outcome::{Outcome, chain, later};
use crate::periodic::{self, CLOSE_SILENT_LAUNCHES, PRUNE, SWEEP_BLOBS};
use crate::{export_app, import_course, update_assets};

/// A worker that gives no sign of life for this long counts as dead.
const LEASE: Duration = Duration::from_secs(60);
/// Time between two signs of life.
const SIGN_OF_LIFE: Duration = Duration::from_secs(15);
/// Progress is stored at most so often.
const PROGRESS_EVERY: Duration = Duration::from_millis(500);
/// Work of other nodes, and jobs whose time has come, are looked for at least so often.
const POLL: Duration = Duration::from_secs(1);
/// What runs when the server stops may take so long to end.
const GRACE: Duration = Duration::from_secs(5);

/// Kinds that share a number of slots, so that long jobs do not hold up short ones.
pub(crate) struct Lane {
    pub(crate) kinds: &'static [&'static str],
    pub(crate) slots: usize,
}

/// Imports use the processor and the disk; more at once would only take turns.
pub(crate) const LANES: [Lane; 4] = [
    Lane { kinds: &[IMPORT_COURSE, UPDATE_ASSETS], slots: 2 },
    // A long export holds up no import.
    Lane { kinds: &[EXPORT_APP], slots: 1 },
    Lane { kinds: &[SWEEP_BLOBS, PRUNE], slots: 1 },
    // Not behind a long sweep: learners' results wait for it.
    Lane { kinds: &[CLOSE_SILENT_LAUNCHES], slots: 1 },
];

/// Tells how far a job is.
#[derive(Clone)]
pub(crate) struct Progress(watch::Sender<(u32, &'static str)>);

impl Progress {
    pub(crate) fn tell(&self, percent: u32, step: &'static str) {
        self.0.send_if_modified(|now| {
            let changed = *now != (percent, step);
            *now = (percent, step);
            changed
        });
    }
}

/// Works on a lane until told to stop.
pub(crate) async fn work(context: Context, lane: &'static Lane, mut stop: watch::Receiver<bool>) {
    let mut news = context.store.work();
    let mut running = JoinSet::new();
    while !*stop.borrow() {
        news.mark_unchanged();
        while running.len() < lane.slots {
            match claim(&context, lane).await {
                Ok(Some(job)) => {
                    running.spawn(run(context.clone(), job, stop.clone()));
                }
                Ok(None) => break,
                Err(error) => {
                    tracing::warn!(error = chain(&error), "the queue cannot be read");
                    break;
                }
            }
        }
        let is_full = running.len() >= lane.slots;
        tokio::select! {
            _ = stop.changed() => {}
            _ = news.changed(), if !is_full => {}
            () = tokio::time::sleep(POLL) => {}
            Some(_) = running.join_next(), if !running.is_empty() => {}
        }
    }
    while running.join_next().await.is_some() {}
}

/// Looks first without writing: a waiting worker costs the writer nothing.
pub(crate) async fn claim(context: &Context, lane: &Lane) -> Result<Option<Job>, StoreError> {
    let store = &context.store;
    let now = context.clock.now();
    let mut tx = store.begin_read().await?;
    let due = store::jobs::find_next_due(&mut tx, lane.kinds).await?;
    drop(tx);
    if due.is_none_or(|due| due > now) {
        return Ok(None);
    }
    store::transact!(store, |tx| { store::jobs::claim(tx, lane.kinds, now, later(now, LEASE)).await })
}

/// Runs a job that was claimed.
pub(crate) async fn run(context: Context, job: Job, mut stop: watch::Receiver<bool>) {
    let (progress, told) = watch::channel((0, ""));
    let outcome = tokio::select! {
        outcome = dispatch(&context, &job, Progress(progress)) => outcome,
        () = keep(&context, &job, told) => {
            tracing::warn!(job.id = job.id.as_str(), job.kind, "a job went to another worker");
            return;
        }
        () = stopped(&mut stop) => Outcome::Retry { after: Duration::ZERO, message: "Waiting".to_owned() },
    };
    match &outcome {
        Outcome::Settled => context.live.meters().jobs_ended.add(1),
        Outcome::Retry { .. } => context.live.meters().jobs_put_back.add(1),
    }
    if let Outcome::Retry { after, message } = outcome {
        let store = &context.store;
        let due_at = later(context.clock.now(), after);
        let put_back: Result<bool, StoreError> =
            store::transact!(store, |tx| { store::jobs::retry(tx, &job, due_at, &message).await });
        if let Err(error) = put_back {
            // It comes back by itself when the lease is over.
            tracing::warn!(job.id = job.id.as_str(), error = chain(&error), "a job could not be put back");
        }
    }
}

async fn dispatch(context: &Context, job: &Job, progress: Progress) -> Outcome {
    match job.kind.as_str() {
        IMPORT_COURSE => import_course::run(context, job, progress).await,
        EXPORT_APP => export_app::run(context, job, progress).await,
        UPDATE_ASSETS => update_assets::run(context, job, progress).await,
        _ => periodic::run(context, job).await,
    }
}

/// Signs of life and progress; returns when the job is no longer ours.
async fn keep(context: &Context, job: &Job, mut told: watch::Receiver<(u32, &'static str)>) {
    let store = &context.store;
    let mut told_ended = false;
    loop {
        tokio::time::sleep(PROGRESS_EVERY).await;
        if !told_ended {
            tokio::select! {
                changed = told.changed() => told_ended = changed.is_err(),
                () = tokio::time::sleep(SIGN_OF_LIFE) => {}
            }
        } else {
            tokio::time::sleep(SIGN_OF_LIFE).await;
        }
        let (percent, step) = *told.borrow_and_update();
        let until = later(context.clock.now(), LEASE);
        let ours: Result<bool, StoreError> = store::transact!(store, |tx| {
            store::jobs::update_progress(tx, job, percent, step, until).await
        });
        match ours {
            Ok(true) => {}
            Ok(false) => return,
            Err(error) => tracing::warn!(error = chain(&error), "a job gave no sign of life"),
        }
    }
}

async fn stopped(stop: &mut watch::Receiver<bool>) {
    // The sender is gone only when the runner was dropped, and then this task is on its way out too.
    drop(stop.wait_for(|stop| *stop).await);
    tokio::time::sleep(GRACE).await;
}
