//! The console's list of registrations, as an administrator's browser gets it: a page of 50 at any depth, whatever is
//! asked for.

use std::time::Instant;

use anyhow::{Context as _, ensure};
use cloud_api::v1::params::Params;
use reqwest::header::{COOKIE, LOCATION, SET_COOKIE};

use super::bulk::REGISTRATIONS;
use crate::nginx::median;
use crate::report;
use crate::server::{APP, Server};

/// Rows of a page.
const PAGE: usize = 50;

pub(super) async fn measure(server: &Server, name: &str) -> anyhow::Result<()> {
    let browser = Browser::begin(server).await?;
    // The page begins behind the registration that changed at this second.
    let deep = format!("{}.1", REGISTRATIONS * 1_000_000 / 100);
    for (what, asked, rows) in [
        ("first page", Params::new(), PAGE),
        ("page behind 990,000 rows", Params::new().with("older", &deep), PAGE),
        ("passed", Params::new().with("success", "passed"), PAGE),
        ("failed, which none has", Params::new().with("success", "failed"), 0),
        ("of a course", Params::new().with("course", "small"), PAGE),
        ("of a learner", Params::new().with("learner", "learner-70000"), 10),
        ("search for a name that all have", Params::new().with("q", "ann lee"), PAGE),
        ("search for an id", Params::new().with("q", "bulk-777777"), 1),
    ] {
        let path = format!("/console/registrations?{}", asked.with("app", APP).to_urlencoded());
        let mut times = Vec::new();
        for _ in 0..5 {
            let started = Instant::now();
            let page = browser.get(&path).await?;
            times.push(started.elapsed().as_secs_f64() * 1000.0);
            let shown = page.split("<tbody").nth(1).map_or(0, |table| table.matches("<tr").count());
            ensure!(shown == rows, "{what}: {shown} rows instead of {rows}");
        }
        report::figure(&format!("{name}: console, {what}"), median(times), "ms", "-");
    }
    Ok(())
}

struct Browser<'s> {
    server: &'s Server,
    cookie: String,
}

impl<'s> Browser<'s> {
    /// Becomes the administrator by the link that a new server prints.
    async fn begin(server: &'s Server) -> anyhow::Result<Self> {
        let log = std::fs::read_to_string(server.folder.path().join("log"))?;
        let (_, link) = log.split_once("begin at ").context("no link in the log")?;
        let (_, path) = link.split_once("/console/").context("no console in the link")?;
        let path = path.split_whitespace().next().unwrap_or_default();
        let form = Params::new().with("login", "bench").with("password", "a long enough password");
        let answer = server
            .api
            .http
            .post(format!("{}/console/{path}", server.api.base))
            .header("sec-fetch-site", "same-origin")
            .header("content-type", "application/x-www-form-urlencoded")
            .body(form.to_urlencoded())
            .send()
            .await?;
        ensure!(answer.headers().contains_key(LOCATION), "nobody began: {}", answer.text().await?);
        let cookie = answer.headers().get(SET_COOKIE).context("no session")?.to_str()?;
        let cookie = cookie.split(';').next().unwrap_or_default().to_owned();
        Ok(Self { server, cookie })
    }

    async fn get(&self, path: &str) -> anyhow::Result<String> {
        let url = format!("{}{path}", self.server.api.base);
        let answer = self.server.api.http.get(url).header(COOKIE, &self.cookie).send().await?;
        ensure!(answer.status().is_success(), "{path}: {}", answer.status());
        Ok(answer.text().await?)
    }
}
