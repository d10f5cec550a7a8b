//! `rustici.course.getAsyncImportResult`: how far an import is, and what came of it.

use cloud_api::v1::error::Fault;

use super::tell_warnings::told;
use crate::v1::{
    call::{Call, internal},
    transport::Answer,
};

pub(in crate::v1) async fn answer(call: Call<'_>) -> Result<Answer, Fault> {
    let token = call.params.get("token").unwrap_or_default();
    let status = service::import_status(&call.services.store, call.app_key(), token)
        .await
        .map_err(|error| internal(&error))?;
    match status {
        Some(job) => Ok(Answer::ok(&told(job))),
        None => Err(Fault::new(1, "The token is not known, or its import ended more than a week ago")),
    }
}
