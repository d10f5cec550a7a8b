//! A wrong configuration stops the start with one sentence that names the key, whatever source it came from.

use crate::binary::{failure, lyceum, run, success};

#[test]
fn flags_variables_and_file_are_judged_alike() {
    assert!(failure(&run(&["serve"])).contains("`data_dir`"));
    assert!(failure(&run(&["serve", "--data-dir", "d", "--listen", "8600"])).contains("`listen`"));
    assert!(
        failure(&run(&["serve", "--data-dir", "d", "--heartbeat-secs", "soon"])).contains("`heartbeat_secs`")
    );
    let limit = ["serve", "--data-dir", "d", "--import-limits-entries", "many"];
    assert!(failure(&run(&limit)).contains("`import_limits.entries`"));
    let variable =
        lyceum(&["serve", "--data-dir", "d"]).env("LYCEUM_PUBLIC_URL", "nowhere").output().unwrap();
    assert!(failure(&variable).contains("`public_url`"));
    assert!(failure(&run(&["serve", "--data-dir", "d", "--log", "a=b=c"])).contains("`log`"));
    assert!(failure(&run(&["serve", "--data-dir", "d", "--log-format", "yaml"])).contains("`log_format`"));
}

#[test]
fn a_file_is_found_read_and_outvoted() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("lyceum.toml");
    let here = |args: &[&str]| lyceum(args).current_dir(folder.path()).output().unwrap();
    std::fs::write(&file, "data_dir = \"d\"\nlisten = \"nonsense\"\n").unwrap();
    assert!(failure(&here(&["serve"])).contains("`listen`"));
    std::fs::write(&file, "data_dir = \"d\"\n\nlistne = \"127.0.0.1:1\"\n").unwrap();
    let sentence = failure(&here(&["serve"]));
    assert!(
        sentence.contains("lyceum.toml") && sentence.contains("line 3") && sentence.contains("`listne`"),
        "{sentence}"
    );
    std::fs::write(&file, "data_dir = \"d\"\nheartbeat_secs = 700\n").unwrap();
    assert!(failure(&here(&["apps", "list"])).contains("`heartbeat_secs`"));
    assert_eq!(success(&here(&["apps", "list", "--heartbeat-secs", "60"])), "");
    assert!(folder.path().join("d/lyceum.db").is_file());
    assert!(failure(&here(&["serve", "--config", "absent.toml"])).contains("`config`"));
}

#[test]
fn a_password_is_not_repeated() {
    let output = run(&[
        "migrate",
        "--database-url",
        "postgres://u:hunter2@localhost/d?host=/nonexistent",
        "--data-dir",
        "d",
        "--installation-key-file",
        "k",
    ]);
    let sentence = failure(&output);
    assert!(sentence.contains("`database_url`") && !sentence.contains("hunter2"), "{sentence}");
}

#[test]
fn version_and_help() {
    assert_eq!(success(&run(&["version"])), format!("lyceum {}\n", env!("CARGO_PKG_VERSION")));
    let help = success(&run(&["help", "serve"]));
    for key in ["--database-url", "LYCEUM_ALLOW_PRIVATE_TARGETS", "--import-limits-ratio", "--content-url"] {
        assert!(help.contains(key), "{key}: {help}");
    }
    assert!(!run(&["serve", "--bogus"]).status.success());
}
