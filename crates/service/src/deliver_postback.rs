//! One delivery out of the outbox: prepared, sent, settled.

use std::time::Duration;

use cloud_api::v1::postback::{self, PostbackSettings};
use platform::{Clock, InstallationKey, Rng, Timestamp};
use store::Store;
use store::hourly_figures::Figures;
use store::postback_attempts::PostbackAttempt;
use store::postback_outbox::{self, OutboxRow};

use crate::outbound::{Delivery, DeliveryFailure, Outbound, Post};
use crate::postback_settings::open_postback;
use crate::registration_result::{ResultError, latest_result};
use crate::{Definitions, FindRegistrationError, LoadError};

/// A receiver may ask for more time, up to this.
const LONGEST_WAIT: Duration = Duration::from_secs(900);
/// What is kept of a report that was sent, in bytes.
const REQUEST_KEPT: usize = 16 << 10;
/// The same of an address.
const URL_KEPT: usize = 2_000;

/// What a delivery works with.
#[derive(Clone, Copy)]
pub struct Delivering<'a> {
    /// The database.
    pub store: &'a Store,
    /// The time.
    pub clock: &'a dyn Clock,
    /// Spreads the tries.
    pub rng: &'a dyn Rng,
    /// Opens the stored password.
    pub installation_key: &'a InstallationKey,
    /// The way out.
    pub outbound: &'a Outbound,
    /// Definitions of versions in use.
    pub definitions: &'a Definitions,
}

/// What became of a claimed post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivered {
    /// It arrived.
    Arrived,
    /// There was nothing to send any more.
    Nothing,
    /// It did not arrive, and will be tried again.
    Again,
    /// It did not arrive, and will not be tried again until results change.
    GivenUp,
    /// The configuration forbids the target; says so, with the key.
    Blocked(String),
    /// It is kept back with all of its application's.
    Held,
}

/// Delivers what was claimed. Sent twice when the process ends between sending and settling: receivers get the newest
/// results, so that does no harm.
///
/// # Errors
/// When the database cannot be read or written; the post comes back when its claim is over.
pub async fn deliver_postback(with: Delivering<'_>, claimed: &OutboxRow) -> Result<Delivered, store::Error> {
    match prepare(with, claimed).await? {
        Prepared::Nothing => {
            let store = with.store;
            store::transact!(store, |tx| {
                postback_outbox::delete(tx, claimed.registration).await?;
                Ok(Delivered::Nothing)
            })
        }
        Prepared::Held => {
            let store = with.store;
            store::transact!(store, |tx| {
                postback_outbox::hold(tx, claimed).await?;
                Ok(Delivered::Held)
            })
        }
        Prepared::Impossible(why) => {
            let now = with.clock.now();
            let failed = Err(DeliveryFailure::Unreachable(why));
            let sent = Sent { outcome: failed, at: now, took: Duration::ZERO, what: What::default() };
            settle(with, claimed, sent).await
        }
        Prepared::Ready(post, what) => {
            let sent = send(with, post, what).await;
            settle(with, claimed, sent).await
        }
    }
}

/// Before sending.
enum Prepared {
    /// Registration or settings are gone.
    Nothing,
    /// The application's postbacks are held.
    Held,
    /// The post cannot be made now.
    Impossible(String),
    Ready(Post, What),
}

/// What is kept of a request: never a password.
#[derive(Default)]
struct What {
    url: String,
    report: String,
    bytes: u64,
    /// What an answer must not repeat.
    secrets: Vec<String>,
}

/// After sending.
struct Sent {
    outcome: Result<Delivery, DeliveryFailure>,
    at: Timestamp,
    took: Duration,
    what: What,
}

/// Settings and results are read now, so that the newest are sent.
async fn prepare(with: Delivering<'_>, claimed: &OutboxRow) -> Result<Prepared, store::Error> {
    let mut tx = with.store.begin_read().await?;
    let registration = store::registrations::find_by_key(&mut tx, claimed.registration).await?;
    let Some(registration) = registration else { return Ok(Prepared::Nothing) };
    if store::apps::find_by_key(&mut tx, registration.app).await?.is_some_and(|app| app.postbacks_held) {
        return Ok(Prepared::Held);
    }
    let settings = match open_postback(&registration, with.installation_key) {
        Ok(Some(settings)) => settings,
        Ok(None) => return Ok(Prepared::Nothing),
        Err(_) => {
            return Ok(Prepared::Impossible(
                "the stored password of the postback cannot be opened".to_owned(),
            ));
        }
    };
    let id = registration.id.as_str();
    match latest_result(&mut tx, with.definitions, registration.key, id, settings.format).await {
        Ok(Some(report)) => {
            let what = What { secrets: secrets(&settings, &report), ..kept(&settings.url, report.to_xml()) };
            Ok(Prepared::Ready(post(settings, &report), what))
        }
        Ok(None) => Ok(Prepared::Nothing),
        Err(
            ResultError::Find(FindRegistrationError::Store(error))
            | ResultError::Load(LoadError::Store(error)),
        ) => Err(error),
        Err(error) => {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                registration = id,
                "a postback cannot be made"
            );
            Ok(Prepared::Impossible(error.to_string()))
        }
    }
}

