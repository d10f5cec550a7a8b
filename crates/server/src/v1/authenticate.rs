//! Who calls (V1 spec §2.2 "Which key", §2.4).

use cloud_api::v1::{
    error::{Fault, Global},
    method::{self, Method},
    params::Params,
    security::{self, Lookup},
    timestamp::Timestamp,
};
use platform::SecretId;
use service::rows::App;
use service::{SigningKey, SigningKeys, SigningKeysError};

use crate::services::Services;

use super::failure::{Called, Failure};

/// Who signed a call.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    /// The application whose key it was.
    pub(crate) app: App,
    /// The key.
    pub(crate) key: SecretId,
    /// What `appid` names where that is the application a call of `rustici.application` is about.
    pub(crate) named: Option<App>,
}

/// Methods in which PHP names the child by `appid` and signs with a key of the managing application.
const NAMES_THE_CHILD: [&str; 5] =
    ["getAppInfo", "updateApplication", "addSecretKey", "updateSecretKey", "deleteSecretKey"];

/// The one of these that PHP signs with the child's own key.
const SIGNED_BY_THE_CHILD: &str = "deleteSecretKey";

/// Checks who calls. `Ok(None)` for methods that nobody has to sign.
pub(super) async fn authenticate(
    services: &Services,
    params: &Params,
    arrived: Timestamp,
) -> Result<(&'static Method, Option<Caller>), Failure> {
    let method = method::of(params).map_err(Failure::unsigned)?;
    if !method.secured {
        return Ok((method, None));
    }
    Ok((method, Some(caller(services, params, arrived, method).await?)))
}

/// Checks who signed a request that calls `method`, as its parameter says or the address it came to.
pub(super) async fn caller(
    services: &Services,
    params: &Params,
    arrived: Timestamp,
    method: &'static Method,
) -> Result<Caller, Failure> {
    let appid = security::appid(params).map_err(|denied| Failure::refused(denied.into(), method, None))?;
    let found = services.signing_keys.find(&services.store, &services.installation_key, appid).await;
    let found = found.map_err(|error| unreadable(&error, method))?;
    let called = found.as_ref().map(|found| Called { method, app: found.app.key, key: None });
    let refused = |fault: Fault| Failure::refused(fault, method, called.clone());

    let is_about_appid = method.service == "application"
        && NAMES_THE_CHILD.contains(&method.name)
        && params.get("childappid").is_none()
        && found.as_ref().is_some_and(|found| !found.app.manages);
    let managing = if is_about_appid {
        let managing = service::managing_keys(&services.store, &services.installation_key).await;
        managing.map_err(|error| unreadable(&error, method))?
    } else {
        Vec::new()
    };

    let candidates: Vec<(&App, &SigningKey)> =
        managing.iter().chain(found.as_deref()).flat_map(of_each).collect();
    let keys: Vec<&str> = candidates.iter().map(|(_, key)| key.secret.expose()).collect();
    let lookup = if found.is_some() { Lookup::Found(&keys) } else { Lookup::Unknown };
    let signed_by = security::check(params, lookup, arrived).map_err(|denied| refused(denied.into()))?;
    let Some((app, key)) = candidates.get(signed_by) else {
        return Err(refused(Global::SignatureInvalid.fault()));
    };
    let caller = Caller {
        app: (*app).clone(),
        key: key.id.clone(),
        named: found.as_ref().filter(|_| is_about_appid).map(|found| found.app.clone()),
    };
    let may_call = method.service != "application"
        || caller.app.manages
        || (is_about_appid && method.name == SIGNED_BY_THE_CHILD);
    if !may_call {
        let fault = Fault::new(
            Global::AppidInvalid.code(),
            "Parameter appid is not valid: only a managing application may call this service, \
             made with `lyceum apps create --management`",
        );
        return Err(Failure::signed(fault, method, &caller));
    }
    Ok(caller)
}

fn of_each(keys: &SigningKeys) -> impl Iterator<Item = (&App, &SigningKey)> {
    keys.keys.iter().map(|key| (&keys.app, key))
}

fn unreadable(error: &SigningKeysError, method: &'static Method) -> Failure {
    tracing::error!(error = error as &dyn std::error::Error, "could not read the keys of a caller");
    Failure::refused(Global::CredentialStore.fault(), method, None)
}
