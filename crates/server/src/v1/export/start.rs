//! `rustici.export.start`: orders an export of everything the application has.

use cloud_api::v1::{error::Fault, export::ExportId};

use crate::v1::{
    call::{Call, internal},
    transport::Answer,
};

pub(in crate::v1) async fn answer(call: Call<'_>) -> Result<Answer, Fault> {
    let services = call.services;
    let id = service::start_export(&services.store, services.rng.as_ref(), call.app_key(), call.now())
        .await
        .map_err(|error| internal(&error))?;
    Ok(Answer::ok(&ExportId(id.as_str().to_owned())))
}
