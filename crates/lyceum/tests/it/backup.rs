//! Backups of the running binary: under load, killed in the middle, put back and gone on with.

use std::path::Path;
use std::process::{Child, Stdio};
use std::sync::Arc;
use std::time::Duration;

use cloud_api::v1::params::Params;
use cloud_api::v1::simple::Done;
use platform::{AppId, SecretText, SystemClock};
use runtime::client::Call;
use test_server::{Player, V1Client};
use test_support::scorm12_single;

use crate::binary::{Running, data_dir, failure, lyceum, success};
use crate::kill::import;

fn client(server: &Running) -> V1Client {
    let (app, secret) = (AppId::new("lms").unwrap(), SecretText::new("s3cretKey"));
    V1Client::new(format!("http://{}/api", server.api), app, secret, Arc::new(SystemClock)).unwrap()
}

async fn open(server: &Running) -> Player {
    let launch = Params::new().with("regid", "reg").with("redirecturl", "https://lms.example/back");
    let endpoint = format!("http://{}/api", server.api);
    let link = client(server).link(&endpoint, "registration.launch", &launch);
    let mut player = Player::open(&link, Arc::new(SystemClock)).await;
    assert_eq!(player.call(Call::Initialize, "", ""), "true");
    player
}

fn arguments<'a>(data: &'a str, backup: &'a Path) -> [&'a str; 5] {
    ["backup", "--data-dir", data, "--to", backup.to_str().unwrap()]
}

fn restored(backup: &Path, more: &[&str]) -> (tempfile::TempDir, std::process::Output) {
    let folder = tempfile::tempdir().unwrap();
    let arguments = ["restore", "--data-dir", data_dir(&folder), "--from", backup.to_str().unwrap()];
    let output = lyceum(&arguments).args(more).output().unwrap();
    (folder, output)
}

/// Kills the backup once something lies in its folder that it has not finished.
fn kill_in_the_middle(mut backup: Child, folder: &Path) {
    let half = || {
        let packages = std::fs::read_dir(folder.join("blobs/packages")).into_iter().flatten();
        packages.flatten().any(|entry| entry.path().extension().is_some_and(|end| end == "part"))
    };
    while !half() {
        assert!(backup.try_wait().unwrap().is_none(), "it ended before it was killed");
        std::thread::sleep(Duration::from_millis(1));
    }
    backup.kill().unwrap();
    backup.wait().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_under_load_that_is_killed_and_taken_again_holds_what_was_acknowledged() {
    drop(rustls::crypto::ring::default_provider().install_default());
    let folder = tempfile::tempdir().unwrap();
    let data = data_dir(&folder).to_owned();
    let create = ["apps", "create", "--id", "lms", "--secret", "s3cretKey", "--data-dir", &data];
    success(&lyceum(&create).output().unwrap());
    let server = Running::start(folder.path(), &[]);
    let api = client(&server);
    // Large enough that a backup takes a while.
    let mut noise = 1u32;
    let film: Vec<u8> = std::iter::repeat_with(|| {
        noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (noise >> 24) as u8
    })
    .take(24 << 20)
    .collect();
    import(&api, &scorm12_single().file("film.bin", film).build()).await;
    let params = Params::new().with("courseid", "course").with("regid", "reg").with("learnerid", "ann");
    let params = params.with("fname", "Ann").with("lname", "Lee");
    api.call::<Done>("registration.createRegistration", &params).await.unwrap();

    let mut player = open(&server).await;
    let target = tempfile::tempdir().unwrap();
    let backup = target.path().join("backup");
    let start =
        || lyceum(&arguments(&data, &backup)).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    kill_in_the_middle(start(), &backup);
    let (_, output) = restored(&backup, &["--check"]);
    assert!(failure(&output).contains("is no complete backup"));

    // Posts one after another, before and while the backup is taken.
    let mut count = 0u32;
    for _ in 0..3 {
        count += 1;
        player.report(&[("cmi.core.lesson_location", &count.to_string())]);
        player.send().await;
    }
    let acknowledged = count;
    let mut running = start();
    while running.try_wait().unwrap().is_none() {
        count += 1;
        player.report(&[("cmi.core.lesson_location", &count.to_string())]);
        player.send().await;
    }
    let output = running.wait_with_output().unwrap();
    assert!(success(&output).contains("It does NOT hold the installation key"));
    assert!(count > acknowledged, "nothing was posted meanwhile");
    player.leave().await;

    // A third one has little to do, dies in the middle of it or not, and harms nothing.
    let mut third = start();
    std::thread::sleep(Duration::from_millis(30));
    third.kill().unwrap();
    third.wait().unwrap();
    let (_, output) = restored(&backup, &["--check"]);
    assert!(success(&output).contains("The backup is whole"));

    let (_, output) = restored(&backup, &[]);
    assert!(failure(&output).contains("installation key"));
    let place = tempfile::tempdir().unwrap();
    std::fs::copy(folder.path().join("installation.key"), place.path().join("installation.key")).unwrap();
    let arguments = ["restore", "--data-dir", data_dir(&place), "--from", backup.to_str().unwrap()];
    assert!(success(&lyceum(&arguments).output().unwrap()).starts_with("Restored "));
    let again = lyceum(&arguments).output().unwrap();
    assert!(failure(&again).contains("not empty"));

    let second = Running::start(place.path(), &[]);
    let mut player = open(&second).await;
    let location: u32 = player.call(Call::GetValue, "cmi.core.lesson_location", "").parse().unwrap();
    assert!(location >= acknowledged, "{location} of {acknowledged}");
    player.report(&[("cmi.core.lesson_status", "completed")]);
    player.leave().await;
}

#[test]
fn what_is_not_there_is_said_in_one_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let backup = folder.path().join("backup");
    let output = lyceum(&arguments(data_dir(&folder), &backup)).output().unwrap();
    assert!(failure(&output).contains("there is no database"));
    assert!(!folder.path().join("lyceum.db").exists() && !backup.exists());
    let (_, output) = restored(&folder.path().join("nothing"), &[]);
    assert!(failure(&output).contains("cannot read"));
    let (_, output) = restored(folder.path(), &[]);
    assert!(failure(&output).contains("is no complete backup"));
}
