//! `rustici.upload.getUploadProgress`.

use cloud_api::v1::{error::Fault, upload::UploadProgress};

use super::upload_file::failed;
use crate::v1::{call::Call, transport::Answer};

pub(in crate::v1) async fn answer(call: Call<'_>) -> Result<Answer, Fault> {
    let token = call.method.value(call.params, "token").unwrap_or_default();
    let upload = service::upload_by_token(&call.services.store, call.app_key(), token)
        .await
        .map_err(|error| failed(&error))?;
    let progress = if upload.bytes_read == 0 {
        UploadProgress::Empty
    } else {
        UploadProgress::Received {
            upload_id: token.to_owned(),
            bytes_read: upload.bytes_read,
            content_length: upload.content_length.max(upload.bytes_read),
        }
    };
    Ok(Answer::ok(&progress))
}
