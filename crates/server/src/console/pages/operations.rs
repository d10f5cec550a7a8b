//! How the installation stands: health, what waits, what happened, what is stored.

mod calls;
mod figures;
mod jobs;
mod postbacks;

pub(in crate::console) use calls::page as calls;
pub(in crate::console) use jobs::{page as jobs, retry as retry_job};
pub(in crate::console) use postbacks::{hold, page as postbacks, release, send};

use askama::Template;
use axum::{
    extract::{RawQuery, State},
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use cloud_api::v1::params::Params;
use platform::{AppId, DiskSpace, Timestamp};
use service::operations::{self, Backlog, COUNTED, JobCounts, StorageUse};

use crate::{
    console::{
        answer::{Failed, Page},
        asking::Me,
        chart::Chart,
        frame::{Choice, Frame, size},
    },
    health,
    services::Services,
};

/// Courses in the list of the biggest.
const BIGGEST: u32 = 10;
/// Applications whose backlog is counted, at most.
const APPS: u32 = 1000;
/// A job or postback that is due for longer than this is late.
const LATE_MICROS: i64 = 120_000_000;
/// Clocks that differ by more than this make signatures and sessions fail.
const DIFFERENCE_MICROS: i64 = 30_000_000;

#[derive(Template)]
#[template(path = "console/operations.html")]
struct OperationsPage {
    frame: Frame,
    tab: &'static str,
    checks: Vec<Check>,
    backlog: String,
    failed_postbacks: String,
    open_jobs: String,
    failed_jobs: String,
    charts: Vec<Chart>,
    spans: Vec<Choice>,
    apps: Vec<(String, String, bool)>,
    database: String,
    courses: String,
    disks: Vec<(String, String)>,
    biggest: Vec<Big>,
}

/// Something that is well or not.
struct Check {
    name: String,
    /// For the styles: `good`, `warm` or `bad`.
    kind: &'static str,
    text: String,
}

struct Big {
    title: String,
    id: String,
    app: String,
    path: String,
    versions: u64,
    size: String,
}

/// `GET console/operations`.
pub(in crate::console) async fn page(
    State(services): State<Services>,
    me: Me,
    RawQuery(query): RawQuery,
) -> Result<Response, Failed> {
    let query = Params::from_urlencoded(query.unwrap_or_default());
    let frame = Frame::of(&me.asking, "operations");
    let (store, now) = (&services.store, services.clock.now());
    let app = query.get("app").and_then(|app| AppId::new(app).ok());
    let by_day = query.get("span").is_some_and(|span| span == "day");
    let charts = figures::charts(&services, &frame, app.as_ref(), by_day, now).await?;
    let jobs = operations::job_counts(store).await?;
    let wanted = operations::ListBacklog { after: None, limit: APPS };
    let backlog = operations::postback_backlog(store, wanted).await?;
    let storage = operations::storage_use(store, BIGGEST).await?;
    let sum = |of: fn(&Backlog) -> u64| counted(&frame, backlog.iter().map(of).sum());
    let failed_postbacks = sum(|app| app.failed + app.blocked);
    let apps = service::list_apps(store).await?;
    let is_chosen = |id: &AppId| app.as_ref() == Some(id);
    let page = OperationsPage {
        tab: "overview",
        checks: checks(&services, &frame, &jobs, &failed_postbacks, now).await?,
        backlog: sum(|app| app.pending + app.sending + app.held + app.paused),
        failed_postbacks,
        open_jobs: counted(&frame, jobs.waiting + jobs.running),
        failed_jobs: counted(&frame, jobs.failed),
        charts,
        spans: ["hour", "day"].map(|span| (span, frame.say(span_id(span)), (span == "day") == by_day)).into(),
        apps: apps
            .iter()
            .map(|app| (app.id.as_str().to_owned(), app.name.clone(), is_chosen(&app.id)))
            .collect(),
        database: size(storage.database_bytes),
        courses: size(storage.courses_bytes),
        disks: disks(&services, &frame),
        biggest: biggest(&frame, storage),
        frame,
    };
    Ok(Page(StatusCode::OK, page).into_response())
}

fn span_id(span: &str) -> &'static str {
    if span == "day" { "span-day" } else { "span-hour" }
}

