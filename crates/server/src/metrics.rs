//! `GET /metrics`: what this node did and how it stands, in the text format of Prometheus.
//!
//! Counted in passing, in numbers that lie in a table of fixed size: no label comes from outside, so nobody can make the
//! table grow, and counting a request costs a few additions. What stands in the database is read when somebody asks.
//! Decision 25 says why this is no library.

mod http;
mod text;

use axum::{
    extract::State,
    http::{HeaderName, StatusCode, header},
};
use service::operations;

pub(crate) use http::{Class, HttpMeters};
use text::Exposition;

use crate::{health, services::Services};

/// Applications whose backlog is counted, at most.
const APPS: u32 = 1000;

/// `GET /metrics`.
pub(crate) async fn page(
    State(services): State<Services>,
) -> (StatusCode, [(HeaderName, &'static str); 1], String) {
    let kind = [(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")];
    (StatusCode::OK, kind, exposition(&services).await)
}

async fn exposition(services: &Services) -> String {
    let mut text = Exposition::default();
    process(services, &mut text);
    services.http.write(&mut text);
    work(services, &mut text);
    let ready = health::ready(services).await;
    text.family("lyceum_up", "gauge", "Whether it answers.");
    text.sample("lyceum_up", &[("part", "database")], u64::from(ready.database));
    text.sample("lyceum_up", &[("part", "files")], u64::from(ready.files));
    if ready.database
        && let Err(error) = stored(services, &mut text).await
    {
        tracing::warn!(error = &error as &dyn std::error::Error, "some figures cannot be read");
    }
    text.finish()
}

fn process(services: &Services, text: &mut Exposition) {
    text.family("lyceum_build_info", "gauge", "The program that runs.");
    let engine = if services.store.is_postgres() { "postgresql" } else { "sqlite" };
    text.sample("lyceum_build_info", &[("version", env!("CARGO_PKG_VERSION")), ("database", engine)], 1);
    text.family("lyceum_start_time_seconds", "gauge", "When it started, in seconds since 1970.");
    text.sample("lyceum_start_time_seconds", &[], services.http.since_when().0 / 1_000_000);
    let connections = services.store.connections();
    text.family("lyceum_database_connections", "gauge", "Connections to the database, for transactions.");
    for (state, count) in [("open", connections.open), ("idle", connections.idle), ("most", connections.most)]
    {
        text.sample("lyceum_database_connections", &[("state", state)], count);
    }
}

fn work(services: &Services, text: &mut Exposition) {
    let meters = services.live.meters();
    for (name, help, meter) in [
        ("lyceum_launches_started_total", "Launches whose page started.", &meters.launches),
        ("lyceum_journal_batches_total", "Batches of journals that were applied.", &meters.journal_batches),
        ("lyceum_journal_entries_total", "Entries of journals that were applied.", &meters.journal_entries),
    ] {
        text.family(name, "counter", help);
        text.sample(name, &[], meter.read());
    }
    text.family("lyceum_postback_tries_total", "counter", "Tries to post results, by what came of them.");
    for (outcome, meter) in [
        ("arrived", &meters.postbacks_arrived),
        ("again", &meters.postbacks_again),
        ("given_up", &meters.postbacks_given_up),
        ("blocked", &meters.postbacks_blocked),
    ] {
        text.sample("lyceum_postback_tries_total", &[("outcome", outcome)], meter.read());
    }
    text.family("lyceum_job_runs_total", "counter", "Runs of jobs, by whether they are made again.");
    for (outcome, meter) in [("ended", &meters.jobs_ended), ("again", &meters.jobs_put_back)] {
        text.sample("lyceum_job_runs_total", &[("outcome", outcome)], meter.read());
    }
}

/// What stands in the database, the same on every node.
async fn stored(services: &Services, text: &mut Exposition) -> Result<(), service::rows::StoreError> {
    let (store, now) = (&services.store, services.clock.now());
    let lag = |due: Option<platform::Timestamp>| due.map_or(0.0, |due| (now.0 - due.0).max(0) as f64 / 1e6);
    let jobs = operations::job_counts(store).await?;
    text.family("lyceum_jobs", "gauge", "Jobs by state, counted to 10,001.");
    for (state, count) in [("waiting", jobs.waiting), ("running", jobs.running), ("failed", jobs.failed)] {
        text.sample("lyceum_jobs", &[("state", state)], count);
    }
    text.family("lyceum_jobs_lag_seconds", "gauge", "For how long the first job that waits has been due.");
    text.sample("lyceum_jobs_lag_seconds", &[], lag(jobs.next_due));

    let wanted = operations::ListBacklog { after: None, limit: APPS };
    let backlog = operations::postback_backlog(store, wanted).await?;
    let sum = |of: fn(&operations::Backlog) -> u64| backlog.iter().map(of).sum::<u64>();
    text.family(
        "lyceum_outbox",
        "gauge",
        "Postbacks that have not arrived, counted to 10,001 of an application.",
    );
    for (state, count) in [
        ("pending", sum(|app| app.pending)),
        ("sending", sum(|app| app.sending)),
        ("held", sum(|app| app.held)),
        ("paused", sum(|app| app.paused)),
        ("blocked", sum(|app| app.blocked)),
        ("failed", sum(|app| app.failed)),
    ] {
        text.sample("lyceum_outbox", &[("state", state)], count);
    }
    text.family(
        "lyceum_outbox_lag_seconds",
        "gauge",
        "For how long the first postback that waits has been due.",
    );
    text.sample("lyceum_outbox_lag_seconds", &[], lag(operations::postbacks_due(store).await?));

    let state = operations::database_state(store).await?;
    text.family("lyceum_database_bytes", "gauge", "Size of the database.");
    text.sample("lyceum_database_bytes", &[], state.bytes);
    text.family("lyceum_clock_difference_seconds", "gauge", "This node's clock less the database's.");
    text.sample("lyceum_clock_difference_seconds", &[], (now.0 - state.now.0) as f64 / 1e6);
    let disks = health::disks(&services.config);
    if !disks.is_empty() {
        text.family("lyceum_disk_free_bytes", "gauge", "Room on the disks of database and files.");
        for (what, space) in &disks {
            text.sample("lyceum_disk_free_bytes", &[("of", what)], space.free_bytes);
        }
    }
    Ok(())
}
