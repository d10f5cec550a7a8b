//! `rustici.export.cancel`: one that has ended stays as it is.

use cloud_api::v1::{error::Fault, simple::Done};

use super::{export_id, failed};
use crate::v1::{call::Call, transport::Answer};

pub(in crate::v1) async fn answer(call: Call<'_>) -> Result<Answer, Fault> {
    service::cancel_export(&call.services.store, call.app_key(), export_id(&call), call.now())
        .await
        .map_err(|error| failed(&error))?;
    Ok(Answer::ok(&Done))
}
