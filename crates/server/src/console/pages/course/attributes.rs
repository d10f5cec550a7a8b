//! The attributes of a version: the form of the page that an LMS frames (`properties`), with presets, the settings of
//! another course, and what differs from the defaults.

use askama::Template;
use axum::{
    body::Bytes,
    extract::State,
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use cloud_api::v1::attributes;
use service::{
    EditedCourse,
    console::course::{
        SetAttributesError, WantedCourse, course_settings, find_course, set_course_attributes,
    },
};

use super::{
    Asked, At, Head, look_up, no_attributes,
    presets::{PRESETS, Preset, copied},
};
use crate::{
    console::{
        answer::{Failed, Page},
        asking::Me,
        frame::Frame,
        see,
    },
    properties::{
        fields::{Control, Group, Shown, groups, seen},
        form::Form,
        words::Words,
    },
    services::Services,
};

/// The one attribute whose value the form cannot judge alone.
const STANDARD: &str = "scormVersion";

#[derive(Template)]
#[template(path = "console/course/attributes.html")]
struct AttributesPage {
    frame: Frame,
    head: Head,
    /// Texts of the form.
    words: Words,
    groups: Vec<Group>,
    /// What is saved and no default: label, field, value, default.
    differing: Vec<Differing>,
    /// Hidden fields of forms that ask.
    fields: Vec<(String, String)>,
    presets: Vec<(&'static str, String, String)>,
    /// The course whose settings were wanted.
    copy: String,
    action: String,
    all: String,
    seen: String,
    search: String,
    status: String,
    has_changes: bool,
    problem: Option<String>,
    /// Label and field of what is wrong.
    wrong: Vec<(String, &'static str)>,
}

struct Differing {
    name: &'static str,
    label: String,
    value: String,
    default: String,
}

/// What the form holds, and what is said above it.
#[derive(Default)]
struct Told {
    form: Form,
    wrong: Vec<&'static str>,
    status: String,
    has_changes: bool,
    problem: Option<String>,
}

/// `GET console/course/attributes`. With `preset` or `copy` the form is filled in, and nothing is saved yet.
pub(in crate::console) async fn page(
    State(services): State<Services>,
    me: Me,
    asked: Asked,
) -> Result<Response, Failed> {
    let at = look_up(&services, &me, &asked, "/attributes").await?;
    let course = settings(&services, &at).await?;
    let mut told = Told::default();
    if let Some(count) = asked.given("saved").and_then(|count| count.parse().ok()) {
        told.status = Words::ENGLISH.saved(count);
    }
    if at.head.may_change {
        if let Some(preset) = asked.given("preset").and_then(Preset::find) {
            let name = at.frame.say(preset.text);
            told = filled(&at, &course, preset.values(&course), &name);
        } else if let Some(other) = asked.given("copy") {
            told = match other_course(&services, &at, other).await? {
                Some(from) => filled(&at, &course, copied(&from, &course), other),
                None => Told { problem: Some(at.frame.say("copy-none")), ..Told::default() },
            };
        }
    }
    Ok(answer(at, &course, &asked, told))
}

async fn settings(services: &Services, at: &At) -> Result<EditedCourse, Failed> {
    let settings = course_settings(&services.store, services.live.definitions(), &at.shown).await;
    settings.map_err(|error| no_attributes(&error))
}

/// The form with values that are not saved yet.
fn filled(at: &At, course: &EditedCourse, values: Vec<(&'static str, String)>, from: &str) -> Told {
    let is_other = |name: &str, value: &str| {
        let edited = course.attributes.iter().find(|edited| edited.attribute.name == name);
        edited.is_some_and(|edited| edited.value != value)
    };
    let values: Vec<_> = values.into_iter().filter(|(name, value)| is_other(name, value)).collect();
    let count = values.len().to_string();
    let id = if values.is_empty() { "filled-same" } else { "filled" };
    Told {
        status: at.frame.with_all(id, &[("from", from), ("count", &count)]),
        has_changes: !values.is_empty(),
        form: Form::chosen(values),
        ..Told::default()
    }
}

/// The settings of another course of the application, as its latest version has them.
async fn other_course(services: &Services, at: &At, id: &str) -> Result<Option<EditedCourse>, Failed> {
    let wanted = WantedCourse { app: at.shown.app.id.as_str(), course: id, version: None };
    match find_course(&services.store, wanted).await {
        Ok(other) => {
            let settings = course_settings(&services.store, services.live.definitions(), &other).await;
            settings.map(Some).map_err(|error| no_attributes(&error))
        }
        Err(service::FindVersionError::Store(error)) => Err(error.into()),
        Err(_) => Ok(None),
    }
}

/// `POST console/course/attributes`.
pub(in crate::console) async fn save(
    State(services): State<Services>,
    me: Me,
    asked: Asked,
    body: Bytes,
) -> Result<Response, Failed> {
    let at = look_up(&services, &me, &asked, "/attributes").await?;
    let course = settings(&services, &at).await?;
    let mut form = Form::read(&body);
    if let Some(name) = form.reset {
        let default = course.attributes.iter().find(|edited| edited.attribute.name == name);
        form.typed.extend(default.map(|edited| (name, edited.default.clone())));
        let status = Words::ENGLISH.with("put-back", "label", &label(name));
        return Ok(answer(at, &course, &asked, Told { form, status, has_changes: true, ..Told::default() }));
    }
    let again = |at, form, wrong| {
        Ok(answer(at, &course, &asked, Told { form, wrong, has_changes: true, ..Told::default() }))
    };
    let values = match form.changes() {
        Ok(values) => values,
        Err(wrong) => return again(at, form, wrong),
    };
    let (store, definitions) = (&services.store, services.live.definitions());
    let now = services.clock.now();
    match set_course_attributes(store, definitions, me.actor(), &at.shown, values, now).await {
        Ok(changed) => {
            let path = at.head.links.path("/attributes", &[("saved", &changed.to_string())]);
            Ok(see(&me.asking, &path).into_response())
        }
        Err(SetAttributesError::Invalid(_)) => again(at, form, vec![STANDARD]),
        Err(SetAttributesError::Version(error)) => Err(no_attributes(&error)),
    }
}

fn label(name: &str) -> String {
    attributes::find(name).map_or_else(String::new, |attribute| Words::ENGLISH.label(attribute))
}

fn answer(at: At, course: &EditedCourse, asked: &Asked, told: Told) -> Response {
    let At { frame, head, .. } = at;
    let words = Words::ENGLISH;
    let search = asked.get("q").to_owned();
    let differing = course.attributes.iter().filter(|edited| edited.value != edited.default);
    let preset =
        |preset: &Preset| (preset.id(), frame.say(preset.text), frame.say(&format!("{}-text", preset.text)));
    let page = AttributesPage {
        words,
        groups: groups(words, course, &Shown { form: &told.form, wrong: &told.wrong, search: &search }),
        differing: differing
            .map(|edited| Differing {
                name: edited.attribute.name,
                label: words.label(edited.attribute),
                value: words.value(edited.attribute, &edited.value),
                default: words.value(edited.attribute, &edited.default),
            })
            .collect(),
        fields: head.links.fields(),
        presets: PRESETS.iter().map(preset).collect(),
        copy: asked.get("copy").to_owned(),
        action: head.links.to("/attributes", &[]),
        all: head.links.to("/attributes", &[]),
        seen: seen(course, &told.form),
        status: told.status,
        has_changes: told.has_changes,
        problem: told.problem,
        wrong: told.wrong.iter().map(|name| (label(name), *name)).collect(),
        search,
        head,
        frame,
    };
    let is_wrong = page.problem.is_some() || !page.wrong.is_empty();
    let status = if is_wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Page(status, page).into_response()
}
