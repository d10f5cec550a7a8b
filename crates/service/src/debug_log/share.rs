//! Links to one log for somebody who cannot sign in. They expire, can be taken back, and show nothing else.

use platform::{LaunchId, Rng, ShareToken, Timestamp};
use store::{Store, launches::ListedLaunch, log_shares};

use crate::console::{Actor, note};

pub use store::{LogShareKey, log_shares::LogShare};

/// How many days a link may work.
pub const SHARE_DAYS: [u32; 3] = [1, 7, 30];
/// Links of one log that work at the same time.
const MOST_SHARES: usize = 100;
const MICROS_PER_DAY: i64 = 24 * 60 * 60 * 1_000_000;

/// A link could not be made or taken back.
#[derive(Debug, thiserror::Error)]
pub enum ShareError {
    /// It may not work for so long.
    #[error("a link to a log works for 1, 7 or 30 days")]
    BadDays,
    /// There are too many.
    #[error("there are {MOST_SHARES} links to this log already")]
    TooMany,
    /// There is no such link, or no more.
    #[error("there is no such link")]
    NoShare,
    /// The database.
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// Makes a link; the answer is its secret, which nothing shows again.
///
/// # Errors
/// See [`ShareError`].
pub async fn share_log(
    store: &Store,
    rng: &dyn Rng,
    by: Actor<'_>,
    launch: LaunchId,
    days: u32,
    now: Timestamp,
) -> Result<ShareToken, ShareError> {
    if !SHARE_DAYS.contains(&days) {
        return Err(ShareError::BadDays);
    }
    let token = ShareToken::random(rng);
    let hash = token.hash();
    let expires_at = Timestamp(now.0.saturating_add(i64::from(days) * MICROS_PER_DAY));
    store::transact!(store, |tx| {
        log_shares::delete_old(tx, now).await?;
        if log_shares::list(tx, launch, now).await?.len() >= MOST_SHARES {
            return Err(ShareError::TooMany);
        }
        log_shares::insert(tx, &hash, launch, by.login, now, expires_at).await?;
        note(tx, by, "log.shared", &launch.to_string(), &days.to_string(), now).await?;
        Ok(token.clone())
    })
}

/// The links to a log that work, oldest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn list_log_shares(
    store: &Store,
    launch: LaunchId,
    now: Timestamp,
) -> Result<Vec<LogShare>, store::Error> {
    log_shares::list(&mut store.read_once().await?, launch, now).await
}

/// Takes a link back.
///
/// # Errors
/// See [`ShareError`].
pub async fn revoke_log_share(
    store: &Store,
    by: Actor<'_>,
    launch: LaunchId,
    share: LogShareKey,
    now: Timestamp,
) -> Result<(), ShareError> {
    store::transact!(store, |tx| {
        if !log_shares::delete(tx, launch, share).await? {
            return Err(ShareError::NoShare);
        }
        note(tx, by, "log.unshared", &launch.to_string(), "", now).await?;
        Ok(())
    })
}

/// The launch that a link leads to; `None` where it is not good, or no more.
///
/// # Errors
/// When the database cannot be read.
pub async fn find_shared_log(
    store: &Store,
    token: &str,
    now: Timestamp,
) -> Result<Option<ListedLaunch>, store::Error> {
    let Ok(token) = ShareToken::parse(token) else { return Ok(None) };
    let mut tx = store.begin_read().await?;
    match log_shares::find(&mut tx, &token.hash(), now).await? {
        Some(launch) => store::launches::find_listed(&mut tx, launch).await,
        None => Ok(None),
    }
}
