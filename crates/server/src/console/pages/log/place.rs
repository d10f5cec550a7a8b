//! Which log is looked at, and by what address.

use askama::Template;
use axum::{
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use cloud_api::v1::params::Params;
use service::{
    LoadError,
    debug_log::{ListedLaunch, OpenLog, find_launch, find_shared_log},
    rows::App,
};

use crate::{
    console::{
        answer::{Failed, Page},
        app_choice::find_app,
        asking::{Asking, Me},
        frame::Frame,
    },
    services::Services,
};

/// A log that is open, with the way to its pages.
pub(super) struct Place {
    pub(super) frame: Frame,
    pub(super) listed: ListedLaunch,
    pub(super) log: OpenLog,
    pub(super) query: Params,
    /// The application; `None` for who has a link.
    pub(super) app: Option<String>,
    /// Path below the console, and what every address of the log has in its query.
    path: String,
    own: Params,
}

/// Opens the log that a query names.
pub(super) async fn of_query(services: &Services, me: &Me, query: Option<String>) -> Result<Place, Failed> {
    let query = Params::from_urlencoded(query.unwrap_or_default());
    let app = find_app(services, query.get("app").unwrap_or_default()).await?;
    let listed = launch(services, &app, query.get("launch").unwrap_or_default()).await?;
    let own = address(&app, &listed);
    let frame = Frame::of(&me.asking, "logs");
    let app = Some(app.id.as_str().to_owned());
    place(services, frame, listed, query, app, "/log".to_owned(), own).await
}

/// Opens the log that a link leads to; otherwise the page that says that it leads nowhere.
pub(super) async fn of_link(
    services: &Services,
    asking: &Asking,
    token: &str,
    query: Option<String>,
) -> Result<Place, Response> {
    // Whoever looks is nobody here, even where they are signed in: the page shows one log and no way on.
    let nobody = Asking { user: None, ..asking.clone() };
    let frame = Frame::of(&nobody, "");
    let found = find_shared_log(&services.store, token, services.clock.now()).await;
    let found = found.map_err(|error| Failed::from(error).into_response())?;
    let Some(listed) = found else {
        return Err(Page(StatusCode::NOT_FOUND, NoSharePage { frame }).into_response());
    };
    let query = Params::from_urlencoded(query.unwrap_or_default());
    let opened =
        place(services, frame, listed, query, None, format!("/shared-log/{token}"), Params::new()).await;
    opened.map_err(Failed::into_response)
}

#[derive(Template)]
#[template(path = "console/log_no_share.html")]
struct NoSharePage {
    frame: Frame,
}

async fn place(
    services: &Services,
    frame: Frame,
    listed: ListedLaunch,
    query: Params,
    app: Option<String>,
    path: String,
    own: Params,
) -> Result<Place, Failed> {
    let log = open(services, &listed).await?;
    Ok(Place { frame, listed, log, query, app, path, own })
}

/// Opens the log of a launch.
pub(super) async fn open(services: &Services, listed: &ListedLaunch) -> Result<OpenLog, Failed> {
    let (store, definitions) = (&services.store, services.live.definitions());
    services.logs.open(store, definitions, &listed.launch).await.map_err(failed)
}

/// A launch of an application.
pub(super) async fn launch(services: &Services, app: &App, id: &str) -> Result<ListedLaunch, Failed> {
    find_launch(&services.store, app.key, id).await?.ok_or(Failed::NotFound)
}

/// What names a log in a query.
pub(super) fn address(app: &App, listed: &ListedLaunch) -> Params {
    Params::new().with("app", app.id.as_str().to_owned()).with("launch", listed.launch.id.to_string())
}

/// Does what takes a processor for long beside the threads that answer requests.
pub(super) async fn beside<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Failed> {
    tokio::task::spawn_blocking(work).await.map_err(|error| {
        tracing::error!(error = &error as &dyn std::error::Error, "a log could not be read through");
        Failed::NotNow
    })
}

pub(super) fn failed(error: LoadError) -> Failed {
    match error {
        LoadError::Gone => Failed::NotFound,
        error => {
            tracing::error!(error = &error as &dyn std::error::Error, "a log cannot be read");
            Failed::NotNow
        }
    }
}

impl Place {
    /// Reads through the log and answers. That keeps a processor busy, so it is done beside the threads that answer requests.
    pub(super) async fn read(self, look: impl FnOnce(Self) -> Response + Send + 'static) -> Response {
        beside(move || look(self)).await.unwrap_or_else(Failed::into_response)
    }

    /// The address of a page of this log: the log itself for an empty `part`, else `/lines`, `/step`, ….
    pub(super) fn to(&self, part: &str, more: &[(&str, &str)]) -> String {
        let mut query = self.own.clone();
        for (name, value) in more.iter().copied().filter(|(_, value)| !value.is_empty()) {
            query = query.with(name, value.to_owned());
        }
        let query = query.to_urlencoded();
        let path = self.frame.to(&format!("{}{part}", self.path));
        if query.is_empty() { path } else { format!("{path}?{query}") }
    }

    /// The path of a page of this log, for a form.
    pub(super) fn form(&self, part: &str) -> String {
        self.frame.to(&format!("{}{part}", self.path))
    }

    /// Fields that a form of this log has in any case.
    pub(super) fn fields(&self) -> Vec<(&'static str, String)> {
        ["app", "launch"]
            .into_iter()
            .filter_map(|name| Some((name, self.own.get(name)?.to_owned())))
            .collect()
    }

    /// A number of the query.
    pub(super) fn number(&self, name: &str) -> Option<usize> {
        self.query.get(name)?.trim().parse().ok()
    }

    /// A text of the query.
    pub(super) fn text(&self, name: &str) -> &str {
        self.query.get(name).unwrap_or_default()
    }

    /// Whether the log is looked at by link.
    pub(super) fn is_shared(&self) -> bool {
        self.app.is_none()
    }

    /// The title of the course.
    pub(super) fn title(&self) -> &str {
        let title = if self.listed.title.is_empty() { self.log.title() } else { &self.listed.title };
        if title.is_empty() { &self.listed.course } else { title }
    }

    /// The learner's name, or id where there is no name.
    pub(super) fn learner(&self) -> String {
        learner(&self.listed)
    }
}

/// The learner's name, or id where there is no name.
pub(super) fn learner(listed: &ListedLaunch) -> String {
    let [id, first, last] = &listed.learner;
    let name = format!("{first} {last}");
    if name.trim().is_empty() { id.clone() } else { name.trim().to_owned() }
}
