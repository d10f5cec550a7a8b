//! The cloud as an LMS sees it: signs calls, sends them, reads what comes back.

use std::sync::Arc;

use cloud_api::v1::envelope::{self, ReplyError};
use cloud_api::v1::params::Params;
use cloud_api::v1::payload::Payload;
use cloud_api::v1::reporting::{Account, Usage};
use cloud_api::v1::signature;
use reqwest::Response;

use crate::address::{self, InvalidAddress};
use crate::calls::{Applications, Courses, Debug, Exports, Registrations, Tags, Uploads};
use crate::random::fraction;
use crate::retry::{TRIES, delay_after};
use crate::transport::{Failure, Transport};
use crate::{CallError, Clock, Random, Repeat, Secret, Settings, SignedUrl, Timestamp};

/// The cloud, called by one application. Cheap to clone; make one and keep it.
///
/// Calls stand by their service: [`courses`](Self::courses), [`registrations`](Self::registrations),
/// [`uploads`](Self::uploads), [`tags`](Self::tags), [`exports`](Self::exports), [`debug`](Self::debug). For a method
/// without a typed call there is [`call`](Self::call).
#[derive(Clone)]
pub struct Cloud(Arc<Inner>);

struct Inner {
    transport: Transport,
    endpoint: String,
    browser_endpoint: String,
    app: String,
    secret: Secret,
    origin: Option<String>,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
    max_answer_bytes: usize,
}

