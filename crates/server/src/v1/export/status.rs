//! `rustici.export.status`.

use cloud_api::v1::error::Fault;

use super::{export_id, failed, on_the_wire};
use crate::v1::{call::Call, transport::Answer};

pub(in crate::v1) async fn answer(call: Call<'_>) -> Result<Answer, Fault> {
    let export = service::export_status(&call.services.store, call.app_key(), export_id(&call), call.now())
        .await
        .map_err(|error| failed(&error))?;
    Ok(Answer::ok(&on_the_wire(&call, &export)))
}
