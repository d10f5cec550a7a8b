//! The console: pages of the API's origin for the people who run the service. Links and forms work without script.
//!
//! Every page is made from the functions of `service` that the API uses too. Who may see what stands beside the route
//! ([`routes::May`]), where it cannot be forgotten.

mod answer;
mod app_choice;
mod asking;
mod assets;
mod chart;
mod frame;
mod pages;
mod results;
mod routes;
mod session;
#[cfg(test)]
mod tests;
mod words;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::Method,
    middleware::{from_fn, from_fn_with_state},
    response::{IntoResponse as _, Redirect, Response},
    routing::get,
};
use tower_http::csrf::{CsrfLayer, ProtectionError};

use crate::services::Services;
use answer::Failed;
use routes::{May, Routes};

/// A form has no more bytes than this.
const FORM_BYTES: usize = 64 << 10;

/// All pages with who may see them.
fn pages() -> Routes {
    use pages::{
        account, app, apps, audit, course, courses, erase, imports, incoming, log, operations, overview,
        registration, registrations, sandbox, sign_in, try_out, upload, users, welcome,
    };
    Routes::default()
        .get("/console/", May::Viewer, overview::page)
        .get("/console/sign-in", May::Anybody, sign_in::page)
        .post("/console/sign-in", May::Anybody, sign_in::submit)
        .post("/console/sign-out", May::Anybody, sign_in::sign_out)
        .get("/console/welcome/{token}", May::Anybody, welcome::page)
        .post("/console/welcome/{token}", May::Anybody, welcome::submit)
        .get("/console/apps", May::Viewer, apps::page)
        .post("/console/apps", May::Administrator, apps::add)
        .post("/console/apps/rotate", May::Administrator, apps::rotate)
        .get("/console/courses", May::Viewer, courses::page)
        .get("/console/courses/upload", May::Author, upload::page)
        .post("/console/courses/upload", May::Author, upload::submit)
        .post("/console/courses/upload/cancel", May::Author, upload::cancel)
        .other(Method::OPTIONS, "/console/uploads", May::Author, incoming::options)
        .post("/console/uploads", May::Author, incoming::create)
        .post("/console/uploads/{id}", May::Author, incoming::overridden)
        .other(Method::HEAD, "/console/uploads/{id}", May::Author, incoming::head)
        .other(Method::PATCH, "/console/uploads/{id}", May::Author, incoming::patch)
        .other(Method::DELETE, "/console/uploads/{id}", May::Author, incoming::delete)
        .get("/console/import", May::Viewer, imports::page)
        .post("/console/import/cancel", May::Author, imports::cancel)
        .get("/console/registrations", May::Viewer, registrations::page)
        .get("/console/registration", May::Viewer, registration::page)
        .post("/console/registration/reset", May::Author, registration::reset)
        .post("/console/registration/instance", May::Author, registration::instance)
        .post("/console/registration/delete", May::Author, registration::delete)
        .post("/console/registration/postback/send", May::Author, registration::send)
        .post("/console/registration/postback/pause", May::Author, registration::pause)
        .post("/console/registration/postback/resume", May::Author, registration::resume)
        .get("/console/app", May::Viewer, app::page)
        .post("/console/app", May::Administrator, app::update)
        .get("/console/app/delete", May::Administrator, app::ask)
        .post("/console/app/delete", May::Administrator, app::delete)
        .post("/console/app/keys", May::Administrator, app::add_key)
        .post("/console/app/keys/switch", May::Administrator, app::switch_key)
        .post("/console/app/keys/delete", May::Administrator, app::delete_key)
        .get("/console/operations", May::Viewer, operations::page)
        .get("/console/operations/calls", May::Viewer, operations::calls)
        .get("/console/operations/jobs", May::Viewer, operations::jobs)
        .post("/console/operations/jobs/retry", May::Administrator, operations::retry_job)
        .get("/console/operations/postbacks", May::Viewer, operations::postbacks)
        .post("/console/operations/postbacks/send", May::Administrator, operations::send)
        .post("/console/operations/postbacks/hold", May::Administrator, operations::hold)
        .post("/console/operations/postbacks/release", May::Administrator, operations::release)
        .get("/console/logs", May::Viewer, log::launches)
        .get("/console/log", May::Viewer, log::page)
        .get("/console/log/lines", May::Viewer, log::lines)
        .get("/console/log/entry", May::Viewer, log::entry)
        .get("/console/log/step", May::Viewer, log::step)
        .get("/console/log/download", May::Viewer, log::download)
        .get("/console/log/compare", May::Viewer, log::compare)
        .post("/console/log/share", May::Author, log::share)
        .post("/console/log/unshare", May::Author, log::unshare)
        .get("/console/shared-log/{token}", May::Anybody, log::shared)
        .get("/console/shared-log/{token}/lines", May::Anybody, log::shared_lines)
        .get("/console/shared-log/{token}/entry", May::Anybody, log::shared_entry)
        .get("/console/shared-log/{token}/step", May::Anybody, log::shared_step)
        .get("/console/shared-log/{token}/download", May::Anybody, log::shared_download)
        .get("/console/sandbox", May::Viewer, sandbox::page)
        .post("/console/sandbox/launch", May::Author, sandbox::launch)
        .post("/console/sandbox/continue", May::Author, sandbox::go_on)
        .post("/console/sandbox/reset", May::Author, sandbox::reset)
        .post("/console/sandbox/delete", May::Author, sandbox::delete)
        .post("/console/sandbox/links", May::Author, sandbox::make_link)
        .post("/console/sandbox/links/end", May::Author, sandbox::end_link)
        .get("/console/try/{token}", May::Anybody, try_out::page)
        .post("/console/try/{token}", May::Anybody, try_out::play)
        .get("/console/account", May::Viewer, account::page)
        .post("/console/account/password", May::Viewer, account::set_password)
        .post("/console/account/sign-out-everywhere", May::Viewer, account::sign_out_everywhere)
        .get("/console/users", May::Administrator, users::page)
        .post("/console/users", May::Administrator, users::add)
        .post("/console/users/{user}", May::Administrator, users::change)
        .post("/console/users/{user}/link", May::Administrator, users::link)
        .get("/console/audit", May::Administrator, audit::page)
        .get("/console/course", May::Viewer, course::overview::page)
        .get("/console/course/structure", May::Viewer, course::structure::page)
        .get("/console/course/versions", May::Viewer, course::versions::page)
        .get("/console/course/versions/delete", May::Author, course::ask_to_delete_version)
        .post("/console/course/versions/delete", May::Author, course::delete_version)
        .get("/console/course/files", May::Viewer, course::files::page)
        .post("/console/course/files", May::Author, course::put_file::submit)
        .get("/console/course/files/delete", May::Author, course::files::ask)
        .post("/console/course/files/delete", May::Author, course::files::delete)
        .get("/console/course/file", May::Viewer, course::download::file)
        .get("/console/course/package", May::Viewer, course::download::package)
        .get("/console/course/attributes", May::Viewer, course::attributes::page)
        .post("/console/course/attributes", May::Author, course::attributes::save)
        .get("/console/course/about", May::Viewer, course::about::page)
        .post("/console/course/tags", May::Author, course::about::tags)
        .get("/console/course/delete", May::Author, course::ask_to_delete)
        .post("/console/course/delete", May::Author, course::delete)
        .get("/console/erase", May::Administrator, erase::page)
        .post("/console/erase", May::Administrator, erase::erase)
        .get("/console/{*rest}", May::Anybody, nowhere)
}

