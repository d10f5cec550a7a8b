//! A PostgreSQL for the tests: the one that `LYCEUM_TEST_POSTGRES_URL` names, else a cluster of our own in a
//! temporary folder, reached by a socket in it, gone at the end.

use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use tempfile::TempDir;

use crate::tools::{self, POSTGRES};

const VARIABLE: &str = "LYCEUM_TEST_POSTGRES_URL";
/// How long a new cluster may take to answer.
const START: Duration = Duration::from_secs(60);

/// A running cluster; dropping it stops and removes it.
pub(crate) struct Cluster {
    server: Child,
    programs: PathBuf,
    user: Option<User>,
    folder: TempDir,
}

/// The user that PostgreSQL runs as, since it refuses to run as root.
#[derive(Clone, Copy, Debug)]
struct User {
    uid: u32,
    gid: u32,
}

/// The address for the tests, and the cluster behind it where it is ours.
pub(crate) fn provide() -> anyhow::Result<(String, Option<Cluster>)> {
    if let Some(url) = std::env::var(VARIABLE).ok().filter(|url| !url.is_empty()) {
        return Ok((url, None));
    }
    let cluster = Cluster::start()?;
    Ok((cluster.url(), Some(cluster)))
}

impl Cluster {
    fn start() -> anyhow::Result<Self> {
        let [initdb] = tools::need([POSTGRES])?;
        let programs = initdb.parent().context("`initdb` lies in a folder")?.to_owned();
        let folder = tempfile::Builder::new().prefix("lyceum-pg-").tempdir()?;
        let user = if tools::is_root() { Some(unprivileged_user()?) } else { None };
        if let Some(user) = user {
            chown(folder.path(), Some(user.uid), Some(user.gid))?;
        }
        let data = folder.path().join("data");
        let mut init = command(&programs, "initdb", user, folder.path());
        init.arg("-D").arg(&data).args(["-U", "lyceum", "-A", "trust", "-E", "UTF8", "--no-sync"]);
        let init = init.args(["--locale", "C.UTF-8"]).output().context("cannot run `initdb`")?;
        if !init.status.success() {
            bail!("`initdb` failed: {}", String::from_utf8_lossy(&init.stderr));
        }
        let mut server = command(&programs, "postgres", user, folder.path());
        server.arg("-D").arg(&data).arg("-k").arg(folder.path());
        // Tests open many pools, and nothing here outlives the machine's power.
        for setting in ["listen_addresses=", "max_connections=400", "fsync=off", "log_min_messages=fatal"] {
            server.args(["-c", setting]);
        }
        let server = server.stdout(Stdio::null()).spawn().context("cannot run `postgres`")?;
        let mut cluster = Self { server, programs, user, folder };
        cluster.await_answer()?;
        println!("PostgreSQL of our own at {}", cluster.url());
        Ok(cluster)
    }

    fn await_answer(&mut self) -> anyhow::Result<()> {
        let begun = Instant::now();
        loop {
            let mut ready = command(&self.programs, "pg_isready", self.user, self.folder.path());
            if ready.arg("-q").arg("-h").arg(self.folder.path()).status()?.success() {
                return Ok(());
            }
            if let Some(status) = self.server.try_wait()? {
                bail!("`postgres` ended by itself ({status})");
            }
            if begun.elapsed() > START {
                bail!("`postgres` does not answer");
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    fn url(&self) -> String {
        format!("postgres://lyceum@localhost/postgres?host={}", self.folder.path().display())
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let mut stop = command(&self.programs, "pg_ctl", self.user, self.folder.path());
        stop.args(["stop", "-s", "-m", "immediate", "-D"]).arg(self.folder.path().join("data"));
        let stopped = stop.status().is_ok_and(|status| status.success());
        if !stopped && self.server.kill().is_err() {
            eprintln!("could not stop the PostgreSQL in {}", self.folder.path().display());
        }
        // Its exit status tells nothing.
        let _ = self.server.wait();
    }
}

fn command(programs: &Path, name: &str, user: Option<User>, folder: &Path) -> Command {
    let mut command = Command::new(programs.join(name));
    command.current_dir(folder).env("LC_ALL", "C.UTF-8");
    if let Some(user) = user {
        command.uid(user.uid).gid(user.gid);
    }
    command
}

/// `postgres`, which Debian's package makes, else `nobody`.
fn unprivileged_user() -> anyhow::Result<User> {
    let accounts = std::fs::read_to_string("/etc/passwd").context("cannot read the list of users")?;
    let find = |name: &str| {
        let fields: Vec<&str> = accounts
            .lines()
            .map(|line| line.split(':').collect())
            .find(|fields: &Vec<&str>| fields[0] == name)?;
        Some(User { uid: fields.get(2)?.parse().ok()?, gid: fields.get(3)?.parse().ok()? })
    };
    find("postgres").or_else(|| find("nobody")).context("PostgreSQL needs a user other than root")
}
