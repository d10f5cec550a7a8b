//! Packages in pieces: the server's side of tus 1.0 with creation, expiration and termination. What came is found out with
//! `HEAD` and gone on with, after whatever happened to connection, browser or server.

use axum::{
    body::Body,
    extract::{Path, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use blobs::BlobError;
use platform::{CourseId, Timestamp};
use service::console::{self, Actor, Incoming, Intake, NewPackage, PackageError, Received};

use super::upload::{id_of, limit_bytes, target};
use crate::{
    console::{answer::Failed, asking::Me, words::Words},
    services::Services,
};

const RESUMABLE: HeaderName = HeaderName::from_static("tus-resumable");
const VERSION: HeaderName = HeaderName::from_static("tus-version");
const EXTENSION: HeaderName = HeaderName::from_static("tus-extension");
const MAX_SIZE: HeaderName = HeaderName::from_static("tus-max-size");
const OFFSET: HeaderName = HeaderName::from_static("upload-offset");
const LENGTH: HeaderName = HeaderName::from_static("upload-length");
const EXPIRES: HeaderName = HeaderName::from_static("upload-expires");
const METADATA: HeaderName = HeaderName::from_static("upload-metadata");
const METHOD_OVERRIDE: HeaderName = HeaderName::from_static("x-http-method-override");
/// The import of a package that came whole.
const IMPORT: HeaderName = HeaderName::from_static("lyceum-import");

const ONE: HeaderValue = HeaderValue::from_static("1.0.0");
const PIECE: &str = "application/offset+octet-stream";

/// `OPTIONS console/uploads`: what is spoken here.
pub(in crate::console) async fn options(State(services): State<Services>) -> Response {
    let mut response = answer(StatusCode::NO_CONTENT);
    let headers = response.headers_mut();
    headers.insert(VERSION, ONE);
    headers.insert(EXTENSION, HeaderValue::from_static("creation,expiration,termination"));
    headers.insert(MAX_SIZE, HeaderValue::from(limit_bytes(&services)));
    response
}

/// `POST console/uploads`: announces a package. Metadata: `filename`, `app`, `course`, `existing` (`version`: the next
/// version of a course that is there), `mark` (what tells the file from others of its name).
pub(in crate::console) async fn create(
    State(services): State<Services>,
    me: Me,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    check_version(&headers)?;
    let size_bytes: u64 = number(&headers, &LENGTH)?;
    if size_bytes == 0 {
        return Err(Refusal(StatusCode::BAD_REQUEST, "tus-empty"));
    }
    if size_bytes > limit_bytes(&services) {
        return Err(Refusal(StatusCode::PAYLOAD_TOO_LARGE, "tus-too-large"));
    }
    services.blobs.check_room().map_err(PackageError::from)?;
    let said = Metadata::read(&headers)?;
    let file_name = said.get("filename");
    let id = match said.get("course").trim() {
        "" => id_of(file_name),
        id => id.to_owned(),
    };
    let course = CourseId::new(id).map_err(|_| Refusal(StatusCode::UNPROCESSABLE_ENTITY, "tus-bad-id"))?;
    let app = target(&services, &me, said.get("app")).await?;
    let new = NewPackage {
        app: app.key,
        owner: me.user.key,
        course: &course,
        is_new: said.get("existing") != "version",
        file_name,
        file_mark: said.get("mark"),
        size_bytes,
    };
    let now = services.clock.now();
    let id = console::announce_package(&services.store, services.rng.as_ref(), new, now)
        .await
        .map_err(Failed::from)?;
    let package = console::find_package(&services.store, me.user.key, id.as_str(), now).await?;
    let mut response = answer(StatusCode::CREATED);
    let location = format!("{}/uploads/{id}", me.asking.base);
    if let Ok(location) = HeaderValue::try_from(location) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    tell(&mut response, &package, 0, None);
    Ok(response)
}

/// `HEAD console/uploads/{id}`: how much came.
pub(in crate::console) async fn head(
    State(services): State<Services>,
    me: Me,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    check_version(&headers)?;
    let package = known(&services, &me, &id).await?;
    let mut response = answer(StatusCode::OK);
    tell(&mut response, &package, package.received_bytes, package.job.as_ref().map(platform::JobId::as_str));
    let headers = response.headers_mut();
    headers.insert(LENGTH, HeaderValue::from(package.size_bytes));
    if let Ok(name) = HeaderValue::try_from(format!("filename {}", STANDARD.encode(&package.file_name))) {
        headers.insert(METADATA, name);
    }
    Ok(response)
}

/// `PATCH console/uploads/{id}`: more of it.
pub(in crate::console) async fn patch(
    State(services): State<Services>,
    me: Me,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response, Refusal> {
    let (head, body) = request.into_parts();
    check_version(&head.headers)?;
    let kind = head.headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    if kind.is_none_or(|kind| !kind.trim().eq_ignore_ascii_case(PIECE)) {
        return Err(Refusal(StatusCode::UNSUPPORTED_MEDIA_TYPE, "tus-bad-type"));
    }
    let offset = number(&head.headers, &OFFSET)?;
    let package = known(&services, &me, &id).await?;
    let coming: u64 = head
        .headers
        .get(header::CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse().ok())
        .unwrap_or_default();
    if offset.saturating_add(coming) > package.size_bytes {
        return Err(Refusal(StatusCode::PAYLOAD_TOO_LARGE, "tus-too-long"));
    }
    let ends = package.clone();
    match receive(services, &me, package, offset, body).await {
        Ok(Received { received_bytes, job }) => {
            let mut response = answer(StatusCode::NO_CONTENT);
            tell(&mut response, &ends, received_bytes, job.as_ref().map(platform::JobId::as_str));
            Ok(response)
        }
        Err(PackageError::Offset { received_bytes }) => {
            let mut response = Refusal(StatusCode::CONFLICT, "tus-offset").into_response();
            response.headers_mut().insert(OFFSET, HeaderValue::from(received_bytes));
            Ok(response)
        }
        Err(error) => Err(error.into()),
    }
}

/// In a task of its own: when the connection breaks, what came is to be kept all the same.
async fn receive(
    services: Services,
    me: &Me,
    package: Incoming,
    offset: u64,
    body: Body,
) -> Result<Received, PackageError> {
    let (login, address) = (me.user.login.clone(), me.asking.address.clone());
    let task = tokio::spawn(async move {
        let intake = Intake {
            store: &services.store,
            blobs: &services.blobs,
            clock: services.clock.as_ref(),
            rng: services.rng.as_ref(),
        };
        let by = Actor { login: &login, address: &address };
        console::receive_package(intake, by, &package, offset, body.into_data_stream()).await
    });
    // Aborted by nobody, so it ends with its own words or a panic, which was logged.
    task.await.unwrap_or(Err(PackageError::NotFound))
}

/// `DELETE console/uploads/{id}`: it is not wanted.
pub(in crate::console) async fn delete(
    State(services): State<Services>,
    me: Me,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    check_version(&headers)?;
    console::drop_package(&services.store, me.user.key, &id, services.clock.now()).await?;
    Ok(answer(StatusCode::NO_CONTENT))
}

/// `POST console/uploads/{id}`: for clients whose surroundings let no other method through.
pub(in crate::console) async fn overridden(
    services: State<Services>,
    me: Me,
    id: Path<String>,
    request: Request,
) -> Result<Response, Refusal> {
    let method = request.headers().get(METHOD_OVERRIDE).map(|method| Method::from_bytes(method.as_bytes()));
    match method {
        Some(Ok(Method::PATCH)) => patch(services, me, id, request).await,
        Some(Ok(Method::DELETE)) => delete(services, me, id, request.headers().clone()).await,
        Some(Ok(Method::HEAD)) => head(services, me, id, request.headers().clone()).await,
        _ => Err(Refusal(StatusCode::METHOD_NOT_ALLOWED, "tus-bad-method")),
    }
}

async fn known(services: &Services, me: &Me, id: &str) -> Result<Incoming, PackageError> {
    console::find_package(&services.store, me.user.key, id, services.clock.now()).await
}

/// Why a request is not followed: the status, and the id of a text that says why.
#[derive(Debug)]
pub(in crate::console) struct Refusal(StatusCode, &'static str);

impl From<PackageError> for Refusal {
    fn from(error: PackageError) -> Self {
        match error {
            PackageError::NotFound => Self(StatusCode::NOT_FOUND, "tus-gone"),
            PackageError::Offset { .. } => Self(StatusCode::CONFLICT, "tus-offset"),
            PackageError::Overtaken => Self(StatusCode::LOCKED, "tus-overtaken"),
            PackageError::TooLong => Self(StatusCode::PAYLOAD_TOO_LARGE, "tus-too-long"),
            PackageError::TooManyParts => Self(StatusCode::BAD_REQUEST, "tus-too-many"),
            PackageError::Blobs(BlobError::DiskFull { .. }) => {
                Self(StatusCode::INSUFFICIENT_STORAGE, "tus-disk-full")
            }
            PackageError::Store(_) | PackageError::Blobs(_) => {
                tracing::error!(
                    error = &error as &dyn std::error::Error,
                    "a piece of a package could not be kept"
                );
                Self(StatusCode::SERVICE_UNAVAILABLE, "tus-not-kept")
            }
        }
    }
}

impl From<Failed> for Refusal {
    fn from(failed: Failed) -> Self {
        match failed {
            Failed::NotFound => Self(StatusCode::NOT_FOUND, "tus-no-app"),
            _ => Self(StatusCode::SERVICE_UNAVAILABLE, "tus-not-kept"),
        }
    }
}

impl axum::response::IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let Self(status, id) = self;
        let mut response = (status, Words::HERE.say(id)).into_response();
        response.headers_mut().insert(RESUMABLE, ONE);
        if status == StatusCode::PRECONDITION_FAILED {
            response.headers_mut().insert(VERSION, ONE);
        }
        response
    }
}

fn answer(status: StatusCode) -> Response {
    let mut response = status.into_response();
    response.headers_mut().insert(RESUMABLE, ONE);
    response
}

/// How much came, until when the rest has to, and the import.
fn tell(response: &mut Response, package: &Incoming, received_bytes: u64, import: Option<&str>) {
    let headers = response.headers_mut();
    headers.insert(OFFSET, HeaderValue::from(received_bytes));
    if let Some(ends) = http_date(console::package_ends(package)) {
        headers.insert(EXPIRES, ends);
    }
    if let Some(import) = import.and_then(|import| HeaderValue::from_str(import).ok()) {
        headers.insert(IMPORT, import);
    }
}

fn http_date(at: Timestamp) -> Option<HeaderValue> {
    let at = jiff::Timestamp::from_microsecond(at.0).ok()?;
    HeaderValue::try_from(at.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()).ok()
}

fn check_version(headers: &HeaderMap) -> Result<(), Refusal> {
    match headers.get(RESUMABLE) {
        Some(version) if version == ONE => Ok(()),
        _ => Err(Refusal(StatusCode::PRECONDITION_FAILED, "tus-bad-version")),
    }
}

fn number(headers: &HeaderMap, name: &HeaderName) -> Result<u64, Refusal> {
    let text = headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    // `+1` is a number to the standard library.
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten().ok_or(Refusal(StatusCode::BAD_REQUEST, "tus-bad-header"))
}

/// What the sender says of a package.
#[derive(Debug, Default)]
struct Metadata(Vec<(String, String)>);

impl Metadata {
    fn read(headers: &HeaderMap) -> Result<Self, Refusal> {
        let bad = || Refusal(StatusCode::BAD_REQUEST, "tus-bad-header");
        let Some(text) = headers.get(METADATA) else { return Ok(Self::default()) };
        let text = text.to_str().map_err(|_| bad())?;
        let pairs = text.split(',').map(str::trim).filter(|pair| !pair.is_empty());
        let read = pairs.map(|pair| {
            let (key, value) = pair.split_once(' ').unwrap_or((pair, ""));
            let value = String::from_utf8(STANDARD.decode(value.trim()).map_err(|_| bad())?);
            Ok((key.to_owned(), value.map_err(|_| bad())?))
        });
        read.collect::<Result<_, _>>().map(Self)
    }

    fn get(&self, key: &str) -> &str {
        self.0.iter().find(|(known, _)| known == key).map_or("", |(_, value)| value)
    }
}
