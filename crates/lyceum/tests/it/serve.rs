//! `lyceum serve`: a data folder is enough, and the end is graceful.

use crate::binary::{Running, data_dir, failure, lyceum};

#[test]
fn a_data_dir_is_enough() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("made/on/the/way");
    let server = Running::start(&data, &[]);
    assert!(server.get("/health").starts_with("HTTP/1.1 200"));
    let answer = server.get("//EngineWebServices/api?method=rustici.debug.ping");
    assert!(answer.contains("<rsp stat=\"ok\"><pong/></rsp>"), "{answer}");
    assert!(
        answer.contains("x-content-type-options: nosniff") && answer.contains("default-src 'none'"),
        "{answer}"
    );
    let nothing = server.get("/api/v2");
    assert!(nothing.starts_with("HTTP/1.1 404") && nothing.contains("default-src 'none'"), "{nothing}");
    {
        use std::os::unix::fs::PermissionsExt as _;
        let key = std::fs::metadata(data.join("installation.key")).unwrap();
        assert_eq!(key.permissions().mode() & 0o777, 0o600);
    }
    let (code, log) = server.terminate();
    assert_eq!(code, Some(0), "{log}");
    assert!(log.contains("ended"), "{log}");
}

#[test]
fn a_busy_port_is_one_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let server = Running::start(folder.path(), &[]);
    let second = tempfile::tempdir().unwrap();
    let output =
        lyceum(&["serve", "--data-dir", data_dir(&second), "--listen", &server.api]).output().unwrap();
    let sentence = failure(&output);
    assert!(sentence.contains("`listen`") && sentence.contains("in use"), "{sentence}");
}

#[test]
fn signatures_and_tokens_stay_out_of_the_log() {
    let folder = tempfile::tempdir().unwrap();
    let server = Running::start(folder.path(), &[]);
    server.get("/api?method=rustici.debug.authPing&appid=a&sig=c0ffee&urlpass=hunter2");
    server.get("/player/t0ken/journal");
    let (_, log) = server.terminate();
    assert!(log.contains("rustici.debug.authPing") && log.contains("/player/…/journal"), "{log}");
    assert!(!log.contains("c0ffee") && !log.contains("hunter2") && !log.contains("t0ken"), "{log}");
}

#[test]
fn equal_host_names_are_warned_about() {
    let folder = tempfile::tempdir().unwrap();
    let (_, log) = Running::start(folder.path(), &["--content-url", "http://localhost:9"]).terminate();
    assert!(log.contains("WARN") && log.contains("same host name"), "{log}");
}

#[test]
fn a_path_in_public_url_is_answered_with_and_without_it() {
    let folder = tempfile::tempdir().unwrap();
    let server = Running::start(folder.path(), &["--public-url", "http://lms.example/lyceum"]);
    for path in ["/lyceum/health", "/health", "/lyceum/api?method=rustici.debug.ping"] {
        assert!(server.get(path).starts_with("HTTP/1.1 200"), "{path}");
    }
}
