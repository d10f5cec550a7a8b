//! `rustici.registration.updatePostbackInfo`: the settings as a whole; what is not given is not kept.

use cloud_api::v1::{
    error::Fault,
    postback::{PostbackSettings, Spelling},
    request::Registration,
    simple::Done,
};

use super::not_found;
use crate::v1::{call::Call, transport::Answer};

pub(in crate::v1) async fn answer(call: Call<'_>) -> Result<Answer, Fault> {
    let request: Registration = call.request()?;
    let settings = PostbackSettings::from_params(call.params, Spelling::Updating)?;
    let settings = settings.ok_or_else(|| Fault::missing("url"))?;
    let services = call.services;
    service::update_postback_info(
        &services.store,
        &services.installation_key,
        services.rng.as_ref(),
        call.app_key(),
        &request.reg_id,
        &settings,
        call.now(),
    )
    .await
    .map_err(|error| not_found(&call, &request.reg_id, &error))?;
    Ok(Answer::ok(&Done))
}
