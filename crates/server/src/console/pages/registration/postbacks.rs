//! Where results are posted, what waits, and every try with what was sent and answered.

use service::{
    console::registration::{Postbacks, registration_postbacks},
    rows::{OutboxRow, PostbackAttempt, PostbackState},
};

use super::{Asked, When, xml::indented};
use crate::console::{
    answer::Failed,
    frame::second,
    results::{Chip, grouped},
};

/// Tries on a page.
const PAGE: u32 = 50;

pub(super) struct Shown {
    pub(super) url: Option<String>,
    pub(super) auth: String,
    pub(super) login: String,
    pub(super) format: String,
    pub(super) is_paused: bool,
    pub(super) state: Chip,
    /// More about the state: a reason, perhaps empty.
    pub(super) reason: String,
    /// When the next try is due.
    pub(super) due: Option<When>,
    /// Since when something waits.
    pub(super) since: Option<When>,
    pub(super) tries: Vec<Try>,
    pub(super) earlier: Option<String>,
    pub(super) latest: Option<String>,
}

pub(super) struct Try {
    /// Tells it from others.
    pub(super) key: i64,
    pub(super) number: String,
    pub(super) at: String,
    pub(super) came: Chip,
    pub(super) took: String,
    pub(super) url: String,
    pub(super) error: Option<String>,
    pub(super) request: String,
    /// That only a part of the request is kept.
    pub(super) cut: Option<String>,
    pub(super) answer: String,
}

pub(super) async fn part(asked: &Asked<'_>) -> Result<Shown, Failed> {
    let frame = asked.frame;
    let before = asked.query.get("before").and_then(|number| number.parse().ok());
    let found = registration_postbacks(&asked.services.store, asked.shown(), before, PAGE).await?;
    let auth = match found.auth.as_str() {
        "httpbasic" => frame.say("reg-auth-basic"),
        _ => frame.say("reg-auth-form"),
    };
    let format = match found.format.as_str() {
        "activity" => frame.say("reg-format-activity"),
        "full" => frame.say("reg-format-full"),
        _ => frame.say("reg-format-course"),
    };
    let pending = found.pending.as_ref();
    let is_due = pending.filter(|row| row.state == PostbackState::Pending);
    Ok(Shown {
        state: state(asked, &found, pending),
        reason: pending.map(|row| row.reason.clone()).unwrap_or_default(),
        due: is_due.map(|row| When::of(row.due_at)),
        since: pending.map(|row| When::of(row.created_at)),
        tries: found.attempts.iter().map(|(key, attempt)| one_try(asked, *key, attempt)).collect(),
        earlier: found.earlier.map(|number| asked.part("postbacks", &[("before", &number.to_string())])),
        latest: asked.query.get("before").map(|_| asked.part("postbacks", &[])),
        url: found.url,
        login: found.login,
        is_paused: found.is_paused,
        auth,
        format,
    })
}

fn state(asked: &Asked<'_>, found: &Postbacks, pending: Option<&OutboxRow>) -> Chip {
    let frame = asked.frame;
    let (kind, id) = match pending.map(|row| (row.state, row.attempts)) {
        Some((PostbackState::Sending, _)) => ("begun", "reg-post-sending"),
        Some((PostbackState::Pending, 0)) => ("begun", "reg-post-pending"),
        Some((PostbackState::Pending, _)) => ("warm", "reg-post-again"),
        Some((PostbackState::Blocked, _)) => ("bad", "reg-post-blocked"),
        Some((PostbackState::Failed, _)) => ("bad", "reg-post-failed"),
        Some((PostbackState::Held, _)) => ("warm", "reg-post-held"),
        Some((PostbackState::Paused, _)) => ("warm", "reg-post-waits"),
        None if found.is_paused => ("warm", "reg-post-paused"),
        None if found.attempts.is_empty() => ("plain", "reg-post-nothing"),
        None => ("good", "reg-post-delivered"),
    };
    Chip::new(kind, frame.say(id))
}

fn one_try(asked: &Asked<'_>, key: i64, attempt: &PostbackAttempt) -> Try {
    let frame = asked.frame;
    let came = match attempt.status {
        Some(status) => {
            let is_well = (200..400).contains(&status);
            Chip::new(if is_well { "good" } else { "bad" }, frame.with("reg-status", "status", status))
        }
        None => Chip::new("bad", frame.say("reg-no-answer")),
    };
    let is_cut = attempt.request_bytes > attempt.request.len() as u64;
    Try {
        key,
        number: match attempt.number {
            0 => String::new(),
            number => frame.with("reg-try", "number", number),
        },
        at: second(attempt.at),
        came,
        took: frame.with("reg-took", "millis", grouped(attempt.duration_ms)),
        url: if attempt.url.is_empty() { attempt.host.clone() } else { attempt.url.clone() },
        error: attempt.error.clone(),
        request: indented(&attempt.request),
        cut: is_cut.then(|| frame.with("reg-cut", "bytes", grouped(attempt.request_bytes))),
        answer: attempt.body.clone(),
    }
}
