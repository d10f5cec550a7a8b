//! Registers a learner for a course.

use cloud_api::v1::request::CreateRegistration;
use platform::{InstallationKey, InstanceNumber, InvalidId, LearnerId, RegistrationId, Rng, Timestamp};
use store::{
    AppKey, Store,
    registrations::{Learner, NewRegistration},
};

use crate::{
    find_version::{FindVersionError, find_version},
    postback_settings::seal_postback,
    tags::{TagCarrier, add_tags_of_call},
};

/// A registration could not be made.
#[derive(Debug, thiserror::Error)]
pub enum CreateRegistrationError {
    /// No such course or version.
    #[error(transparent)]
    Course(#[from] FindVersionError),
    /// The id is taken in this application.
    #[error("there is a registration with this id already")]
    Exists,
    /// The registration's id cannot be one.
    #[error("`regid`: {0}")]
    BadRegistrationId(InvalidId),
    /// The learner's id cannot be one.
    #[error("`learnerid`: {0}")]
    BadLearnerId(InvalidId),
}

impl From<store::Error> for CreateRegistrationError {
    fn from(error: store::Error) -> Self {
        Self::Course(error.into())
    }
}

/// Makes a registration with its first instance, bound to the version that is asked for or the latest one.
///
/// # Errors
/// See [`CreateRegistrationError`].
pub async fn create_registration(
    store: &Store,
    key: &InstallationKey,
    rng: &dyn Rng,
    app: AppKey,
    request: &CreateRegistration,
    now: Timestamp,
) -> Result<(), CreateRegistrationError> {
    let id = RegistrationId::new(&request.reg_id).map_err(CreateRegistrationError::BadRegistrationId)?;
    let learner = Learner {
        id: LearnerId::new(&request.learner_id).map_err(CreateRegistrationError::BadLearnerId)?,
        first: request.first_name.clone(),
        last: request.last_name.clone(),
        email: request.email.clone().unwrap_or_default(),
    };
    let postback =
        request.postback.as_ref().map(|settings| seal_postback(settings, key, rng, app, id.as_str()));
    store::transact!(store, |tx| {
        let (course, version) = find_version(tx, app, &request.course_id, request.version).await?;
        let new = NewRegistration { id: &id, learner: &learner, postback: postback.as_ref() };
        let registration = store::registrations::insert(tx, &course, &new, now)
            .await?
            .ok_or(CreateRegistrationError::Exists)?;
        let first = InstanceNumber(0);
        store::instances::insert(tx, registration, first, version.key, version.number, now).await?;
        let carrier = TagCarrier { app, learner: &learner.id, course: course.key, registration };
        add_tags_of_call(tx, carrier, &request.tags).await?;
        Ok(())
    })
}
