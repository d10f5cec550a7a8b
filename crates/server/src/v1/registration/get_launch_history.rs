//! `rustici.registration.getLaunchHistory`: the tracked launches, oldest first.

use cloud_api::v1::{error::Fault, launch::LaunchHistory, request::Registration};

use service::wire;

use super::not_found;
use crate::v1::{call::Call, transport::Answer};

pub(in crate::v1) async fn answer(call: Call<'_>) -> Result<Answer, Fault> {
    let request: Registration = call.request()?;
    let (registration, launches) =
        service::launch_history(&call.services.store, call.app_key(), &request.reg_id)
            .await
            .map_err(|error| not_found(&call, &request.reg_id, &error))?;
    Ok(Answer::ok(&LaunchHistory {
        regid: registration.id.into(),
        launches: launches.iter().map(wire::launch).collect(),
    }))
}
