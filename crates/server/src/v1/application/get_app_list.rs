//! `rustici.application.getAppList`: all applications that are managed.

use cloud_api::v1::{application::AppList, error::Fault};

use super::on_the_wire;
use crate::v1::{
    call::{Call, internal},
    transport::Answer,
};

pub(in crate::v1) async fn answer(call: Call<'_>) -> Result<Answer, Fault> {
    let apps = service::list_apps(&call.services.store).await.map_err(|error| internal(&error))?;
    Ok(Answer::ok(&AppList(apps.into_iter().filter(|app| !app.manages).map(on_the_wire).collect())))
}
