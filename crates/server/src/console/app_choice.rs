//! The application that a page is about: named in the query, chosen where there are several.

use cloud_api::v1::params::Params;
use platform::AppId;
use service::{AppError, rows::App};

use super::answer::Failed;
use crate::services::Services;

/// All applications, and the one the page is about.
#[derive(Clone, Debug)]
pub(super) struct AppChoice {
    /// `None` where there is no application at all.
    pub(super) app: Option<App>,
    all: Vec<App>,
}

/// An application to choose.
#[derive(Clone, Debug)]
pub(super) struct AppOption {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) is_chosen: bool,
}

impl AppChoice {
    /// The application that `app` of the query names, or else the first that is switched on.
    pub(super) async fn of(services: &Services, query: &Params) -> Result<Self, Failed> {
        let all = service::list_apps(&services.store).await?;
        let app = match query.get("app").filter(|id| !id.is_empty()) {
            Some(id) => match all.iter().find(|app| app.id.as_str() == id) {
                Some(app) => Some(app.clone()),
                None => Some(find_app(services, id).await?),
            },
            None => all.iter().find(|app| app.active).or(all.first()).cloned(),
        };
        Ok(Self { app, all })
    }

    /// The id of the application, empty where there is none.
    pub(super) fn id(&self) -> &str {
        self.app.as_ref().map_or("", |app| app.id.as_str())
    }

    /// What there is to choose from; nothing where there is no choice.
    pub(super) fn options(&self) -> Vec<AppOption> {
        let option = |app: &App| AppOption {
            id: app.id.as_str().to_owned(),
            name: app.name.clone(),
            is_chosen: app.id.as_str() == self.id(),
        };
        if self.all.len() > 1 { self.all.iter().map(option).collect() } else { Vec::new() }
    }
}

/// An application by its id, one of the sandbox as well: no list has those, pages of their registrations and logs name
/// them.
pub(super) async fn find_app(services: &Services, id: &str) -> Result<App, Failed> {
    let id = AppId::new(id).map_err(|_| Failed::NotFound)?;
    match service::find_app(&services.store, &id).await {
        Ok(app) => Ok(app),
        Err(AppError::Store(error)) => Err(error.into()),
        Err(_) => Err(Failed::NotFound),
    }
}

/// An application that people see, by its id: what the sandbox has are copies of what others have.
pub(super) async fn find_visible_app(services: &Services, id: &str) -> Result<App, Failed> {
    let app = find_app(services, id).await?;
    if app.sandbox_of.is_none() { Ok(app) } else { Err(Failed::NotFound) }
}