/// The pages, what they are dressed in, and the way to them.
pub(crate) fn routes(services: &Services) -> Router {
    let begin = get(asking::to_the_console);
    pages()
        .into_router()
        .method_not_allowed_fallback(form_only)
        .layer(from_fn(ui::live::only_changes))
        .layer(DefaultBodyLimit::max(FORM_BYTES))
        .layer(own_forms_only(services))
        .layer(from_fn_with_state(services.clone(), asking::attach))
        .route("/", begin.clone())
        .route("/console", begin)
        .route("/console-assets/{hash}/{file}", get(assets::file))
        .with_state(services.clone())
}

/// A form of another site does nothing. Browsers say where a form comes from; what says nothing is no browser. Our own
/// address counts even where a proxy gives the request another `Host`.
fn own_forms_only(services: &Services) -> CsrfLayer<fn(ProtectionError) -> Response> {
    let own = services.config.public_url.origin().ascii_serialization();
    let layer = CsrfLayer::new();
    // An address that was checked at the start is an origin; if not, `Host` alone decides.
    let layer = layer.clone().add_trusted_origin(own).unwrap_or(layer);
    layer.with_rejection_response(|_| Failed::OtherSite.into_response())
}

async fn nowhere() -> Failed {
    Failed::NotFound
}

/// The address of a form, typed or reloaded: nothing happens by looking at it. No other method is asked for by a page.
async fn form_only(method: Method) -> Failed {
    if method == Method::GET || method == Method::HEAD { Failed::FormOnly } else { Failed::Method }
}

/// A place of the console, as browsers are sent to it.
fn see(asking: &asking::Asking, path: &str) -> Redirect {
    Redirect::to(&format!("{}{path}", asking.base))
}
