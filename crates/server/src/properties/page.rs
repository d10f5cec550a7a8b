//! The page itself.

use askama::Template;
use axum::{
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use cloud_api::v1::{
    attributes::{self, Effect, Kind},
    params::Params,
};
use service::{EditedAttribute, EditedCourse, EditorSession};

use super::{
    assets,
    form::Form,
    groups::{GROUPS, values_of},
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

struct Group {
    id: &'static str,
    name: String,
    fields: Vec<Field>,
}

struct Field {
    name: &'static str,
    label: String,
    help: String,
    /// Whether Lyceum acts on it.
    acts: bool,
    value: String,
    default: String,
    default_text: String,
    reset_label: String,
    is_default: bool,
    error: Option<String>,
    control: Control,
}

enum Control {
    Box,
    Choice(Vec<Choice>),
    Number {
        min: i64,
        max: i64,
    },
    Share,
    Text,
    /// Nothing to choose.
    Fixed(String),
}

struct Choice {
    value: String,
    text: String,
    is_chosen: bool,
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
        groups: groups(words, course, &shown),
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

/// A value as a field of one line holds it.
fn in_one_line(value: &str) -> String {
    value.replace(['\r', '\n'], "")
}

/// What the page showed when it was first loaded, which a form brings back.
fn seen(course: &EditedCourse, form: &Form) -> String {
    let seen: Params = course
        .attributes
        .iter()
        .map(|edited| {
            let name = edited.attribute.name;
            (name, form.seen(name).map_or_else(|| in_one_line(&edited.value), str::to_owned))
        })
        .collect();
    seen.to_urlencoded()
}

fn groups(words: Words, course: &EditedCourse, shown: &Shown) -> Vec<Group> {
    let search = shown.search.trim().to_lowercase();
    let group = |(id, names): &(&'static str, &[&str])| {
        let name = words.say(&format!("group-{id}"));
        let find = |name: &&str| course.attributes.iter().find(|edited| edited.attribute.name == *name);
        let fields = names.iter().filter_map(find).map(|edited| field(words, course, edited, shown));
        let matches = |field: &Field| {
            let text = format!("{name} {} {} {}", field.name, field.label, field.help).to_lowercase();
            search.split_whitespace().all(|word| text.contains(word))
        };
        let fields: Vec<_> = fields.filter(matches).collect();
        (!fields.is_empty()).then_some(Group { id, name, fields })
    };
    GROUPS.iter().filter_map(group).collect()
}

fn field(words: Words, course: &EditedCourse, edited: &EditedAttribute, shown: &Shown) -> Field {
    let attribute = edited.attribute;
    let name = attribute.name;
    let value = shown.form.typed.get(name).cloned().unwrap_or_else(|| in_one_line(&edited.value));
    let label = words.label(attribute);
    Field {
        name,
        help: words.help(attribute),
        acts: matches!(attributes::effect(name), Effect::Acts(_)),
        reset_label: words.with("reset-label", "label", &label),
        default_text: words.with("default-is", "value", &words.value(attribute, &edited.default)),
        is_default: value == edited.default,
        error: shown.wrong().contains(&name).then(|| words.expected(attribute)),
        control: control(words, course, edited, &value),
        default: edited.default.clone(),
        label,
        value,
    }
}

fn control(words: Words, course: &EditedCourse, edited: &EditedAttribute, value: &str) -> Control {
    let attribute = edited.attribute;
    match attribute.kind {
        Kind::Bool => Control::Box,
        Kind::Int { min, max } => Control::Number { min, max },
        Kind::Fraction => Control::Share,
        Kind::Text => Control::Text,
        Kind::Standard if course.standards.len() < 2 => Control::Fixed(words.value(attribute, value)),
        Kind::Enumeration { .. } | Kind::Words(_) | Kind::Standard => {
            let mut values = values_of(attribute.kind, &course.standards);
            // Offered where it was chosen, so that the field can show it.
            if edited.value == "0" && matches!(attribute.kind, Kind::Enumeration { .. }) {
                values.insert(0, "0".to_owned());
            }
            let choice = |choice: String| Choice {
                text: words.value(attribute, &choice),
                is_chosen: choice == value,
                value: choice,
            };
            Control::Choice(values.into_iter().map(choice).collect())
        }
    }
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
