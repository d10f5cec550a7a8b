//! Who asks, and what every page of the answer needs: found out once per request.

use axum::{
    extract::{FromRequestParts, Request, State},
    http::{HeaderValue, header, request::Parts},
    middleware::Next,
    response::{IntoResponse as _, Redirect, Response},
};
use platform::Config;
use service::console::{self, Actor, Door, User};

use super::{
    answer::{self, Failed},
    assets, session,
};
use crate::{client_address::ClientAddress, services::Services};

/// The request under way.
#[derive(Clone, Debug)]
pub(super) struct Asking {
    /// Whoever is signed in.
    pub(super) user: Option<User>,
    /// The browser's address, empty where it is not known.
    pub(super) address: String,
    /// The path of the console as browsers see it, without a slash at its end.
    pub(super) base: String,
    /// The address of the folder with style and icon.
    pub(super) assets: String,
}

impl Asking {
    /// What signing in works with.
    pub(super) fn door<'a>(&'a self, services: &'a Services) -> Door<'a> {
        Door {
            store: &services.store,
            rng: services.rng.as_ref(),
            hasher: &services.hasher,
            address: &self.address,
            now: services.clock.now(),
        }
    }
}

/// Somebody who is signed in; routes that ask for it are open to nobody else.
pub(super) struct Me {
    pub(super) user: User,
    pub(super) asking: Asking,
}

impl Me {
    /// As the audit log names them.
    pub(super) fn actor(&self) -> Actor<'_> {
        Actor { login: &self.user.login, address: &self.asking.address }
    }
}

/// The outermost layer of the pages: finds out who asks, makes pages of failures, and adds the headers.
pub(super) async fn attach(State(services): State<Services>, mut request: Request, next: Next) -> Response {
    let from = ClientAddress::of(request.extensions(), request.headers(), &services.config.trusted_proxies);
    let mut asking = Asking {
        user: None,
        address: from.client.map(|address| address.to_string()).unwrap_or_default(),
        base: base(&services.config),
        assets: assets::folder(&services.config),
    };
    let token = session::token(&services.config, request.headers()).map(str::to_owned);
    // A page that keeps up by itself is no use of the console: nobody may be there.
    let is_use = !request.headers().contains_key(ui::live::SEEN);
    let response = match user(&services, token, is_use).await {
        Ok(user) => {
            asking.user = user;
            request.extensions_mut().insert(asking.clone());
            next.run(request).await
        }
        Err(failed) => failed.into_response(),
    };
    answer::dress(&services.config, &asking, response)
}

async fn user(services: &Services, token: Option<String>, is_use: bool) -> Result<Option<User>, Failed> {
    match token {
        Some(token) => Ok(console::who(&services.store, &token, is_use, services.clock.now()).await?),
        None => Ok(None),
    }
}

/// `GET /` and `GET /console`.
pub(super) async fn to_the_console(State(services): State<Services>) -> Response {
    let mut response = Redirect::to(&format!("{}/", base(&services.config))).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn base(config: &Config) -> String {
    format!("{}/console", config.public_url.path().trim_end_matches('/'))
}

impl<S: Send + Sync> FromRequestParts<S> for Asking {
    type Rejection = Failed;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failed> {
        parts.extensions.get::<Self>().cloned().ok_or(Failed::NotNow)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Me {
    type Rejection = Failed;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failed> {
        let asking = Asking::from_request_parts(parts, state).await?;
        let user = asking.user.clone().ok_or_else(|| Failed::SignIn { then: "/".to_owned() })?;
        Ok(Self { user, asking })
    }
}
