//! The queue: what waits, runs, and was given up.

use std::collections::HashMap;

use askama::Template;
use axum::{
    extract::{RawQuery, State},
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use cloud_api::v1::params::Params;
use platform::{JobId, Timestamp};
use service::{
    operations::{self, Job, JobKey, JobState},
    rows::AppKey,
};

use crate::{
    console::{
        answer::{Failed, Fields, Page},
        asking::Me,
        frame::{Frame, machine, minute},
        see,
    },
    services::Services,
};

/// Jobs on a page.
const PAGE: u32 = 50;

#[derive(Template)]
#[template(path = "console/jobs.html")]
struct JobsPage {
    frame: Frame,
    tab: &'static str,
    is_failed: bool,
    open_path: String,
    failed_path: String,
    jobs: Vec<Line>,
    older: Option<String>,
}

struct Line {
    id: String,
    kind: String,
    app: String,
    /// For the styles.
    state_kind: &'static str,
    state: String,
    since: String,
    machine_since: String,
    attempts: u32,
    message: String,
    can_retry: bool,
}

/// `GET console/operations/jobs`.
pub(in crate::console) async fn page(
    State(services): State<Services>,
    me: Me,
    RawQuery(query): RawQuery,
) -> Result<Response, Failed> {
    let query = Params::from_urlencoded(query.unwrap_or_default());
    let frame = Frame::of(&me.asking, "operations");
    let is_failed = query.get("show").is_some_and(|show| show == "failed");
    let before = query.get("before").and_then(|key| key.parse().ok()).map(JobKey);
    let mut jobs = operations::list_jobs(&services.store, is_failed, before, PAGE + 1).await?;
    let has_older = jobs.len() > PAGE as usize;
    jobs.truncate(PAGE as usize);
    let apps = service::list_apps(&services.store).await?;
    let apps: HashMap<AppKey, String> =
        apps.into_iter().map(|app| (app.key, app.id.as_str().to_owned())).collect();
    let (now, may) = (services.clock.now(), frame.is_administrator());
    let open_path = frame.to("/operations/jobs");
    let failed_path = frame.to("/operations/jobs?show=failed");
    let older = jobs.last().filter(|_| has_older).map(|job| match is_failed {
        true => format!("{failed_path}&before={}", job.key.0),
        false => format!("{open_path}?before={}", job.key.0),
    });
    let page = JobsPage {
        tab: "jobs",
        is_failed,
        jobs: jobs.into_iter().map(|job| line(&frame, &apps, job, may, now)).collect(),
        open_path,
        failed_path,
        older,
        frame,
    };
    Ok(Page(StatusCode::OK, page).into_response())
}

fn line(frame: &Frame, apps: &HashMap<AppKey, String>, job: Job, may: bool, now: Timestamp) -> Line {
    let can_retry = may && operations::can_retry(&job, now);
    let (state_kind, state) = match job.state {
        JobState::Running if job.progress > 0 => ("begun", frame.with("job-at", "percent", job.progress)),
        JobState::Running => ("begun", frame.say("job-runs")),
        JobState::Created if job.due_at > now => ("plain", frame.with("job-due", "at", minute(job.due_at))),
        JobState::Created => ("plain", frame.say("job-waits")),
        JobState::Error => ("bad", frame.say("job-failed")),
        JobState::Finished | JobState::Canceled => ("plain", String::new()),
    };
    let since = job.finished_at.unwrap_or(job.created_at);
    let kind = match job.kind.as_str() {
        "import_course" => frame.say("job-import"),
        "update_assets" => frame.say("job-update"),
        "export_app" => frame.say("job-export"),
        "sweep_blobs" => frame.say("job-sweep"),
        "prune" => frame.say("job-prune"),
        "close_silent_launches" => frame.say("job-close"),
        other => other.to_owned(),
    };
    Line {
        id: job.id.as_str().to_owned(),
        kind,
        app: job.app.and_then(|app| apps.get(&app).cloned()).unwrap_or_default(),
        state_kind,
        state,
        since: minute(since),
        machine_since: machine(since),
        attempts: job.attempts,
        message: job.message,
        can_retry,
    }
}

/// `POST console/operations/jobs/retry`.
pub(in crate::console) async fn retry(
    State(services): State<Services>,
    me: Me,
    form: Fields,
) -> Result<Response, Failed> {
    let id = JobId::parse(form.get("job")).map_err(|_| Failed::NotFound)?;
    let is_done = operations::retry_job(&services.store, me.actor(), &id, services.clock.now()).await?;
    let path =
        if form.has("failed") && !is_done { "/operations/jobs?show=failed" } else { "/operations/jobs" };
    Ok(see(&me.asking, path).into_response())
}
