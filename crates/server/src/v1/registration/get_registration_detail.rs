//! `rustici.registration.getRegistrationDetail`: a registration with its instances.

use cloud_api::v1::{
    error::Fault,
    registration::{Instance, Registration, RegistrationDetail},
    request,
};

use super::{not_found, on_the_wire};
use crate::v1::{
    call::{Call, wire_time},
    transport::Answer,
};

pub(in crate::v1) async fn answer(call: Call<'_>) -> Result<Answer, Fault> {
    let request: request::Registration = call.request()?;
    let (registration, instances) =
        service::registration_detail(&call.services.store, call.app_key(), &request.reg_id)
            .await
            .map_err(|error| not_found(&call, &request.reg_id, &error))?;
    let guid = service::registration_guid(call.app_id(), &registration.id);
    let instances = instances
        .iter()
        .map(|instance| Instance {
            instance_id: instance.number.0,
            course_version: instance.version_number.0,
            update_date: wire_time(instance.updated_at),
        })
        .collect();
    Ok(Answer::ok(&RegistrationDetail(Registration {
        tin_can_registration_id: Some(guid),
        instances,
        ..on_the_wire(call.app_id().as_str(), registration)
    })))
}
