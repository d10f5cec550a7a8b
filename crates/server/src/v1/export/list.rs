//! `rustici.export.list`: the exports that are still known.

use cloud_api::v1::{error::Fault, export::ExportList};

use super::on_the_wire;
use crate::v1::{
    call::{Call, internal},
    transport::Answer,
};

pub(in crate::v1) async fn answer(call: Call<'_>) -> Result<Answer, Fault> {
    let exports = service::list_exports(&call.services.store, call.app_key(), call.now())
        .await
        .map_err(|error| internal(&error))?;
    Ok(Answer::ok(&ExportList(exports.iter().map(|export| on_the_wire(&call, export)).collect())))
}
