//! `rustici.application.updateApplication`: another name, and whether registrations may be deleted.

use cloud_api::v1::{error::Fault, request::UpdateApplication};
use service::AppChange;

use super::{child, failed, info};
use crate::v1::{call::Call, transport::Answer};

pub(in crate::v1) async fn answer(call: Call<'_>) -> Result<Answer, Fault> {
    let request: UpdateApplication = call.request()?;
    let app = child(&call, request.app_id.as_deref()).await?;
    let change =
        AppChange { name: request.name.as_deref(), active: None, allow_delete: request.allow_delete };
    service::update_app(&call.services.store, &app.id, change).await.map_err(|error| failed(&error))?;
    info(&call, &app.id).await
}
