//! One registration: who learns, what came of it, and everything that is kept of it, in parts.
//!
//! All parts keep up by themselves while a course runs. What grows is appended, so that nothing moves under the eyes
//! of who reads.

mod changes;
mod data;
mod launches;
mod postbacks;
mod tree;
mod xml;

use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use cloud_api::v1::params::Params;
use service::{
    FindRegistrationError, ResultError,
    console::registration::{RegistrationData, ShownRegistration, WantedRegistration, registration_data},
};

use self::data::Value;
use super::registrations::name;
use crate::{
    console::{
        answer::{Failed, Page, Query},
        asking::Me,
        frame::{Frame, machine, second},
        results::{Chip, none, score, time},
    },
    services::Services,
};

pub(in crate::console) use changes::{delete, instance, pause, reset, resume, send};

/// The parts of the page: name in the query and text.
const PARTS: [(&str, &str); 6] = [
    ("results", "reg-results"),
    ("data", "reg-data"),
    ("objectives", "reg-objectives"),
    ("launches", "reg-launches"),
    ("postbacks", "reg-postbacks"),
    ("xml", "reg-xml"),
];

#[derive(Template)]
#[template(path = "console/registration.html")]
struct RegistrationPage {
    frame: Frame,
    app: String,
    id: String,
    head: Head,
    tabs: Vec<Tab>,
    part: Part,
    /// What was done by the form that led here.
    done: Option<String>,
}

/// What stands on top of every part.
struct Head {
    learner: String,
    learner_id: String,
    email: String,
    learner_page: String,
    list: String,
    course: String,
    course_page: String,
    app_name: String,
    version: u32,
    is_version_gone: bool,
    instance: u32,
    instances: Vec<Tab>,
    is_latest: bool,
    completion: Chip,
    success: Chip,
    score: String,
    reported: String,
    open: String,
    active: String,
    is_active_partial: bool,
    state: Chip,
    made: When,
    changed: When,
    first: Option<When>,
    last: Option<When>,
    completed: Option<When>,
}

/// An instant for people and for machines.
struct When {
    text: String,
    machine: String,
}

impl When {
    fn of(at: platform::Timestamp) -> Self {
        Self { text: second(at), machine: machine(at) }
    }
}

/// A link that may be the one the reader is at.
struct Tab {
    text: String,
    to: String,
    is_here: bool,
}

enum Part {
    Results(tree::Results),
    Data(data::Data),
    Objectives(tree::Objectives),
    Launches(launches::Launches),
    Postbacks(Box<postbacks::Shown>),
    Xml(String),
}

/// What every part is made with.
struct Asked<'a> {
    services: &'a Services,
    frame: &'a Frame,
    query: &'a Params,
    data: &'a RegistrationData,
}

impl Asked<'_> {
    fn shown(&self) -> &ShownRegistration {
        &self.data.shown
    }

    /// The address of a part of this page.
    fn part(&self, part: &str, extra: &[(&str, &str)]) -> String {
        let shown = self.shown();
        let instance = shown.instance.number.0.to_string();
        let mut query =
            vec![("app", shown.app.id.as_str()), ("registration", shown.registration.id.as_str())];
        if !shown.is_latest() {
            query.push(("instance", instance.as_str()));
        }
        query.push(("part", part));
        query.extend_from_slice(extra);
        self.frame.at("/registration", query)
    }
}

