//! `rustici.registration.updateLearnerInfo`: a learner's name, on all registrations of the application.

use cloud_api::v1::{error::Fault, request::UpdateLearnerInfo, simple::Done};
use service::{LearnerInfo, UpdateLearnerInfoError};

use crate::v1::{
    call::{Call, internal},
    transport::Answer,
};

pub(in crate::v1) async fn answer(call: Call<'_>) -> Result<Answer, Fault> {
    let request: UpdateLearnerInfo = call.request()?;
    let info = LearnerInfo {
        id: &request.learner_id,
        new_id: request.new_id.as_deref(),
        first: &request.first_name,
        last: &request.last_name,
        email: request.email.as_deref(),
    };
    service::update_learner_info(&call.services.store, call.app_key(), info).await.map_err(|error| {
        match error {
            UpdateLearnerInfoError::NoLearner => Fault::new(
                1,
                format!(
                    "Could not find learner [{}] associated with appid [{}]",
                    request.learner_id,
                    call.app_id()
                ),
            ),
            UpdateLearnerInfoError::IdInUse => Fault::new(2, "The new learner id is already in use"),
            UpdateLearnerInfoError::BadId(_) => Fault::invalid("newid"),
            UpdateLearnerInfoError::Store(_) => internal(&error),
        }
    })?;
    Ok(Answer::ok(&Done))
}
