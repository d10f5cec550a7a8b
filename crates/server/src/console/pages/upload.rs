//! Bringing packages: a form that works without script, and what its script sends to ([`incoming`](super::incoming)).

use askama::Template;
use axum::{
    extract::{Request, State},
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use blobs::{BlobError, BlobId, Key, Kind};
use cloud_api::v1::params::Params;
use http_in::{Body, FilePart, Part};
use platform::CourseId;
use service::{
    AppError, ParkFileError, ParkedFile,
    console::{self, NewImport},
    rows::App,
};

use super::imports::ImportLine;
use crate::{
    console::{
        answer::{Failed, Fields, Page, Query},
        app_choice::{AppChoice, AppOption, find_visible_app},
        asking::Me,
        frame::{Frame, size},
        see,
    },
    services::Services,
};

/// Imports that are shown beside the form.
const SHOWN: u32 = 10;
/// Of a form that is refused, so much more is read, so that its sender comes to read the answer.
const POLITE_BYTES: usize = 16 << 20;

#[derive(Template)]
#[template(path = "console/upload.html")]
struct UploadPage {
    frame: Frame,
    app: String,
    apps: Vec<AppOption>,
    has_no_apps: bool,
    /// Id and title of the course that gets a new version.
    course: Option<(String, String)>,
    course_link: String,
    wanted: String,
    problem: Option<String>,
    limit: String,
    limit_bytes: u64,
    piece_bytes: u64,
    uploads: String,
    unfinished: Vec<Unfinished>,
    imports: Vec<ImportLine>,
    courses: String,
}

/// What was begun and not finished.
struct Unfinished {
    id: String,
    link: String,
    name: String,
    mark: String,
    size_bytes: u64,
    course: String,
    percent: u64,
    progress: String,
}

/// How large a package may be.
pub(super) fn limit_bytes(services: &Services) -> u64 {
    services.config.import_limits.package_bytes.unwrap_or(blobs::Limits::default().package_bytes)
}

/// `GET console/courses/upload`: `app`; `course` for its next version.
pub(in crate::console) async fn page(
    State(services): State<Services>,
    me: Me,
    Query(query): Query,
) -> Result<Response, Failed> {
    show(&services, &me, &query, None).await
}

async fn show(
    services: &Services,
    me: &Me,
    query: &Params,
    problem: Option<(StatusCode, &str)>,
) -> Result<Response, Failed> {
    let frame = Frame::of(&me.asking, "courses");
    let choice = AppChoice::of(services, query).await?;
    if choice.app.as_ref().is_some_and(|app| app.sandbox_of.is_some()) {
        return Err(Failed::NotFound);
    }
    let course = known_course(services, &choice, query.get("course").unwrap_or_default()).await?;
    let (mut unfinished, mut imports) = (Vec::new(), Vec::new());
    if let Some(app) = &choice.app {
        let now = services.clock.now();
        let begun = console::unfinished_packages(&services.store, app.key, me.user.key, now).await?;
        unfinished = begun.into_iter().map(|begun| line(&frame, begun)).collect();
        let known = console::list_imports(&services.store, app.key, SHOWN).await?;
        imports = known.iter().map(|import| ImportLine::of(&frame, app, import)).collect();
    }
    let id = choice.id();
    let course_id = course.as_ref().map_or("", |(id, _)| id.as_str());
    let page = UploadPage {
        apps: if course.is_some() { Vec::new() } else { choice.options() },
        has_no_apps: choice.app.is_none(),
        course_link: frame.at("/course", [("app", id), ("course", course_id)]),
        app: id.to_owned(),
        course,
        wanted: query.get("course").unwrap_or_default().to_owned(),
        problem: problem.map(|(_, id)| frame.with(id, "limit", size(limit_bytes(services)))),
        limit: size(limit_bytes(services)),
        limit_bytes: limit_bytes(services),
        piece_bytes: console::PART_BYTES,
        uploads: frame.to("/uploads"),
        courses: frame.at("/courses", [("app", id)]),
        unfinished,
        imports,
        frame,
    };
    Ok(Page(problem.map_or(StatusCode::OK, |(status, _)| status), page).into_response())
}

/// Id and title of a course that is there.
async fn known_course(
    services: &Services,
    choice: &AppChoice,
    id: &str,
) -> Result<Option<(String, String)>, Failed> {
    let Some(app) = choice.app.as_ref().filter(|_| !id.is_empty()) else { return Ok(None) };
    let detail = service::course_detail(&services.store, app.key, id).await?;
    Ok(detail.map(|detail| (id.to_owned(), detail.course.title)))
}

fn line(frame: &Frame, begun: console::Incoming) -> Unfinished {
    let percent = begun.received_bytes.saturating_mul(100) / begun.size_bytes.max(1);
    let (came, all) = (size(begun.received_bytes), size(begun.size_bytes));
    Unfinished {
        link: frame.to(&format!("/uploads/{}", begun.id)),
        id: begun.id.as_str().to_owned(),
        name: begun.file_name,
        mark: begun.file_mark,
        size_bytes: begun.size_bytes,
        course: begun.course.as_str().to_owned(),
        percent,
        progress: frame.with_all("upload-came", &[("came", &came), ("all", &all)]),
    }
}

/// What a form says beside its file.
#[derive(Clone, Debug, Default)]
struct Said {
    app: String,
    course: String,
    is_version: bool,
}

impl Said {
    fn take(&mut self, name: &str, value: String) {
        match name {
            "app" => self.app = value,
            "course" => self.course = value.trim().to_owned(),
            "existing" => self.is_version = value == "version",
            _ => {}
        }
    }

    /// The query of the page that the form stood on.
    fn query(&self) -> Params {
        Params::new().with("app", self.app.as_str()).with("course", self.course.as_str())
    }
}

/// `POST console/courses/upload`: the form without script, with one file. It flows into storage as it comes.
pub(in crate::console) async fn submit(
    State(services): State<Services>,
    me: Me,
    request: Request,
) -> Result<Response, Failed> {
    let (head, body) = request.into_parts();
    let Ok(Body::Multipart(mut form)) = Body::open(&head.headers, body).await else {
        return Err(Failed::Form);
    };
    form.limit_patience(POLITE_BYTES);
    let (mut said, mut file) = (Said::default(), None);
    loop {
        match form.next().await {
            Ok(Some(Part::Field { name, value })) => said.take(&name, value),
            Ok(Some(Part::File(part))) => {
                let name = part.name.clone();
                match park(&services, *part).await {
                    Ok(parked) => file = Some((name, parked)),
                    Err(problem) => return refuse(&services, &me, &said, problem).await,
                }
            }
            Ok(None) => break,
            Err(_) => {
                if let Some((_, parked)) = file {
                    discard(&services, &parked).await;
                }
                return Err(Failed::Form);
            }
        }
    }
    let Some((name, parked)) = file else { return refuse(&services, &me, &said, "upload-no-file").await };
    match order(&services, &me, &said, &name, &parked).await {
        Ok(location) => Ok(location),
        Err(Refused::Said(problem)) => {
            discard(&services, &parked).await;
            refuse(&services, &me, &said, problem).await
        }
        Err(Refused::Failed(failed)) => {
            discard(&services, &parked).await;
            Err(failed)
        }
    }
}

enum Refused {
    /// The id of a text that says why.
    Said(&'static str),
    Failed(Failed),
}

impl<E: Into<Failed>> From<E> for Refused {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

async fn order(
    services: &Services,
    me: &Me,
    said: &Said,
    name: &str,
    parked: &ParkedFile,
) -> Result<Response, Refused> {
    let is_zip = console::looks_like_zip(&services.blobs, &parked.key, parked.size_bytes).await;
    if !is_zip.map_err(|error| storage(&error))? {
        return Err(Refused::Said("upload-no-zip"));
    }
    let id = if said.course.is_empty() { id_of(name) } else { said.course.clone() };
    let course = CourseId::new(id).map_err(|_| Refused::Said("upload-bad-id"))?;
    let app = target(services, me, &said.app).await?;
    let new = NewImport {
        app: app.key,
        course: &course,
        is_new: !said.is_version,
        file_name: name,
        package: &parked.key,
    };
    let (rng, now) = (services.rng.as_ref(), services.clock.now());
    let import = console::order_import(&services.store, rng, me.actor(), new, now).await?;
    let query = Params::new().with("app", app.id.as_str()).with("import", import.as_str());
    Ok(see(&me.asking, &format!("/import?{}", query.to_urlencoded())).into_response())
}

async fn refuse(
    services: &Services,
    me: &Me,
    said: &Said,
    problem: &'static str,
) -> Result<Response, Failed> {
    let problem = (StatusCode::UNPROCESSABLE_ENTITY, problem);
    match show(services, me, &said.query(), Some(problem)).await {
        // The application that the form named is gone.
        Err(Failed::NotFound) => show(services, me, &Params::new(), Some(problem)).await,
        shown => shown,
    }
}

/// Keeps a file, or says why not.
async fn park(services: &Services, part: FilePart) -> Result<ParkedFile, &'static str> {
    let key = Key::new(Kind::Package, BlobId::from_random(services.rng.next_id()));
    let (limit, now) = (limit_bytes(services), services.clock.now());
    let parked =
        service::park_file(&services.store, &services.blobs, key, limit, now, part.into_stream(), |_| {});
    match parked.await {
        Ok(parked) => Ok(parked),
        Err(ParkFileError::Blobs(BlobError::TooLarge { .. })) => Err("upload-too-large"),
        Err(ParkFileError::Blobs(BlobError::Source(_))) => Err("upload-broke-off"),
        Err(ParkFileError::Blobs(BlobError::DiskFull { .. })) => Err("upload-disk-full"),
        Err(error) => {
            tracing::error!(error = &error as &dyn std::error::Error, "a package could not be kept");
            Err("upload-not-kept")
        }
    }
}

async fn discard(services: &Services, parked: &ParkedFile) {
    service::discard_parked_file(&services.store, &services.blobs, &parked.key).await;
}

fn storage(error: &BlobError) -> Failed {
    tracing::error!(error = error as &dyn std::error::Error, "a package could not be looked at");
    Failed::NotNow
}

/// The application that an upload goes to: the one it names, or the first; where there is none, one is made.
pub(super) async fn target(services: &Services, me: &Me, id: &str) -> Result<App, Failed> {
    if !id.is_empty() {
        return find_visible_app(services, id).await;
    }
    let choice = AppChoice::of(services, &Params::new()).await?;
    if let Some(app) = choice.app {
        return Ok(app);
    }
    let made = console::first_app(&services.store, me.actor(), services.clock.now()).await;
    made.map_err(|error| unusable(&error))
}

fn unusable(error: &AppError) -> Failed {
    tracing::error!(error = error as &dyn std::error::Error, "an upload has no application");
    Failed::NotNow
}

/// The id that a course gets from the name of its file; the script of the page makes the same.
pub(super) fn id_of(file_name: &str) -> String {
    /// What follows may get a number behind it.
    const MOST_CHARS: usize = 200;
    let is_zip = file_name.len() >= 4
        && file_name.is_char_boundary(file_name.len() - 4)
        && file_name[file_name.len() - 4..].eq_ignore_ascii_case(".zip");
    let stem = if is_zip { &file_name[..file_name.len() - 4] } else { file_name };
    let words: Vec<_> = stem.split_whitespace().collect();
    let id: String = words.join("-").chars().take(MOST_CHARS).collect();
    if id.is_empty() { "course".to_owned() } else { id }
}

/// `POST console/courses/upload/cancel`: gives up what was begun.
pub(in crate::console) async fn cancel(
    State(services): State<Services>,
    me: Me,
    form: Fields,
) -> Result<Response, Failed> {
    let (store, now) = (&services.store, services.clock.now());
    match console::drop_package(store, me.user.key, form.get("upload"), now).await {
        // Gone is gone.
        Ok(()) | Err(console::PackageError::NotFound) => {}
        Err(console::PackageError::Store(error)) => return Err(error.into()),
        Err(_) => return Err(Failed::NotNow),
    }
    let query = Params::new().with("app", form.get("app"));
    Ok(see(&me.asking, &format!("/courses/upload?{}", query.to_urlencoded())).into_response())
}

#[cfg(test)]
mod tests {
    use super::id_of;

    #[test]
    fn ids_from_names() {
        for (name, id) in [
            ("golf.zip", "golf"),
            ("Golf 2.ZIP", "Golf-2"),
            (" a  b .zip", "a-b"),
            (".zip", "course"),
            ("", "course"),
            ("ü.ü.zip", "ü.ü"),
            ("üzip", "üzip"),
            ("<b>.zip", "<b>"),
        ] {
            assert_eq!(id_of(name), id, "{name}");
        }
        assert_eq!(id_of(&"x".repeat(300)).len(), 200);
    }
}
