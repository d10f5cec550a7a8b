//! A disk without any room: the server says "later", loses nothing that it acknowledged, and goes on when there is room.
//!
//! The disk is a limit on the size of files, which every system lets a process have without asking anybody.

use std::os::unix::process::CommandExt as _;
use std::process::Command;
use std::sync::Arc;

use cloud_api::v1::params::Params;
use cloud_api::v1::simple::Done;
use platform::{AppId, SecretText, SystemClock};
use runtime::client::Call;
use test_server::{Player, V1Client};
use test_support::scorm12_single;

use crate::binary::{Running, data_dir, lyceum, success};
use crate::kill::import;

/// A server whose files cannot become larger than `kibibytes`, until it is told otherwise.
fn limited(folder: &std::path::Path, kibibytes: u32) -> Running {
    let mut shell = Command::new("sh");
    // A write beyond the limit fails as on a full disk where the signal for it is ignored, which programs inherit.
    let script = format!("trap '' XFSZ; ulimit -S -f {}; exec \"$0\" \"$@\"", kibibytes * 2);
    shell.arg("-c").arg(script).arg(env!("CARGO_BIN_EXE_lyceum"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("LYCEUM_")) {
        shell.env_remove(name);
    }
    shell.env("LYCEUM_DISK_RESERVE", "0").process_group(0);
    Running::start_with(shell, folder, &[])
}

fn unlimit(server: &Running) {
    let pid = rustix::process::Pid::from_raw(server.pid().parse().unwrap());
    let free = rustix::process::Rlimit { current: None, maximum: None };
    rustix::process::prlimit(pid, rustix::process::Resource::Fsize, free).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_acknowledged_is_lost_and_the_server_recovers() {
    drop(rustls::crypto::ring::default_provider().install_default());
    let folder = tempfile::tempdir().unwrap();
    let create = ["apps", "create", "--id", "lms", "--secret", "s3cretKey", "--data-dir", data_dir(&folder)];
    success(&lyceum(&create).output().unwrap());
    let first = Running::start(folder.path(), &[]);
    let ports = first.ports();
    let client = |server: &Running| {
        let (app, secret) = (AppId::new("lms").unwrap(), SecretText::new("s3cretKey"));
        V1Client::new(format!("http://{}/api", server.api), app, secret, Arc::new(SystemClock)).unwrap()
    };
    import(&client(&first), &scorm12_single().build()).await;
    let params = Params::new().with("courseid", "course").with("regid", "reg").with("learnerid", "ann");
    let params = params.with("fname", "Ann").with("lname", "Lee");
    client(&first).call::<Done>("registration.createRegistration", &params).await.unwrap();
    drop(first);

    let server = limited(folder.path(), 3 << 10);
    let launch = Params::new().with("regid", "reg").with("redirecturl", "https://lms.example/back");
    let open = async |server: &Running| {
        let endpoint = format!("http://{}/api", server.api);
        let link = client(server).link(&endpoint, "registration.launch", &launch);
        let mut player = Player::open(&link, Arc::new(SystemClock)).await;
        assert_eq!(player.call(Call::Initialize, "", ""), "true");
        player
    };
    let mut player = open(&server).await;
    // Four kilobytes that do not pack well, again and again, until there is no room.
    let mut noise = 1u64;
    let mut acknowledged = 0;
    let mut refused = None;
    for count in 1..4000u32 {
        let mut text = format!("{count} ");
        while text.len() < 4000 {
            noise = noise.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            text.push_str(&format!("{noise:x}"));
        }
        player.report(&[("cmi.suspend_data", &text[..4000])]);
        match player.try_send_status().await {
            Ok(answer) => acknowledged = answer.acknowledged,
            Err((status, retry_after)) => {
                refused = Some((status, retry_after));
                break;
            }
        }
    }
    assert!(acknowledged > 10, "{acknowledged}");
    assert_eq!(refused, Some((503, Some("5".to_owned()))));
    // Still so: the player keeps what it has and tries again.
    assert_eq!(player.try_send_status().await.unwrap_err().0, 503);

    // There is room again: the same server takes what the player kept.
    unlimit(&server);
    let answer = player.send().await;
    assert!(answer.acknowledged > acknowledged, "{answer:?} after {acknowledged}");
    player.report(&[("cmi.core.lesson_location", "after"), ("cmi.core.exit", "suspend")]);
    player.leave().await;
    drop(server);
    let ports: Vec<&str> = ports.iter().map(String::as_str).collect();
    let server = Running::start(folder.path(), &ports);
    let mut player = open(&server).await;
    assert_eq!(player.call(Call::GetValue, "cmi.core.lesson_location", ""), "after");
}
