//! Answers that are files: read piece by piece, never kept whole.

use bytes::Bytes;
use cloud_api::v1::envelope::{self, ReplyError};
use cloud_api::v1::params::Params;
use reqwest::{Response, header};

use crate::cloud::not_understood;
use crate::{CallError, Cloud, Repeat};

/// A file on its way from the cloud.
#[derive(Debug)]
pub struct Download {
    cloud: Cloud,
    method: &'static str,
    content_type: Option<String>,
    answer: Option<Response>,
    /// Read already, to see whether it is an envelope.
    first: Option<Bytes>,
}

impl Download {
    pub(crate) async fn open(
        cloud: &Cloud,
        method: &'static str,
        params: &Params,
    ) -> Result<Self, CallError> {
        let answer = cloud.open(method, params, Repeat::Always).await?;
        let text = |name| answer.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let content_type = text(header::CONTENT_TYPE);
        let is_file = text(header::CONTENT_DISPOSITION).is_some()
            || !content_type.as_deref().unwrap_or("text/xml").contains("xml");
        let mut download =
            Self { cloud: cloud.clone(), method, content_type, answer: Some(answer), first: None };
        if !is_file {
            // An envelope, which is short; or a file of XML that does not say so.
            let answer = download.answer.take();
            let Some(answer) = answer else { return Ok(download) };
            let text = cloud.transport().text(answer, cloud.max_answer_bytes()).await;
            let text = text.map_err(|failure| failure.of(method))?;
            if let Err(error @ ReplyError::Fault(_)) = envelope::open(&text) {
                return Err(not_understood(method, error));
            }
            download.first = Some(Bytes::from(text));
        }
        Ok(download)
    }

    /// What kind of file it is, as the cloud says.
    pub fn content_type(&self) -> Option<&str> {
        self.content_type.as_deref()
    }

    /// The next piece; `None` at the end.
    ///
    /// # Errors
    /// See [`CallError`]; the file is then not whole.
    pub async fn next(&mut self) -> Result<Option<Bytes>, CallError> {
        if let Some(first) = self.first.take() {
            return Ok(Some(first));
        }
        let Some(answer) = &mut self.answer else { return Ok(None) };
        let chunk = self.cloud.transport().chunk(answer).await.map_err(|failure| failure.of(self.method))?;
        if chunk.is_none() {
            self.answer = None;
        }
        Ok(chunk)
    }
}
