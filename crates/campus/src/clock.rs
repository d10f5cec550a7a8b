//! Spans of time and days, on the SDK's instants.

use std::time::Duration;

use lyceum_client::Timestamp;

const DAY_MICROS: i64 = 86_400_000_000;

/// The instant `span` before `now`.
pub(crate) fn before(now: Timestamp, span: Duration) -> Timestamp {
    Timestamp(now.0.saturating_sub(i64::try_from(span.as_micros()).unwrap_or(i64::MAX)))
}

/// The day so many days after 1970-01-01: `2026-12-31`.
pub(crate) fn date(day: i64) -> String {
    let at = jiff::Timestamp::from_microsecond(day.saturating_mul(DAY_MICROS)).unwrap_or_default();
    at.strftime("%Y-%m-%d").to_string()
}

/// `2026-12-31 23:59`, in UTC.
pub(crate) fn minute(at: Timestamp) -> String {
    let at = jiff::Timestamp::from_microsecond(at.0).unwrap_or_default();
    at.strftime("%Y-%m-%d %H:%M").to_string()
}

/// Whether a text is a day that there is, as `<input type=date>` sends it.
pub(crate) fn is_date(text: &str) -> bool {
    text.len() == 10 && text.parse::<jiff::civil::Date>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_minutes() {
        let at = Timestamp(1_767_225_600_000_000);
        assert_eq!(date(20_454), "2026-01-01");
        assert_eq!(minute(at), "2026-01-01 00:00");
        assert_eq!(minute(before(at, Duration::from_secs(1))), "2025-12-31 23:59");
    }

    #[test]
    fn dates_that_are_none() {
        assert!(is_date("2026-02-28"));
        for text in ["2026-02-30", "2026-2-3", "", "tomorrow", "2026-02-28T00"] {
            assert!(!is_date(text), "{text}");
        }
    }
}
