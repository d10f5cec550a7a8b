//! `lyceum demo`: a cloud and Campus, ready to be looked at, and nothing left behind.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::binary::{data_dir, failure, lyceum};

const FREE_PORTS: [&str; 4] = ["--listen", "127.0.0.1:0", "--content-listen", "127.0.0.1:0"];
const FREE_CAMPUS: &str = "--campus-listen=127.0.0.1:0";
const COURSES: [&str; 2] = ["Lyceum sample course", "A tour of SCORM 2004"];

/// A demo that has said where it is; killed when dropped.
struct Demo {
    child: Child,
    printed: String,
    /// `localhost:port` of Campus.
    campus: String,
    password: String,
}

impl Demo {
    /// Starts it with `temporary` as the place of temporary folders.
    fn start(temporary: &Path, campus: &str, more: &[&str]) -> Self {
        let mut command = lyceum(&["demo", campus]);
        command.args(FREE_PORTS).args(more).env("TMPDIR", temporary).current_dir(temporary);
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut printed = String::new();
        while !printed.contains("Ctrl+C") {
            assert!(out.read_line(&mut printed).unwrap() > 0, "it ended: {printed}");
        }
        let campus = after(&printed, "Sign in at http://");
        let password = after(&printed, "password is ");
        Self { child, campus, password, printed }
    }

    /// What a page of Campus says, with the cookie of somebody who is signed in.
    fn page(&self, path: &str, cookie: &str) -> String {
        self.ask(&format!("GET {path} HTTP/1.1\r\ncookie: {cookie}\r\n"), "")
    }

    /// Signs somebody in; the cookie.
    fn sign_in(&self, login: &str) -> String {
        let form = format!("login={login}&password={}", self.password);
        let head = "POST /sign-in HTTP/1.1\r\ncontent-type: application/x-www-form-urlencoded\r\n";
        let answer = self.ask(head, &form);
        assert!(answer.starts_with("HTTP/1.1 303"), "{answer}");
        after(&answer, "set-cookie: ").trim_end_matches(';').to_owned()
    }

    fn ask(&self, head: &str, body: &str) -> String {
        let port = self.campus.split(':').nth(1).unwrap();
        let mut stream = TcpStream::connect(format!("127.0.0.1:{port}")).unwrap();
        let length = body.len();
        let host = &self.campus;
        let rest = "connection: close\r\nsec-fetch-site: same-origin\r\n";
        write!(stream, "{head}host: {host}\r\ncontent-length: {length}\r\n{rest}\r\n{body}").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    fn signal(&mut self, name: &str) -> Option<i32> {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args([name, &pid]).status().unwrap().success());
        self.child.wait().unwrap().code()
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The word behind `label`.
fn after(text: &str, label: &str) -> String {
    let rest = text.split(label).nth(1).unwrap_or_else(|| panic!("no `{label}` in {text}"));
    rest.split_whitespace().next().unwrap().to_owned()
}

#[test]
fn three_lines_lead_to_courses_to_take_and_nothing_stays() {
    let temporary = tempfile::tempdir().unwrap();
    let mut demo = Demo::start(temporary.path(), FREE_CAMPUS, &[]);
    for line in ["  1. ", "  2. ", "  3. "] {
        assert_eq!(demo.printed.matches(line).count(), 1, "{}", demo.printed);
    }
    let offered = demo.page("/sign-in", "");
    for text in ["Ada Lovelace", "Grace Hopper", "Administrator", &demo.password] {
        assert!(offered.contains(text), "{offered}");
    }
    for learner in ["ada", "grace"] {
        let page = demo.page("/", &demo.sign_in(learner));
        for course in COURSES {
            assert!(page.contains(&format!("<h2>{course}</h2>")), "{page}");
        }
        assert_eq!(page.matches("/launch\"").count(), 2, "{page}");
    }
    let log = demo.page("/log", &demo.sign_in("admin"));
    assert!(log.contains("course.assigned"), "{log}");
    assert_eq!(demo.signal("-INT"), Some(0));
    assert_eq!(std::fs::read_dir(temporary.path()).unwrap().count(), 0);
}

#[test]
fn a_demo_that_was_killed_is_gone_on_with() {
    let (temporary, data) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let flags = ["--data-dir", data_dir(&data)];
    let mut first = Demo::start(temporary.path(), FREE_CAMPUS, &flags);
    first.signal("-KILL");
    let second = Demo::start(temporary.path(), FREE_CAMPUS, &flags);
    assert_ne!(first.password, second.password);
    let page = second.page("/", &second.sign_in("ada"));
    assert_eq!(page.matches("/launch\"").count(), 2, "{page}");
    // And one beside it, which knows nothing of it.
    let beside = Demo::start(temporary.path(), FREE_CAMPUS, &[]);
    assert!(beside.page("/", &beside.sign_in("grace")).contains(COURSES[0]));
}

#[test]
fn passwords_are_offered_to_this_machine_alone() {
    let temporary = tempfile::tempdir().unwrap();
    let demo = Demo::start(temporary.path(), "--campus-listen=0.0.0.0:0", &[]);
    let page = demo.page("/sign-in", "");
    assert!(page.contains("Sign in") && !page.contains(&demo.password), "{page}");
    demo.sign_in("ada");
}

#[test]
fn a_busy_port_of_campus_is_one_sentence() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let temporary = tempfile::tempdir().unwrap();
    let mut command = lyceum(&["demo", "--campus-listen", &address]);
    command.args(FREE_PORTS).env("TMPDIR", temporary.path());
    let sentence = failure(&command.output().unwrap());
    assert!(sentence.contains("`campus_listen`") && sentence.contains("in use"), "{sentence}");
    let output = lyceum(&["demo", "--campus-listen", "8700"]).output().unwrap();
    assert!(failure(&output).contains("`campus_listen` must be an address"));
}
