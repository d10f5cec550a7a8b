//! `rustici.registration`.

pub(super) mod create_new_instance;
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
pub(super) mod reset_global_objectives;
pub(super) mod reset_registration;
pub(super) mod test_registration_post_url;
pub(super) mod update_learner_info;
pub(super) mod update_postback_info;

use cloud_api::v1::error::Fault;
use service::FindRegistrationError;

use super::call::{Call, internal};

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
