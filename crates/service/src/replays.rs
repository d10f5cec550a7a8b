//! Signed calls that come a second time.

use platform::Timestamp;
use store::request_joins::{self, Request};
use store::{AppKey, Store};

use crate::order_job::JOIN_WINDOW_MICROS;

/// Notes a signed call; `true` when the same one came before, to this node or another. Methods whose repeated calls
/// join the first are not to be asked about: their calls are noted elsewhere, in the same place.
///
/// # Errors
/// When the database cannot be written.
pub async fn is_replay(
    store: &Store,
    app: AppKey,
    method: &str,
    signature: &str,
    now: Timestamp,
) -> Result<bool, store::Error> {
    let signature = signature.to_ascii_lowercase();
    let request = Request { app, method, signature: &signature };
    let since = Timestamp(now.0.saturating_sub(JOIN_WINDOW_MICROS));
    store::transact!(store, |tx| {
        Ok(request_joins::insert_or_find(tx, request, now, since).await?.is_some())
    })
}
