//! Tags of courses, learners and registrations: read, set, added, removed.

use cloud_api::v1::request::{TagOwner, TagsToAdd};
use platform::{InvalidId, LearnerId};
use store::{
    AppKey, CourseKey, RegistrationKey, Store, Tx, courses::Course, registrations::Registration, tags::Tagged,
};

use crate::{
    find_registration::{FindRegistrationError, find_registration},
    find_version::find_course,
};

/// Tags could not be read or changed.
#[derive(Debug, thiserror::Error)]
pub enum TagsError {
    /// No such course in this application.
    #[error("there is no such course")]
    NoCourse,
    /// No such registration in this application.
    #[error("there is no such registration")]
    NoRegistration,
    /// The learner's id cannot be one.
    #[error(transparent)]
    BadLearnerId(#[from] InvalidId),
    /// The database.
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// Whose tags, with what names them in the database.
enum Owner {
    Course(Course),
    Learner(LearnerId),
    Registration(Box<Registration>),
}

impl Owner {
    async fn find(tx: &mut Tx, app: AppKey, owner: TagOwner, id: &str) -> Result<Self, TagsError> {
        match owner {
            TagOwner::Course => find_course(tx, app, id).await?.map(Self::Course).ok_or(TagsError::NoCourse),
            // A learner is an id: there may be tags before there is a registration.
            TagOwner::Learner => Ok(Self::Learner(LearnerId::new(id)?)),
            TagOwner::Registration => match find_registration(tx, app, id).await {
                Ok(registration) => Ok(Self::Registration(Box::new(registration))),
                Err(FindRegistrationError::Store(error)) => Err(error.into()),
                Err(_) => Err(TagsError::NoRegistration),
            },
        }
    }

    fn tagged(&self, app: AppKey) -> Tagged<'_> {
        match self {
            Self::Course(course) => Tagged::Course(app, course.key),
            Self::Learner(id) => Tagged::Learner(app, id),
            Self::Registration(registration) => Tagged::Registration(registration.key),
        }
    }
}

/// The tags of a course, learner or registration, in the order they were given.
///
/// # Errors
/// See [`TagsError`].
pub async fn list_tags(
    store: &Store,
    app: AppKey,
    owner: TagOwner,
    id: &str,
) -> Result<Vec<String>, TagsError> {
    let mut tx = store.begin_read().await?;
    let owner = Owner::find(&mut tx, app, owner, id).await?;
    Ok(store::tags::list(&mut tx, owner.tagged(app)).await?)
}

/// Makes `tags` the only ones.
///
/// # Errors
/// See [`TagsError`].
pub async fn set_tags(
    store: &Store,
    app: AppKey,
    owner: TagOwner,
    id: &str,
    tags: &[String],
) -> Result<(), TagsError> {
    store::transact!(store, |tx| {
        let owner = Owner::find(tx, app, owner, id).await?;
        store::tags::clear(tx, owner.tagged(app)).await?;
        store::tags::add(tx, owner.tagged(app), tags).await?;
        Ok(())
    })
}

/// Adds `tags` to those that are there.
///
/// # Errors
/// See [`TagsError`].
pub async fn add_tags(
    store: &Store,
    app: AppKey,
    owner: TagOwner,
    id: &str,
    tags: &[String],
) -> Result<(), TagsError> {
    store::transact!(store, |tx| {
        let owner = Owner::find(tx, app, owner, id).await?;
        store::tags::add(tx, owner.tagged(app), tags).await?;
        Ok(())
    })
}

/// Takes `tags` away, those that are there.
///
/// # Errors
/// See [`TagsError`].
pub async fn remove_tags(
    store: &Store,
    app: AppKey,
    owner: TagOwner,
    id: &str,
    tags: &[String],
) -> Result<(), TagsError> {
    store::transact!(store, |tx| {
        let owner = Owner::find(tx, app, owner, id).await?;
        store::tags::remove(tx, owner.tagged(app), tags).await?;
        Ok(())
    })
}

/// A registration with its learner and course.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TagCarrier<'a> {
    pub(crate) app: AppKey,
    pub(crate) learner: &'a LearnerId,
    pub(crate) course: CourseKey,
    pub(crate) registration: RegistrationKey,
}

impl<'a> TagCarrier<'a> {
    pub(crate) fn of(registration: &'a Registration) -> Self {
        Self {
            app: registration.app,
            learner: &registration.learner.id,
            course: registration.course,
            registration: registration.key,
        }
    }
}

/// Adds the tags that came with `createRegistration` or `launch` to learner, course and registration.
pub(crate) async fn add_tags_of_call(
    tx: &mut Tx,
    of: TagCarrier<'_>,
    tags: &TagsToAdd,
) -> Result<(), store::Error> {
    store::tags::add(tx, Tagged::Learner(of.app, of.learner), &tags.learner).await?;
    store::tags::add(tx, Tagged::Course(of.app, of.course), &tags.course).await?;
    store::tags::add(tx, Tagged::Registration(of.registration), &tags.registration).await
}
