//! The property editor: a page of the API's origin on which a course's attributes are changed, made to stand in a frame
//! of an LMS. It needs no cookie, since the key of its session stands in its address, and no script.

mod assets;
pub(crate) mod fields;
pub(crate) mod form;
mod groups;
mod page;
mod policy;
mod serve;
pub(crate) mod words;

use axum::{Router, extract::DefaultBodyLimit, routing::get};

use crate::services::Services;

/// What finds settings while one types and shows what is not saved; the console's page has it too.
pub(crate) use assets::SCRIPT;

/// All attributes as a form, with as many texts of 255 characters as there are.
const FORM_BYTES: usize = 256 << 10;

/// The page, what it saves, and what it is dressed in.
pub(crate) fn routes(services: &Services) -> Router {
    Router::new()
        .route(
            "/course-properties/{token}",
            get(serve::show).post(serve::save).layer(DefaultBodyLimit::max(FORM_BYTES)),
        )
        .route("/properties-assets/{hash}/{file}", get(assets::file))
        .with_state(services.clone())
}
