//! `rustici.registration.createRegistration`: registers a learner for a course.

use cloud_api::v1::{error::Fault, request::CreateRegistration, simple::Done};
use service::{CreateRegistrationError, FindVersionError};

use crate::v1::{
    call::{Call, internal},
    transport::Answer,
};

pub(in crate::v1) async fn answer(call: Call<'_>) -> Result<Answer, Fault> {
    let request: CreateRegistration = call.request()?;
    let services = call.services;
    service::create_registration(
        &services.store,
        &services.installation_key,
        services.rng.as_ref(),
        call.app_key(),
        &request,
        call.now(),
    )
    .await
    .map_err(|error| match error {
        CreateRegistrationError::Course(FindVersionError::NoCourse) => call.no_course(&request.course_id),
        CreateRegistrationError::Course(FindVersionError::NoVersion(number)) => {
            Fault::version_not_found(5, &request.course_id, number, call.app_id().as_str())
        }
        CreateRegistrationError::Course(FindVersionError::Store(_)) => internal(&error),
        CreateRegistrationError::Exists => Fault::new(
            2,
            format!(
                "A registration with id [{}] exists already, associated with appid [{}]",
                request.reg_id,
                call.app_id()
            ),
        ),
        CreateRegistrationError::BadRegistrationId(_) => Fault::invalid("regid"),
        CreateRegistrationError::BadLearnerId(_) => Fault::invalid("learnerid"),
    })?;
    Ok(Answer::ok(&Done))
}
