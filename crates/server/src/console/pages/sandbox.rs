//! The sandbox of a course: launches that do not count, at hosts of choice, and links for others.

mod show;

use askama::Template;
use axum::{
    extract::State,
    http::{HeaderName, HeaderValue, StatusCode},
    response::{IntoResponse as _, Response},
};
use service::{
    FindVersionError, NewPlayer,
    rows::App,
    sandbox::{self, BeginAttempt, Host, MakeLink, Sandbox, SandboxError, SandboxLinkKey},
};

use self::show::{Typed, show};
use crate::{
    console::{
        answer::{Failed, Fields, Page, Query},
        app_choice::find_visible_app,
        asking::{Asking, Me},
        frame::Frame,
        see,
    },
    services::Services,
};

/// Hosts with the ids of their texts.
pub(super) const HOSTS: [(Host, &str, &str); 9] = [
    (Host::AsSet, "host-as-set", "host-as-set-text"),
    (Host::ShortSuspendData, "host-suspend", "host-suspend-text"),
    (Host::Strict, "host-strict", "host-strict-text"),
    (Host::FlatList, "host-flat", "host-flat-text"),
    (Host::FirstPart, "host-first", "host-first-text"),
    (Host::Windows, "host-windows", "host-windows-text"),
    (Host::Slow, "host-slow", "host-slow-text"),
    (Host::Broken, "host-broken", "host-broken-text"),
    (Host::SessionCut, "host-cut", "host-cut-text"),
];

/// How a host is called.
pub(super) fn host_title(frame: &Frame, host: Host) -> String {
    HOSTS.iter().find(|(known, ..)| *known == host).map(|(_, title, _)| frame.say(title)).unwrap_or_default()
}

/// `GET console/sandbox`: `app`, `course`, `attempt`, `before`.
pub(in crate::console) async fn page(
    State(services): State<Services>,
    me: Me,
    Query(query): Query,
) -> Result<Response, Failed> {
    let get = |name| query.get(name).unwrap_or_default();
    let app = find_visible_app(&services, get("app")).await?;
    let typed = Typed { attempt: get("attempt"), before: get("before"), ..Typed::default() };
    show(&services, &me, &app, get("course"), typed).await
}

/// `POST console/sandbox/launch`: begins an attempt; the answer leads the new window to the player.
pub(in crate::console) async fn launch(
    State(services): State<Services>,
    me: Me,
    form: Fields,
) -> Result<Response, Failed> {
    let (app, course) = (find_visible_app(&services, form.get("app")).await?, form.get("course"));
    let exit = address(&services, &me.asking, app.id.as_str(), course);
    let wanted = BeginAttempt {
        course,
        version: number(form.get("version")),
        host: Host::parse(form.get("host")).unwrap_or_default(),
        first: form.get("first"),
        last: form.get("last"),
        culture: form.get("culture"),
        exit: Some(&exit),
    };
    match sandbox::begin_attempt(ours(&services), me.actor(), app.key, wanted).await {
        Ok((player, _)) => Ok(opening(&services, &me.asking, &player)),
        Err(error) => {
            let typed = Typed {
                first: wanted.first,
                last: wanted.last,
                host: wanted.host,
                problem: Some(problem(error)?),
                ..Typed::default()
            };
            show(&services, &me, &app, course, typed).await
        }
    }
}

/// `POST console/sandbox/continue`: another launch of an attempt.
pub(in crate::console) async fn go_on(
    State(services): State<Services>,
    me: Me,
    form: Fields,
) -> Result<Response, Failed> {
    let (app, course) = (find_visible_app(&services, form.get("app")).await?, form.get("course"));
    let attempt = form.get("attempt");
    let base = address(&services, &me.asking, app.id.as_str(), course);
    let exit = format!("{base}&attempt={attempt}");
    let player = sandbox::continue_attempt(ours(&services), app.key, course, attempt, Some(&exit)).await;
    Ok(opening(&services, &me.asking, &player.map_err(failed)?))
}

/// `POST console/sandbox/reset`.
pub(in crate::console) async fn reset(
    State(services): State<Services>,
    me: Me,
    form: Fields,
) -> Result<Response, Failed> {
    let (app, course) = (find_visible_app(&services, form.get("app")).await?, form.get("course"));
    let (attempt, now) = (form.get("attempt"), services.clock.now());
    sandbox::reset_attempt(&services.store, me.actor(), app.key, course, attempt, now)
        .await
        .map_err(failed)?;
    Ok(back(&me, &app, course, attempt))
}

