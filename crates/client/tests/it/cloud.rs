//! A whole server, seen by the SDK.

use std::sync::Arc;
use std::time::Duration;

use lyceum_client::postback::{PostbackKey, PostbackSettings};
use lyceum_client::{
    Clock, Cloud, CourseId, ImportState, Learner, LearnerId, NewRegistration, Package, RegistrationId,
    Secret, Settings, Sleep, Timestamp,
};
use platform::Clock as _;
use test_server::TestServer;

/// A server and an LMS's access to it.
pub(crate) struct TestCloud {
    pub(crate) server: TestServer,
    pub(crate) cloud: Cloud,
    pub(crate) key: PostbackKey,
}

/// The server's clock. Whoever sleeps moves it, and the server works meanwhile.
pub(crate) struct ServerClock {
    clock: Arc<platform::ManualClock>,
    jobs: Option<jobs::Context>,
}

impl Clock for ServerClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.clock.now().0)
    }

    fn sleep(&self, duration: Duration) -> Sleep {
        self.clock.advance(duration);
        let jobs = self.jobs.clone();
        Box::pin(async move {
            if let Some(jobs) = jobs {
                jobs::run_until_idle(&jobs).await.expect("a queue that can be read");
            }
        })
    }
}

impl TestCloud {
    pub(crate) async fn start() -> Self {
        let server = TestServer::new().await;
        let cloud = Cloud::new(settings(&server)).unwrap();
        Self { server, cloud, key: PostbackKey::new(Secret::new("the LMS's own key")) }
    }

    /// Imports one SCO of SCORM 1.2 and waits.
    pub(crate) async fn import(&self, course: &CourseId) -> String {
        let package = Package::bytes("golf.zip", test_support::scorm12_single().build());
        let token = self.cloud.courses().import(course, package).await.unwrap();
        match self.cloud.courses().follow_import(token).wait().await.unwrap() {
            ImportState::Succeeded(imported) => imported.title,
            other => panic!("{other:?}"),
        }
    }

    /// A registration of Ann, results to be posted to the server's receiver.
    pub(crate) fn registration(&self, id: &str, course: &CourseId) -> NewRegistration {
        let id = RegistrationId::new(id).unwrap();
        let settings = self.postback(&id);
        NewRegistration::new(id, course.clone(), ann()).with_postback(settings)
    }

    pub(crate) fn postback(&self, id: &RegistrationId) -> PostbackSettings {
        self.key.settings(id, self.server.receiver.url("/postback"))
    }
}

/// Access to a server, its time shared.
pub(crate) fn settings(server: &TestServer) -> Settings {
    let (app, secret) = server.credentials();
    Settings::new(server.endpoint(), app, Secret::new(secret)).clock(clock(server))
}

pub(crate) fn clock(server: &TestServer) -> ServerClock {
    ServerClock { clock: server.clock.clone(), jobs: Some(server.services().jobs()) }
}

pub(crate) fn course(id: &str) -> CourseId {
    CourseId::new(id).unwrap()
}

pub(crate) fn ann() -> Learner {
    Learner { id: LearnerId::new("4711").unwrap(), first_name: "Ann".to_owned(), last_name: "Lee".to_owned() }
}
