//! `rustici.course.updateAssets`: orders an update of files and answers when it is over.

use cloud_api::v1::{
    envelope,
    error::Fault,
    json::Format,
    redirect,
    request::{Request as _, UpdateAssets},
    simple::Done,
};
use tokio::time::Instant;

use super::update_assets_async::start;
use super::wait_for_job::{PATIENCE, SIGN_OF_LIFE, Waiting};
use crate::v1::{
    call::{Call, internal},
    transport::Answer,
};

pub(in crate::v1) async fn answer(mut call: Call<'_>) -> Result<Answer, Fault> {
    let request = UpdateAssets::read(call.params)?;
    let job = start(&mut call, &request).await?;
    let waiting = Waiting {
        store: call.services.store.clone(),
        app: call.app_key(),
        job,
        // What clients look for (V1 spec §12 no. 27).
        envelope: |_| envelope::ok(&Done),
        pause: SIGN_OF_LIFE,
    };
    let back = request.redirect_url.as_deref().filter(|url| redirect::is_web_url(url));
    // A redirection and JSON come whole or not at all.
    let whole = back.is_some() || call.format() != Format::Xml;
    let until = if whole { None } else { Some(Instant::now() + PATIENCE) };
    let status = match waiting.status(until).await {
        Ok(Some(status)) => status,
        Ok(None) => return Ok(Answer::streamed(waiting.pieces())),
        Err(error) => return Err(internal(&error)),
    };
    if let Some(error) = status.error {
        return Err(Fault::new(error.code, error.message));
    }
    Ok(match back {
        Some(url) => Answer::Redirect(redirect::append(
            url,
            &[("success", "true"), ("courseid", &request.course_id), ("appid", call.app_id().as_str())],
        )),
        None => Answer::ok(&Done),
    })
}
