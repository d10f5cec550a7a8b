//! The files of a version, a folder at a time.

use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use cloud_api::v1::import::{ImportState, ImportStatus};
use service::{
    CourseFiles,
    console::course::{FilePlace, FilesWanted, FolderEntry, ShownCourse, delete_course_file, list_folder},
};

use super::{Asked, At, Head, delete::ConfirmPage, look_up, no_files, not_now};
use crate::{
    console::{
        answer::{Failed, Page},
        asking::Me,
        frame::{Frame, minute, size},
        see,
    },
    services::Services,
};

/// Entries on a page.
const PAGE: usize = 200;

#[derive(Template)]
#[template(path = "console/course/files.html")]
struct FilesPage {
    frame: Frame,
    head: Head,
    /// Hidden fields of the search form.
    fields: Vec<(String, String)>,
    folder: String,
    search: String,
    /// The folders from the top to this one: name and address.
    way: Vec<(String, String)>,
    lines: Vec<Line>,
    is_later: bool,
    first: String,
    next: Option<String>,
    whole: String,
    put: Put,
    /// The file that is on its way.
    coming: Option<Coming>,
}

/// The form that brings a file.
struct Put {
    action: String,
    heading: String,
    path: String,
    is_replacing: bool,
    problem: Option<String>,
}

struct Line {
    name: String,
    address: String,
    is_folder: bool,
    size: String,
    came: String,
    is_new: bool,
    replace: String,
    delete: String,
    replace_label: String,
    delete_label: String,
}

struct Coming {
    kind: &'static str,
    text: String,
    detail: String,
}

/// `GET console/course/files`.
pub(in crate::console) async fn page(
    State(services): State<Services>,
    me: Me,
    asked: Asked,
) -> Result<Response, Failed> {
    let at = look_up(&services, &me, &asked, "/files").await?;
    show(&services, at, &asked, asked.get("replace").to_owned(), None).await
}

/// The page, with what was wrong about a file that was brought.
pub(super) async fn show(
    services: &Services,
    at: At,
    asked: &Asked,
    path: String,
    problem: Option<String>,
) -> Result<Response, Failed> {
    let At { frame, shown, head } = at;
    let files = open(services, &shown).await?;
    let folder = folder(asked.get("folder"));
    let (search, after) = (asked.get("q"), asked.get("after"));
    let wanted = FilesWanted { folder: &folder, search, after, limit: PAGE };
    let listed = list_folder(&files, wanted);
    let coming = match asked.given("job") {
        Some(job) => service::import_status(&services.store, shown.app.key, job).await?,
        None => None,
    };
    let is_replacing = !path.is_empty() && files.index.find_exact(&path).is_some();
    let manifest = files.version.manifest_path.clone();
    let page = FilesPage {
        fields: head.links.fields(),
        way: way(&frame, &head, &folder),
        lines: listed
            .entries
            .into_iter()
            .map(|entry| line(&frame, &head, &folder, &manifest, entry))
            .collect(),
        is_later: !after.is_empty(),
        first: head.links.to("/files", &[("folder", &folder), ("q", search)]),
        next: listed
            .next
            .map(|name| head.links.to("/files", &[("folder", &folder), ("q", search), ("after", &name)])),
        whole: head.links.to("/package", &[]),
        put: Put {
            action: head.links.to("/files", &[("folder", &folder)]),
            heading: frame.say(if is_replacing { "file-replace" } else { "file-put" }),
            path,
            is_replacing,
            problem,
        },
        coming: coming.map(|job| told(&frame, asked.get("path"), &job.status)),
        search: search.to_owned(),
        folder,
        head,
        frame,
    };
    let status = if page.put.problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok(Page(status, page).into_response())
}

pub(super) async fn open(services: &Services, shown: &ShownCourse) -> Result<CourseFiles, Failed> {
    let (app, course) = (shown.app.key, shown.course.id.as_str());
    let files = service::course_files(&services.store, &services.blobs, app, course, shown.which()).await;
    files.map_err(|error| no_files(&error))
}

/// A folder with its closing slash, whatever was sent.
pub(super) fn folder(text: &str) -> String {
    let mut folder = text.trim_start_matches('/').to_owned();
    if !folder.is_empty() && !folder.ends_with('/') {
        folder.push('/');
    }
    folder
}

