//! How one run of a job ends.

use std::time::Duration;

use platform::Timestamp;

/// How one run of a job ends.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// The job ended in a transaction of its own, or is no longer this worker's.
    Settled,
    /// Put back; the text is shown to who asks for the job.
    Retry {
        /// After this time.
        after: Duration,
        /// Why.
        message: String,
    },
}

/// An instant some time after another.
pub(crate) fn later(at: Timestamp, by: Duration) -> Timestamp {
    Timestamp(at.0.saturating_add(micros(by)))
}

/// An instant some time before another.
pub(crate) fn earlier(at: Timestamp, by: Duration) -> Timestamp {
    Timestamp(at.0.saturating_sub(micros(by)))
}

fn micros(time: Duration) -> i64 {
    i64::try_from(time.as_micros()).unwrap_or(i64::MAX)
}

/// An error with its causes, for a log or for who looks at a job.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        let inner_text = inner.to_string();
        if !text.contains(&inner_text) {
            text.push_str(": ");
            text.push_str(&inner_text);
        }
        cause = inner.source();
    }
    text
}
