//! Where a registration's results are posted, what waits, and every try.

use store::{Store, postback_attempts::PostbackAttempt, postback_outbox::OutboxRow};

use super::ShownRegistration;
use crate::deliver_postback::shown_url;

/// The postbacks of a registration. The password is not among what is told.
#[derive(Clone, Debug)]
pub struct Postbacks {
    /// Where results go, without credentials; `None` where nothing is posted.
    pub url: Option<String>,
    /// `form` or `httpbasic`.
    pub auth: String,
    /// Name of the credentials; empty where there are none.
    pub login: String,
    /// Which report is posted.
    pub format: String,
    /// Whether nothing is posted for now.
    pub is_paused: bool,
    /// What waits or is under way.
    pub pending: Option<OutboxRow>,
    /// Tries in their order, each with its number among all.
    pub attempts: Vec<(i64, PostbackAttempt)>,
    /// Behind which try the page of earlier ones begins.
    pub earlier: Option<i64>,
}

/// The last `limit` tries of a registration with what waits, or the last of those before `before`.
///
/// # Errors
/// When the database cannot be read.
pub async fn registration_postbacks(
    store: &Store,
    shown: &ShownRegistration,
    before: Option<i64>,
    limit: u32,
) -> Result<Postbacks, store::Error> {
    let mut tx = store.begin_read().await?;
    let registration = &shown.registration;
    let mut attempts = store::postback_attempts::list(&mut tx, registration.key, before, limit + 1).await?;
    let is_more = attempts.len() > limit as usize;
    attempts.truncate(limit as usize);
    let earlier = attempts.last().map(|(number, _)| *number).filter(|_| is_more);
    attempts.reverse();
    let settings = registration.postback.as_ref();
    Ok(Postbacks {
        url: settings.map(|settings| shown_url(&settings.url)),
        auth: settings.map(|settings| settings.auth.clone()).unwrap_or_default(),
        login: settings.map(|settings| settings.login.clone()).unwrap_or_default(),
        format: settings.map(|settings| settings.format.clone()).unwrap_or_default(),
        is_paused: store::registrations::find_paused(&mut tx, registration.key).await?,
        pending: store::postback_outbox::find(&mut tx, registration.key).await?,
        attempts,
        earlier,
    })
}
