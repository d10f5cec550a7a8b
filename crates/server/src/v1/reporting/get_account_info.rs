//! `rustici.reporting.getAccountInfo`: the owner of the installation, as configured, and what is in it.

use cloud_api::v1::{error::Fault, reporting::Account};

use super::{count, on_the_wire};
use crate::v1::{
    call::{Call, wire_time},
    transport::Answer,
};

/// There is one plan here, the largest.
const ACCOUNT_TYPE: &str = "enterprise";

/// There is no limit. Clients take the difference to `regcount` for what is left, in 32 bits.
const REG_LIMIT: u32 = 2_147_483_647;

pub(in crate::v1) async fn answer(call: Call<'_>) -> Result<Answer, Fault> {
    let counted = count(&call).await?;
    let owner = &call.services.config.account;
    Ok(Answer::ok(&Account {
        email: owner.email.clone(),
        first_name: owner.first_name.clone(),
        last_name: owner.last_name.clone(),
        company: owner.company.clone(),
        account_type: ACCOUNT_TYPE.to_owned(),
        reg_limit: REG_LIMIT,
        strict_limit: false,
        create_date: wire_time(counted.created_at),
        usage: on_the_wire(&counted),
    }))
}
