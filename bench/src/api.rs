//! API V1: results and `exists` against nginx with a file of the same size, registrations a second, and lists of a
//! million registrations, by API and in the console.

mod bulk;
mod console;
mod finished;
mod lists;

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use cloud_api::v1::params::Params;

use crate::nginx::{Nginx, load, median};
use crate::server::{Options, Server};
use crate::{packages, process, report};

const CALLERS: usize = 64;
const ACTIVITIES: usize = 20;
/// Interactions of each activity.
const INTERACTIONS: usize = 5;
const TURN: Duration = Duration::from_secs(5);

pub(crate) async fn run(binary: &Path) -> anyhow::Result<()> {
    process::need("nginx", "nginx-light")?;
    process::need("wrk", "wrk")?;
    measure(binary, "SQLite", None).await?;
    match std::env::var("LYCEUM_BENCH_POSTGRES_URL") {
        Ok(url) => measure(binary, "PostgreSQL", Some(url)).await,
        Err(_) => {
            println!("PostgreSQL: left out, `LYCEUM_BENCH_POSTGRES_URL` names no empty database");
            Ok(())
        }
    }
}

async fn measure(binary: &Path, name: &str, database_url: Option<String>) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let package = packages::scos(folder.path(), ACTIVITIES)?;
    let server = Server::start(binary, &Options { database_url: database_url.clone(), pinned: true }).await?;
    server.api.import("course", &package).await?;
    finished::play(&server, "course", "finished").await?;

    let site = folder.path().join("site");
    std::fs::create_dir(&site)?;
    let full = Params::new().with("regid", "finished").with("resultsformat", "full");
    let answer = server.api.call("registration.getRegistrationResult", full.clone()).await?;
    let interactions = answer.matches("<interaction id=").count();
    ensure!(interactions == ACTIVITIES * INTERACTIONS, "{interactions} interactions in {answer}");
    against_nginx(&server, &site, &format!("{name}: result, full"), || {
        server.api.link("registration.getRegistrationResult", full.clone())
    })
    .await?;
    against_nginx(&server, &site, &format!("{name}: exists"), || {
        server.api.link("registration.exists", Params::new().with("regid", "finished"))
    })
    .await?;
    create(&server, name).await?;
    bulk::fill(&server, database_url.as_deref()).await?;
    lists::measure(&server, name).await?;
    console::measure(&server, name).await
}

/// One call at 64 connections beside nginx with the same bytes, taken in turns.
async fn against_nginx(
    server: &Server,
    site: &Path,
    name: &str,
    link: impl Fn() -> String,
) -> anyhow::Result<()> {
    let answer = server.api.http.get(link()).send().await?.bytes().await?;
    std::fs::write(site.join("answer.xml"), &answer)?;
    let nginx = Nginx::start(site.parent().context("a folder")?, site)?;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    let before = process::cpu_secs(server.pid())?;
    let mut asked = 0.0;
    for _ in 0..3 {
        let started = Instant::now();
        // The time stamp of a call is good for a quarter of an hour.
        let rate = load(&link(), CALLERS as u32)?;
        asked += rate * started.elapsed().as_secs_f64();
        ours.push(rate);
        theirs.push(load(&nginx.url("answer.xml"), CALLERS as u32)?);
    }
    let spent = process::cpu_secs(server.pid())? - before;
    let name = format!("{name} ({:.1} KB)", answer.len() as f64 / 1024.0);
    report::ratio(&name, median(ours), median(theirs), "req/s", ">= 0.15");
    report::figure("  CPU of the server per call", spent / asked * 1e6, "us", "-");
    Ok(())
}

/// Registrations made a second by 64 callers beside each other.
async fn create(server: &Server, name: &str) -> anyhow::Result<()> {
    let until = Instant::now() + TURN;
    let before = process::cpu_secs(server.pid())?;
    let callers = (0..CALLERS).map(|caller| async move {
        let mut count = 0u32;
        while Instant::now() < until {
            let params = Params::new()
                .with("courseid", "course")
                .with("regid", format!("made-{caller}-{count}"))
                .with("learnerid", format!("learner-{caller}"))
                .with("fname", "Ann")
                .with("lname", "Lee");
            server.api.call("registration.createRegistration", params).await?;
            count += 1;
        }
        anyhow::Ok(count)
    });
    let made: u32 = futures_util::future::try_join_all(callers).await?.into_iter().sum();
    let spent = process::cpu_secs(server.pid())? - before;
    report::figure(
        &format!("{name}: createRegistration, {CALLERS} callers"),
        f64::from(made) / TURN.as_secs_f64(),
        "1/s",
        "-",
    );
    report::figure("  CPU of the server per call", spent / f64::from(made) * 1e6, "us", "-");
    Ok(())
}
