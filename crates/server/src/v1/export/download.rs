//! `rustici.export.download`: the file, as an attachment.

use cloud_api::v1::error::Fault;

use super::{export_id, failed};
use crate::v1::{call::Call, transport::Answer};

pub(in crate::v1) async fn answer(call: Call<'_>) -> Result<Answer, Fault> {
    let id = export_id(&call);
    let file = service::exported_file(&call.services.store, call.app_key(), id, call.now())
        .await
        .map_err(|error| failed(&error))?;
    let bytes = call.services.blobs.stream_range(&file.key, 0..file.size_bytes);
    Ok(Answer::file("application/zip", format!("export-{id}.zip"), file.size_bytes, bytes))
}
