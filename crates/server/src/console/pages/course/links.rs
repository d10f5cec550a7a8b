//! Addresses of the pages of a course.

use cloud_api::v1::params::Params;
use service::console::course::WantedCourse;

use crate::console::frame::Frame;

/// Makes addresses that say which course is meant.
#[derive(Clone)]
pub(super) struct Links {
    base: String,
    course: Params,
    version: Option<u32>,
}

impl Links {
    pub(super) fn new(frame: &Frame, wanted: WantedCourse<'_>) -> Self {
        let course = Params::new().with("app", wanted.app).with("course", wanted.course);
        Self { base: frame.to(""), course, version: wanted.version }
    }

    /// The address of a page below the course, of the version that is shown.
    pub(super) fn to(&self, path: &str, more: &[(&str, &str)]) -> String {
        format!("{}{}", self.base, self.path(path, more))
    }

    /// The same as a path of the console, to send a browser to.
    pub(super) fn path(&self, path: &str, more: &[(&str, &str)]) -> String {
        let mut query = self.course.clone();
        if let Some(version) = self.version {
            query.push("version", version.to_string());
        }
        more.iter().for_each(|(name, value)| query.push(*name, *value));
        format!("/course{path}?{}", query.to_urlencoded())
    }

    /// The address of a page below the course, of another version.
    pub(super) fn version(&self, path: &str, number: u32) -> String {
        Self { version: Some(number), ..self.clone() }.to(path, &[])
    }

    /// The address of a page below the course, of the latest version.
    pub(super) fn latest(&self, path: &str) -> String {
        Self { version: None, ..self.clone() }.to(path, &[])
    }

    /// The same as a path of the console, to send a browser to.
    pub(super) fn latest_path(&self, path: &str) -> String {
        Self { version: None, ..self.clone() }.path(path, &[])
    }

    /// The list of courses of the application.
    pub(super) fn about_app(&self) -> String {
        let app = Params::new().with("app", self.course.get("app").unwrap_or_default());
        format!("{}/courses?{}", self.base, app.to_urlencoded())
    }

    /// A place of the console that is about the course.
    pub(super) fn about(&self, place: &str) -> String {
        format!("{}{place}?{}", self.base, self.course.to_urlencoded())
    }

    /// The same as hidden fields of a form that asks.
    pub(super) fn fields(&self) -> Vec<(String, String)> {
        let mut fields: Vec<_> =
            self.course.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        fields.extend(self.version.map(|version| ("version".to_owned(), version.to_string())));
        fields
    }
}
