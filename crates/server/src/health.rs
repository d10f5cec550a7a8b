//! Whether this node lives, and whether it can answer: for supervisors and load balancers, who ask often and need not
//! sign in. So nothing is looked at more than once a second, and no answer holds more than names.

use std::{path::Path, time::Duration};

use axum::{extract::State, http::StatusCode};
use platform::{Config, DatabaseUrl, DiskSpace, Timestamp};
use tokio::sync::Mutex;

use crate::services::Services;

/// What takes longer does not answer.
const PATIENCE: Duration = Duration::from_secs(3);
/// A look at database and files counts for so long.
const LOOK_MICROS: i64 = 1_000_000;
/// And a try to write, which costs the disk something.
const WRITE_MICROS: i64 = 10_000_000;

/// What was last seen. Who asks while somebody looks waits for that look.
#[derive(Debug, Default)]
pub(crate) struct Health {
    ready: Mutex<Option<(Timestamp, Ready)>>,
    writable: Mutex<Option<(Timestamp, bool)>>,
}

/// What answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Ready {
    pub(crate) database: bool,
    pub(crate) files: bool,
}

/// `GET /healthz`: the process lives and its listener takes requests.
pub(crate) async fn healthz() -> &'static str {
    "ok\n"
}

/// `GET /readyz`: 200 when database and files answer, else 503 and which does not, so that a load balancer sends
/// requests elsewhere.
pub(crate) async fn readyz(State(services): State<Services>) -> (StatusCode, String) {
    let ready = ready(&services).await;
    let word = |answers| if answers { "ok" } else { "does not answer" };
    let text = format!("database: {}\nfiles: {}\n", word(ready.database), word(ready.files));
    (if ready.database && ready.files { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE }, text)
}

/// `GET /health`: the same for the database alone, as it was before there was `/readyz`.
pub(crate) async fn health(State(services): State<Services>) -> (StatusCode, &'static str) {
    match ready(&services).await.database {
        true => (StatusCode::OK, "ok\n"),
        false => (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n"),
    }
}

/// Whether database and files answer.
pub(crate) async fn ready(services: &Services) -> Ready {
    let mut seen = services.health.ready.lock().await;
    let now = services.clock.now();
    if let Some(ready) = still_good(&seen, now, LOOK_MICROS) {
        return ready;
    }
    let (database, files) = tokio::join!(
        answers("the database", services.store.ping()),
        answers("the place of the files", services.blobs.answers()),
    );
    let ready = Ready { database, files };
    *seen = Some((now, ready));
    ready
}

/// Whether a file can be written.
pub(crate) async fn takes_writes(services: &Services) -> bool {
    let mut seen = services.health.writable.lock().await;
    let now = services.clock.now();
    if let Some(writable) = still_good(&seen, now, WRITE_MICROS) {
        return writable;
    }
    let writable = answers("the place of the files", services.blobs.takes_writes()).await;
    *seen = Some((now, writable));
    writable
}

/// A clock that was set back makes a look no better.
fn still_good<T: Copy>(seen: &Option<(Timestamp, T)>, now: Timestamp, micros: i64) -> Option<T> {
    let (at, what) = (*seen)?;
    (0..micros).contains(&now.0.saturating_sub(at.0)).then_some(what)
}

/// The disks that database and files lie on, as far as they are this machine's: what they hold, and their room.
pub(crate) fn disks(config: &Config) -> Vec<(&'static str, DiskSpace)> {
    let database = match &config.database_url {
        DatabaseUrl::Sqlite(path) => path.parent(),
        DatabaseUrl::Postgres(_) => None,
    };
    let files = config.blob_url.strip_prefix("file:").map(|path| Path::new(path.trim_start_matches("//")));
    let space = |(what, folder): (&'static str, Option<&Path>)| Some((what, DiskSpace::under(folder?)?));
    [("database", database), ("files", files)].into_iter().filter_map(space).collect()
}

async fn answers<E: std::error::Error + 'static>(
    what: &'static str,
    asked: impl Future<Output = Result<(), E>>,
) -> bool {
    match tokio::time::timeout(PATIENCE, asked).await {
        Ok(Ok(())) => true,
        Ok(Err(error)) => {
            tracing::warn!(error = &error as &dyn std::error::Error, what, "it does not answer as it should");
            false
        }
        Err(_) => {
            tracing::warn!(what, "it does not answer in time");
            false
        }
    }
}
