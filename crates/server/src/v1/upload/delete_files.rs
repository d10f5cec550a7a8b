//! `rustici.upload.deleteFiles`: a file that is not there counts as deleted (V1 spec §12 no. 40).

use cloud_api::v1::{
    error::Fault,
    request::DeleteUploads,
    upload::{Deleted, DeletedUploads},
};

use crate::v1::{
    call::{Call, internal},
    transport::Answer,
};

pub(in crate::v1) async fn answer(call: Call<'_>) -> Result<Answer, Fault> {
    let request: DeleteUploads = call.request()?;
    let services = call.services;
    let mut deleted = Vec::with_capacity(request.files.len());
    for name in request.files {
        let domain = request.domain.as_deref();
        service::delete_upload(&services.store, &services.blobs, call.app_key(), &name, domain, call.now())
            .await
            .map_err(|error| internal(&error))?;
        deleted.push(Deleted { name, deleted: true });
    }
    Ok(Answer::ok(&DeletedUploads(deleted)))
}
