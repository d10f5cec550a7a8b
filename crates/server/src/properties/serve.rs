//! The page is shown, and what its form says is saved: by the same function of the service as `updateAttributes`.

use axum::{
    body::Bytes,
    extract::{Path, RawQuery, State, rejection::BytesRejection},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use cloud_api::v1::{params::Params, request::UpdateAttributes};
use service::{CourseAttributesError, EditedCourse, EditorSession, NoSession, UpdateAttributesError};

use super::{
    form::Form,
    page::{self, Notice, Shown},
    words::Words,
};
use crate::services::Services;

/// The one attribute whose value the form cannot judge alone.
const STANDARD: &str = "scormVersion";

/// `GET course-properties/{token}`.
pub(super) async fn show(
    State(services): State<Services>,
    Path(token): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let words = Words::of(&headers);
    let (session, course) = match look_up(&services, &token, words, &Form::default()).await {
        Ok(found) => found,
        Err(refused) => return refused,
    };
    let query = Params::from_urlencoded(query.unwrap_or_default());
    let saved = query.get("saved").and_then(|count| count.parse().ok());
    let shown = Shown {
        form: Form::default(),
        notice: saved.map_or(Notice::None, Notice::Saved),
        search: query.get("q").unwrap_or_default().to_owned(),
    };
    page::answer(&services, words, &session, &course, shown)
}

/// `POST course-properties/{token}`.
pub(super) async fn save(
    State(services): State<Services>,
    Path(token): Path<String>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let words = Words::of(&headers);
    let body = match body {
        Ok(body) => body,
        Err(rejection) => return page::failed(&services, words, rejection.status()),
    };
    let mut form = Form::read(&body);
    let (session, course) = match look_up(&services, &token, words, &form).await {
        Ok(found) => found,
        Err(refused) => return refused,
    };
    let again = |form, notice| {
        let shown = Shown { form, notice, search: String::new() };
        page::answer(&services, words, &session, &course, shown)
    };
    if let Some(name) = form.reset {
        let default = course.attributes.iter().find(|edited| edited.attribute.name == name);
        form.typed.extend(default.map(|edited| (name, edited.default.clone())));
        return again(form, Notice::PutBack(name));
    }
    let values = match form.changes() {
        Ok(values) => values,
        Err(wrong) => return again(form, Notice::Wrong(wrong)),
    };
    let update =
        UpdateAttributes { course_id: session.course_id().to_owned(), version: session.version(), values };
    let now = services.clock.now();
    let definitions = services.live.definitions();
    match service::update_attributes(&services.store, definitions, session.app(), &update, now).await {
        Ok(changed) => {
            let token = session.token(&services.installation_key, services.rng.as_ref(), now);
            let url = service::properties_url(&services.config, &token);
            (StatusCode::SEE_OTHER, [(header::LOCATION, format!("{url}?saved={}", changed.len()))])
                .into_response()
        }
        Err(UpdateAttributesError::Invalid(_)) => again(form, Notice::Wrong(vec![STANDARD])),
        Err(UpdateAttributesError::Version(error)) => refused(&services, words, &error),
    }
}

/// The session of a token with its course, or the page that says there is none. What a form brought to a session that is
/// over is shown again; a link that we did not make shows nothing that its maker chose.
async fn look_up(
    services: &Services,
    token: &str,
    words: Words,
    form: &Form,
) -> Result<(EditorSession, EditedCourse), Response> {
    let session = EditorSession::open(&services.installation_key, token, services.clock.now());
    let session = session.map_err(|none| match none {
        NoSession::Over => page::over(services, words, form),
        NoSession::Unknown => page::gone(services, words),
    })?;
    match service::edited_course(&services.store, services.live.definitions(), &session).await {
        Ok(course) => Ok((session, course)),
        Err(error) => Err(refused(services, words, &error)),
    }
}

fn refused(services: &Services, words: Words, error: &CourseAttributesError) -> Response {
    use service::FindVersionError::{NoCourse, NoVersion, Store};
    match error {
        CourseAttributesError::Find(NoCourse | NoVersion(_)) => page::gone(services, words),
        CourseAttributesError::Find(Store(_)) | CourseAttributesError::Definition(_) => {
            tracing::error!(
                error = error as &dyn std::error::Error,
                "a course's attributes cannot be edited"
            );
            page::failed(services, words, StatusCode::SERVICE_UNAVAILABLE)
        }
    }
}
