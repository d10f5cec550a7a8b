//! The console's users on the command line.

use std::io::Read as _;
use std::process::Stdio;

use crate::binary::{Running, data_dir, failure, lyceum, run, success};

/// The path of a link that was printed.
fn path(printed: &str) -> String {
    let link = printed.split_whitespace().find(|word| word.contains("/console/welcome/")).unwrap();
    format!("/console/welcome/{}", link.rsplit('/').next().unwrap())
}

#[test]
fn a_link_leads_to_the_first_page_of_the_console() {
    let folder = tempfile::tempdir().unwrap();
    let server = Running::start(folder.path(), &[]);
    let printed = success(&run(&["users", "link", "--data-dir", data_dir(&folder)]));
    let page = server.get(&path(&printed));
    assert!(page.starts_with("HTTP/1.1 200") && page.contains("You are the first here"), "{page}");
    let start = server.get("/");
    assert!(start.starts_with("HTTP/1.1 303") && start.contains("location: /console/"), "{start}");
    let (_, log) = server.terminate();
    assert!(log.contains("/console/welcome/…") && !log.contains(&path(&printed)), "{log}");

    assert_eq!(success(&run(&["users", "list", "--data-dir", data_dir(&folder)])), "");
    let sentence = failure(&run(&["users", "link", "--name", "ann", "--data-dir", data_dir(&folder)]));
    assert!(sentence.contains("no such user"), "{sentence}");
}

#[test]
fn serve_prints_a_link_while_there_is_no_user() {
    let folder = tempfile::tempdir().unwrap();
    let flags = [
        "serve",
        "--data-dir",
        data_dir(&folder),
        "--listen",
        "127.0.0.1:0",
        "--content-listen",
        "127.0.0.1:0",
    ];
    let mut child = lyceum(&flags).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut out = child.stdout.take().unwrap();
    let mut printed = String::new();
    while !printed.contains("Content  ") {
        let mut bytes = [0; 4096];
        let count = out.read(&mut bytes).unwrap();
        assert!(count > 0, "it ended: {printed}");
        printed += std::str::from_utf8(&bytes[..count]).unwrap();
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(printed.contains("Console  http://localhost:"), "{printed}");
    assert_eq!(path(&printed).len(), "/console/welcome/".len() + 32, "{printed}");
}
