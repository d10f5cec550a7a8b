//! One course: what is in it, its versions, files and settings. Ids stand in the query, for they may hold any
//! character; a form brings them in the query of its address.

pub(in crate::console) mod about;
pub(in crate::console) mod attributes;
mod delete;
pub(in crate::console) mod download;
pub(in crate::console) mod files;
mod links;
pub(in crate::console) mod overview;
pub(in crate::console) mod presets;
pub(in crate::console) mod put_file;
pub(in crate::console) mod structure;
pub(in crate::console) mod versions;

use axum::{
    extract::{FromRequestParts, RawQuery},
    http::request::Parts,
};
use cloud_api::v1::params::Params;
use service::{
    CourseAttributesError, CourseFilesError, FindVersionError,
    console::{
        Role,
        course::{ShownCourse, UpTo, WantedCourse, find_course},
    },
};

use crate::{
    console::{answer::Failed, asking::Me, frame::Frame},
    services::Services,
};
use links::Links;

pub(in crate::console) use delete::{
    ask as ask_to_delete, ask_version as ask_to_delete_version, delete, delete_version,
};

/// The query of a page.
pub(in crate::console) struct Asked(Params);

impl<S: Send + Sync> FromRequestParts<S> for Asked {
    type Rejection = Failed;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failed> {
        let RawQuery(query) = RawQuery::from_request_parts(parts, state).await.map_err(|_| Failed::Form)?;
        Ok(Self(Params::from_urlencoded(query.unwrap_or_default())))
    }
}

impl Asked {
    fn get(&self, name: &str) -> &str {
        self.0.get(name).unwrap_or_default()
    }

    /// A parameter that is there and not empty.
    fn given(&self, name: &str) -> Option<&str> {
        self.0.get(name).filter(|value| !value.is_empty())
    }
}

/// The course that a page is about, and what stands at its top.
struct At {
    frame: Frame,
    shown: ShownCourse,
    head: Head,
}

/// The top of every page of a course.
struct Head {
    links: Links,
    title: String,
    id: String,
    app_id: String,
    app_name: String,
    /// Said where an older version is shown.
    old: Option<String>,
    tabs: Vec<Tab>,
    /// Whether the user may change anything.
    may_change: bool,
}

/// A page of the course.
struct Tab {
    name: String,
    address: String,
    is_here: bool,
}

/// The pages of a course: path below it and text.
const TABS: [(&str, &str); 6] = [
    ("", "course-tab-overview"),
    ("/structure", "course-tab-structure"),
    ("/versions", "course-tab-versions"),
    ("/files", "course-tab-files"),
    ("/attributes", "course-tab-attributes"),
    ("/about", "course-tab-about"),
];

/// Looks up the course that is asked for; `here` is the page's path below it.
async fn look_up(services: &Services, me: &Me, asked: &Asked, here: &str) -> Result<At, Failed> {
    let version = match asked.given("version") {
        Some(number) => Some(number.parse().map_err(|_| Failed::NotFound)?),
        None => None,
    };
    let wanted = WantedCourse { app: asked.get("app"), course: asked.get("course"), version };
    let shown = find_course(&services.store, wanted).await.map_err(|error| not_there(&error))?;
    let frame = Frame::of(&me.asking, "courses");
    let links = Links::new(&frame, wanted);
    let tab = |(path, id): &(&str, &str)| Tab {
        name: frame.say(id),
        address: links.to(path, &[]),
        is_here: *path == here,
    };
    let title = if shown.is_old() { &shown.version.title } else { &shown.course.title };
    let head = Head {
        title: if title.trim().is_empty() { frame.say("course-untitled") } else { title.clone() },
        id: shown.course.id.as_str().to_owned(),
        app_id: shown.app.id.as_str().to_owned(),
        app_name: shown.app.name.clone(),
        old: shown.is_old().then(|| {
            let (number, latest) = (shown.version.number.0.to_string(), shown.latest.0.to_string());
            frame.with_all("course-old", &[("number", &number), ("latest", &latest)])
        }),
        tabs: TABS.iter().map(tab).collect(),
        may_change: me.user.role >= Role::Author,
        links,
    };
    Ok(At { frame, shown, head })
}

impl Head {
    /// The same page of the latest version.
    fn latest(&self) -> String {
        let here = TABS.iter().zip(&self.tabs).find(|(_, tab)| tab.is_here);
        self.links.latest(here.map_or("", |((path, _), _)| *path))
    }
}

/// A number that may be only the least there is.
fn up_to(frame: &Frame, number: UpTo) -> String {
    let count = number.count.to_string();
    if number.or_more { frame.with("course-or-more", "count", count) } else { count }
}

fn not_there(error: &FindVersionError) -> Failed {
    match error {
        FindVersionError::NoCourse | FindVersionError::NoVersion(_) => Failed::NotFound,
        FindVersionError::Store(_) => not_now(error),
    }
}

fn no_files(error: &CourseFilesError) -> Failed {
    match error {
        CourseFilesError::Find(error) => not_there(error),
        error => not_now(error),
    }
}

fn no_attributes(error: &CourseAttributesError) -> Failed {
    match error {
        CourseAttributesError::Find(error) => not_there(error),
        CourseAttributesError::Definition(_) => not_now(error),
    }
}

fn not_now(error: &(dyn std::error::Error + 'static)) -> Failed {
    tracing::error!(error, "a page of a course cannot be shown");
    Failed::NotNow
}
