//! The account: the owner of the installation, to whom all applications belong.

use platform::{Timestamp, start_of_month};
use store::{Store, totals::Usage};

/// What is in an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AccountUsage {
    /// When the first application was made.
    pub created_at: Timestamp,
    /// First instant of the month that is counted.
    pub month_start: Timestamp,
    /// The counters of all applications together.
    pub usage: Usage,
}

/// Counts what all applications have. Counters are kept, so this takes as long as there are applications.
///
/// # Errors
/// When the database cannot be read.
pub async fn account_usage(store: &Store, now: Timestamp) -> Result<AccountUsage, store::Error> {
    let month_start = start_of_month(now);
    let mut tx = store.begin_read().await?;
    let usage = store::totals::sum(&mut tx, month_start).await?;
    let first = store::apps::list(&mut tx, None, 1).await?;
    Ok(AccountUsage { created_at: first.first().map_or(now, |app| app.created_at), month_start, usage })
}
