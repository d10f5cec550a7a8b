//! `rustici.course.updateAssetsAsync`: orders an update of files and answers its token at once.

use cloud_api::v1::{
    error::Fault,
    import::ImportToken,
    redirect,
    request::{Request as _, UpdateAssets},
};
use platform::JobId;
use service::{StartUpdate, StartUpdateError};

use super::import_course_async::{no_package, package, signature};
use super::not_found;
use crate::v1::{
    call::{Call, internal},
    transport::Answer,
};

pub(in crate::v1) async fn answer(mut call: Call<'_>) -> Result<Answer, Fault> {
    let request = UpdateAssets::read(call.params)?;
    let job = start(&mut call, &request).await?;
    Ok(match request.redirect_url.filter(|url| redirect::is_web_url(url)) {
        Some(url) => Answer::Redirect(redirect::append(
            &url,
            &[
                ("success", "true"),
                ("courseid", &request.course_id),
                ("appid", call.app_id().as_str()),
                ("tokenid", job.as_str()),
            ],
        )),
        None => Answer::ok(&ImportToken { id: job.as_str().to_owned() }),
    })
}

/// Orders the update from the zip that came with the call, or from one that was uploaded before.
pub(super) async fn start(call: &mut Call<'_>, request: &UpdateAssets) -> Result<JobId, Fault> {
    let signature = signature(call);
    let package = package(call, request.path.as_deref()).ok_or_else(|| no_package(2))?;
    let method = call.method.full_name();
    let update = StartUpdate {
        app: call.app_key(),
        course_id: &request.course_id,
        version: request.version,
        package,
        email: request.email.as_deref(),
        culture: request.culture.as_deref(),
        call: signature.as_deref().map(|signature| (method.as_str(), signature)),
    };
    let services = call.services;
    service::start_update(&services.store, &services.blobs, services.rng.as_ref(), update, call.now())
        .await
        .map_err(|error| match &error {
            StartUpdateError::Find(error) => not_found(call, &request.course_id, error),
            StartUpdateError::NoUpload => Fault::new(2, error.to_string()),
            StartUpdateError::Blobs(_) => internal(&error),
        })
}
