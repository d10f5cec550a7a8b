//! The log of calls, of one application or of all.

use platform::AppId;
use store::{
    ApiCallKey, Store,
    api_calls::{ApiCallFilter, CallsOfAll},
};

use crate::apps::{AppError, find_app};

/// Which calls.
#[derive(Debug, Clone, Copy)]
pub struct CallsWanted<'a> {
    /// Of this application; `None`: of all.
    pub app: Option<&'a AppId>,
    /// Only such.
    pub filter: ApiCallFilter<'a>,
    /// Only those before.
    pub before: Option<ApiCallKey>,
    /// So many at most.
    pub limit: u32,
}

/// A page of calls, latest first. It may hold less than its limit although there are older ones: what is filtered out
/// is looked through in stretches.
///
/// # Errors
/// When there is no such application, or the database cannot be read.
pub async fn list_calls(store: &Store, wanted: CallsWanted<'_>) -> Result<CallsOfAll, AppError> {
    let CallsWanted { app, filter, before, limit } = wanted;
    let Some(id) = app else {
        let mut tx = store.begin_read().await?;
        return Ok(store::api_calls::list_all(&mut tx, filter, before, limit).await?);
    };
    let app = find_app(store, id).await?;
    let mut tx = store.begin_read().await?;
    let mut page = store::api_calls::list(&mut tx, app.key, filter, before, limit.saturating_add(1)).await?;
    let has_older = page.len() > limit as usize;
    page.truncate(limit as usize);
    let older = page.last().filter(|_| has_older).map(|(key, _)| *key);
    let calls = page.into_iter().map(|(key, call)| (key, id.clone(), call)).collect();
    Ok(CallsOfAll { calls, older })
}
