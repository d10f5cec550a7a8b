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
    Ok(Answer::ok(&UploadToken { server: call.own_host(), id: token.as_str().to_owned() }))
}
