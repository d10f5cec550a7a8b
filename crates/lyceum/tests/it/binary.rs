//! Starting the binary.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc::{Receiver, channel};

use tempfile::TempDir;
use test_support::free_port;

/// The binary with an environment of its own.
pub(crate) fn lyceum(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lyceum"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("LYCEUM_")) {
        command.env_remove(name);
    }
    // How full the disk of this machine is changes no test.
    command.env("LYCEUM_DISK_RESERVE", "0").args(args).stdin(Stdio::null());
    command
}

/// Runs it to its end in an empty folder.
pub(crate) fn run(args: &[&str]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    lyceum(args).current_dir(folder.path()).output().unwrap()
}

/// What a run that must fail says: one line on standard error.
pub(crate) fn failure(output: &Output) -> String {
    let text = String::from_utf8(output.stderr.clone()).unwrap();
    assert!(!output.status.success(), "it succeeded");
    assert_eq!(text.trim_end().lines().count(), 1, "{text}");
    text.trim_end().to_owned()
}

/// What a run that must succeed prints.
pub(crate) fn success(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// A folder for data, as flags want it.
pub(crate) fn data_dir(folder: &TempDir) -> &str {
    folder.path().to_str().unwrap()
}

/// A running server; killed when dropped.
pub(crate) struct Running {
    child: Child,
    /// Lines of its log, taken out of the pipe as they come: a full one would hold it up.
    log: Receiver<String>,
    /// What was read of the log.
    read: String,
    /// `host:port` of the API.
    pub(crate) api: String,
}

impl Running {
    /// Starts it on `folder` and free ports, and waits until it says where it listens.
    pub(crate) fn start(folder: &Path, more: &[&str]) -> Self {
        Self::start_with(lyceum(&[]), folder, more)
    }

    /// The same by a command that becomes the binary with what follows.
    pub(crate) fn start_with(mut command: Command, folder: &Path, more: &[&str]) -> Self {
        // Known beforehand, and still free for one that follows it.
        let [api, content] = [free_port(), free_port()].map(|port| format!("127.0.0.1:{port}"));
        let free = ["--listen", &api, "--content-listen", &content];
        let ports = if more.contains(&"--listen") { &[][..] } else { &free[..] };
        command.args(["serve", "--data-dir", folder.to_str().unwrap()]);
        // Nobody reads what it prints, which is not to disturb it.
        command.args(ports).args(more).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        drop(child.stdout.take());
        let lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let (tell, log) = channel();
        std::thread::spawn(move || lines.map_while(Result::ok).try_for_each(|line| tell.send(line + "\n")));
        let mut read = String::new();
        while !read.contains("ready") {
            read += &log.recv().unwrap_or_else(|_| panic!("it ended: {read}"));
        }
        let api = said(&read, " listen=");
        Self { child, log, read, api }
    }

    /// Flags that start another one on the ports of this one.
    pub(crate) fn ports(&self) -> [String; 4] {
        let content = said(&self.read, " content_listen=");
        ["--listen".to_owned(), self.api.clone(), "--content-listen".to_owned(), content]
    }

    /// Its process.
    pub(crate) fn pid(&self) -> String {
        self.child.id().to_string()
    }

    /// The whole answer to a GET.
    pub(crate) fn get(&self, target: &str) -> String {
        let mut stream = TcpStream::connect(&self.api).unwrap();
        write!(stream, "GET {target} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n\r\n", self.api).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    /// Asks it to end as a service manager does; gives its exit code and its log.
    pub(crate) fn terminate(mut self) -> (Option<i32>, String) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
        let mut log = std::mem::take(&mut self.read);
        log.extend(self.log.iter());
        (self.child.wait().unwrap().code(), log)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The value of a field of the log's line.
fn said(line: &str, field: &str) -> String {
    line.split(field).nth(1).unwrap().split_whitespace().next().unwrap().to_owned()
}