fn post(settings: PostbackSettings, report: &cloud_api::v1::report::RegistrationReport) -> Post {
    let request = settings.request(report);
    let mut headers = vec![("Content-Type", request.content_type.to_owned())];
    headers.extend(request.authorization.map(|value| ("Authorization", value)));
    Post { url: settings.url, headers, body: request.body.into_bytes() }
}

/// The report as it is posted, without the form or header around it, which hold the credentials.
fn kept(url: &str, report: String) -> What {
    let bytes = report.len() as u64;
    let url = beginning(shown_url(url), URL_KEPT);
    What { url, report: beginning(report, REQUEST_KEPT), bytes, secrets: Vec::new() }
}

/// The password in the forms in which a request holds it.
fn secrets(settings: &PostbackSettings, report: &cloud_api::v1::report::RegistrationReport) -> Vec<String> {
    let header = settings.request(report).authorization;
    let header = header.and_then(|value| Some(value.split_once(' ')?.1.to_owned()));
    let of_address = url::Url::parse(&settings.url).ok().and_then(|url| url.password().map(str::to_owned));
    let password = settings.credentials.as_ref().map(|credentials| credentials.password.clone());
    let mut secrets: Vec<String> = header.into_iter().chain(of_address).chain(password).collect();
    secrets.retain(|secret| !secret.is_empty());
    secrets
}

/// An answer without what it repeats of the credentials, as pages that help to find errors do.
fn without_secrets(answer: String, secrets: &[String]) -> String {
    secrets.iter().fold(answer, |text, secret| text.replace(secret.as_str(), "\u{2026}"))
}

/// An address as people may see it: without name and password.
pub(crate) fn shown_url(url: &str) -> String {
    let parsed = url::Url::parse(url).ok().filter(|url| url.has_host());
    let Some(mut parsed) = parsed else {
        // What is no address may hold a password all the same.
        return url.rsplit_once('@').map_or(url, |(_, rest)| rest).to_owned();
    };
    if parsed.username().is_empty() && parsed.password().is_none() {
        return url.to_owned();
    }
    // An address that has a name can be without one.
    let cleared = parsed.set_username("").and_then(|()| parsed.set_password(None));
    cleared.map_or_else(|()| String::new(), |()| parsed.to_string())
}

fn beginning(mut text: String, most: usize) -> String {
    text.truncate(text.floor_char_boundary(most));
    text
}

async fn send(with: Delivering<'_>, post: Post, what: What) -> Sent {
    let at = with.clock.now();
    let outcome = with.outbound.post(post).await;
    let micros = with.clock.now().0.saturating_sub(at.0);
    Sent { outcome, at, took: Duration::from_micros(u64::try_from(micros).unwrap_or(0)), what }
}

/// Records the try and decides what comes next, in one transaction.
async fn settle(with: Delivering<'_>, claimed: &OutboxRow, sent: Sent) -> Result<Delivered, store::Error> {
    let now = with.clock.now();
    let store = with.store;
    let next = next(claimed, &sent.outcome, random(with.rng));
    let attempt = attempt(claimed, sent);
    store::transact!(store, |tx| {
        // First, since it waits for whoever changes the registration.
        match &next {
            Next::Done => postback_outbox::delivered(tx, claimed, now).await?,
            Next::Blocked(reason) => postback_outbox::block(tx, claimed, now, reason).await?,
            Next::Again(delay, reason) => {
                let micros = i64::try_from(delay.as_micros()).unwrap_or(i64::MAX);
                postback_outbox::retry(tx, claimed, Timestamp(now.0.saturating_add(micros)), reason).await?;
            }
            Next::GiveUp(reason) => postback_outbox::fail(tx, claimed, now, reason).await?,
        }
        if let Some(attempt) = &attempt {
            store::postback_attempts::insert(tx, claimed.registration, attempt).await?;
        }
        if let Some(more) = figures(&next, claimed, now) {
            store::hourly_figures::add(tx, claimed.app, now, &more).await?;
        }
        Ok(match &next {
            Next::Done => Delivered::Arrived,
            Next::Blocked(reason) => Delivered::Blocked(reason.clone()),
            Next::Again(..) => Delivered::Again,
            Next::GiveUp(_) => Delivered::GivenUp,
        })
    })
}

#[derive(Debug, PartialEq, Eq)]
enum Next {
    Done,
    Blocked(String),
    Again(Duration, String),
    GiveUp(String),
}

