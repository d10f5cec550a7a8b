//! `rustici.course.updateAssets`: orders an update of files and answers when it is over.

use cloud_api::v1::{
    envelope,
    error::Fault,
    request::{Request as _, UpdateAssets},
    simple::Done,
};

use super::update_assets_async::order;
use crate::v1::{call::Call, transport::Answer};

pub(in crate::v1) async fn answer(mut call: Call<'_>) -> Result<Answer, Fault> {
    let request = UpdateAssets::read(call.params)?;
    // What clients look for (V1 spec §12 no. 27).
    order(&mut call, &request).await?.end(&call, |_| envelope::ok(&Done)).await
}
