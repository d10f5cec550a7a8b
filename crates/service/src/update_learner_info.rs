//! Renames a learner on all registrations of an application.

use platform::LearnerId;
use store::{AppKey, Store, registrations::Learner};

/// What is to be known of a learner from now on.
#[derive(Clone, Copy, Debug)]
pub struct LearnerInfo<'a> {
    /// The id so far.
    pub id: &'a str,
    /// Another id from now on.
    pub new_id: Option<&'a str>,
    /// First name.
    pub first: &'a str,
    /// Last name.
    pub last: &'a str,
    /// E-mail address; `None` leaves it as it is.
    pub email: Option<&'a str>,
}

/// A learner could not be renamed.
#[derive(Debug, thiserror::Error)]
pub enum UpdateLearnerInfoError {
    /// No registration of this application names the learner.
    #[error("there is no such learner")]
    NoLearner,
    /// Another learner has the new id.
    #[error("the new id belongs to another learner")]
    IdInUse,
    /// The new id cannot be one.
    #[error(transparent)]
    BadId(#[from] platform::InvalidId),
    /// The database.
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// Renames a learner on all registrations; running launches keep the name they began with.
///
/// # Errors
/// See [`UpdateLearnerInfoError`].
pub async fn update_learner_info(
    store: &Store,
    app: AppKey,
    info: LearnerInfo<'_>,
) -> Result<(), UpdateLearnerInfoError> {
    let Ok(id) = LearnerId::new(info.id) else { return Err(UpdateLearnerInfoError::NoLearner) };
    let new_id = info.new_id.map(LearnerId::new).transpose()?.unwrap_or_else(|| id.clone());
    let learner = Learner {
        id: new_id,
        first: info.first.to_owned(),
        last: info.last.to_owned(),
        email: info.email.unwrap_or_default().to_owned(),
    };
    store::transact!(store, |tx| {
        if learner.id != id && store::learners::exists(tx, app, &learner.id).await? {
            return Err(UpdateLearnerInfoError::IdInUse);
        }
        match store::learners::update(tx, app, &id, &learner).await? {
            0 => Err(UpdateLearnerInfoError::NoLearner),
            _ => Ok(()),
        }
    })
}
