//! `rustici.course`.

use cloud_api::v1::course::{Course, CourseDetail, CourseList};
use cloud_api::v1::metadata::Metadata;
use cloud_api::v1::params::Params;
use cloud_api::v1::request::{self, GetMetadata, ListCourses, MetadataScope, Request as _};
use cloud_api::v1::simple::{Done, Exists};
use cloud_api::v1::values::Which;

use crate::cloud::read;
use crate::{CallError, Cloud, CourseId, Repeat, SignedUrl};

/// Courses and their versions. Imports are in the methods that begin with `import`.
#[derive(Debug, Clone, Copy)]
pub struct Courses<'c>(pub(crate) &'c Cloud);

impl Courses<'_> {
    /// Whether there is a course with this id.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn exists(&self, id: &CourseId) -> Result<bool, CallError> {
        Ok(self.0.call::<Exists>("course.exists", &of(id, None), Repeat::Always).await?.0)
    }

    /// Deletes a course, all its versions and all its registrations. One that is not there counts as deleted.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn delete(&self, id: &CourseId) -> Result<(), CallError> {
        self.delete_any("course.deleteCourse", &of(id, None)).await
    }

    /// Deletes one version. The course goes with its last one.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn delete_version(&self, id: &CourseId, version: Which) -> Result<(), CallError> {
        // Twice would delete two of them where `latest` is meant.
        let repeat = if version == Which::Latest { Repeat::UnlessSent } else { Repeat::Always };
        self.0.call::<Done>("course.deleteCourse", &of(id, Some(version)), repeat).await.map(drop)
    }

    async fn delete_any(&self, method: &'static str, params: &Params) -> Result<(), CallError> {
        match self.0.call::<Done>(method, params, Repeat::Always).await {
            // Gone before, or by a try of ours whose answer was lost.
            Ok(Done) | Err(CallError::Refused { code: crate::code::NOT_FOUND, .. }) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// All courses, or those that `what` chooses.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn list(&self, what: &ListCourses) -> Result<Vec<Course>, CallError> {
        Ok(self.0.call::<CourseList>("course.getCourseList", &what.to_params(), Repeat::Always).await?.0)
    }

    /// One course with its versions.
    ///
    /// # Errors
    /// See [`CallError`]; 1 when there is none.
    pub async fn detail(&self, id: &CourseId) -> Result<CourseDetail, CallError> {
        self.0.call("course.getCourseDetail", &of(id, None), Repeat::Always).await
    }

    /// What the manifest says about the course, and with [`MetadataScope::Activity`] about each activity.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn metadata(
        &self,
        id: &CourseId,
        version: Option<Which>,
        scope: MetadataScope,
    ) -> Result<Metadata, CallError> {
        let request = GetMetadata { course_id: id.to_string(), version, scope, detail: false };
        self.0.call("course.getMetadata", &request.to_params(), Repeat::Always).await
    }

    /// The manifest itself, as XML.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn manifest(&self, id: &CourseId, version: Option<Which>) -> Result<String, CallError> {
        const METHOD: &str = "course.getManifest";
        let text = self.0.call_for_text(METHOD, &of(id, version), Repeat::Always).await?;
        // Only a failure comes in an envelope.
        match read::<Done>(METHOD, &text) {
            Err(refused @ CallError::Refused { .. }) => Err(refused),
            _ => Ok(text),
        }
    }

    /// A link that shows a course without recording anything. On leaving, the browser goes to `return_to`.
    pub fn preview(&self, id: &CourseId, version: Option<Which>, return_to: Option<&str>) -> SignedUrl {
        let request = request::Preview {
            course_id: id.to_string(),
            version,
            redirect_url: return_to.map(str::to_owned),
            css_url: None,
            culture: None,
        };
        self.0.link("course.preview", &request.to_params())
    }
}

pub(super) fn of(id: &CourseId, version: Option<Which>) -> Params {
    request::CourseVersion { course_id: id.to_string(), version }.to_params()
}
