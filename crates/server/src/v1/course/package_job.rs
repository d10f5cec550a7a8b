//! What the methods share that order work on a package: where the package lies, what makes two calls the same, and how
//! they answer, at once or when the work is done (V1 spec §1.6, §8).

use cloud_api::v1::{
    error::Fault,
    import::{ImportStatus, ImportToken},
    json::Format,
    redirect,
};
use platform::JobId;
use service::PackageSource;
use tokio::time::Instant;

use super::wait_for_job::{PATIENCE, SIGN_OF_LIFE, Waiting};
use crate::v1::{
    call::{Call, internal},
    transport::Answer,
};

/// What tells a call from others: its signature, and its file. Libraries write the same signature in either letter case,
/// but each always in the same one. A file is not signed: another one that comes within the second is another call.
pub(super) fn signature(call: &Call<'_>) -> Option<String> {
    let signature = call.params.get("sig")?.to_ascii_lowercase();
    Some(match &call.file {
        Some(file) => format!("{signature} {} {:08x}", file.size_bytes, file.crc32),
        None => signature,
    })
}

/// The file that came with the call, or else the one at `path`; a call that brings neither fails with `code`.
pub(super) fn package(call: &mut Call<'_>, path: Option<&str>, code: u32) -> Result<PackageSource, Fault> {
    match (call.file.take(), path) {
        (Some(file), _) => Ok(PackageSource::Parked(file.key)),
        (None, Some(path)) => Ok(PackageSource::Uploaded(path.to_owned())),
        (None, None) => Err(Fault::new(code, "The request has neither a file nor the parameter path")),
    }
}

/// A job on a package, and where a browser is to go on afterwards.
pub(super) struct Ordered<'a> {
    pub(super) job: JobId,
    pub(super) course_id: &'a str,
    /// `redirecturl`.
    pub(super) redirect_url: Option<&'a str>,
}

impl Ordered<'_> {
    /// Answers the job's token.
    pub(super) fn token(&self, call: &Call<'_>) -> Answer {
        match self.back() {
            Some(url) => self.succeeded(call, url, Some(("tokenid", self.job.as_str()))),
            None => Answer::ok(&ImportToken { id: self.job.as_str().to_owned() }),
        }
    }

    /// Answers when the job is over, in this envelope.
    pub(super) async fn end(
        &self,
        call: &Call<'_>,
        envelope: fn(&ImportStatus) -> String,
    ) -> Result<Answer, Fault> {
        let waiting = Waiting {
            store: call.services.store.clone(),
            app: call.app_key(),
            job: self.job.clone(),
            envelope,
            pause: SIGN_OF_LIFE,
        };
        // A redirection and JSON come whole or not at all.
        let whole = self.back().is_some() || call.format() != Format::Xml;
        let until = if whole { None } else { Some(Instant::now() + PATIENCE) };
        let status = match waiting.status(until).await {
            Ok(Some(status)) => status,
            Ok(None) => return Ok(Answer::streamed(waiting.pieces())),
            Err(error) => return Err(internal(&error)),
        };
        if let Some(error) = status.error {
            return Err(Fault::new(error.code, error.message));
        }
        let Some(url) = self.back() else { return Ok(Answer::Envelope(envelope(&status))) };
        Ok(match status.results.iter().find(|result| !result.successful) {
            Some(failed) => Answer::Redirect(redirect::append_failure(url, &Fault::new(2, &failed.message))),
            None => self.succeeded(call, url, None),
        })
    }

    fn back(&self) -> Option<&str> {
        self.redirect_url.filter(|url| redirect::is_web_url(url))
    }

    fn succeeded(&self, call: &Call<'_>, url: &str, more: Option<(&str, &str)>) -> Answer {
        let known = [("success", "true"), ("courseid", self.course_id), ("appid", call.app_id().as_str())];
        let pairs: Vec<_> = known.into_iter().chain(more).collect();
        Answer::Redirect(redirect::append(url, &pairs))
    }
}
