//! `POST player/{token}/start`: the player's script runs, so the launch begins.

use axum::{
    Json,
    body::Bytes,
    extract::{Path, State, rejection::BytesRejection},
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse as _, Response},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use cloud_api::v1::redirect::ExitTarget;
use platform::player_protocol::{ApiEdition, Exit, Start, Started};
use service::{PlayError, StartContext, StartRequest, StartedLaunch};
use ui::{Direction, Language};

use super::{
    host::takes_what_was_kept,
    refused::{refused, refused_in, unread},
};
use crate::services::Services;

/// Batches of browser storage that are looked at.
const MOST_KEPT: usize = 64;
/// What is kept of a browser's name for itself, which is ASCII.
const USER_AGENT_CHARS: usize = 512;

pub(super) async fn start(
    State(services): State<Services>,
    Path(token): Path<String>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let body = match body {
        Ok(body) => body,
        Err(rejection) => return unread(&rejection, &headers),
    };
    let start = if body.is_empty() { Ok(Start::default()) } else { serde_json::from_slice(&body) };
    let Ok(start) = start else { return refused(&PlayError::Malformed, &headers) };
    // What does not decode is passed over like what carries a wrong seal.
    let most_kept = if takes_what_was_kept(&services, &token).await { MOST_KEPT } else { 0 };
    let kept = start.kept.iter().take(most_kept).filter_map(|text| STANDARD.decode(text).ok()).collect();
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let user_agent = text(header::USER_AGENT).map(|name| name.get(..USER_AGENT_CHARS).unwrap_or(name));
    let request = StartRequest { token: &token, kept, user_agent };
    let context = StartContext {
        store: &services.store,
        definitions: services.live.definitions(),
        config: &services.config,
        installation_key: &services.installation_key,
        rng: services.rng.as_ref(),
    };
    let now = services.clock.now();
    let started = match service::start_launch(context, &request, now).await {
        Ok(started) => started,
        Err(error) => return refused_in(&services, &token, &error, &headers).await,
    };
    services.live.meters().launches.add(1);
    let language = Language::choose(started.launch.culture.as_deref(), text(header::ACCEPT_LANGUAGE));
    let heartbeat = services.config.heartbeat.as_secs();
    let answer = on_the_wire(started, language, u32::try_from(heartbeat).unwrap_or(60), now);
    let mut response = Json(answer).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn on_the_wire(
    started: StartedLaunch,
    language: Language,
    heartbeat_secs: u32,
    now: platform::Timestamp,
) -> Started {
    let exit = match ExitTarget::parse(started.launch.redirect_url.as_deref()) {
        ExitTarget::Url(url) => Exit::Redirect { url },
        ExitTarget::Closer => Exit::Closer,
        ExitTarget::Blank => Exit::Blank,
        ExitTarget::Message => Exit::Message,
    };
    Started {
        launch: started.launch.id.to_string(),
        now: now.0,
        language: language.tag().to_owned(),
        right_to_left: language.direction() == Direction::Rtl,
        title: started.title,
        definition: STANDARD.encode(&started.definition),
        state: STANDARD.encode(&started.state),
        next: started.next,
        digest: format!("{:016x}", started.digest),
        content_base: started.content_base,
        edition: if started.edition.is_2004() { ApiEdition::Scorm2004 } else { ApiEdition::Scorm12 },
        single: started.single,
        heartbeat_secs,
        commit_millis: started.commit_millis,
        settings: started.settings,
        exit,
        storage_key: started.storage_key.map(|key| key.iter().map(|byte| format!("{byte:02x}")).collect()),
        ended: started.ended,
        strings: language.strings("player"),
    }
}