/// A cloud cannot be called with these settings.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// An address is none.
    #[error(transparent)]
    Address(#[from] InvalidAddress),
    /// The application's id or secret is empty.
    #[error("the application's {0} is empty")]
    Empty(&'static str),
    /// The HTTP client cannot be made.
    #[error("the HTTP client cannot be made: {0}")]
    Http(String),
}

impl Cloud {
    /// A caller of the cloud. Nothing is sent yet.
    ///
    /// # Errors
    /// See [`SettingsError`].
    pub fn new(settings: Settings) -> Result<Self, SettingsError> {
        let endpoint = address::endpoint(&settings.address)?;
        let browser_endpoint = match &settings.browser_address {
            Some(address) => address::endpoint(address)?,
            None => endpoint.clone(),
        };
        if settings.app.is_empty() {
            return Err(SettingsError::Empty("id"));
        }
        if settings.secret.expose().is_empty() {
            return Err(SettingsError::Empty("secret"));
        }
        Ok(Self(Arc::new(Inner {
            transport: Transport::new(settings.timeouts).map_err(SettingsError::Http)?,
            endpoint,
            browser_endpoint,
            app: settings.app,
            secret: settings.secret,
            origin: settings.origin,
            clock: settings.clock,
            random: settings.random,
            max_answer_bytes: settings.max_answer_bytes,
        })))
    }

    /// Whether the cloud is there and knows this application.
    pub fn debug(&self) -> Debug<'_> {
        Debug(self)
    }

    /// Courses and their import.
    pub fn courses(&self) -> Courses<'_> {
        Courses(self)
    }

    /// Registrations, launches and results.
    pub fn registrations(&self) -> Registrations<'_> {
        Registrations(self)
    }

    /// Files that are uploaded first and imported later.
    pub fn uploads(&self) -> Uploads<'_> {
        Uploads(self)
    }

    /// Tags.
    pub fn tags(&self) -> Tags<'_> {
        Tags(self)
    }

    /// Exports of everything.
    pub fn exports(&self) -> Exports<'_> {
        Exports(self)
    }

    /// The applications that this one manages.
    pub fn applications(&self) -> Applications<'_> {
        Applications(self)
    }

    /// The account with its limits, and how much of it is used.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn account(&self) -> Result<Account, CallError> {
        self.call("reporting.getAccountInfo", &Params::new(), Repeat::Always).await
    }

    /// How much is in the account: a part of [`account`](Self::account), for clouds that tell no more.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn usage(&self) -> Result<Usage, CallError> {
        self.call("reporting.getUsageInfo", &Params::new(), Repeat::Always).await
    }

    /// The application's id.
    pub fn app_id(&self) -> &str {
        &self.0.app
    }

    /// The clock it signs by.
    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.0.clock
    }

    /// The randomness it uses.
    pub fn random(&self) -> &Arc<dyn Random> {
        &self.0.random
    }

    /// Any method, with its answer read as `P`; what the typed calls are made of. `method` is without `rustici.`.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn call<P: Payload>(
        &self,
        method: &'static str,
        params: &Params,
        repeat: Repeat,
    ) -> Result<P, CallError> {
        let answer = self.call_for_text(method, params, repeat).await?;
        read(method, &answer)
    }

    /// Any method, with its answer as text: for the few that answer without an envelope.
    ///
    /// # Errors
    /// See [`CallError`]; an envelope that says no is [`CallError::Refused`] here too.
    pub async fn call_for_text(
        &self,
        method: &'static str,
        params: &Params,
        repeat: Repeat,
    ) -> Result<String, CallError> {
        let mut tries = Tries::default();
        loop {
            let text = match self.send(method, params).await {
                Ok(answer) => self.0.transport.text(answer, self.0.max_answer_bytes).await,
                Err(failure) => Err(failure),
            };
            match text {
                Ok(text) => return Ok(text),
                Err(failure) => self.may_repeat(&mut tries, method, failure, repeat).await?,
            }
        }
    }

    /// A method's answer before its body is read, for what is too long to be kept.
    pub(crate) async fn open(
        &self,
        method: &'static str,
        params: &Params,
        repeat: Repeat,
    ) -> Result<Response, CallError> {
        let mut tries = Tries::default();
        loop {
            match self.send(method, params).await {
                Ok(answer) => return Ok(answer),
                Err(failure) => self.may_repeat(&mut tries, method, failure, repeat).await?,
            }
        }
    }

    async fn send(&self, method: &str, params: &Params) -> Result<Response, Failure> {
        // Everything goes into the body, as the vendor's Java library does it: addresses end up in logs on the way, and
        // parameters may hold names and passwords.
        let form = self.signed(method, params, self.0.clock.now()).to_urlencoded();
        self.0.transport.open_form(&self.0.endpoint, form).await
    }

    /// Waits before the next try, if there may be one.
    async fn may_repeat(
        &self,
        tries: &mut Tries,
        method: &'static str,
        failure: Failure,
        repeat: Repeat,
    ) -> Result<(), CallError> {
        tries.failed += 1;
        tries.was_lost |= matches!(failure, Failure::Lost(_));
        let may = repeat == Repeat::Always || !tries.was_lost;
        if may && tries.failed < TRIES {
            self.pause(tries.failed).await;
            return Ok(());
        }
        Err(match failure {
            // An earlier try may have been done, whatever became of this one.
            Failure::NotSent(reason) if tries.was_lost => Failure::Lost(reason),
            failure => failure,
        }
        .of(method))
    }

    /// A link for a browser to open, signed now: it is good for a quarter of an hour.
    pub fn link(&self, method: &'static str, params: &Params) -> SignedUrl {
        let now = self.0.clock.now();
        let query = self.signed(method, params, now).to_urlencoded();
        SignedUrl::new(method, format!("{}?{query}", self.0.browser_endpoint), now)
    }

    /// A signed query for this server's own uploads.
    pub(crate) fn signed_address(&self, method: &str, params: &Params, at: Timestamp) -> String {
        format!("{}?{}", self.0.endpoint, self.signed(method, params, at).to_urlencoded())
    }

    pub(crate) fn transport(&self) -> &Transport {
        &self.0.transport
    }

    pub(crate) fn max_answer_bytes(&self) -> usize {
        self.0.max_answer_bytes
    }

    /// Waits before the next try.
    pub(crate) async fn pause(&self, failed: u32) {
        self.0.clock.sleep(delay_after(failed, fraction(self.0.random.as_ref()))).await;
    }

    /// What is given, and what every call has.
    fn signed(&self, method: &str, params: &Params, at: Timestamp) -> Params {
        let inner = &self.0;
        let mut all = params.clone();
        all.push("method", format!("rustici.{method}"));
        all.push("appid", &inner.app);
        if let Some(origin) = &inner.origin {
            all.push("origin", origin);
        }
        all.push("ts", at.to_compact());
        let signature = signature::sign(inner.secret.expose(), &all);
        all.with("sig", signature)
    }
}

/// How often a call was tried.
#[derive(Default)]
struct Tries {
    failed: u32,
    /// Whether one of them may have been done.
    was_lost: bool,
}

/// Reads the answer to a method.
pub(crate) fn read<P: Payload>(method: &'static str, answer: &str) -> Result<P, CallError> {
    envelope::read(answer).map_err(|error| not_understood(method, error))
}

/// What an answer that is no success means.
pub(crate) fn not_understood(method: &'static str, error: ReplyError) -> CallError {
    match error {
        ReplyError::Fault(fault) => CallError::Refused { method, code: fault.code, message: fault.message },
        ReplyError::Xml(error) => {
            CallError::Unknown { method, reason: format!("its answer is no XML: {error}") }
        }
        ReplyError::Malformed(error) => {
            CallError::Unknown { method, reason: format!("its answer is another than expected: {error}") }
        }
    }
}

impl std::fmt::Debug for Cloud {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Cloud")
            .field("endpoint", &self.0.endpoint)
            .field("app", &self.0.app)
            .finish_non_exhaustive()
    }
}
