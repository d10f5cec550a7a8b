//! The page itself.

use askama::Template;
use axum::{
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use cloud_api::v1::attributes;
use service::{EditedCourse, EditorSession};

use super::{
    assets,
    fields::{Control, Group, Shown as Filled, groups, seen},
    form::Form,
    policy::{Notified, policy},
    words::Words,
};
use crate::{player::StyleSheet, services::Services};

/// What a page shows besides the stored values.
pub(super) struct Shown {
    /// What was typed and not saved.
    pub(super) form: Form,
    pub(super) notice: Notice,
    /// Only attributes that match are shown.
    pub(super) search: String,
}

/// What happened.
pub(super) enum Notice {
    None,
    /// So many attributes changed.
    Saved(usize),
    /// An attribute is back at its default, not yet saved.
    PutBack(&'static str),
    /// Nothing was saved because of these.
    Wrong(Vec<&'static str>),
}

#[derive(Template)]
#[template(path = "properties/page.html")]
struct Page {
    words: Words,
    assets: String,
    css: Option<String>,
    notified: Option<String>,
    title: String,
    course_id: String,
    version: String,
    action: String,
    seen: String,
    search: String,
    groups: Vec<Group>,
    /// Said politely.
    status: String,
    has_changes: bool,
    /// Label and field of what is wrong.
    wrong: Vec<(String, &'static str)>,
}

#[derive(Template)]
#[template(path = "properties/refused.html")]
struct Refused {
    words: Words,
    assets: String,
    title: String,
    text: String,
    /// Label and value of what was typed and is not saved.
    typed: Vec<(String, String)>,
}

/// The page of a course.
pub(super) fn answer(
    services: &Services,
    words: Words,
    session: &EditorSession,
    course: &EditedCourse,
    shown: Shown,
) -> Response {
    let css = session.css_url.as_deref().and_then(StyleSheet::parse);
    let notified = session.notification_url.as_deref().and_then(Notified::parse);
    let policy = policy(&services.config, css.as_ref(), notified.as_ref());
    let token = session.token(&services.installation_key, services.rng.as_ref(), services.clock.now());
    let label =
        |name: &str| attributes::find(name).map_or_else(String::new, |attribute| words.label(attribute));
    let page = Page {
        words,
        assets: assets_folder(services),
        css: css.map(|css| css.address),
        notified: notified.map(|notified| notified.address),
        title: stored(course, "title"),
        course_id: session.course_id().to_owned(),
        version: words.with("which-version", "version", &course.version.to_string()),
        action: service::properties_url(&services.config, &token),
        seen: seen(course, &shown.form),
        groups: groups(
            words,
            course,
            &Filled { form: &shown.form, wrong: shown.wrong(), search: &shown.search },
        ),
        status: match &shown.notice {
            Notice::Saved(count) => words.saved(*count),
            Notice::PutBack(name) => words.with("put-back", "label", &label(name)),
            Notice::None | Notice::Wrong(_) => String::new(),
        },
        has_changes: matches!(shown.notice, Notice::PutBack(_) | Notice::Wrong(_)),
        wrong: shown.wrong().iter().map(|name| (label(name), *name)).collect(),
        search: shown.search,
    };
    let status = if page.wrong.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    respond(status, &page, &policy)
}

/// The page that stands where no session is.
pub(super) fn gone(services: &Services, words: Words) -> Response {
    refused(services, words, StatusCode::NOT_FOUND, "gone", Vec::new())
}

/// The page that stands where a session is over: nothing typed is lost with it.
pub(super) fn over(services: &Services, words: Words, form: &Form) -> Response {
    let typed = form.touched().map(|(attribute, typed)| {
        let value = attribute.normalise(typed).map(|value| words.value(attribute, &value));
        (words.label(attribute), value.unwrap_or_else(|_| typed.to_owned()))
    });
    refused(services, words, StatusCode::NOT_FOUND, "gone", typed.collect())
}

/// The page that says that something of ours failed.
pub(super) fn failed(services: &Services, words: Words, status: StatusCode) -> Response {
    refused(services, words, status, "failed", Vec::new())
}

fn refused(
    services: &Services,
    words: Words,
    status: StatusCode,
    id: &str,
    typed: Vec<(String, String)>,
) -> Response {
    let page = Refused {
        words,
        assets: assets_folder(services),
        title: words.say(&format!("{id}-title")),
        text: words.say(&format!("{id}-text")),
        typed,
    };
    respond(status, &page, &policy(&services.config, None, None))
}

impl Shown {
    fn wrong(&self) -> &[&'static str] {
        if let Notice::Wrong(names) = &self.notice { names } else { &[] }
    }
}

fn assets_folder(services: &Services) -> String {
    format!("{}/{}", services.config.public_url.as_str().trim_end_matches('/'), assets::folder())
}

fn stored(course: &EditedCourse, name: &str) -> String {
    let found = course.attributes.iter().find(|edited| edited.attribute.name == name);
    found.map_or_else(String::new, |edited| edited.value.clone())
}

fn respond(status: StatusCode, page: &impl Template, policy: &str) -> Response {
    let html = match page.render() {
        Ok(html) => html,
        Err(error) => {
            tracing::error!(%error, "the page of the property editor cannot be written");
            return StatusCode::SERVICE_UNAVAILABLE.into_response();
        }
    };
    let mut response = (status, html).into_response();
    let headers = response.headers_mut();
    let mut set = |name: HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    set(header::CONTENT_TYPE, "text/html; charset=utf-8");
    set(header::CONTENT_SECURITY_POLICY, policy);
    // The session is in the address.
    set(header::REFERRER_POLICY, "no-referrer");
    set(header::CACHE_CONTROL, "no-store");
    set(header::VARY, "accept-language");
    response
}
