//! Writing, with another try where the engine asks for one.

use std::future::Future;
use std::time::Duration;

use crate::{Database, Error, Tx};

/// How long one write may hold the database.
const LIMIT: Duration = Duration::from_secs(30);
/// Tries of a transaction that PostgreSQL keeps giving up.
const TRIES: u32 = 10;

/// Runs the block as one transaction and stores it when the block's value is `Ok`.
///
/// The block is an `async` block of its own, so `?` leaves the block and rolls back. Its error type is any that
/// [`Error`] converts into. It may run more than once, so it changes nothing but the database.
///
/// ```text
/// let app = store::transact!(store, |tx| {
///     let app = store::apps::insert(tx, &id, "Sample", now).await?.ok_or(CreateApp::Exists)?;
///     store::app_secrets::insert(tx, app, &secret, &sealed, "", now).await?;
///     Ok(app)
/// });
/// ```
///
/// A macro and not a method with a closure: futures of closures that borrow both their surroundings and the
/// transaction cannot yet be shown to be `Send`.
#[macro_export]
macro_rules! transact {
    ($database:expr, |$tx:ident| $body:block) => {{
        let mut attempts = $crate::Attempts::new(&$database);
        loop {
            let mut transaction = match attempts.begin().await {
                Ok(transaction) => transaction,
                Err(error) => break Err(::std::convert::From::from(error)),
            };
            let result = {
                let $tx = &mut transaction;
                $crate::Attempts::limited(async { $body }).await
            };
            if let Some(result) = attempts.finish(transaction, result).await {
                break result;
            }
        }
    }};
}

/// The tries of one write; used by [`transact!`](crate::transact).
#[doc(hidden)]
#[derive(Debug)]
pub struct Attempts<'s> {
    database: &'s Database,
    tries: u32,
}

impl<'s> Attempts<'s> {
    /// Before the first try.
    pub fn new(database: &'s Database) -> Self {
        Self { database, tries: 0 }
    }

    /// Begins the next try, after a pause when it is not the first.
    pub async fn begin(&mut self) -> Result<Tx, Error> {
        if self.tries > 0 {
            // Two transactions that met once should not meet again: process-wide luck is enough for the jitter.
            let jitter = u64::from(std::process::id()) % 7 + u64::from(self.tries % 3) * 3;
            tokio::time::sleep(Duration::from_millis((2u64 << self.tries.min(6)) + jitter)).await;
        }
        self.tries += 1;
        self.database.begin_write().await
    }

    /// Waits for the block, but not for ever.
    pub async fn limited<F: Future>(block: F) -> Option<F::Output> {
        tokio::time::timeout(LIMIT, block).await.ok()
    }

    /// Commits or rolls back. `None`: run the block again.
    pub async fn finish<T, E: From<Error>>(
        &mut self,
        tx: Tx,
        result: Option<Result<T, E>>,
    ) -> Option<Result<T, E>> {
        let again = self.tries < TRIES;
        match result {
            Some(Ok(value)) => match tx.commit().await {
                Ok(()) => Some(Ok(value)),
                Err(Error::Transaction { source, .. }) if again && crate::error::is_conflict(&source) => None,
                Err(error) => Some(Err(error.into())),
            },
            Some(Err(_)) if tx.conflict && again => None,
            // The block may have failed over what others of its group wrote: that has to be true before it is told.
            Some(Err(error)) => match tx.rollback().await {
                Err(group @ (Error::Commit(_) | Error::Closed)) => Some(Err(group.into())),
                Ok(()) | Err(_) => Some(Err(error)),
            },
            None => {
                drop(tx);
                Some(Err(Error::TooLong(LIMIT.as_secs()).into()))
            }
        }
    }
}
