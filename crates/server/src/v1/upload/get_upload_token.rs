//! `rustici.upload.getUploadToken`.

use cloud_api::v1::{error::Fault, upload::UploadToken};

use crate::v1::{
    call::{Call, internal},
    transport::Answer,
};

pub(in crate::v1) async fn answer(call: Call<'_>) -> Result<Answer, Fault> {
    let services = call.services;
    let token =
        service::create_upload_token(&services.store, services.rng.as_ref(), call.app_key(), call.now())
            .await
            .map_err(|error| internal(&error))?;
    // Old clients put this host into their base URL, so it is the one they spoke to.
    let url = &services.config.public_url;
    let configured = url.host_str().map(|host| match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    });
    let server = call.head.host.clone().or(configured).unwrap_or_default();
    Ok(Answer::ok(&UploadToken { server, id: token.as_str().to_owned() }))
}
