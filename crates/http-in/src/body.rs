//! The body of a request: nothing, a form, or a form with a file.

use axum_core::{BoxError, body::Body as HttpBody};
use cloud_api::v1::params::Params;
use futures_util::StreamExt as _;
use http::{HeaderMap, header};

use crate::multipart::FormReader;

/// All fields of a form together; invitation mails are the longest known.
pub(crate) const MAX_FORM_BYTES: usize = 2 * 1024 * 1024;

/// The parameters of one request; a call that names a thousand files to delete has the most. More would cost
/// time to sort, and whoever has not signed yet may not have that.
const MAX_PARAMS: usize = 10_000;

/// What came after the head.
pub enum Body {
    /// Nothing that holds parameters.
    Empty,
    /// An urlencoded form, read whole.
    Form(Params),
    /// A multipart form, yet to be read.
    Multipart(FormReader),
}

/// The body could not be read.
#[derive(Debug, thiserror::Error)]
pub enum BodyError {
    /// More parameters, or longer ones, than any call has.
    #[error("the form is too large")]
    TooLarge,
    /// The connection broke off, or the form is not one.
    #[error("the body of the request could not be read")]
    Broken(#[source] BoxError),
}

impl Body {
    /// Opens a body by its content type. One without a type is read as a form, since some clients forget to say
    /// so; one of another type holds no parameters.
    ///
    /// # Errors
    /// See [`BodyError`].
    pub async fn open(headers: &HeaderMap, body: HttpBody) -> Result<Self, BodyError> {
        let content_type =
            headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let kind = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        match kind.as_str() {
            "multipart/form-data" => Ok(Self::Multipart(FormReader::open(content_type, body))),
            "application/x-www-form-urlencoded" | "" => {
                let bytes = read_whole(body).await?;
                if has_too_many_params(&bytes) {
                    return Err(BodyError::TooLarge);
                }
                Ok(if bytes.is_empty() { Self::Empty } else { Self::Form(Params::from_urlencoded(bytes)) })
            }
            _ => Ok(Self::Empty),
        }
    }
}

/// Whether a query or form has more parameters than are read.
#[must_use]
pub fn has_too_many_params(text: &[u8]) -> bool {
    text.iter().filter(|byte| **byte == b'&').nth(MAX_PARAMS).is_some()
}

async fn read_whole(body: HttpBody) -> Result<Vec<u8>, BodyError> {
    let mut stream = body.into_data_stream();
    let mut bytes = Vec::new();
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(|error| BodyError::Broken(error.into()))?;
        if bytes.len() + chunk.len() > MAX_FORM_BYTES {
            return Err(BodyError::TooLarge);
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    async fn open(content_type: &'static str, body: impl Into<HttpBody>) -> Result<Body, BodyError> {
        let mut headers = HeaderMap::new();
        if !content_type.is_empty() {
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
        }
        Body::open(&headers, body.into()).await
    }

    #[tokio::test]
    async fn by_content_type() {
        let form = "application/x-www-form-urlencoded; charset=utf-8";
        assert!(matches!(open(form, "").await.unwrap(), Body::Empty));
        assert!(matches!(open("", "").await.unwrap(), Body::Empty));
        assert!(matches!(open("text/plain", "a=b").await.unwrap(), Body::Empty));
        assert!(matches!(open("multipart/form-data; boundary=x", "").await.unwrap(), Body::Multipart(_)));
        let Body::Form(params) = open(form, "a=1+2&b=%C3%BC").await.unwrap() else { panic!("no form") };
        assert_eq!((params.get("a"), params.get("b")), (Some("1 2"), Some("ü")));
    }

    #[tokio::test]
    async fn a_form_has_a_limit() {
        let long = vec![b'a'; MAX_FORM_BYTES + 1];
        assert!(matches!(open("", long).await, Err(BodyError::TooLarge)));
        let most = "a=1&".repeat(MAX_PARAMS);
        assert!(matches!(open("", most.clone()).await, Ok(Body::Form(_))));
        assert!(matches!(open("", most + "&").await, Err(BodyError::TooLarge)));
    }
}
