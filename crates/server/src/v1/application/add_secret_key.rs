//! `rustici.application.addSecretKey`: a key more; the others go on counting.

use cloud_api::v1::{error::Fault, request::AddSecretKey};

use super::{child, failed, info};
use crate::v1::{call::Call, transport::Answer};

pub(in crate::v1) async fn answer(call: Call<'_>) -> Result<Answer, Fault> {
    let request: AddSecretKey = call.request()?;
    let app = child(&call, request.app_id.as_deref()).await?;
    let services = call.services;
    let rng = services.rng.as_ref();
    service::add_app_key(
        &services.store,
        &services.installation_key,
        rng,
        &app.id,
        &service::new_secret(rng),
        request.description.as_deref().unwrap_or_default(),
        call.now(),
    )
    .await
    .map_err(|error| failed(&error))?;
    info(&call, &app.id).await
}
