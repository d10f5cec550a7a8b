//! The one writer of a SQLite file, and group commit.
//!
//! A task owns the connection. Whoever wants to write asks for a [`Turn`] and gets the connection for as long as the
//! write takes; when it comes back, the next in line gets it, inside the same transaction but behind a savepoint of
//! its own. When nobody waits (or the group is big or old enough) the transaction is committed, which is the one wait
//! for the disk, and all members of the group get their answer. While the disk works, the next group gathers.
//!
//! A turn that is dropped (a request that went away) or undone (an error) is rolled back to its savepoint and harms
//! nobody. Who undoes a turn waits for its group as well: the error may come from what another member wrote ("it is there
//! already"), which is true only once the group is stored.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use sqlx::sqlite::SqliteConnection;
use sqlx::{Connection as _, Executor as _};
use tokio::sync::{mpsc, oneshot};
use tokio::time::Instant;

use crate::Error;

/// Members of a group at most, so that the first does not wait for ever.
const GROUP: usize = 128;
/// Age of a group at which it is committed.
const GROUP_TIME: Duration = Duration::from_millis(20);
/// Callers in line before new ones wait to enter it.
const LINE: usize = 1024;

type Answer = Result<(), String>;

/// Handle of the writer task. The task ends when the last handle is gone.
#[derive(Debug, Clone)]
pub(crate) struct Writer {
    line: mpsc::Sender<oneshot::Sender<Result<Turn, Error>>>,
    commits: Arc<AtomicU64>,
}

/// The connection, lent.
#[derive(Debug)]
pub(crate) struct Turn {
    connection: Option<SqliteConnection>,
    give_back: Option<oneshot::Sender<GivenBack>>,
}

#[derive(Debug)]
struct GivenBack {
    connection: SqliteConnection,
    /// Whether what the turn wrote is to be stored.
    keep: bool,
    /// Who waits for the group; nobody when the request went away.
    waits: Option<oneshot::Sender<Answer>>,
}

impl Writer {
    pub(crate) fn spawn(connection: SqliteConnection) -> Self {
        let (line, waiting) = mpsc::channel(LINE);
        let commits = Arc::new(AtomicU64::new(0));
        tokio::spawn(run(connection, waiting, Arc::clone(&commits)));
        Self { line, commits }
    }

    /// Groups that were committed so far.
    pub(crate) fn commits(&self) -> u64 {
        self.commits.load(Ordering::Relaxed)
    }

    /// Waits in line for the connection.
    pub(crate) async fn turn(&self) -> Result<Turn, Error> {
        let (caller, turn) = oneshot::channel();
        self.line.send(caller).await.map_err(|_| Error::Closed)?;
        turn.await.map_err(|_| Error::Closed)?
    }
}

impl Turn {
    pub(crate) fn connection(&mut self) -> Result<&mut SqliteConnection, Error> {
        self.connection.as_mut().ok_or(Error::Closed)
    }

    /// Gives the connection back and waits until the group is on disk.
    pub(crate) async fn commit(self) -> Result<(), Error> {
        self.end(true).await
    }

    /// Gives the connection back without what was written, and waits until the rest of the group is on disk.
    pub(crate) async fn undo(self) -> Result<(), Error> {
        self.end(false).await
    }

    async fn end(mut self, keep: bool) -> Result<(), Error> {
        let (waits, answer) = oneshot::channel();
        self.give_back(keep, Some(waits));
        match answer.await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(why)) => Err(Error::Commit(why)),
            Err(_) => Err(Error::Closed),
        }
    }

    fn give_back(&mut self, keep: bool, waits: Option<oneshot::Sender<Answer>>) {
        if let (Some(connection), Some(give_back)) = (self.connection.take(), self.give_back.take()) {
            // The writer task waits for exactly this; it is gone only when the process ends.
            let _ = give_back.send(GivenBack { connection, keep, waits });
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.give_back(false, None);
    }
}

async fn run(
    mut connection: SqliteConnection,
    mut waiting: mpsc::Receiver<oneshot::Sender<Result<Turn, Error>>>,
    commits: Arc<AtomicU64>,
) {
    while let Some(first) = waiting.recv().await {
        if let Err(source) = connection.execute("BEGIN IMMEDIATE").await {
            let _ = first.send(Err(Error::Transaction { step: "begin", source }));
            continue;
        }
        match run_group(connection, first, &mut waiting, &commits).await {
            Some(back) => connection = back,
            // The connection was lost with its turn; callers get `Closed`.
            None => return,
        }
    }
    if let Err(error) = connection.close().await {
        tracing::warn!(error = %error, "the database was not closed cleanly");
    }
}

/// One transaction: turns until nobody waits, then the commit.
async fn run_group(
    mut connection: SqliteConnection,
    first: oneshot::Sender<Result<Turn, Error>>,
    waiting: &mut mpsc::Receiver<oneshot::Sender<Result<Turn, Error>>>,
    commits: &AtomicU64,
) -> Option<SqliteConnection> {
    let started = Instant::now();
    let mut members: Vec<oneshot::Sender<Answer>> = Vec::new();
    let mut broken: Option<sqlx::Error> = None;
    let mut turns = 0;
    let mut next = Some(first);
    while let Some(caller) = next.take() {
        turns += 1;
        if let Err(error) = connection.execute("SAVEPOINT turn").await {
            broken = Some(error);
            // The caller sees its channel close and answers "try again".
            break;
        }
        let (give_back, given_back) = oneshot::channel();
        let turn = Turn { connection: Some(connection), give_back: Some(give_back) };
        // A caller that went away drops the turn, which comes straight back.
        drop(caller.send(Ok(turn)));
        let GivenBack { connection: back, keep, waits } = given_back.await.ok()?;
        connection = back;
        let end = if keep { "RELEASE turn" } else { "ROLLBACK TO turn; RELEASE turn" };
        members.extend(waits);
        // A full disk makes SQLite roll the whole transaction back on its own; then there is no savepoint any more.
        if let Err(error) = connection.execute(end).await {
            broken = Some(error);
            break;
        }
        if turns < GROUP && started.elapsed() < GROUP_TIME {
            next = waiting.try_recv().ok();
        }
    }
    let committed = match broken {
        Some(error) => Err(error),
        None => connection.execute("COMMIT").await.map(|_| ()),
    };
    let answer = match committed {
        Ok(()) => {
            commits.fetch_add(1, Ordering::Relaxed);
            Ok(())
        }
        Err(error) => {
            // May fail because SQLite has rolled back already, which is what is wanted.
            let _ = connection.execute("ROLLBACK").await;
            tracing::error!(error = %error, writes = members.len(), "a group of writes was not stored");
            Err(error.to_string())
        }
    };
    for member in members {
        let _ = member.send(answer.clone());
    }
    Some(connection)
}