fn way(frame: &Frame, head: &Head, folder: &str) -> Vec<(String, String)> {
    let mut way = vec![(frame.say("files-top"), head.links.to("/files", &[]))];
    for (at, _) in folder.match_indices('/') {
        let name = folder[..at].rsplit('/').next().unwrap_or_default().to_owned();
        way.push((name, head.links.to("/files", &[("folder", &folder[..=at])])));
    }
    way
}

fn line(frame: &Frame, head: &Head, folder: &str, manifest: &str, entry: FolderEntry) -> Line {
    let path = format!("{folder}{}", entry.name);
    match entry.place {
        FilePlace::Folder { files } => Line {
            address: head.links.to("/files", &[("folder", &path)]),
            is_folder: true,
            size: frame.with("version-files", "count", files),
            came: String::new(),
            is_new: false,
            replace: String::new(),
            delete: String::new(),
            replace_label: String::new(),
            delete_label: String::new(),
            name: entry.name,
        },
        FilePlace::File { size_bytes, added_at, is_new } => {
            // The manifest is what the version was made of.
            let is_fixed = path == manifest;
            let to = |page: &str, more: &[(&str, &str)]| {
                if is_fixed { String::new() } else { head.links.to(page, more) }
            };
            Line {
                address: head.links.to("/file", &[("path", &path)]),
                is_folder: false,
                size: size(size_bytes),
                came: minute(added_at),
                is_new,
                replace: to("/files", &[("folder", folder), ("replace", &path)]),
                delete: to("/files/delete", &[("folder", folder), ("path", &path)]),
                replace_label: frame.with("file-replace-of", "name", &entry.name),
                delete_label: frame.with("file-delete-of", "name", &entry.name),
                name: entry.name,
            }
        }
    }
}

fn told(frame: &Frame, path: &str, status: &ImportStatus) -> Coming {
    let warnings = status.results.iter().flat_map(|result| &result.parser_warnings);
    let (kind, id, detail) = match status.state {
        ImportState::Created | ImportState::Running => ("begun", "file-coming", String::new()),
        ImportState::Finished => {
            ("good", "file-there", warnings.map(String::as_str).collect::<Vec<_>>().join(" "))
        }
        ImportState::Error => {
            let error = status.error.as_ref();
            ("bad", "file-refused", error.map(|error| error.message.clone()).unwrap_or_default())
        }
    };
    Coming { kind, text: frame.with(id, "path", path), detail }
}

/// `GET console/course/files/delete`.
pub(in crate::console) async fn ask(
    State(services): State<Services>,
    me: Me,
    asked: Asked,
) -> Result<Response, Failed> {
    let At { frame, shown, head } = look_up(&services, &me, &asked, "/files").await?;
    let (folder, path) = (asked.get("folder"), asked.get("path"));
    let size_bytes = size_of(&services, &shown, path).await?;
    let page = ConfirmPage {
        heading: frame.with("delete-file", "path", path),
        text: frame.say("delete-file-text"),
        lost: vec![(frame.say("delete-size"), size(size_bytes))],
        consent: None,
        problem: None,
        button: frame.say("delete-file-button"),
        action: head.links.to("/files/delete", &[("folder", folder), ("path", path)]),
        back: head.links.to("/files", &[("folder", folder)]),
        head,
        frame,
    };
    Ok(Page(StatusCode::OK, page).into_response())
}

/// The size of a file that may be deleted, by its exact name.
async fn size_of(services: &Services, shown: &ShownCourse, path: &str) -> Result<u64, Failed> {
    let files = open(services, shown).await?;
    let entry = files.index.find_exact(path).filter(|entry| entry.name != files.version.manifest_path);
    entry.map(|entry| entry.size_bytes).ok_or(Failed::NotFound)
}

/// `POST console/course/files/delete`.
pub(in crate::console) async fn delete(
    State(services): State<Services>,
    me: Me,
    asked: Asked,
) -> Result<Response, Failed> {
    let At { shown, head, .. } = look_up(&services, &me, &asked, "/files").await?;
    let Services { store, blobs, live, .. } = &services;
    let (path, now) = (asked.get("path"), services.clock.now());
    size_of(&services, &shown, path).await?;
    let done =
        delete_course_file(store, blobs, live, services.rng.as_ref(), me.actor(), &shown, path, now).await;
    if !done.map_err(|error| no_files(&error))? {
        return Err(Failed::NotFound);
    }
    Ok(see(&me.asking, &head.links.path("/files", &[("folder", asked.get("folder"))])).into_response())
}

/// For failures of the storage while a file is read.
pub(super) fn unreadable(error: &blobs::BlobError) -> Failed {
    not_now(error)
}
