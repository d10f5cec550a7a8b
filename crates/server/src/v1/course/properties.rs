//! `rustici.course.properties`: sends a browser to the page on which the course's attributes are changed.

use cloud_api::v1::{error::Fault, request::Properties};

use super::not_found;
use crate::v1::{call::Call, transport::Answer};

pub(in crate::v1) async fn answer(call: Call<'_>) -> Result<Answer, Fault> {
    let request: Properties = call.request()?;
    open(&call, &request).await
}

/// Begins a session of the page for whoever holds the link.
pub(in crate::v1) async fn open(call: &Call<'_>, request: &Properties) -> Result<Answer, Fault> {
    let services = call.services;
    let session = service::begin_editing(&services.store, call.app_key(), request, call.now())
        .await
        .map_err(|error| not_found(call, &request.course_id, &error))?;
    let token = session.token(&services.installation_key, services.rng.as_ref(), call.now());
    Ok(Answer::Redirect(service::properties_url(&services.config, &token)))
}
