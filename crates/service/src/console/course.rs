//! A course as its pages in the console show and change it. Ids come as somebody sent them: what cannot be one names
//! nothing.

mod attributes;
mod files;
mod history;
mod overview;
mod structure;
mod trash;

use cloud_api::v1::{request::TagOwner, values::Which};
use platform::{AppId, Timestamp, VersionNumber};
use store::{Store, Tx, apps::App, course_versions::CourseVersion, courses::Course};

use super::audit::{Actor, note};
use crate::{
    find_version::{FindVersionError, find_version},
    tags::{TagChange, TagsError, change_tags_in},
};

pub use attributes::{SetAttributesError, course_settings, set_course_attributes};
pub use files::{
    FilePlace, FilesWanted, Folder, FolderEntry, PutFileError, delete_course_file, list_folder,
    put_course_file,
};
pub use history::{FileChange, HistoryEntry, course_history};
pub use overview::{CourseNumbers, UpTo, course_numbers};
pub use structure::{ActivityKind, CourseStructure, Fact, ShownActivity, Warning, course_structure};
pub use trash::{delete_course, delete_course_version};

/// A version of a course, with whose it is.
#[derive(Clone, Debug)]
pub struct ShownCourse {
    /// The application.
    pub app: App,
    /// The course.
    pub course: Course,
    /// The version that is shown.
    pub version: CourseVersion,
    /// The number of the latest one.
    pub latest: VersionNumber,
}

impl ShownCourse {
    /// Whether a later version takes its place.
    #[must_use]
    pub fn is_old(&self) -> bool {
        self.version.number < self.latest
    }

    /// The version as callers of the API would name it.
    #[must_use]
    pub fn which(&self) -> Option<Which> {
        Some(Which::Number(self.version.number.0))
    }
}

/// Which course somebody asks for: the ids of application and course as they were sent, and the number of a version;
/// without one the latest is meant.
#[derive(Clone, Copy, Debug)]
pub struct WantedCourse<'a> {
    /// The application's id.
    pub app: &'a str,
    /// The course's id.
    pub course: &'a str,
    /// The version's number.
    pub version: Option<u32>,
}

/// A course by its ids. The copies of the sandbox are not among them: they share the files of their originals.
///
/// # Errors
/// When there is no such application, course or version, or the database cannot be read.
pub async fn find_course(store: &Store, wanted: WantedCourse<'_>) -> Result<ShownCourse, FindVersionError> {
    find(&mut store.begin_read().await?, wanted).await
}

async fn find(tx: &mut Tx, wanted: WantedCourse<'_>) -> Result<ShownCourse, FindVersionError> {
    let app = AppId::new(wanted.app).map_err(|_| FindVersionError::NoCourse)?;
    let app = store::apps::find(tx, &app).await?.filter(|app| app.sandbox_of.is_none());
    let app = app.ok_or(FindVersionError::NoCourse)?;
    let (course, version) =
        find_version(tx, app.key, wanted.course, wanted.version.map(Which::Number)).await?;
    let latest = match wanted.version {
        Some(_) => store::course_versions::find_latest(tx, course.key).await?.map(|latest| latest.number),
        None => None,
    };
    Ok(ShownCourse { latest: latest.unwrap_or(version.number), app, course, version })
}

/// Notes a change of a course, in the transaction that makes it.
async fn note_change(
    tx: &mut Tx,
    by: Actor<'_>,
    kind: &str,
    of: &ShownCourse,
    detail: &str,
    now: Timestamp,
) -> Result<(), store::Error> {
    let detail = match detail {
        "" => of.app.id.as_str().to_owned(),
        detail => format!("{} · {detail}", of.app.id.as_str()),
    };
    note(tx, by, kind, of.course.id.as_str(), &detail, now).await
}

/// Gives a course tags, or takes them away.
///
/// # Errors
/// When the course is gone, or the database cannot be written.
pub async fn change_course_tags(
    store: &Store,
    by: Actor<'_>,
    of: &ShownCourse,
    change: TagChange,
    tags: &[String],
    now: Timestamp,
) -> Result<(), TagsError> {
    let kind = match change {
        TagChange::Remove => "course.tags-removed",
        TagChange::Add | TagChange::Set => "course.tags-added",
    };
    let course = of.course.id.as_str();
    store::transact!(store, |tx| {
        change_tags_in(tx, of.app.key, TagOwner::Course, course, change, tags).await?;
        note_change(tx, by, kind, of, &tags.join(", "), now).await?;
        Ok(())
    })
}