async fn checks(
    services: &Services,
    frame: &Frame,
    jobs: &JobCounts,
    failed_postbacks: &str,
    now: Timestamp,
) -> Result<Vec<Check>, Failed> {
    let check = |name, kind, text| Check { name: frame.say(name), kind, text };
    let mut checks = Vec::new();
    // That there is a page at all says that the database answers.
    let connections = services.store.connections();
    let free = connections.most.saturating_sub(connections.open - connections.idle);
    let (kind, id) = if free == 0 { ("warm", "database-busy") } else { ("good", "database-well") };
    checks.push(check("check-database", kind, frame.say(id)));
    let (kind, id) = if health::takes_writes(services).await {
        ("good", "files-well")
    } else {
        ("bad", "files-unwritable")
    };
    checks.push(check("check-files", kind, frame.say(id)));
    let late = |due: Option<Timestamp>| due.is_some_and(|due| now.0.saturating_sub(due.0) > LATE_MICROS);
    let (kind, id) = if late(jobs.next_due) { ("bad", "jobs-late") } else { ("good", "jobs-well") };
    checks.push(check("check-jobs", kind, frame.say(id)));
    let due = operations::postbacks_due(&services.store).await?;
    let (kind, id) = match failed_postbacks {
        _ if late(due) => ("bad", "outbox-late"),
        "0" => ("good", "outbox-well"),
        _ => ("warm", "outbox-stuck"),
    };
    checks.push(check("check-outbox", kind, frame.with(id, "count", failed_postbacks)));
    for (what, space) in health::disks(&services.config) {
        let (kind, id) = room(space, services.config.disk_reserve);
        let name = if what == "database" { "check-disk-database" } else { "check-disk-files" };
        checks.push(check(name, kind, frame.with(id, "free", size(space.free_bytes))));
    }
    let database = operations::database_state(&services.store).await?;
    let difference = now.0.saturating_sub(database.now.0).saturating_abs();
    let (kind, id) =
        if difference > DIFFERENCE_MICROS { ("bad", "clock-off") } else { ("good", "clock-well") };
    checks.push(check("check-clock", kind, frame.with(id, "seconds", difference / 1_000_000)));
    Ok(checks)
}

/// How a disk stands: below the reserve files are refused; little is twice that, or a twentieth of the disk.
fn room(space: DiskSpace, reserve_bytes: u64) -> (&'static str, &'static str) {
    let little_bytes = reserve_bytes.saturating_mul(2).max(space.total_bytes / 20);
    match space.free_bytes {
        free if free < reserve_bytes => ("bad", "disk-full"),
        free if free < little_bytes => ("warm", "disk-little"),
        _ => ("good", "disk-well"),
    }
}

fn disks(services: &Services, frame: &Frame) -> Vec<(String, String)> {
    let name = |what| frame.say(if what == "database" { "check-disk-database" } else { "check-disk-files" });
    let disks = health::disks(&services.config).into_iter();
    disks
        .map(|(what, space)| {
            (
                name(what),
                frame.with_all(
                    "disk-free-of",
                    &[("free", &size(space.free_bytes)), ("total", &size(space.total_bytes))],
                ),
            )
        })
        .collect()
}

fn biggest(frame: &Frame, storage: StorageUse) -> Vec<Big> {
    let big = |course: operations::BigCourse| {
        let (app, id) = (course.app.as_str().to_owned(), course.id.as_str().to_owned());
        let query = Params::new().with("app", app.as_str()).with("course", id.as_str()).to_urlencoded();
        Big {
            title: if course.title.is_empty() { id.clone() } else { course.title },
            path: frame.to(&format!("/course?{query}")),
            id,
            app,
            versions: course.versions,
            size: size(course.size_bytes),
        }
    };
    storage.biggest.into_iter().filter(|course| course.size_bytes > 0).map(big).collect()
}

/// A number that was counted to [`COUNTED`] and no further.
fn counted(frame: &Frame, number: u64) -> String {
    let most = u64::from(COUNTED);
    if number > most { frame.with("and-more", "count", most) } else { number.to_string() }
}

/// A stretch of time for people: `2 d`, `3 h`, `5 min`, `40 s`.
pub(super) fn age(frame: &Frame, since: Timestamp, now: Timestamp) -> String {
    let seconds = now.0.saturating_sub(since.0).max(0) / 1_000_000;
    match seconds {
        0..60 => frame.with("age-seconds", "count", seconds),
        60..3600 => frame.with("age-minutes", "count", seconds / 60),
        3600..172_800 => frame.with("age-hours", "count", seconds / 3600),
        _ => frame.with("age-days", "count", seconds / 86_400),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_disk_is_little_before_files_are_refused() {
        let cases = [
            // A large disk: a twentieth of it is more than twice the reserve.
            (1000, 10, 1000, "good"),
            (50, 10, 1000, "good"),
            (49, 10, 1000, "warm"),
            (10, 10, 1000, "warm"),
            (9, 10, 1000, "bad"),
            // A small one: twice the reserve is more.
            (20, 10, 100, "good"),
            (19, 10, 100, "warm"),
            // Without a reserve nothing is refused.
            (0, 0, 100, "warm"),
        ];
        for (free_bytes, reserve_bytes, total_bytes, kind) in cases {
            let space = DiskSpace { free_bytes, total_bytes };
            assert_eq!(room(space, reserve_bytes).0, kind, "{space:?}, reserve {reserve_bytes}");
        }
    }
}
