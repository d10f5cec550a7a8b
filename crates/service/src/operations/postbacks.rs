//! Postbacks that have not arrived: how many, which, and what can be done for all of an application's.

use platform::{AppId, Timestamp};
use store::{
    AppKey, Store,
    postback_backlog::{self, Backlog, BacklogKey, Bulk, Undelivered},
    postback_outbox::PostbackState,
};

use super::COUNTED;
use crate::{
    apps::AppError,
    console::{Actor, note},
};

/// Posts moved in one transaction, so that nobody waits long for it.
const BATCH: u32 = 2000;

/// Which applications a page of the backlog holds.
#[derive(Debug, Clone, Copy)]
pub struct ListBacklog {
    /// Those after this one.
    pub after: Option<AppKey>,
    /// So many at most.
    pub limit: u32,
}

/// A page of the applications that have something in the outbox or are held. No number goes beyond
/// [`COUNTED`] by more than one.
///
/// # Errors
/// When the database cannot be read.
pub async fn postback_backlog(store: &Store, wanted: ListBacklog) -> Result<Vec<Backlog>, store::Error> {
    let mut tx = store.read_once().await?;
    postback_backlog::count(&mut tx, wanted.after, wanted.limit, COUNTED + 1).await
}

/// When the next post is due, perhaps in the past.
///
/// # Errors
/// When the database cannot be read.
pub async fn postbacks_due(store: &Store) -> Result<Option<Timestamp>, store::Error> {
    postback_backlog::find_next_due(&mut store.read_once().await?).await
}

/// Which posts of an application.
#[derive(Debug, Clone, Copy)]
pub struct Postbacks<'a> {
    /// The application.
    pub app: &'a AppId,
    /// Those in this state.
    pub state: PostbackState,
}

/// A page of what has not arrived, the oldest change first.
///
/// # Errors
/// When there is no such application, or the database cannot be read.
pub async fn list_undelivered(
    store: &Store,
    wanted: Postbacks<'_>,
    after: Option<BacklogKey>,
    limit: u32,
) -> Result<Vec<Undelivered>, AppError> {
    let mut tx = store.begin_read().await?;
    let app = crate::apps::find_in(&mut tx, wanted.app).await?;
    Ok(postback_backlog::list(&mut tx, app.key, wanted.state, after, limit).await?)
}

/// Everything of an application is sent now, whatever was tried before: what waits for its time, what was given up, and
/// what was blocked. The answer is how much that is.
///
/// # Errors
/// When there is no such application, or the database cannot be written.
pub async fn send_postbacks(
    store: &Store,
    by: Actor<'_>,
    id: &AppId,
    now: Timestamp,
) -> Result<u64, AppError> {
    let app = begin(store, by, id, "postbacks.sent", None, now).await?;
    let mut count = 0;
    for state in [PostbackState::Pending, PostbackState::Failed, PostbackState::Blocked] {
        count += all_of(store, app, state, Bulk::Due(now)).await?;
    }
    Ok(count)
}

/// Nothing is posted for an application until [`release_postbacks`]: what waits is kept, and what comes is too. A request
/// that is under way is not called back.
///
/// # Errors
/// When there is no such application, or the database cannot be written.
pub async fn hold_postbacks(
    store: &Store,
    by: Actor<'_>,
    id: &AppId,
    now: Timestamp,
) -> Result<(), AppError> {
    let app = begin(store, by, id, "postbacks.held", Some(true), now).await?;
    all_of(store, app, PostbackState::Pending, Bulk::Held).await?;
    Ok(())
}

/// What was kept back is sent, and whatever comes.
///
/// # Errors
/// When there is no such application, or the database cannot be written.
pub async fn release_postbacks(
    store: &Store,
    by: Actor<'_>,
    id: &AppId,
    now: Timestamp,
) -> Result<(), AppError> {
    let app = begin(store, by, id, "postbacks.released", Some(false), now).await?;
    all_of(store, app, PostbackState::Held, Bulk::Due(now)).await?;
    Ok(())
}

/// Who does it is noted, and what comes from now on is held or not; what is there already follows in small steps, which
/// do no harm when they are done again.
async fn begin(
    store: &Store,
    by: Actor<'_>,
    id: &AppId,
    kind: &str,
    held: Option<bool>,
    now: Timestamp,
) -> Result<AppKey, AppError> {
    store::transact!(store, |tx| {
        let app = crate::apps::find_in(tx, id).await?;
        if let Some(held) = held {
            store::apps::update_postbacks_held(tx, app.key, held).await?;
        }
        note(tx, by, kind, id.as_str(), "", now).await?;
        Ok(app.key)
    })
}

async fn all_of(store: &Store, app: AppKey, state: PostbackState, bulk: Bulk) -> Result<u64, store::Error> {
    let (mut count, mut after) = (0, None);
    loop {
        let step: Result<(u64, Option<BacklogKey>), store::Error> = store::transact!(store, |tx| {
            postback_backlog::update_next(tx, app, state, after, BATCH, bulk).await
        });
        let (moved, end) = step?;
        count += moved;
        match end {
            Some(_) => after = end,
            None => return Ok(count),
        }
    }
}
