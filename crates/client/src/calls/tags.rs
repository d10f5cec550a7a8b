//! `rustici.tagging`.

use cloud_api::v1::request::{TagOwner, Tagging};
use cloud_api::v1::simple::Done;
use cloud_api::v1::tags::Tags as Reply;

use crate::{CallError, Cloud, CourseId, LearnerId, RegistrationId, Repeat};

/// Tags of courses, learners and registrations. A tag holds neither `,` nor `|`: both separate tags.
#[derive(Debug, Clone, Copy)]
pub struct Tags<'c>(pub(crate) &'c Cloud);

/// What carries tags.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tagged<'a> {
    /// A course.
    Course(&'a CourseId),
    /// A learner, with or without registrations.
    Learner(&'a LearnerId),
    /// A registration.
    Registration(&'a RegistrationId),
}

impl Tags<'_> {
    /// Its tags.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn get(&self, of: impl Into<Tagged<'_>>) -> Result<Vec<String>, CallError> {
        let (owner, call) = of.into().call(&[]);
        let method = match owner {
            TagOwner::Course => "tagging.getCourseTags",
            TagOwner::Learner => "tagging.getLearnerTags",
            TagOwner::Registration => "tagging.getRegistrationTags",
        };
        Ok(self.0.call::<Reply>(method, &call.write_get(owner), Repeat::Always).await?.0)
    }

    /// Gives it these tags and no others.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn set(&self, of: impl Into<Tagged<'_>>, tags: &[&str]) -> Result<(), CallError> {
        let (owner, call) = of.into().call(tags);
        let method = match owner {
            TagOwner::Course => "tagging.setCourseTags",
            TagOwner::Learner => "tagging.setLearnerTags",
            TagOwner::Registration => "tagging.setRegistrationTags",
        };
        self.0.call::<Done>(method, &call.write_set(owner), Repeat::Always).await.map(drop)
    }

    /// Gives it one more.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn add(&self, of: impl Into<Tagged<'_>>, tag: &str) -> Result<(), CallError> {
        let (owner, call) = of.into().call(&[tag]);
        let method = match owner {
            TagOwner::Course => "tagging.addCourseTag",
            TagOwner::Learner => "tagging.addLearnerTag",
            TagOwner::Registration => "tagging.addRegistrationTag",
        };
        self.0.call::<Done>(method, &call.write_one(owner), Repeat::Always).await.map(drop)
    }

    /// Takes one away, if it is there.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn remove(&self, of: impl Into<Tagged<'_>>, tag: &str) -> Result<(), CallError> {
        let (owner, call) = of.into().call(&[tag]);
        let method = match owner {
            TagOwner::Course => "tagging.removeCourseTag",
            TagOwner::Learner => "tagging.removeLearnerTag",
            TagOwner::Registration => "tagging.removeRegistrationTag",
        };
        self.0.call::<Done>(method, &call.write_one(owner), Repeat::Always).await.map(drop)
    }
}

impl Tagged<'_> {
    fn call(self, tags: &[&str]) -> (TagOwner, Tagging) {
        let (owner, id) = match self {
            Self::Course(id) => (TagOwner::Course, id.to_string()),
            Self::Learner(id) => (TagOwner::Learner, id.to_string()),
            Self::Registration(id) => (TagOwner::Registration, id.to_string()),
        };
        (owner, Tagging { id, tags: tags.iter().map(|tag| (*tag).to_owned()).collect() })
    }
}

impl<'a> From<&'a CourseId> for Tagged<'a> {
    fn from(id: &'a CourseId) -> Self {
        Self::Course(id)
    }
}

impl<'a> From<&'a LearnerId> for Tagged<'a> {
    fn from(id: &'a LearnerId) -> Self {
        Self::Learner(id)
    }
}

impl<'a> From<&'a RegistrationId> for Tagged<'a> {
    fn from(id: &'a RegistrationId) -> Self {
        Self::Registration(id)
    }
}
