//! `rustici.upload.uploadFile`: takes a file in and tells the path by which other calls name it.

use cloud_api::v1::{
    error::Fault,
    redirect,
    request::{Request as _, UploadFile},
    upload::Uploaded,
};
use service::UploadError;
use service::rows::Upload;

use crate::v1::{
    call::{Call, internal},
    transport::Answer,
};

pub(in crate::v1) async fn answer(mut call: Call<'_>) -> Result<Answer, Fault> {
    let request = UploadFile::read(call.params)?;
    let file = call.file.take().ok_or_else(|| Fault::new(2, "The request has no file part"))?;
    let upload = file.upload.ok_or_else(|| Fault::new(2, "The request has no file part"))?;
    let services = call.services;
    let stored = service::finish_upload(
        &services.store,
        services.rng.as_ref(),
        &upload,
        &file.name,
        &file.key,
        file.size_bytes,
        call.now(),
    )
    .await
    .map_err(|error| internal(&error))?;
    let location = format!("{}/{}", stored.domain, stored.name);
    Ok(match request.redirect_url.filter(|url| redirect::is_web_url(url)) {
        Some(url) => {
            Answer::Redirect(redirect::append(&url, &[("success", "true"), ("location", &location)]))
        }
        None => Answer::ok(&Uploaded { location }),
    })
}

/// Uses the token up before a byte of its file is stored.
pub(in crate::v1) async fn claim(
    services: &crate::services::Services,
    app: service::rows::AppKey,
    params: &cloud_api::v1::params::Params,
    content_length: u64,
) -> Result<Upload, Fault> {
    let token = UploadFile::read(params)?.token;
    service::claim_upload(&services.store, app, &token, content_length, services.clock.now())
        .await
        .map_err(|error| failed(&error))
}

/// The failure of the methods that take a token.
pub(super) fn failed(error: &UploadError) -> Fault {
    match error {
        UploadError::BadToken => Fault::new(1, "The upload token is not valid or was used before"),
        UploadError::Store(_) => internal(error),
    }
}
