//! What the demo's LMS knows: its courses, the learner's results, the postbacks.

use std::{
    io,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::Router;
use cloud_api::v1::{
    envelope::ReplyError,
    import::{ImportState, ImportStatus, ImportToken},
    params::Params,
    postback::ReceivedPostback,
    report::{CourseReport, RegistrationReport, Results},
    simple::{Done, Exists},
};
use platform::{AppId, Clock, SecretText};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::{
    page,
    samples::{SAMPLES, Sample},
    v1_client::{CallError, V1Client},
};
use crate::services::Services;

/// Between two questions whether an import is finished.
const POLL: Duration = Duration::from_millis(200);
/// Postbacks that are shown.
const SHOWN: usize = 20;
/// The name that postbacks are sent under; their password is of this run.
const POSTBACK_NAME: &str = "lyceum";

/// The demo: a small LMS beside the server it talks to.
#[derive(Clone)]
pub struct Demo(Arc<Inner>);

struct Inner {
    client: V1Client,
    /// `public_url` without a final `/`.
    public: String,
    /// Address of this program for itself.
    local: String,
    postback_password: String,
    clock: Arc<dyn Clock>,
    state: Mutex<State>,
    changes: watch::Sender<u64>,
}

#[derive(Default)]
struct State {
    courses: Vec<Course>,
    postbacks: Vec<Postback>,
}

/// A course with the learner's result in it.
#[derive(Clone, Debug)]
pub(super) struct Course {
    pub(super) id: &'static str,
    pub(super) title: String,
    pub(super) result: CourseReport,
}

/// A postback that arrived.
#[derive(Clone, Debug)]
pub(super) struct Postback {
    pub(super) at: platform::Timestamp,
    pub(super) course: String,
    pub(super) result: CourseReport,
}

/// The demo cannot be prepared.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// A call failed.
    #[error(transparent)]
    Call(#[from] CallError),
    /// A sample could not be imported.
    #[error("the sample course `{course}` could not be imported: {reason}")]
    Import {
        /// The course.
        course: &'static str,
        /// Why not.
        reason: String,
    },
    /// A sample could not be packed.
    #[error("a sample course could not be packed")]
    Zip(#[from] io::Error),
    /// No client for HTTP.
    #[error("the HTTP client cannot be made: {0}")]
    Client(#[from] reqwest::Error),
}

impl Demo {
    /// A demo for an application of this server.
    ///
    /// # Errors
    /// When no HTTP client can be made.
    pub fn new(services: &Services, app: AppId, secret: SecretText) -> Result<Self, DemoError> {
        let config = &services.config;
        let local = format!("http://{}", reachable(config.listen));
        let client = V1Client::new(format!("{local}/api"), app, secret, services.clock.clone())?;
        Ok(Self(Arc::new(Inner {
            client,
            public: config.public_url.as_str().trim_end_matches('/').to_owned(),
            local,
            postback_password: service::new_secret(services.rng.as_ref()).expose().to_owned(),
            clock: services.clock.clone(),
            state: Mutex::default(),
            changes: watch::Sender::new(0),
        })))
    }

    /// Its pages and the receiver of its postbacks; what waits for news ends with `end`.
    pub fn routes(&self, end: CancellationToken) -> Router {
        page::routes(self.clone(), end)
    }

    /// Where a person begins.
    pub fn start_url(&self) -> String {
        format!("{}/demo", self.0.public)
    }

    /// Imports the sample courses and registers the learner; the server must be running.
    ///
    /// # Errors
    /// When a call fails or a sample cannot be imported.
    pub async fn prepare(&self) -> Result<(), DemoError> {
        for sample in &SAMPLES {
            self.prepare_sample(sample).await?;
        }
        Ok(())
    }

    async fn prepare_sample(&self, sample: &Sample) -> Result<(), DemoError> {
        let client = &self.0.client;
        let course = Params::new().with("courseid", sample.id);
        let title = match client.call::<Exists>("course.exists", &course).await? {
            Exists(true) => String::new(),
            Exists(false) => self.import(sample).await?,
        };
        let registration = registration(sample.id);
        if !client.call::<Exists>("registration.exists", &registration).await?.0 {
            let params = registration
                .with("courseid", sample.id)
                .with("learnerid", "ada")
                .with("fname", "Ada")
                .with("lname", "Lovelace");
            client.call::<Done>("registration.createRegistration", &params).await?;
        }
        // Of this run: an earlier one had another password.
        let postback = self::registration(sample.id)
            .with("url", format!("{}/demo/postback", self.0.local))
            .with("authtype", "httpbasic")
            .with("name", POSTBACK_NAME)
            .with("password", &self.0.postback_password);
        client.call::<Done>("registration.updatePostbackInfo", &postback).await?;
        let title = if title.is_empty() { sample.id.to_owned() } else { title };
        self.change(|state| {
            state.courses.push(Course { id: sample.id, title, result: CourseReport::default() })
        });
        self.refresh(sample.id).await
    }

    /// Imports a sample and gives its title.
    async fn import(&self, sample: &Sample) -> Result<String, DemoError> {
        let client = &self.0.client;
        let failed = |reason: String| DemoError::Import { course: sample.id, reason };
        let params = Params::new().with("courseid", sample.id);
        let token: ImportToken =
            client.call_with_file("course.importCourseAsync", &params, &sample.zip()?).await?;
        let asked = Params::new().with("token", token.id);
        loop {
            let status: ImportStatus = client.call("course.getAsyncImportResult", &asked).await?;
            match status.state {
                ImportState::Created | ImportState::Running => tokio::time::sleep(POLL).await,
                ImportState::Error => {
                    return Err(failed(status.error.map(|error| error.message).unwrap_or_default()));
                }
                ImportState::Finished => {
                    let result = status.results.into_iter().next();
                    let result = result.ok_or_else(|| failed("the answer names no course".to_owned()))?;
                    return if result.successful { Ok(result.title) } else { Err(failed(result.message)) };
                }
            }
        }
    }

    /// Asks for the learner's result in a course.
    pub(super) async fn refresh(&self, course: &str) -> Result<(), DemoError> {
        let params = registration(course).with("resultsformat", "course");
        let report: RegistrationReport =
            self.0.client.call("registration.getRegistrationResult", &params).await?;
        self.change(|state| {
            if let (Results::Course(result), Some(known)) =
                (report.results, state.courses.iter_mut().find(|known| known.id == course))
            {
                known.result = result;
            }
        });
        Ok(())
    }

    /// Forgets what the learner did in a course.
    pub(super) async fn start_over(&self, course: &str) -> Result<(), DemoError> {
        self.0.client.call::<Done>("registration.resetRegistration", &registration(course)).await?;
        self.refresh(course).await
    }

    /// The launch link of a course, signed now: it is good for a quarter of an hour.
    pub(super) fn launch_link(&self, course: &str, language: &str) -> String {
        let params = registration(course).with("redirecturl", self.start_url()).with("culture", language);
        self.0.client.link(&format!("{}/api", self.0.public), "registration.launch", &params)
    }

    /// Takes a postback in; `false` when it is not from our server.
    pub(super) fn receive(
        &self,
        content_type: Option<&str>,
        authorization: Option<&str>,
        body: &[u8],
    ) -> Result<bool, ReplyError> {
        let received = ReceivedPostback::read(content_type, authorization, body)?;
        let is_ours = received
            .credentials
            .is_some_and(|given| given.name == POSTBACK_NAME && given.password == self.0.postback_password);
        let Results::Course(result) = received.report.results else { return Ok(is_ours) };
        if is_ours {
            let at = self.0.clock.now();
            let regid = received.report.regid;
            self.change(|state| {
                let known = state.courses.iter_mut().find(|known| registration_id(known.id) == regid);
                let course = known.map_or(regid, |known| {
                    known.result = result;
                    known.title.clone()
                });
                state.postbacks.insert(0, Postback { at, course, result });
                state.postbacks.truncate(SHOWN);
            });
        }
        Ok(is_ours)
    }

    pub(super) fn courses(&self) -> Vec<Course> {
        self.state().courses.clone()
    }

    pub(super) fn postbacks(&self) -> Vec<Postback> {
        self.state().postbacks.clone()
    }

    /// The number of changes so far, and a way to wait for more.
    pub(super) fn changes(&self) -> watch::Receiver<u64> {
        self.0.changes.subscribe()
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.state());
        self.0.changes.send_modify(|count| *count += 1);
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        // Each change leaves a whole state, also when a holder panicked.
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn registration_id(course: &str) -> String {
    format!("ada-{course}")
}

fn registration(course: &str) -> Params {
    Params::new().with("regid", registration_id(course))
}

/// An address under which this machine reaches its own listener.
fn reachable(listen: std::net::SocketAddr) -> std::net::SocketAddr {
    let mut address = listen;
    match address.ip() {
        std::net::IpAddr::V4(ip) if ip.is_unspecified() => {
            address.set_ip(std::net::Ipv4Addr::LOCALHOST.into())
        }
        std::net::IpAddr::V6(ip) if ip.is_unspecified() => {
            address.set_ip(std::net::Ipv6Addr::LOCALHOST.into())
        }
        _ => {}
    }
    address
}
