//! `rustici.reporting`: the account, and how much is in it. Reports themselves come later.

pub(super) mod get_account_info;
pub(super) mod get_usage_info;

use cloud_api::v1::{error::Fault, reporting::Usage};
use service::AccountUsage;

use super::call::{Call, internal, wire_time};

async fn count(call: &Call<'_>) -> Result<AccountUsage, Fault> {
    service::account_usage(&call.services.store, call.now()).await.map_err(|error| internal(&error))
}

fn on_the_wire(counted: &AccountUsage) -> Usage {
    Usage {
        month_start: wire_time(counted.month_start),
        reg_count: counted.usage.month_registrations,
        total_registrations: counted.usage.registrations,
        total_courses: counted.usage.courses,
    }
}
