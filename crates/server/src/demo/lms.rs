//! What the demo's LMS knows: its courses, the learner's results, the postbacks.

use std::{
    io,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::Router;
use lyceum_client::{
    CallError, Cloud, CourseId, EnsureError, ImportState, Incoming, InvalidId, LaunchRedirect, Learner,
    LearnerId, NewRegistration, Package, RegistrationId, RegistrationResult, ResultSink, Secret, Settings,
    SettingsError, Sleep, Stored,
    postback::{PostbackKey, PostbackService},
    wire::report::{CourseReport, Results},
};
use platform::{AppId, Clock, SecretText};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::{
    page,
    samples::{SAMPLES, Sample},
};
use crate::services::Services;

/// Postbacks that are shown.
const SHOWN: usize = 20;
/// The demo: a small LMS beside the server it talks to.
#[derive(Clone)]
pub struct Demo(Arc<Inner>);

struct Inner {
    cloud: Cloud,
    /// `public_url` without a final `/`.
    public: String,
    /// Address of this program for itself.
    local: String,
    key: PostbackKey,
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
    /// The learner could not be registered.
    #[error(transparent)]
    Register(#[from] EnsureError),
    /// An id of ours is none.
    #[error(transparent)]
    Id(#[from] InvalidId),
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
    /// The cloud cannot be called.
    #[error(transparent)]
    Settings(#[from] SettingsError),
}

/// The server's clock, for the SDK.
struct ServerClock(Arc<dyn Clock>);

impl lyceum_client::Clock for ServerClock {
    fn now(&self) -> lyceum_client::Timestamp {
        lyceum_client::Timestamp(self.0.now().0)
    }

    fn sleep(&self, duration: Duration) -> Sleep {
        Box::pin(tokio::time::sleep(duration))
    }
}

impl Demo {
    /// A demo for an application of this server.
    ///
    /// # Errors
    /// When no HTTP client can be made.
    pub fn new(services: &Services, app: AppId, secret: SecretText) -> Result<Self, DemoError> {
        let config = &services.config;
        let local = format!("http://{}", reachable(config.listen));
        let public = config.public_url.as_str().trim_end_matches('/').to_owned();
        let settings = Settings::new(local.as_str(), app.as_str(), Secret::new(secret.expose()))
            .browser_address(public.as_str())
            .clock(ServerClock(services.clock.clone()));
        Ok(Self(Arc::new(Inner {
            cloud: Cloud::new(settings)?,
            public,
            local,
            key: PostbackKey::new(Secret::new(service::new_secret(services.rng.as_ref()).expose())),
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
        let cloud = &self.0.cloud;
        let course = CourseId::new(sample.id)?;
        let title = match cloud.courses().exists(&course).await? {
            true => sample.id.to_owned(),
            false => self.import(sample, &course).await?,
        };
        let ada =
            Learner { id: LearnerId::new("ada")?, first_name: "Ada".into(), last_name: "Lovelace".into() };
        let id = registration(sample.id)?;
        // A key of this run: what an earlier one has set is replaced.
        let postback = self.0.key.settings(&id, format!("{}/demo/postback", self.0.local));
        let new = NewRegistration::new(id.clone(), course, ada).with_postback(postback.clone());
        cloud.registrations().ensure(&new).await?;
        cloud.registrations().set_postback(&id, &postback).await?;
        self.change(|state| {
            state.courses.push(Course { id: sample.id, title, result: CourseReport::default() })
        });
        self.refresh(sample.id).await
    }

    /// Imports a sample and gives its title.
    async fn import(&self, sample: &Sample, course: &CourseId) -> Result<String, DemoError> {
        let courses = self.0.cloud.courses();
        let package = Package::bytes(&format!("{}.zip", sample.id), sample.zip()?);
        let token = courses.import(course, package).await?;
        match courses.follow_import(token).wait().await? {
            ImportState::Succeeded(imported) => Ok(imported.title),
            ImportState::Failed(why) => Err(DemoError::Import { course: sample.id, reason: why.message }),
            ImportState::UnderWay { message, .. } => {
                Err(DemoError::Import { course: sample.id, reason: message })
            }
        }
    }

    /// Asks for the learner's result in a course.
    pub(super) async fn refresh(&self, course: &str) -> Result<(), DemoError> {
        let result = self.0.cloud.registrations().result(&registration(course)?).await?;
        self.change(|state| {
            state.keep(&result);
        });
        Ok(())
    }

    /// Forgets what the learner did in a course.
    pub(super) async fn start_over(&self, course: &str) -> Result<(), DemoError> {
        self.0.cloud.registrations().reset(&registration(course)?).await?;
        self.refresh(course).await
    }

    /// The launch of a course, signed now: it is good for a quarter of an hour.
    pub(super) fn launch(&self, course: &str, language: &str) -> Result<LaunchRedirect, DemoError> {
        let launch = self.0.cloud.registrations().launch(&registration(course)?);
        Ok(launch.return_to(self.start_url()).language(language).redirect())
    }

    /// The receiver of postbacks.
    pub(super) fn postbacks_endpoint(&self) -> PostbackService<PostbackKey, Self> {
        PostbackService::new(self.0.key.clone(), self.clone())
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

impl State {
    /// Puts a result to its course, whose title it gives.
    fn keep(&mut self, new: &RegistrationResult) -> Option<(String, CourseReport)> {
        let Results::Course(result) = new.report.results else { return None };
        let course = self.courses.iter_mut().find(|known| registration_id(known.id) == new.registration)?;
        course.result = result;
        Some((course.title.clone(), result))
    }
}

/// The server posts to itself, one postback of a registration after another: they come in order.
impl ResultSink for Demo {
    type Error = std::convert::Infallible;

    async fn store(&self, incoming: Incoming) -> Result<Stored, Self::Error> {
        let at = self.0.clock.now();
        let mut stored = Stored::NotOurs;
        self.change(|state| {
            if let Some((course, result)) = state.keep(&incoming.result) {
                state.postbacks.insert(0, Postback { at, course, result });
                state.postbacks.truncate(SHOWN);
                stored = Stored::Kept;
            }
        });
        Ok(stored)
    }
}

fn registration_id(course: &str) -> String {
    format!("ada-{course}")
}

fn registration(course: &str) -> Result<RegistrationId, InvalidId> {
    RegistrationId::new(registration_id(course))
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