/// What is counted of a try; that a target is forbidden is none.
fn figures(next: &Next, claimed: &OutboxRow, now: Timestamp) -> Option<Figures> {
    match next {
        Next::Blocked(_) => None,
        Next::Again(..) | Next::GiveUp(_) => Some(Figures { postback_failures: 1, ..Figures::default() }),
        Next::Done => {
            let micros = now.0.saturating_sub(claimed.created_at.0);
            let delay = u64::try_from(micros / 1000).unwrap_or(0);
            Some(Figures {
                postbacks: 1,
                postback_delay_ms: delay,
                postback_longest_ms: delay,
                ..Figures::default()
            })
        }
    }
}

fn next(claimed: &OutboxRow, outcome: &Result<Delivery, DeliveryFailure>, random: f64) -> Next {
    let (reason, asked) = match outcome {
        Ok(delivery) if postback::is_delivered(delivery.status) => return Next::Done,
        Ok(delivery) => (format!("HTTP status {}", delivery.status), delivery.retry_after),
        Err(DeliveryFailure::Blocked(blocked)) => return Next::Blocked(blocked.to_string()),
        Err(failure) => (failure.to_string(), None),
    };
    match postback::delay_after(claimed.attempts, random) {
        Some(delay) => Next::Again(delay.max(asked.unwrap_or_default().min(LONGEST_WAIT)), reason),
        None => Next::GiveUp(reason),
    }
}

/// What is recorded of a try; that a target is forbidden is none.
fn attempt(claimed: &OutboxRow, sent: Sent) -> Option<PostbackAttempt> {
    let (status, error, body) = match sent.outcome {
        Ok(delivery) => (Some(delivery.status), None, without_secrets(delivery.body, &sent.what.secrets)),
        Err(DeliveryFailure::Blocked(_)) => return None,
        Err(failure) => (None, Some(failure.to_string()), String::new()),
    };
    Some(PostbackAttempt {
        at: sent.at,
        host: claimed.host.clone(),
        status,
        error,
        body,
        duration_ms: u64::try_from(sent.took.as_millis()).unwrap_or(u64::MAX),
        number: claimed.attempts,
        url: sent.what.url,
        request: sent.what.report,
        request_bytes: sent.what.bytes,
    })
}

/// A number in 0..1.
#[expect(clippy::cast_precision_loss, reason = "53 bits fit exactly")]
fn random(rng: &dyn Rng) -> f64 {
    (rng.next_u64() >> 11) as f64 / (1u64 << 53) as f64
}

#[cfg(test)]
mod tests {
    use store::RegistrationKey;
    use store::postback_outbox::PostbackState;

    use super::*;

    fn claimed(attempts: u32) -> OutboxRow {
        OutboxRow {
            registration: RegistrationKey(1),
            app: store::AppKey(1),
            generation: 1,
            state: PostbackState::Sending,
            host: "lms.example".to_owned(),
            attempts,
            claims: 1,
            due_at: Timestamp(0),
            reason: String::new(),
            created_at: Timestamp(0),
        }
    }

    fn answered(status: u16, retry_after: Option<u64>) -> Result<Delivery, DeliveryFailure> {
        Ok(Delivery { status, body: String::new(), retry_after: retry_after.map(Duration::from_secs) })
    }

    #[test]
    fn what_is_kept_holds_no_password() {
        for (url, shown) in [
            ("https://lms.example/p?x=1", "https://lms.example/p?x=1"),
            ("https://ann:secret@lms.example/p", "https://lms.example/p"),
            ("https://ann@lms.example/p", "https://lms.example/p"),
            ("nonsense://ann:secret@", ""),
            ("ann:secret@lms", "lms"),
        ] {
            assert_eq!(shown_url(url), shown, "{url}");
        }
        assert_eq!(beginning("äö".to_owned(), 3), "ä");
        let what = kept("https://lms.example/", "ö".repeat(REQUEST_KEPT));
        assert_eq!((what.report.len(), what.bytes), (REQUEST_KEPT, 2 * REQUEST_KEPT as u64));
    }

    #[test]
    fn redirections_count_and_errors_come_again_until_the_seventieth() {
        assert_eq!(next(&claimed(1), &answered(204, None), 0.0), Next::Done);
        assert_eq!(next(&claimed(1), &answered(302, None), 0.0), Next::Done);
        let again = |secs| Next::Again(Duration::from_secs(secs), "HTTP status 503".to_owned());
        assert_eq!(next(&claimed(1), &answered(503, None), 0.0), again(1));
        assert_eq!(next(&claimed(69), &answered(503, None), 1.0), again(900));
        let over = Next::GiveUp("HTTP status 503".to_owned());
        assert_eq!(next(&claimed(70), &answered(503, None), 0.0), over);
    }

    #[test]
    fn a_receiver_may_ask_for_time_but_not_for_ever() {
        let wait = |asked| match next(&claimed(3), &answered(429, Some(asked)), 0.0) {
            Next::Again(delay, _) => delay.as_secs(),
            other => panic!("{other:?}"),
        };
        assert_eq!((wait(0), wait(60), wait(1_000_000)), (4, 60, 900));
    }
}
