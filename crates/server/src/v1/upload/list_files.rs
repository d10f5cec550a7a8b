//! `rustici.upload.listFiles`: the parked files of a domain.

use cloud_api::v1::{
    error::Fault,
    upload::{UploadDir, UploadedFile},
};

use crate::v1::{
    call::{Call, internal, wire_time},
    transport::Answer,
};

pub(in crate::v1) async fn answer(call: Call<'_>) -> Result<Answer, Fault> {
    let domain = call.params.get("pd").unwrap_or(service::DEFAULT_DOMAIN);
    let uploads = service::list_uploads(&call.services.store, call.app_key(), domain)
        .await
        .map_err(|error| internal(&error))?;
    let files = uploads
        .into_iter()
        .map(|upload| UploadedFile {
            name: upload.name.unwrap_or_default(),
            size_bytes: upload.size_bytes,
            modified: wire_time(upload.updated_at),
        })
        .collect();
    Ok(Answer::ok(&UploadDir { name: domain.to_owned(), files }))
}
