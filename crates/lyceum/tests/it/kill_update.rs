//! `kill -9` in the middle of an update of files: the course has its old files or its new ones, it can be updated again,
//! and what the dead server left in storage is swept away.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use cloud_api::v1::import::{ImportState, ImportStatus, ImportToken};
use cloud_api::v1::params::Params;
use cloud_api::v1::simple::Done;
use platform::config::RawConfig;
use platform::{AppId, Clock as _, Config, ManualClock, OsRng, SecretText, SystemClock};
use server::Services;
use test_server::V1Client;
use test_support::{PackageBuilder, scorm12_single};

use crate::binary::{Running, data_dir, lyceum, success};
use crate::kill::import;

/// How often the state of an update is asked for, at most until it is finished, before the server is killed; without a
/// number it is killed while the zip is on its way.
const ROUNDS: [Option<u32>; 7] = [Some(0), None, Some(5), Some(15), Some(30), Some(60), Some(u32::MAX)];

const FILES: u32 = 300;

fn file(number: u32) -> String {
    format!("texts/{number}.txt")
}

/// Files that all say the same.
fn saying(text: &str, package: PackageBuilder) -> Vec<u8> {
    (0..FILES).fold(package, |zip, number| zip.file(&file(number), text.repeat(500))).build()
}

fn update(text: &str) -> Vec<u8> {
    saying(text, PackageBuilder::new())
}

fn course() -> Params {
    Params::new().with("courseid", "course")
}

/// What the files say: one thing, or an update was not done as a whole.
async fn said(api: &V1Client) -> String {
    let mut texts = Vec::new();
    for number in [0, FILES / 2, FILES - 1] {
        let text = api.text("course.getAssets", &course().with("path", file(number))).await.unwrap();
        assert!(!text.contains("<rsp"), "{text}");
        texts.push(text);
    }
    texts.dedup();
    assert_eq!(texts.len(), 1, "{texts:?}");
    let text = texts.remove(0);
    let one = text[..text.len() / 500].to_owned();
    assert_eq!(one.repeat(500), text);
    one
}

fn kill(server: &Running) {
    let killed = std::process::Command::new("kill").args(["-KILL", &server.pid()]).status().unwrap();
    assert!(killed.success());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_update_is_done_whole_or_not_at_all() {
    drop(rustls::crypto::ring::default_provider().install_default());
    let folder = tempfile::tempdir().unwrap();
    let create = ["apps", "create", "--id", "lms", "--secret", "s3cretKey", "--data-dir", data_dir(&folder)];
    success(&lyceum(&create).output().unwrap());
    let mut server = Running::start(folder.path(), &[]);
    let ports = server.ports();
    let ports: Vec<&str> = ports.iter().map(String::as_str).collect();
    let (app, secret) = (AppId::new("lms").unwrap(), SecretText::new("s3cretKey"));
    let endpoint = format!("http://{}/api", server.api);
    let api = V1Client::new(endpoint, app, secret, Arc::new(SystemClock)).unwrap();
    import(&api, &saying("the package", scorm12_single())).await;

    for (round, questions) in ROUNDS.into_iter().enumerate() {
        let (before, new) = (said(&api).await, format!("update {round}"));
        let (parameters, zip) = (course(), update(&new));
        let order = api.call_with_file("course.updateAssetsAsync", &parameters, &zip);
        let mut ended = false;
        match questions {
            None => {
                let (_, _) = tokio::join!(order_or_nothing(order), async { kill(&server) });
            }
            Some(questions) => {
                let token: ImportToken = order.await.unwrap();
                let asked = Params::new().with("token", token.id);
                for _ in 0..questions {
                    let status: ImportStatus = api.call("course.getAsyncImportResult", &asked).await.unwrap();
                    assert_ne!(status.state, ImportState::Error, "{status:?}");
                    ended = status.state == ImportState::Finished;
                    if ended {
                        break;
                    }
                }
                kill(&server);
            }
        }
        drop(server);
        server = Running::start(folder.path(), &ports);
        let now = said(&api).await;
        assert!(now == new || (now == before && !ended), "round {round}: {now} after {before}, {ended}");
        assert!(ended || questions != Some(u32::MAX));

        let next = format!("the next {round}");
        api.call_with_file::<Done>("course.updateAssets", &course(), &update(&next)).await.unwrap();
        assert_eq!(said(&api).await, next);
    }
    let last = said(&api).await;
    kill(&server);
    drop(server);

    sweep(folder.path()).await;
    // The package, the last update, and the index of both.
    let left = files_below(&folder.path().join("blobs"));
    assert_eq!(left.len(), 3, "{left:?}");
    let server = Running::start(folder.path(), &ports);
    // The updates that were cut off are done by now, and take nothing back from those that came after them.
    assert_eq!(said(&api).await, last);
    drop(server);
}

/// A call that the death of the server may break off.
async fn order_or_nothing<E: std::fmt::Debug>(order: impl Future<Output = Result<ImportToken, E>>) {
    drop(order.await);
}

/// What happens in the days after: jobs of dead workers are taken over, and what nobody needs goes.
async fn sweep(data_dir: &Path) {
    let raw =
        RawConfig { data_dir: Some(data_dir.to_owned()), disk_reserve: Some(0), ..RawConfig::default() };
    let clock = Arc::new(ManualClock::at(SystemClock.now()));
    let services =
        Services::open_with(Config::from_raw(raw).unwrap(), clock.clone(), Arc::new(OsRng)).await.unwrap();
    for _ in 0..5 {
        clock.advance(Duration::from_secs(25 * 3600));
        jobs::run_until_idle(&services.jobs()).await.unwrap();
    }
}

fn files_below(folder: &Path) -> Vec<String> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(files_below(&path));
        } else {
            files.push(path.display().to_string());
        }
    }
    files
}
