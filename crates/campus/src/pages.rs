//! What people see: pages made on the server, which work without script.

mod answer;
mod asking;
mod assets;
mod chart;
mod course;
mod courses;
mod csv;
mod imports;
mod learn;
mod log;
mod people;
mod registration;
mod results;
mod session;
mod sign_in;
mod upload;
mod view;
mod words;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{get, post};
use lyceum_client::postback::PostbackService;

use crate::Campus;
use crate::doing::take_result::Sink;

/// A form has no more bytes than this.
const FORM_BYTES: usize = 256 << 10;

pub(crate) fn routes(campus: Campus) -> Router {
    let pages = Router::new()
        .route("/", get(learn::my_courses))
        .route("/sign-in", get(sign_in::page).post(sign_in::submit))
        .route("/sign-out", post(sign_in::sign_out))
        .route("/learn/{course}/launch", get(learn::launch))
        .route("/learn/{course}/link", post(learn::link))
        .route("/learn/{course}/back", get(learn::back))
        .route("/courses", get(courses::page))
        .route("/courses/{course}", get(course::page))
        .route("/courses/{course}/title", post(course::set_title))
        .route("/courses/{course}/register-at", post(course::set_register_at))
        .route("/courses/{course}/assign", post(course::assign))
        .route("/courses/{course}/unassign", post(course::unassign))
        .route("/courses/{course}/delete", post(course::delete))
        .route("/courses/{course}/results", get(results::page))
        .route("/courses/{course}/results.csv", get(results::csv))
        .route("/courses/{course}/refresh", post(results::refresh))
        .route("/imports/await", post(upload::await_package))
        .route("/imports/{import}", get(imports::page))
        .route("/imports/{import}/link", post(upload::link))
        .route("/imports/{import}/answer", post(upload::answer))
        .route("/registrations/{registration}", get(registration::page))
        .route("/registrations/{registration}/refresh", post(registration::refresh))
        .route("/registrations/{registration}/override", post(registration::override_result))
        .route("/registrations/{registration}/revert", post(registration::revert))
        .route("/people", get(people::page).post(people::add))
        .route("/people/{person}", post(people::change))
        .route("/people/{person}/password", post(people::set_password))
        .route("/groups", post(people::add_group))
        .route("/groups/{group}/members", post(people::set_members))
        .route("/groups/{group}/delete", post(people::delete_group))
        .route("/log", get(log::page))
        .layer(DefaultBodyLimit::max(FORM_BYTES))
        // The package streams on, so it has no limit here: the cloud has one. What is around it has those of `http-in`.
        .route("/imports", post(upload::submit))
        .fallback(answer::no_page)
        .layer(from_fn_with_state(campus.clone(), session::attach))
        .layer(from_fn(ui::live::only_changes))
        .layer(from_fn_with_state(campus.clone(), asking::remember))
        .layer(tower_http::csrf::CsrfLayer::new())
        .merge(assets::routes());
    // Outside of sessions and their protection: it proves its sender by itself.
    let postbacks = PostbackService::new(campus.postback_key().clone(), Sink(campus.clone()));
    let healthy = get(|| async { "ok" });
    Router::new()
        .merge(pages)
        .route_service("/postback", postbacks)
        .route("/healthz", healthy)
        .layer(axum::middleware::map_response(answer::protect))
        .with_state(campus)
}
