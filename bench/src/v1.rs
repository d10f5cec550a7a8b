//! The few signed calls of API V1 that the measurements make.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, bail, ensure};
use cloud_api::v1::{params::Params, signature, timestamp::Timestamp};
use platform::{Clock as _, SystemClock};
use tokio_util::io::ReaderStream;

const BOUNDARY: &str = "bench-boundary-5c1f";

/// Calls one server as one application.
#[derive(Clone)]
pub(crate) struct Api {
    pub(crate) base: String,
    appid: String,
    secret: String,
    pub(crate) http: reqwest::Client,
}

impl Api {
    pub(crate) fn new(base: String, appid: &str, secret: &str) -> anyhow::Result<Self> {
        let http =
            reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build()?;
        Ok(Self { base, appid: appid.to_owned(), secret: secret.to_owned(), http })
    }

    /// The address of a signed call.
    pub(crate) fn link(&self, method: &str, params: Params) -> String {
        let now = Timestamp(SystemClock.now().0).to_compact();
        let mut params =
            params.with("method", format!("rustici.{method}")).with("appid", &self.appid).with("ts", now);
        let sig = signature::sign(&self.secret, &params);
        params.push("sig", sig);
        format!("{}/api?{}", self.base, params.to_urlencoded())
    }

    /// The answer of a call that succeeded.
    pub(crate) async fn call(&self, method: &str, params: Params) -> anyhow::Result<String> {
        let answer = self.http.get(self.link(method, params)).send().await?.text().await?;
        ensure!(answer.contains("stat=\"ok\""), "{method}: {answer}");
        Ok(answer)
    }

    pub(crate) async fn ping(&self) -> anyhow::Result<()> {
        let url = format!("{}/api?method=rustici.debug.ping", self.base);
        let answer = self.http.get(url).timeout(Duration::from_secs(1)).send().await?;
        ensure!(answer.status().is_success(), "no ping");
        Ok(())
    }

    /// Uploads a package as a stream and waits until its import has finished.
    pub(crate) async fn import(&self, courseid: &str, package: &Path) -> anyhow::Result<()> {
        let head = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"filedata\"; filename=\"package.zip\"\r\n\
             Content-Type: application/zip\r\n\r\n"
        );
        let tail = format!("\r\n--{BOUNDARY}--\r\n");
        let file = tokio::fs::File::open(package).await?;
        let length = head.len() as u64 + file.metadata().await?.len() + tail.len() as u64;
        let body = futures_util::StreamExt::chain(
            futures_util::StreamExt::chain(
                futures_util::stream::iter([Ok(head.into())]),
                ReaderStream::with_capacity(file, 1 << 18),
            ),
            futures_util::stream::iter([Ok::<_, std::io::Error>(tail.into())]),
        );
        let url = self.link("course.importCourseAsync", Params::new().with("courseid", courseid));
        let answer = self
            .http
            .post(url)
            .header("Content-Type", format!("multipart/form-data; boundary={BOUNDARY}"))
            .header("Content-Length", length)
            .body(reqwest::Body::wrap_stream(body))
            .send()
            .await?
            .text()
            .await?;
        let token = between(&answer, "<id>", "</id>").with_context(|| format!("no token in {answer}"))?;
        loop {
            let state = self.call("course.getAsyncImportResult", Params::new().with("token", token)).await?;
            match between(&state, "<status>", "</status>") {
                Some("finished") if state.contains("successful=\"true\"") => return Ok(()),
                Some("created" | "running") => tokio::time::sleep(Duration::from_millis(20)).await,
                _ => bail!("the import failed: {state}"),
            }
        }
    }

    /// Makes a registration and begins a launch. Answers the address of its player, ending in `/`.
    pub(crate) async fn launch(&self, courseid: &str, regid: &str) -> anyhow::Result<String> {
        let params = Params::new()
            .with("courseid", courseid)
            .with("regid", regid)
            .with("fname", "Bench")
            .with("lname", "Mark")
            .with("learnerid", regid);
        self.call("registration.createRegistration", params).await?;
        let params = Params::new().with("regid", regid).with("redirecturl", "closer");
        let answer = self.http.get(self.link("registration.launch", params)).send().await?;
        let location = answer.headers().get("location").and_then(|value| value.to_str().ok());
        location.map(str::to_owned).with_context(|| format!("the launch answered {}", answer.status()))
    }
}

/// What stands between two texts.
pub(crate) fn between<'t>(text: &'t str, before: &str, after: &str) -> Option<&'t str> {
    let (_, rest) = text.split_once(before)?;
    Some(rest.split_once(after)?.0)
}
