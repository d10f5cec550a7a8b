//! Connections lent for one statement each.
//!
//! A pool asks a connection how it is when it gives it out, when it takes it back, or both; for one short statement
//! that costs more than the statement. Here nobody asks: a connection whose statement was not answered to the end is
//! thrown away, and one that turns out to be dead (the server was started again, a firewall forgot it) is replaced while
//! the caller waits.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use sqlx::{ConnectOptions, Connection};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

/// How long one waits for a connection to be free, and then for it to open.
const FREE: Duration = Duration::from_secs(20);
/// How long a statement may take. Those that are lent for are short; one that takes longer has nobody at the other end.
const ANSWER: Duration = Duration::from_secs(10);

/// Lends up to a fixed number of connections, opened when they are first needed and kept open.
pub(crate) struct Lender<C: Connection> {
    options: C::Options,
    idle: Mutex<Vec<C>>,
    turns: Arc<Semaphore>,
}

/// A connection for one statement.
pub(crate) struct Lent<C: Connection> {
    from: Arc<Lender<C>>,
    connection: Option<C>,
    /// Whether it was lent before, so that it may have died since.
    used: bool,
    /// A statement was begun and its answer not seen: the connection is in nobody knows what state.
    asking: bool,
    _turn: OwnedSemaphorePermit,
}

impl<C: Connection> std::fmt::Debug for Lender<C> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Lender").field("turns", &self.turns).finish_non_exhaustive()
    }
}

impl<C: Connection> Lender<C> {
    pub(crate) fn new(options: C::Options, connections: usize) -> Arc<Self> {
        let turns = Arc::new(Semaphore::new(connections));
        Arc::new(Self { options, idle: Mutex::default(), turns })
    }

    /// Waits for a connection to be free.
    pub(crate) async fn lend(self: &Arc<Self>) -> Result<Lent<C>, sqlx::Error> {
        let turn = timeout(FREE, Arc::clone(&self.turns).acquire_owned()).await;
        let turn = turn.map_err(|_| sqlx::Error::PoolTimedOut)?.map_err(|_| sqlx::Error::PoolClosed)?;
        let connection = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        Ok(Lent {
            used: connection.is_some(),
            connection,
            from: Arc::clone(self),
            asking: false,
            _turn: turn,
        })
    }
}

impl<C: Connection> Lent<C> {
    /// The connection, for a statement whose outcome then goes to [`is_to_be_asked_again`](Self::is_to_be_asked_again).
    pub(crate) async fn connection(&mut self) -> Result<&mut C, sqlx::Error> {
        let connection = match self.connection.take() {
            Some(connection) => connection,
            None => timeout(FREE, self.from.options.connect()).await.map_err(|_| silent())??,
        };
        self.asking = true;
        Ok(self.connection.insert(connection))
    }

    /// Takes note of how the statement went. `true`: the connection had died since it was last lent, and reading once
    /// more on a new one may well succeed.
    pub(crate) fn is_to_be_asked_again<T>(&mut self, outcome: &Result<T, sqlx::Error>) -> bool {
        self.asking = false;
        // What the database itself says against a statement leaves the connection as good as it was.
        if matches!(outcome, Ok(_) | Err(sqlx::Error::Database(_))) && !is_going_down(outcome) {
            return false;
        }
        self.connection = None;
        std::mem::replace(&mut self.used, false)
    }
}

/// Waits for the answer to a statement, for a while.
pub(crate) async fn answer<T>(asked: impl Future<Output = Result<T, sqlx::Error>>) -> Result<T, sqlx::Error> {
    timeout(ANSWER, asked).await.unwrap_or_else(|_| Err(silent()))
}

/// The database said nothing.
fn silent() -> sqlx::Error {
    sqlx::Error::Io(std::io::ErrorKind::TimedOut.into())
}

/// Class 57 of PostgreSQL's codes, without the cancelled statement (57014): it is being shut down.
fn is_going_down<T>(outcome: &Result<T, sqlx::Error>) -> bool {
    let Err(sqlx::Error::Database(error)) = outcome else { return false };
    error.code().is_some_and(|code| code.starts_with("57P"))
}

impl<C: Connection> Drop for Lent<C> {
    fn drop(&mut self) {
        if let Some(connection) = self.connection.take().filter(|_| !self.asking) {
            self.from.idle.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
        }
    }
}
