//! `lyceum learners erase`.

use std::sync::Arc;

use cloud_api::v1::params::Params;
use cloud_api::v1::simple::Done;
use platform::{AppId, SecretText, SystemClock};
use runtime::client::Call;
use test_server::{Player, V1Client};
use test_support::scorm12_single;

use crate::binary::{Running, data_dir, failure, lyceum, success};
use crate::kill::import;

#[tokio::test(flavor = "multi_thread")]
async fn a_learner_is_erased_beside_a_running_server() {
    drop(rustls::crypto::ring::default_provider().install_default());
    let folder = tempfile::tempdir().unwrap();
    let data = data_dir(&folder);
    let create = ["apps", "create", "--id", "lms", "--secret", "s3cretKey", "--data-dir", data];
    success(&lyceum(&create).output().unwrap());
    let server = Running::start(folder.path(), &[]);
    let (app, secret) = (AppId::new("lms").unwrap(), SecretText::new("s3cretKey"));
    let endpoint = format!("http://{}/api", server.api);
    let api = V1Client::new(endpoint.clone(), app, secret, Arc::new(SystemClock)).unwrap();
    import(&api, &scorm12_single().build()).await;
    let params = Params::new().with("courseid", "course").with("regid", "reg").with("learnerid", "ann 4711");
    let params = params.with("fname", "Annabella").with("lname", "Leewood");
    api.call::<Done>("registration.createRegistration", &params).await.unwrap();
    let launch = Params::new().with("regid", "reg").with("redirecturl", "https://lms.example/back");
    let mut player =
        Player::open(&api.link(&endpoint, "registration.launch", &launch), Arc::new(SystemClock)).await;
    assert_eq!(player.call(Call::Initialize, "", ""), "true");
    player.leave().await;

    let erase = |learner: &str, more: &[&str]| {
        let arguments = ["learners", "erase", "--app", "lms", "--learner", learner, "--data-dir", data];
        lyceum(&arguments).args(more).output().unwrap()
    };
    assert!(success(&erase("nobody", &["--preview"])).starts_with("0 registrations"));
    let preview = success(&erase("ann 4711", &["--preview"]));
    assert!(preview.starts_with("1 registrations, 1 attempts, 1 launches") && !preview.contains("Erased"));
    let said = success(&erase("ann 4711", &[]));
    assert!(said.contains("1 registrations") && said.contains("Erased."), "{said}");
    let exists = Params::new().with("regid", "reg");
    let answer = api.text("registration.getRegistrationResult", &exists).await.unwrap();
    assert!(answer.contains("stat=\"fail\""), "{answer}");
    assert!(success(&erase("ann 4711", &[])).starts_with("0 registrations"));
    let arguments = ["learners", "erase", "--app", "else", "--learner", "ann", "--data-dir", data];
    assert!(failure(&lyceum(&arguments).output().unwrap()).contains("there is no application `else`"));
}