/// `POST console/sandbox/delete`: the attempt, or all where none is named.
pub(in crate::console) async fn delete(
    State(services): State<Services>,
    me: Me,
    form: Fields,
) -> Result<Response, Failed> {
    let (app, course) = (find_visible_app(&services, form.get("app")).await?, form.get("course"));
    let (attempt, now) = (form.get("attempt"), services.clock.now());
    let store = &services.store;
    let done = match attempt {
        "" => sandbox::delete_attempts(store, me.actor(), app.key, course, now).await.map(|_| ()),
        attempt => sandbox::delete_attempt(store, me.actor(), app.key, course, attempt, now).await,
    };
    done.map_err(failed)?;
    Ok(back(&me, &app, course, ""))
}

/// `POST console/sandbox/links`: the link is shown once.
pub(in crate::console) async fn make_link(
    State(services): State<Services>,
    me: Me,
    form: Fields,
) -> Result<Response, Failed> {
    let (app, course) = (find_visible_app(&services, form.get("app")).await?, form.get("course"));
    let wanted = MakeLink {
        course,
        version: number(form.get("version")),
        host: Host::parse(form.get("host")).unwrap_or_default(),
        culture: form.get("culture"),
        days: number(form.get("days")).unwrap_or(0),
        uses: number(form.get("uses")).unwrap_or(0),
    };
    let typed = match sandbox::make_link(ours(&services), me.actor(), app.key, wanted).await {
        Ok(token) => {
            let link = format!("{}try/{}", service::console_url(&services.config), token.as_str());
            Typed { made_link: Some(link), ..Typed::default() }
        }
        Err(error) => Typed { problem: Some(problem(error)?), ..Typed::default() },
    };
    show(&services, &me, &app, course, typed).await
}

/// `POST console/sandbox/links/end`.
pub(in crate::console) async fn end_link(
    State(services): State<Services>,
    me: Me,
    form: Fields,
) -> Result<Response, Failed> {
    let (app, course) = (find_visible_app(&services, form.get("app")).await?, form.get("course"));
    let link = SandboxLinkKey(form.get("link").parse().map_err(|_| Failed::NotFound)?);
    let now = services.clock.now();
    sandbox::delete_link(&services.store, me.actor(), app.key, course, link, now).await.map_err(failed)?;
    Ok(back(&me, &app, course, ""))
}

pub(super) fn ours(services: &Services) -> Sandbox<'_> {
    Sandbox {
        store: &services.store,
        definitions: services.live.definitions(),
        rng: services.rng.as_ref(),
        now: services.clock.now(),
    }
}

fn number(text: &str) -> Option<u32> {
    text.trim().parse().ok()
}

/// The whole address of the sandbox of a course, which the player goes back to.
fn address(services: &Services, asking: &Asking, app: &str, course: &str) -> String {
    let here = Frame::of(asking, "courses").at("/sandbox", [("app", app), ("course", course)]);
    format!("{}{here}", services.config.public_url.origin().ascii_serialization())
}

fn back(me: &Me, app: &App, course: &str, attempt: &str) -> Response {
    let query = [("app", app.id.as_str()), ("course", course), ("attempt", attempt)];
    let given = query.into_iter().filter(|(_, value)| !value.is_empty());
    let address = Frame::of(&me.asking, "courses").at("/sandbox", given);
    let path = address.strip_prefix(me.asking.base.as_str()).unwrap_or("/").to_owned();
    see(&me.asking, &path).into_response()
}

/// What a form can cause, as the id of its text; all else is a failure.
pub(super) fn problem(error: SandboxError) -> Result<&'static str, Failed> {
    match error {
        SandboxError::BadName => Ok("sandbox-bad-name"),
        SandboxError::BadCulture => Ok("sandbox-bad-culture"),
        SandboxError::BadLimits => Ok("sandbox-bad-limits"),
        SandboxError::TooManyLinks => Ok("sandbox-too-many-links"),
        SandboxError::Version(FindVersionError::NoVersion(_)) => Ok("sandbox-bad-version"),
        other => Err(failed(other)),
    }
}

pub(super) fn failed(error: SandboxError) -> Failed {
    match error {
        SandboxError::Version(FindVersionError::Store(error)) => error.into(),
        SandboxError::Launch(_) | SandboxError::Load(_) => {
            tracing::error!(error = &error as &dyn std::error::Error, "the sandbox cannot play a course");
            Failed::NotNow
        }
        _ => Failed::NotFound,
    }
}

#[derive(Template)]
#[template(path = "console/opening.html")]
struct OpeningPage {
    frame: Frame,
    player: String,
}

/// The page in between: a form of this origin is not led to another one, a page may go there.
pub(super) fn opening(services: &Services, asking: &Asking, player: &NewPlayer) -> Response {
    let page = OpeningPage {
        frame: Frame::of(asking, "courses"),
        player: service::player_url(&services.config, &player.content_key, &player.token),
    };
    let mut response = Page(StatusCode::OK, page).into_response();
    // The course's window has no way back to the one that opened it.
    let opener = HeaderName::from_static("cross-origin-opener-policy");
    response.headers_mut().insert(opener, HeaderValue::from_static("same-origin"));
    response
}
