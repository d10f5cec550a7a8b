//! `rustici.application.updateSecretKey`: what a key is for, and whether it counts.

use cloud_api::v1::{error::Fault, request::ChangeSecretKey};
use service::AppKeyChange;

use super::{child, failed, info};
use crate::v1::{call::Call, transport::Answer};

pub(in crate::v1) async fn answer(call: Call<'_>) -> Result<Answer, Fault> {
    let request: ChangeSecretKey = call.request()?;
    let app = child(&call, request.app_id.as_deref()).await?;
    let change = AppKeyChange { description: request.description.as_deref(), active: request.active };
    service::update_app_key(&call.services.store, &app.id, &request.key_id, change)
        .await
        .map_err(|error| failed(&error))?;
    info(&call, &app.id).await
}
