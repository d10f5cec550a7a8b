//! A route, and who may take it: one line, one place.

use std::sync::Arc;

use axum::{
    Router,
    extract::{Request, State},
    handler::Handler,
    http::{Method, StatusCode},
    middleware::{Next, from_fn_with_state},
    response::{IntoResponse as _, Response},
    routing::{MethodFilter, MethodRouter, on},
};
use futures_util::future::BoxFuture;
use service::console::Role;

use super::{answer::Failed, asking::Asking};
use crate::services::Services;

/// Who may take a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum May {
    /// Signed in or not.
    Anybody,
    /// Whoever is signed in.
    Viewer,
    /// Authors and administrators.
    Author,
    /// Administrators.
    Administrator,
}

impl May {
    /// The least role that may; `None` where nobody has to sign in.
    pub(super) fn least(self) -> Option<Role> {
        match self {
            Self::Anybody => None,
            Self::Viewer => Some(Role::Viewer),
            Self::Author => Some(Role::Author),
            Self::Administrator => Some(Role::Administrator),
        }
    }
}

/// Routes, and the table of them that tests go through.
#[derive(Default)]
pub(super) struct Routes {
    router: Router<Services>,
    table: Vec<(Method, &'static str, May)>,
}

/// A page with its future boxed, so that all pages are one type to the router: else the compiler proves for each, at every
/// layer, that whatever the page awaits may go from thread to thread, which takes it minutes.
type Boxed = Arc<dyn Fn(Request, Services) -> BoxFuture<'static, Response> + Send + Sync>;

fn boxed<T: 'static>(page: impl Handler<T, Services>) -> Boxed {
    Arc::new(move |request, services| Box::pin(page.clone().call(request, services)))
}

impl Routes {
    pub(super) fn get<T: 'static>(
        self,
        path: &'static str,
        may: May,
        page: impl Handler<T, Services>,
    ) -> Self {
        self.add(Method::GET, MethodFilter::GET, path, may, boxed(page))
    }

    pub(super) fn post<T: 'static>(
        self,
        path: &'static str,
        may: May,
        page: impl Handler<T, Services>,
    ) -> Self {
        self.add(Method::POST, MethodFilter::POST, path, may, boxed(page))
    }

    /// A method that no link and no form has: `OPTIONS`, `HEAD`, `PATCH` or `DELETE`.
    pub(super) fn other<T: 'static>(
        self,
        method: Method,
        path: &'static str,
        may: May,
        page: impl Handler<T, Services>,
    ) -> Self {
        let filter = match method {
            Method::OPTIONS => MethodFilter::OPTIONS,
            Method::HEAD => MethodFilter::HEAD,
            Method::PATCH => MethodFilter::PATCH,
            _ => MethodFilter::DELETE,
        };
        self.add(method, filter, path, may, boxed(page))
    }

    fn add(
        mut self,
        method: Method,
        filter: MethodFilter,
        path: &'static str,
        may: May,
        page: Boxed,
    ) -> Self {
        self.table.push((method, path, may));
        let page = move |State(services): State<Services>, request: Request| page(request, services);
        let to: MethodRouter<Services> = on(filter, page);
        self.router = self.router.route(path, to.route_layer(from_fn_with_state(may, gate)));
        self
    }

    pub(super) fn into_router(self) -> Router<Services> {
        self.router
    }

    #[cfg(test)]
    pub(super) fn table(&self) -> &[(Method, &'static str, May)] {
        &self.table
    }
}

/// Lets those pass who may.
async fn gate(State(may): State<May>, asking: Asking, request: Request, next: Next) -> Response {
    let Some(least) = may.least() else { return next.run(request).await };
    // A script that sends a package is told by a status; a page would tell it nothing.
    if request.headers().contains_key("tus-resumable") {
        match &asking.user {
            None => return StatusCode::UNAUTHORIZED.into_response(),
            Some(user) if user.role < least => return StatusCode::FORBIDDEN.into_response(),
            Some(_) => {}
        }
    }
    match &asking.user {
        None => {
            // A form that was sent is lost; after signing in the first page is the place to be.
            let is_page = request.method() == Method::GET;
            let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
            let then = if is_page { path.strip_prefix("/console").unwrap_or("/") } else { "/" };
            Failed::SignIn { then: then.to_owned() }.into_response()
        }
        Some(user) if user.role < least => Failed::Forbidden.into_response(),
        Some(_) => next.run(request).await,
    }
}
