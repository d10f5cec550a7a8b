//! `rustici.application.createApplication`: an application with one key, which may not delete registrations yet.

use cloud_api::v1::{error::Fault, request::CreateApplication};
use service::{AppError, NewApp};

use super::{failed, info};
use crate::v1::{call::Call, transport::Answer};

/// What the original calls the key that comes with an application.
const FIRST_KEY: &str = "First Secret Key";

pub(in crate::v1) async fn answer(call: Call<'_>) -> Result<Answer, Fault> {
    let request: CreateApplication = call.request()?;
    let services = call.services;
    let (rng, key) = (services.rng.as_ref(), &services.installation_key);
    loop {
        let Some(id) = service::new_app_id(rng) else { return Err(Fault::invalid("name")) };
        let new = NewApp {
            id: &id,
            name: &request.name,
            manages: false,
            allow_delete: false,
            key_description: FIRST_KEY,
        };
        let secret = service::new_secret(rng);
        match service::create_app(&services.store, key, rng, new, &secret, call.now()).await {
            Ok(()) => return info(&call, &id).await,
            // Somebody chose this very id by hand: another draw.
            Err(AppError::Exists(_)) => {}
            Err(error) => return Err(failed(&error)),
        }
    }
}
