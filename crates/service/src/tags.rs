//! Tags of courses, learners and registrations: read, and changed.

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

    /// It was deleted since it was found. A learner never is.
    fn is_gone(&self) -> TagsError {
        if matches!(self, Self::Course(_)) { TagsError::NoCourse } else { TagsError::NoRegistration }
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

/// What happens to tags.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TagChange {
    /// They become the only ones.
    Set,
    /// They come to those that are there.
    Add,
    /// They go, those that are there.
    Remove,
}

/// Changes the tags of a course, learner or registration.
///
/// # Errors
/// See [`TagsError`].
pub async fn change_tags(
    store: &Store,
    app: AppKey,
    owner: TagOwner,
    id: &str,
    change: TagChange,
    tags: &[String],
) -> Result<(), TagsError> {
    store::transact!(store, |tx| { change_tags_in(tx, app, owner, id, change, tags).await })
}

/// The same within a transaction.
pub(crate) async fn change_tags_in(
    tx: &mut Tx,
    app: AppKey,
    owner: TagOwner,
    id: &str,
    change: TagChange,
    tags: &[String],
) -> Result<(), TagsError> {
    let owner = Owner::find(tx, app, owner, id).await?;
    match change {
        TagChange::Set => {
            if !store::tags::set(tx, owner.tagged(app), tags).await? {
                return Err(owner.is_gone());
            }
        }
        TagChange::Add => store::tags::add(tx, owner.tagged(app), tags).await?,
        TagChange::Remove => store::tags::remove(tx, owner.tagged(app), tags).await?,
    }
    Ok(())
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
