//! `rustici.registration.testRegistrationPostUrl`: one postback with sample data, at once and without another
//! try.

use cloud_api::v1::{
    error::Fault,
    postback::{PostbackSettings, Spelling, is_delivered, sample_report},
    simple::Done,
};
use service::Post;

use crate::v1::{call::Call, transport::Answer};

pub(in crate::v1) async fn answer(call: Call<'_>) -> Result<Answer, Fault> {
    let settings = PostbackSettings::from_params(call.params, Spelling::Creating)?;
    let settings = settings.ok_or_else(|| Fault::missing("postbackurl"))?;
    let request = settings.request(&sample_report(settings.format));
    let mut headers = vec![("Content-Type", request.content_type.to_owned())];
    headers.extend(request.authorization.map(|value| ("Authorization", value)));
    let post = Post { url: settings.url, headers, body: request.body.into_bytes() };
    match call.services.outbound.post(post).await {
        Ok(delivery) if is_delivered(delivery.status) => Ok(Answer::ok(&Done)),
        Ok(delivery) => {
            Err(Fault::new(2, format!("The target answered with HTTP status {}", delivery.status)))
        }
        // A target that the configuration forbids names the key that would allow it.
        Err(failure) => Err(Fault::new(1, format!("The target could not be reached: {failure}"))),
    }
}
