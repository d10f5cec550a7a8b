//! Signed calls of API V1 over HTTP, as old LMSs make them: any method with any parameters, sent once, in the query.

use std::sync::Arc;

use cloud_api::v1::{
    envelope::{self, ReplyError},
    params::Params,
    payload::Payload,
    signature,
    timestamp::Timestamp,
};
use platform::{AppId, Clock, SecretText};

/// A caller of API V1.
#[derive(Clone)]
pub struct V1Client {
    http: reqwest::Client,
    /// Address of the API, up to and with `/api`.
    endpoint: String,
    app: AppId,
    secret: SecretText,
    clock: Arc<dyn Clock>,
}

/// A call without a result.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    /// The server was not reached, or broke off.
    #[error("`{method}` got no answer: {reason}")]
    Http {
        /// The method.
        method: String,
        /// Why.
        reason: String,
    },
    /// The server says no, or something else than was expected.
    #[error("`{method}` did not succeed")]
    Reply {
        /// The method.
        method: String,
        /// What it says.
        #[source]
        source: ReplyError,
    },
}

impl V1Client {
    /// A caller of the API at `endpoint` (`http://localhost:8600/api`).
    ///
    /// # Errors
    /// When no HTTP client can be made.
    pub fn new(
        endpoint: String,
        app: AppId,
        secret: SecretText,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, reqwest::Error> {
        let http =
            reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build()?;
        Ok(Self { http, endpoint, app, secret, clock })
    }

    /// A signed query: what is given, and what every call has. `method` is without `rustici.`.
    pub fn query(&self, method: &str, params: &Params) -> String {
        let mut all = params.clone();
        all.push("method", format!("rustici.{method}"));
        all.push("appid", self.app.as_str());
        all.push("ts", Timestamp(self.clock.now().0).to_compact());
        let signature = signature::sign(self.secret.expose(), &all);
        all.with("sig", signature).to_urlencoded()
    }

    /// The address of a call below `base`, for a browser to open.
    pub fn link(&self, base: &str, method: &str, params: &Params) -> String {
        format!("{base}?{}", self.query(method, params))
    }

    /// A call, its answer as text.
    ///
    /// # Errors
    /// When the server does not answer.
    pub async fn text(&self, method: &str, params: &Params) -> Result<String, CallError> {
        self.send(method, self.http.get(self.link(&self.endpoint, method, params))).await
    }

    /// A call, its answer read.
    ///
    /// # Errors
    /// When the server does not answer, says no, or says something else.
    pub async fn call<P: Payload>(&self, method: &str, params: &Params) -> Result<P, CallError> {
        read(method, &self.text(method, params).await?)
    }

    /// A call with a file, sent as old clients do: a form of one part, everything else in the query.
    ///
    /// # Errors
    /// When the server does not answer, says no, or says something else.
    pub async fn call_with_file<P: Payload>(
        &self,
        method: &str,
        params: &Params,
        file: &[u8],
    ) -> Result<P, CallError> {
        const BOUNDARY: &str = "lyceum-file-7d44e178b0434";
        let mut body = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"filedata\"; filename=\"package.zip\"\r\n\
             Content-Type: application/zip\r\n\r\n"
        )
        .into_bytes();
        body.extend_from_slice(file);
        body.extend_from_slice(format!("\r\n--{BOUNDARY}--\r\n").as_bytes());
        let request = self
            .http
            .post(self.link(&self.endpoint, method, params))
            .header("content-type", format!("multipart/form-data; boundary={BOUNDARY}"))
            .body(body);
        read(method, &self.send(method, request).await?)
    }

    async fn send(&self, method: &str, request: reqwest::RequestBuilder) -> Result<String, CallError> {
        // The address holds the signature.
        let failed = |error: reqwest::Error| CallError::Http {
            method: method.to_owned(),
            reason: error.without_url().to_string(),
        };
        request.send().await.map_err(failed)?.text().await.map_err(failed)
    }
}

fn read<P: Payload>(method: &str, answer: &str) -> Result<P, CallError> {
    envelope::read(answer).map_err(|source| CallError::Reply { method: method.to_owned(), source })
}