/// `GET console/registration`.
pub(in crate::console) async fn page(
    State(services): State<Services>,
    me: Me,
    Query(query): Query,
) -> Result<Response, Failed> {
    let instance = match query.get("instance").map(str::parse) {
        None => None,
        Some(Ok(number)) => Some(number),
        Some(Err(_)) => return Err(Failed::NotFound),
    };
    let wanted = WantedRegistration {
        app: query.get("app").unwrap_or_default(),
        registration: query.get("registration").unwrap_or_default(),
        instance,
    };
    let definitions = services.live.definitions();
    let data = registration_data(&services.store, definitions, wanted).await.map_err(failed)?;
    let frame = Frame::of(&me.asking, "registrations");
    let asked = Asked { services: &services, frame: &frame, query: &query, data: &data };
    let (here, part) = match query.get("part").unwrap_or_default() {
        "data" => ("data", Part::Data(data::part(&asked))),
        "objectives" => ("objectives", Part::Objectives(tree::objectives(&asked))),
        "launches" => ("launches", Part::Launches(launches::part(&asked).await?)),
        "postbacks" => ("postbacks", Part::Postbacks(Box::new(postbacks::part(&asked).await?))),
        "xml" => ("xml", Part::Xml(xml::part(&asked).await?)),
        _ => ("results", Part::Results(tree::results(&asked))),
    };
    let page = RegistrationPage {
        app: data.shown.app.id.as_str().to_owned(),
        id: data.shown.registration.id.as_str().to_owned(),
        head: head(&asked),
        tabs: PARTS
            .iter()
            .map(|(name, id)| Tab { text: frame.say(id), to: asked.part(name, &[]), is_here: *name == here })
            .collect(),
        done: changes::done(&frame, query.get("done").unwrap_or_default()),
        part,
        frame,
    };
    Ok(Page(StatusCode::OK, page).into_response())
}

fn head(asked: &Asked<'_>) -> Head {
    let (frame, data, shown) = (asked.frame, asked.data, asked.shown());
    let (registration, instance) = (&shown.registration, &shown.instance);
    let learner = &registration.learner;
    let (app, course) = (shown.app.id.as_str(), registration.course_id.as_str());
    let clocks = &data.clocks;
    let instances = shown.instances.iter().map(|number| {
        let number = number.0.to_string();
        let query = [
            ("app", app),
            ("registration", registration.id.as_str()),
            ("instance", number.as_str()),
            ("part", asked.query.get("part").unwrap_or("results")),
        ];
        Tab {
            to: frame.at("/registration", query),
            is_here: number == instance.number.0.to_string(),
            text: frame.with("reg-instance", "number", number),
        }
    });
    let is_open = data.running.is_some();
    Head {
        learner: name(&learner.first, &learner.last, learner.id.as_str()),
        learner_id: learner.id.as_str().to_owned(),
        email: learner.email.clone(),
        learner_page: frame.at("/registrations", [("app", app), ("learner", learner.id.as_str())]),
        list: frame.at("/registrations", [("app", app)]),
        course: registration.course_title.clone(),
        course_page: frame.at("/course", [("app", shown.home.as_str()), ("course", course)]),
        app_name: shown.app.name.clone(),
        version: instance.version_number.0,
        is_version_gone: instance.version.is_none(),
        instance: instance.number.0,
        instances: instances.collect(),
        is_latest: shown.is_latest(),
        completion: Chip::completion(frame, &instance.result.complete),
        success: Chip::success(frame, &instance.result.success),
        score: score(instance.result.score),
        reported: clocks.reported.map_or_else(none, centiseconds),
        open: time(clocks.open_secs),
        active: clocks.active_secs.map_or_else(none, time),
        is_active_partial: !clocks.active_is_whole,
        state: match (is_open, registration.last_access_at) {
            (true, _) => Chip::new("begun", frame.say("reg-is-open")),
            (false, Some(_)) => Chip::new("plain", frame.say("reg-is-closed")),
            (false, None) => Chip::new("none", frame.say("reg-never-opened")),
        },
        made: When::of(registration.created_at),
        changed: When::of(instance.updated_at),
        first: registration.first_access_at.map(When::of),
        last: registration.last_access_at.map(When::of),
        completed: registration.completed_at.map(When::of).filter(|_| shown.is_latest()),
    }
}

/// Hundredths of a second as `1:02:03`.
fn centiseconds(time_spent: i64) -> String {
    time(u64::try_from(time_spent / 100).unwrap_or(0))
}

fn failed(error: ResultError) -> Failed {
    match error {
        ResultError::Find(error) => not_found(error),
        ResultError::Load(error) => {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "what is kept of a registration cannot be read"
            );
            Failed::NotNow
        }
    }
}

fn not_found(error: FindRegistrationError) -> Failed {
    match error {
        FindRegistrationError::NoRegistration | FindRegistrationError::NoInstance(_) => Failed::NotFound,
        FindRegistrationError::Store(error) => error.into(),
    }
}
