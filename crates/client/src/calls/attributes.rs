//! Attributes of a course: how it is played, and its title. Their names and values are in the reference of API V1.

use cloud_api::v1::attributes::Attributes as Reply;
use cloud_api::v1::params::Params;
use cloud_api::v1::request::{Properties, Request as _};
use cloud_api::v1::values::Which;

use super::Courses;
use super::courses::of;
use crate::{CallError, CourseId, Repeat, SignedUrl};

impl Courses<'_> {
    /// All attributes of a version, by name and value.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn attributes(
        &self,
        id: &CourseId,
        version: Option<Which>,
    ) -> Result<Vec<(String, String)>, CallError> {
        Ok(self.0.call::<Reply>("course.getAttributes", &of(id, version), Repeat::Always).await?.0)
    }

    /// Changes attributes; those that have another value now.
    ///
    /// ```no_run
    /// # async fn change(cloud: lyceum_client::Cloud, id: lyceum_client::CourseId) -> Result<(), lyceum_client::CallError> {
    /// let changed = cloud.courses().update_attributes(&id, None, &[("title", "Golf"), ("desiredHeight", "700")]).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// See [`CallError`]; 205 when a value cannot be understood.
    pub async fn update_attributes(
        &self,
        id: &CourseId,
        version: Option<Which>,
        values: &[(&str, &str)],
    ) -> Result<Vec<(String, String)>, CallError> {
        let mut params: Params = of(id, version);
        for (name, value) in values {
            params.push(*name, *value);
        }
        // Done twice, the second answer would say that nothing has changed.
        Ok(self.0.call::<Reply>("course.updateAttributes", &params, Repeat::UnlessSent).await?.0)
    }

    /// A link to a page that edits the attributes, for an author's browser.
    pub fn property_editor(&self, id: &CourseId, version: Option<Which>) -> SignedUrl {
        let version = version.filter(|version| *version != Which::Latest);
        let request =
            Properties { course_id: id.to_string(), version, css_url: None, notification_url: None };
        self.0.link("course.properties", &request.to_params())
    }
}
