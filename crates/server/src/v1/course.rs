//! `rustici.course`.

pub(super) mod delete_course;
pub(super) mod delete_files;
pub(super) mod exists;
pub(super) mod get_assets;
pub(super) mod get_async_import_result;
pub(super) mod get_attributes;
pub(super) mod get_course_detail;
pub(super) mod get_course_list;
pub(super) mod get_file_structure;
pub(super) mod get_manifest;
pub(super) mod get_metadata;
pub(super) mod import_course;
pub(super) mod import_course_async;
mod package_job;
pub(super) mod preview;
pub(super) mod properties;
mod tell_warnings;
pub(super) mod update_assets;
pub(super) mod update_assets_async;
pub(super) mod update_attributes;
pub(super) mod version_course;
pub(super) mod wait_for_job;

use cloud_api::v1::{attributes::Attributes, course::Course, error::Fault};
use service::{CourseAttributesError, CourseFilesError, FindVersionError};

use super::call::{Call, internal};

/// The failure for a course or version that was not found, by the codes of the course methods.
fn not_found(call: &Call<'_>, courseid: &str, error: &FindVersionError) -> Fault {
    match error {
        FindVersionError::NoCourse => call.no_course(courseid),
        FindVersionError::NoVersion(number) => {
            Fault::version_not_found(2, courseid, *number, call.app_id().as_str())
        }
        FindVersionError::Store(_) => internal(error),
    }
}

/// The failure of methods that work on the files of a course.
fn no_files(call: &Call<'_>, courseid: &str, error: &CourseFilesError) -> Fault {
    match error {
        CourseFilesError::Find(error) => not_found(call, courseid, error),
        error => internal(error),
    }
}

/// The failure of a call for attributes.
fn attributes_not_found(call: &Call<'_>, courseid: &str, error: &CourseAttributesError) -> Fault {
    match error {
        CourseAttributesError::Find(error) => not_found(call, courseid, error),
        CourseAttributesError::Definition(error) => internal(error),
    }
}

fn on_the_wire_attributes(attributes: Vec<(&'static str, String)>) -> Attributes {
    Attributes(attributes.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

fn on_the_wire(course: service::rows::Course, tags: Vec<String>) -> Course {
    service::wire::course(course, tags)
}
