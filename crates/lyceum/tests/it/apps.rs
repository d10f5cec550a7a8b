//! Applications, beside a running server and before there is one.

use std::io::Write as _;
use std::process::Stdio;

use cloud_api::v1::params::Params;
use cloud_api::v1::signature;

use crate::binary::{Running, data_dir, failure, lyceum, run, success};

/// A signed `authPing` at an instant that the server takes for now.
fn auth_ping(server: &Running, app: &str, secret: &str) -> String {
    let time = server.get("/api?method=rustici.debug.getTime");
    let now = time.split("<currenttime tz=\"UTC\">").nth(1).and_then(|rest| rest.split('<').next()).unwrap();
    let params = Params::new().with("method", "rustici.debug.authPing").with("appid", app).with("ts", now);
    let signature = signature::sign(secret, &params);
    server.get(&format!("/api?{}", params.with("sig", signature).to_urlencoded()))
}

/// `lyceum apps` about the application `lms`.
fn about<'a>(dir: &'a str, args: &[&'a str]) -> Vec<&'a str> {
    [&["apps"], args, &["--id", "lms", "--data-dir", dir]].concat()
}

fn given(args: &[&str], secret: &str) -> std::process::Output {
    let mut child =
        lyceum(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(secret.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

#[test]
fn secrets_count_at_the_next_request_of_a_running_server() {
    let folder = tempfile::tempdir().unwrap();
    let server = Running::start(folder.path(), &[]);
    let dir = data_dir(&folder);

    assert!(auth_ping(&server, "lms", "first one").contains("stat=\"fail\""));
    success(&given(&about(dir, &["create", "--secret-file", "-"]), "first one\n"));
    assert!(auth_ping(&server, "lms", "first one").contains("<pong/>"));

    success(&lyceum(&about(dir, &["rotate-secret", "--keep-old", "--secret", "second"])).output().unwrap());
    assert!(auth_ping(&server, "lms", "first one").contains("<pong/>"));
    assert!(auth_ping(&server, "lms", "second").contains("<pong/>"));

    let printed = success(&lyceum(&about(dir, &["rotate-secret"])).output().unwrap());
    let third = printed.lines().find_map(|line| line.strip_prefix("Secret (shown only now): ")).unwrap();
    assert!(third.len() >= 32, "{third}");
    assert!(auth_ping(&server, "lms", "second").contains("stat=\"fail\""));
    assert!(auth_ping(&server, "lms", third).contains("<pong/>"));

    success(&lyceum(&about(dir, &["delete"])).output().unwrap());
    assert!(auth_ping(&server, "lms", third).contains("stat=\"fail\""));
    let (_, log) = server.terminate();
    assert!(!log.contains(third) && !log.contains("first one"), "{log}");
}

#[test]
fn what_cannot_be_done_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let dir = data_dir(&folder);
    let create = ["apps", "create", "--id", "a", "--secret", "s3cretKey", "--data-dir", dir];
    assert_eq!(success(&run(&create)), "Application `a` is ready.\n");
    assert!(failure(&run(&create)).contains("there is an application `a` already"));
    assert!(
        failure(&run(&["apps", "delete", "--id", "b", "--data-dir", dir])).contains("no application `b`")
    );
    assert!(
        failure(&run(&["apps", "create", "--id", "b", "--secret", "", "--data-dir", dir]))
            .contains("a secret has")
    );
    let list = success(&run(&["apps", "list", "--data-dir", dir]));
    assert!(list.starts_with("a  20") && list.lines().count() == 1, "{list}");
}

#[test]
fn two_keys_count_at_once_and_calls_are_shown() {
    let folder = tempfile::tempdir().unwrap();
    let server = Running::start(folder.path(), &[]);
    let dir = data_dir(&folder);
    success(&lyceum(&about(dir, &["create", "--secret", "first one"])).output().unwrap());
    let add = ["keys", "add", "--secret", "second one", "--description", "the next"];
    success(&lyceum(&about(dir, &add)).output().unwrap());
    for secret in ["first one", "second one"] {
        assert!(auth_ping(&server, "lms", secret).contains("<pong/>"));
    }
    let list = success(&lyceum(&about(dir, &["keys", "list"])).output().unwrap());
    let lines: Vec<&str> = list.lines().collect();
    assert!(lines.len() == 2 && lines[0].ends_with("active  the next"), "{list}");
    let first = lines[1].split_whitespace().next().unwrap();
    success(&lyceum(&about(dir, &["keys", "update", "--active", "false", "--key", first])).output().unwrap());
    assert!(auth_ping(&server, "lms", "first one").contains("code=\"104\""));
    assert!(auth_ping(&server, "lms", "second one").contains("<pong/>"));
    success(&lyceum(&about(dir, &["keys", "delete", "--key", first])).output().unwrap());
    let second = lines[0].split_whitespace().next().unwrap();
    let last = lyceum(&about(dir, &["keys", "delete", "--key", second])).output().unwrap();
    assert!(failure(&last).contains("last active key"));
    success(
        &lyceum(&about(dir, &["update", "--allow-delete", "false", "--name", "Renamed"])).output().unwrap(),
    );
    assert!(success(&run(&["apps", "list", "--data-dir", dir])).contains("Renamed"));
    // A graceful end writes what was gathered.
    server.terminate();
    let log = success(&lyceum(&about(dir, &["log", "--limit", "10"])).output().unwrap());
    let outcomes: Vec<&str> = log.lines().map(|line| line.split("  ").nth(2).unwrap()).collect();
    assert_eq!(outcomes, ["ok", "error 104", "ok", "ok"], "{log}");
    assert!(log.contains(second) && log.contains("debug.authPing"), "{log}");
    let failed = success(&lyceum(&about(dir, &["log", "--failed"])).output().unwrap());
    assert!(failed.lines().count() == 1 && failed.contains("no key"), "{failed}");
}

/// A key's id is chance in base64url: one in 64 begins with a hyphen, which is no flag.
#[test]
fn ids_names_and_secrets_may_begin_with_a_hyphen() {
    let folder = tempfile::tempdir().unwrap();
    let dir = data_dir(&folder);
    let about = |more: &[&str]| {
        let flags = [&["apps"][..], more, &["--id", "-lms", "--data-dir", dir]].concat();
        lyceum(&flags).output().unwrap()
    };
    success(&about(&["create", "--name", "-Name", "--secret", "-one"]));
    success(&about(&["keys", "add", "--description", "-spare", "--secret", "-two"]));
    let list = success(&about(&["keys", "list"]));
    assert!(list.lines().next().unwrap().ends_with("active  -spare"), "{list}");
    for change in [&["keys", "update", "--active", "false"][..], &["keys", "delete"]] {
        let unknown = about(&[change, &["--key", "-MlFy2"]].concat());
        assert!(failure(&unknown).contains("-MlFy2"), "{}", failure(&unknown));
        assert!(!failure(&unknown).contains("unexpected argument"), "{}", failure(&unknown));
    }
    success(&about(&["update", "--name", "-Renamed"]));
    success(&about(&["rotate-secret", "--secret", "-three"]));
}

#[test]
fn a_managing_application_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let dir = data_dir(&folder);
    success(&run(&["apps", "create", "--id", "boss", "--management", "--secret", "x", "--data-dir", dir]));
    let list = success(&run(&["apps", "list", "--data-dir", dir]));
    assert!(list.trim_end().ends_with("boss  (management)"), "{list}");
}
