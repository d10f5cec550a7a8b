//! `kill -9` in the middle of a course: what was acknowledged is there, and the course goes on.

use std::sync::Arc;
use std::time::Duration;

use cloud_api::v1::import::{ImportState, ImportStatus, ImportToken};
use cloud_api::v1::params::Params;
use cloud_api::v1::report::{RegistrationReport, Results};
use cloud_api::v1::simple::Done;
use platform::player_protocol::JournalStatus;
use platform::{AppId, SecretText, SystemClock};
use runtime::client::Call;
use test_server::{Player, V1Client};

use crate::binary::{Running, data_dir, lyceum, success};

/// Posts before the server is killed.
const POSTS: [u32; 3] = [3, 17, 40];

#[tokio::test(flavor = "multi_thread")]
async fn nothing_acknowledged_is_lost() {
    drop(rustls::crypto::ring::default_provider().install_default());
    let folder = tempfile::tempdir().unwrap();
    let create = ["apps", "create", "--id", "lms", "--secret", "s3cretKey", "--data-dir", data_dir(&folder)];
    success(&lyceum(&create).output().unwrap());
    let mut server = Running::start(folder.path(), &[]);
    // The ports stay, as they would on a real machine.
    let ports = server.ports();
    let ports: Vec<&str> = ports.iter().map(String::as_str).collect();
    let (app, secret) = (AppId::new("lms").unwrap(), SecretText::new("s3cretKey"));
    let endpoint = format!("http://{}/api", server.api);
    let api = V1Client::new(endpoint.clone(), app, secret, Arc::new(SystemClock)).unwrap();
    import(&api, &test_support::scorm12_single().build()).await;
    register(&api).await;

    let launch = Params::new().with("regid", "reg").with("redirecturl", "https://lms.example/back");
    let mut player =
        Player::open(&api.link(&endpoint, "registration.launch", &launch), Arc::new(SystemClock)).await;
    assert_eq!(player.call(Call::Initialize, "", ""), "true");
    let mut count = 0;
    for posts in POSTS {
        // One post after another until the server is gone, which dies while the next ones are under way.
        let mut acknowledged = None;
        let mut killer = None;
        for number in 0.. {
            if number == posts {
                killer =
                    Some(std::process::Command::new("kill").args(["-KILL", &server.pid()]).spawn().unwrap());
            }
            count += 1;
            player.report(&[("cmi.core.lesson_location", &count.to_string())]);
            match player.try_send().await {
                Ok(answer) => acknowledged = Some(answer.acknowledged),
                Err(_) => break,
            }
        }
        assert!(killer.unwrap().wait().unwrap().success());
        drop(server);
        server = Running::start(folder.path(), &ports);
        // What the page kept is sent again: the server skips what it has, and nothing is missing in between.
        let answer = player.send().await;
        assert_eq!(answer.status, JournalStatus::Ok);
        assert!(Some(answer.acknowledged) > acknowledged, "{acknowledged:?} {answer:?}");
    }
    player.report(&[("cmi.core.lesson_status", "completed"), ("cmi.core.exit", "suspend")]);
    player.leave().await;

    let again = api.link(&endpoint, "registration.launch", &launch);
    let mut second = Player::open(&again, Arc::new(SystemClock)).await;
    assert_eq!(second.call(Call::Initialize, "", ""), "true");
    assert_eq!(second.call(Call::GetValue, "cmi.core.lesson_location", ""), count.to_string());
    let asked = Params::new().with("regid", "reg");
    let result: RegistrationReport = api.call("registration.getRegistrationResult", &asked).await.unwrap();
    let Results::Course(result) = result.results else { panic!("no course report") };
    assert_eq!(result.complete.as_str(), "complete");
}

/// A course.
pub(crate) async fn import(api: &V1Client, package: &[u8]) {
    let params = Params::new().with("courseid", "course");
    let token: ImportToken = api.call_with_file("course.importCourseAsync", &params, package).await.unwrap();
    let asked = Params::new().with("token", token.id);
    loop {
        let status: ImportStatus = api.call("course.getAsyncImportResult", &asked).await.unwrap();
        match status.state {
            ImportState::Finished => break,
            ImportState::Error => panic!("{status:?}"),
            _ => tokio::time::sleep(Duration::from_millis(20)).await,
        }
    }
}

async fn register(api: &V1Client) {
    let params = Params::new()
        .with("courseid", "course")
        .with("regid", "reg")
        .with("learnerid", "ann")
        .with("fname", "Ann")
        .with("lname", "Lee");
    api.call::<Done>("registration.createRegistration", &params).await.unwrap();
}
