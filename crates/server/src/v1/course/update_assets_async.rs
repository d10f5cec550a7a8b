//! `rustici.course.updateAssetsAsync`: orders an update of files and answers its token at once.

use cloud_api::v1::{
    error::Fault,
    request::{Request as _, UpdateAssets},
};
use service::{StartUpdate, StartUpdateError};

use super::not_found;
use super::package_job::{Ordered, package, signature};
use crate::v1::{
    call::{Call, not_stored},
    transport::Answer,
};

pub(in crate::v1) async fn answer(mut call: Call<'_>) -> Result<Answer, Fault> {
    let request = UpdateAssets::read(call.params)?;
    Ok(order(&mut call, &request).await?.token(&call))
}

/// Orders the update from the zip that came with the call, or from one that was uploaded before.
pub(super) async fn order<'a>(call: &mut Call<'_>, request: &'a UpdateAssets) -> Result<Ordered<'a>, Fault> {
    let signature = signature(call);
    let package = package(call, request.path.as_deref(), 2)?;
    let method = call.method.full_name();
    let update = StartUpdate {
        app: call.app_key(),
        course_id: &request.course_id,
        version: request.version,
        package,
        email: request.email.as_deref(),
        culture: request.culture.as_deref(),
        exact: false,
        call: signature.as_deref().map(|signature| (method.as_str(), signature)),
    };
    let services = call.services;
    let job =
        service::start_update(&services.store, &services.blobs, services.rng.as_ref(), update, call.now())
            .await
            .map_err(|error| match &error {
                StartUpdateError::Find(error) => not_found(call, &request.course_id, error),
                StartUpdateError::NoUpload => Fault::new(2, error.to_string()),
                StartUpdateError::Blobs(error) => not_stored(error),
            })?;
    Ok(Ordered { job, course_id: &request.course_id, redirect_url: request.redirect_url.as_deref() })
}
