//! `rustici.registration`.

pub(super) mod create_registration;
pub(super) mod delete_postback_info;
pub(super) mod delete_registration;
pub(super) mod exists;
pub(super) mod get_launch_history;
pub(super) mod get_launch_info;
pub(super) mod get_postback_info;
pub(super) mod get_registration_detail;
pub(super) mod get_registration_list;
pub(super) mod get_registration_list_results;
pub(super) mod get_registration_result;
pub(super) mod launch;
pub(super) mod reset_registration;
pub(super) mod test_registration_post_url;
pub(super) mod update_learner_info;
pub(super) mod update_postback_info;

use cloud_api::v1::{
    error::Fault,
    launch::Launch,
    registration::Registration,
    values::{Completion, Success},
};
use service::FindRegistrationError;

use super::call::{Call, internal, wire_time};

/// The failure for a registration or instance that was not found.
fn not_found(call: &Call<'_>, regid: &str, error: &FindRegistrationError) -> Fault {
    match error {
        FindRegistrationError::NoRegistration => call.no_registration(regid),
        FindRegistrationError::NoInstance(number) => {
            Fault::new(2, format!("Could not find instance [{number}] of registration [{regid}]"))
        }
        FindRegistrationError::Store(_) => internal(error),
    }
}

/// A registration as lists show it, without instances.
fn on_the_wire(appid: &str, registration: service::rows::Registration) -> Registration {
    Registration {
        id: registration.id.into(),
        course_id: registration.course_id.into(),
        app_id: appid.to_owned(),
        course_title: registration.course_title,
        last_course_version_launched: registration.launched_version.map_or(0, |version| version.0),
        learner_id: registration.learner.id.into(),
        learner_first_name: registration.learner.first,
        learner_last_name: registration.learner.last,
        email: registration.learner.email,
        create_date: wire_time(registration.created_at),
        first_access_date: registration.first_access_at.map(wire_time),
        last_access_date: registration.last_access_at.map(wire_time),
        completed_date: registration.completed_at.map(wire_time),
        tin_can_registration_id: None,
        instances: Vec::new(),
    }
}

fn launch_on_the_wire(launch: &service::rows::Launch) -> Launch {
    Launch {
        id: launch.id.to_string(),
        completion: Completion::parse(&launch.history.completion).unwrap_or_default(),
        satisfaction: Success::parse(&launch.history.satisfaction).unwrap_or_default(),
        normalized_measure: launch.history.measure,
        experienced_duration_tracked: i64::try_from(launch.history.tracked_centiseconds).unwrap_or(i64::MAX),
        launch_time: wire_time(launch.started_at.unwrap_or(launch.created_at)),
        exit_time: launch.ended_at.map(wire_time),
        update_dt: wire_time(launch.updated_at),
    }
}
