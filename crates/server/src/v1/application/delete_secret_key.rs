//! `rustici.application.deleteSecretKey`: a key less. An application may delete one of its own: PHP signs this call
//! with the application's key.

use cloud_api::v1::{error::Fault, request::ChangeSecretKey};

use super::{child, failed, info};
use crate::v1::{call::Call, transport::Answer};

pub(in crate::v1) async fn answer(call: Call<'_>) -> Result<Answer, Fault> {
    let request: ChangeSecretKey = call.request()?;
    let app = child(&call, request.app_id.as_deref()).await?;
    service::delete_app_key(&call.services.store, &app.id, &request.key_id)
        .await
        .map_err(|error| failed(&error))?;
    info(&call, &app.id).await
}
