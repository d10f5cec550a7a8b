//! A Campus under measurement: a real process beside a server, used as an author's browser uses it.

use std::io::BufRead as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context as _, bail, ensure};
use futures_util::{StreamExt as _, stream};
use tempfile::TempDir;
use tokio_util::io::ReaderStream;

use crate::server::{APP, SECRET, Server, free_port};
use crate::v1::between;

const BOUNDARY: &str = "bench-boundary-77aa";

/// Stopped when dropped.
pub(crate) struct Campus {
    child: Child,
    address: String,
    cookie: String,
    http: reqwest::Client,
    _folder: TempDir,
}

impl Campus {
    /// Starts it and signs in as its first administrator.
    pub(crate) async fn start(binary: &Path, cloud: &Server) -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        let address = format!("127.0.0.1:{}", free_port()?);
        let mut child = Command::new(binary)
            .arg("--data-dir")
            .arg(folder.path())
            .args(["--listen", &address, "--cloud-app", APP])
            .args(["--cloud-url", &cloud.api.base, "--public-url", &format!("http://{address}")])
            .env("CAMPUS_CLOUD_SECRET", SECRET)
            .env("CAMPUS_LOG", "warn")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot run {}", binary.display()))?;
        let said = child.stdout.take().context("no standard output")?;
        let password = std::io::BufReader::new(said)
            .lines()
            .map_while(Result::ok)
            .find_map(|line| between(&line, " with ", " and ").map(str::to_owned))
            .context("Campus names no first administrator")?;
        let http =
            reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build()?;
        let mut campus = Self {
            child,
            address: format!("http://{address}"),
            cookie: String::new(),
            http,
            _folder: folder,
        };
        let answer = campus.post("/sign-in", &[("login", "admin"), ("password", &password)]).await?;
        let cookie = answer.headers().get("set-cookie").context("cannot sign in")?.to_str()?;
        campus.cookie = cookie.split(';').next().unwrap_or_default().to_owned();
        Ok(campus)
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Way one: the browser asks for a link and posts the package past Campus.
    pub(crate) async fn upload_by_browser(&self, package: &Path) -> anyhow::Result<()> {
        let awaited = self.post("/imports/await", &[("file_name", "big.zip")]).await?.text().await?;
        let import = between(&awaited, "\"import\":", "}").context("no import")?;
        let page = format!("/imports/{import}");
        let link = self.post(&format!("{page}/link"), &[]).await?.text().await?;
        let url = between(&link, "\"url\":\"", "\"").context("no link")?;
        let answer = self.with_package(self.http.post(url), package).await?.send().await?.text().await?;
        let token = between(&answer, "<id>", "</id>").with_context(|| format!("no token in {answer}"))?;
        self.post(&format!("{page}/answer"), &[("token", token)]).await?;
        self.ready(&page).await
    }

    /// Way two: Campus sends the package on.
    pub(crate) async fn upload_through(&self, package: &Path) -> anyhow::Result<()> {
        let request = self.http.post(format!("{}/imports", self.address)).header("cookie", &self.cookie);
        let answer = self.with_package(request, package).await?.send().await?;
        let page = answer.headers().get("location").context("the upload was refused")?.to_str()?.to_owned();
        self.ready(&page).await
    }

    /// Looks at the page of an import until the course is ready.
    async fn ready(&self, page: &str) -> anyhow::Result<()> {
        loop {
            let request = self.http.get(format!("{}{page}", self.address)).header("cookie", &self.cookie);
            let text = request.send().await?.text().await?;
            if text.contains("The course is ready") {
                return Ok(());
            }
            if !text.contains("is on its way") {
                bail!("the import failed: {text}");
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    async fn post(&self, path: &str, form: &[(&str, &str)]) -> anyhow::Result<reqwest::Response> {
        let form = form
            .iter()
            .fold(cloud_api::v1::params::Params::new(), |form, (name, value)| form.with(*name, *value));
        let request = self.http.post(format!("{}{path}", self.address)).header("cookie", &self.cookie);
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        let answer = request.body(form.to_urlencoded()).send().await?;
        ensure!(answer.status().as_u16() < 400, "{path}: {}", answer.status());
        Ok(answer)
    }

    /// A form of one file, read as it is taken.
    async fn with_package(
        &self,
        request: reqwest::RequestBuilder,
        package: &Path,
    ) -> anyhow::Result<reqwest::RequestBuilder> {
        let head = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"package\"; filename=\"big.zip\"\r\n\
             Content-Type: application/zip\r\n\r\n"
        );
        let tail = format!("\r\n--{BOUNDARY}--\r\n");
        let file = tokio::fs::File::open(package).await?;
        let length = head.len() as u64 + file.metadata().await?.len() + tail.len() as u64;
        let body = stream::iter([Ok(head.into())])
            .chain(ReaderStream::with_capacity(file, 1 << 18))
            .chain(stream::iter([Ok::<_, std::io::Error>(tail.into())]));
        Ok(request
            .header("content-type", format!("multipart/form-data; boundary={BOUNDARY}"))
            .header("content-length", length)
            .body(reqwest::Body::wrap_stream(body)))
    }
}

impl Drop for Campus {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
