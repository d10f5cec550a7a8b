//! `rustici.application.getAppInfo`: an application with its keys.

use cloud_api::v1::{error::Fault, request::ChildApp};

use super::{child, info};
use crate::v1::{call::Call, transport::Answer};

pub(in crate::v1) async fn answer(call: Call<'_>) -> Result<Answer, Fault> {
    let request: ChildApp = call.request()?;
    let app = child(&call, request.app_id.as_deref()).await?;
    info(&call, &app.id).await
}
