//! `rustici.application`: a managing application makes and changes the others, and their keys (V1 spec §4.10). Who may
//! call is decided in `authenticate`. The account is the installation: every application that does not manage is a
//! child of every one that does.

pub(super) mod add_secret_key;
pub(super) mod create_application;
pub(super) mod delete_secret_key;
pub(super) mod get_app_info;
pub(super) mod get_app_list;
pub(super) mod update_application;
pub(super) mod update_secret_key;

use cloud_api::v1::{
    application::{AppInfo, ListedApp, SecretKey},
    error::Fault,
};
use platform::AppId;
use service::rows::App;
use service::{AppError, OpenedAppKey};

use super::{
    call::{Call, internal, wire_time},
    transport::Answer,
};

/// The application that a call is about: what `childappid` names, or `appid` in PHP's manner.
async fn child(call: &Call<'_>, childappid: Option<&str>) -> Result<App, Fault> {
    let named = call.caller.named.as_ref().map(|app| app.id.as_str());
    let text = childappid.or(named).ok_or_else(|| Fault::missing("childappid"))?;
    let Ok(id) = AppId::new(text) else { return Err(no_child(text)) };
    match service::find_app(&call.services.store, &id).await {
        Ok(app) if !app.manages && app.sandbox_of.is_none() => Ok(app),
        Ok(_) | Err(AppError::Unknown(_)) => Err(no_child(text)),
        Err(error) => Err(internal(&error)),
    }
}

fn no_child(id: &str) -> Fault {
    Fault::new(1, format!("Could not find application [{id}] among those that this one manages"))
}

fn failed(error: &AppError) -> Fault {
    match error {
        AppError::Unknown(id) => no_child(id.as_str()),
        AppError::UnknownKey(id) => Fault::new(2, format!("The application has no key with id [{id}]")),
        AppError::LastKey => Fault::new(
            3,
            "This is the last active key of the application, which nobody could call for any more; \
             add another one first",
        ),
        AppError::BadName => Fault::invalid("name"),
        AppError::Exists(_) | AppError::BadSecret | AppError::Sealed(_) | AppError::Store(_) => {
            internal(error)
        }
    }
}

/// The reply of all methods but the list: the application as it is now. Keys are shown to who manages, not to an
/// application that deletes one of its own.
async fn info(call: &Call<'_>, id: &AppId) -> Result<Answer, Fault> {
    let services = call.services;
    let app = service::find_app(&services.store, id).await.map_err(|error| failed(&error))?;
    let keys = service::opened_app_keys(&services.store, &services.installation_key, id).await;
    let keys = keys.map_err(|error| failed(&error))?;
    let is_shown = call.caller.app.manages;
    Ok(Answer::ok(&AppInfo {
        allow_delete: app.allow_delete,
        app: on_the_wire(app),
        secret_keys: keys.into_iter().map(|key| key_on_the_wire(key, is_shown)).collect(),
    }))
}

fn on_the_wire(app: App) -> ListedApp {
    ListedApp { app_id: app.id.into(), name: app.name, create_date: wire_time(app.created_at) }
}

fn key_on_the_wire(key: OpenedAppKey, is_shown: bool) -> SecretKey {
    let shown = |text: &str| if is_shown { text.to_owned() } else { String::new() };
    SecretKey {
        id: key.info.id.as_str().to_owned(),
        key: shown(key.secret.expose()),
        pens_key: shown(key.pens_key.expose()),
        description: key.info.description,
        active: key.info.active,
        create_date: wire_time(key.info.created_at),
    }
}
