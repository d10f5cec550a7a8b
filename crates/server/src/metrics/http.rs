//! Requests, counted by what they are for and what came of them.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::http::StatusCode;
use platform::Timestamp;

use super::text::Exposition;

/// What a request is for. A handful, whatever is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    /// Calls of the API.
    Api,
    /// Pages of the console.
    Console,
    /// The player's pages and its start.
    Player,
    /// What the player reports.
    Journal,
    /// Files of courses.
    Content,
    /// Questions whether this node is well.
    Health,
    /// Scripts, styles, the editor of attributes, and what is nowhere.
    Other,
}

impl Class {
    const ALL: [Self; 7] =
        [Self::Api, Self::Console, Self::Player, Self::Journal, Self::Content, Self::Health, Self::Other];

    fn as_str(self) -> &'static str {
        match self {
            Self::Api => "api",
            Self::Console => "console",
            Self::Player => "player",
            Self::Journal => "journal",
            Self::Content => "content",
            Self::Health => "health",
            Self::Other => "other",
        }
    }

    /// Of a path at an origin (`api` or `content`), which may still begin with the origin's prefix.
    pub(crate) fn of(origin: &str, prefix: &str, path: &str) -> Self {
        let path = path.strip_prefix(prefix).unwrap_or(path);
        let mut parts = path.split('/').filter(|part| !part.is_empty());
        match (origin, parts.next().unwrap_or_default()) {
            ("api", "api" | "EngineWebServices") => Self::Api,
            ("api", "" | "console") => Self::Console,
            ("api", "health" | "healthz" | "readyz") => Self::Health,
            ("content", "content") => Self::Content,
            ("content", "player") if parts.nth(1) == Some("journal") => Self::Journal,
            ("content", "player") => Self::Player,
            _ => Self::Other,
        }
    }
}

/// Upper ends of the spans that durations are counted in, in microseconds.
const ENDS: [u64; 12] = [
    1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 2_500_000, 10_000_000,
];
/// First digits of a status: 1 to 5.
const STATUSES: usize = 5;

/// Requests of one class.
#[derive(Debug, Default)]
struct Meter {
    statuses: [AtomicU64; STATUSES],
    /// The last is for what took longer than every end.
    spans: [AtomicU64; ENDS.len() + 1],
    micros: AtomicU64,
}

/// Requests of all classes, since the node started.
#[derive(Debug)]
pub(crate) struct HttpMeters {
    since: Timestamp,
    classes: [Meter; Class::ALL.len()],
}

impl HttpMeters {
    pub(crate) fn since(now: Timestamp) -> Self {
        Self { since: now, classes: Default::default() }
    }

    /// When counting began.
    pub(super) fn since_when(&self) -> Timestamp {
        self.since
    }

    /// Counts an answer and the time until it began.
    pub(crate) fn note(&self, class: Class, status: StatusCode, took: Duration) {
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        let Some(meter) = self.classes.get(class as usize) else { return };
        let first = usize::from(status.as_u16() / 100).clamp(1, STATUSES) - 1;
        let span = ENDS.partition_point(|end| micros > *end);
        for number in [meter.statuses.get(first), meter.spans.get(span)].into_iter().flatten() {
            number.fetch_add(1, Ordering::Relaxed);
        }
        meter.micros.fetch_add(micros, Ordering::Relaxed);
    }

    pub(super) fn write(&self, text: &mut Exposition) {
        const COUNT: &str = "lyceum_http_requests_total";
        text.family(
            COUNT,
            "counter",
            "Requests by what they are for and the first digit of their answer's status.",
        );
        for (class, meter) in Class::ALL.iter().zip(&self.classes) {
            for (status, count) in ["1xx", "2xx", "3xx", "4xx", "5xx"].iter().zip(&meter.statuses) {
                let labels = [("class", class.as_str()), ("status", *status)];
                text.sample(COUNT, &labels, count.load(Ordering::Relaxed));
            }
        }
        const TOOK: &str = "lyceum_http_request_duration_seconds";
        text.family(TOOK, "histogram", "Time until the answer began.");
        for (class, meter) in Class::ALL.iter().zip(&self.classes) {
            let class = class.as_str();
            let mut sum = 0;
            for (n, count) in meter.spans.iter().enumerate() {
                sum += count.load(Ordering::Relaxed);
                let end =
                    ENDS.get(n).map_or_else(|| "+Inf".to_owned(), |end| (*end as f64 / 1e6).to_string());
                text.sample(&format!("{TOOK}_bucket"), &[("class", class), ("le", &end)], sum);
            }
            let seconds = meter.micros.load(Ordering::Relaxed) as f64 / 1e6;
            text.sample(&format!("{TOOK}_sum"), &[("class", class)], seconds);
            text.sample(&format!("{TOOK}_count"), &[("class", class)], sum);
        }
    }
}

#[cfg(test)]
mod tests {
    use test_case::test_case;

    use super::*;

    #[test_case("api", "", "/api", Class::Api)]
    #[test_case("api", "", "//EngineWebServices//api", Class::Api; "as old clients write it")]
    #[test_case("api", "/lyceum", "/lyceum/console/apps", Class::Console)]
    #[test_case("api", "/lyceum", "/console", Class::Console; "a prefix that the proxy took off")]
    #[test_case("api", "", "/", Class::Console; "the way to the console")]
    #[test_case("api", "", "/readyz", Class::Health)]
    #[test_case("api", "", "/player/x/journal", Class::Other; "of the other origin")]
    #[test_case("content", "", "/player/token/journal", Class::Journal)]
    #[test_case("content", "/player", "/player/player/token/journal", Class::Journal; "a prefix of that name")]
    #[test_case("content", "", "/player/token/start", Class::Player)]
    #[test_case("content", "", "/content/key/a/b.html", Class::Content)]
    #[test_case("content", "", "/console", Class::Other; "nothing of the API here")]
    fn classes(origin: &str, prefix: &str, path: &str, expected: Class) {
        assert_eq!(Class::of(origin, prefix, path), expected);
    }

    #[test]
    fn durations_are_counted_where_they_belong() {
        let meters = HttpMeters::since(Timestamp(0));
        for micros in [0, 1_000, 1_001, 99_000_000] {
            meters.note(Class::Api, StatusCode::OK, Duration::from_micros(micros));
        }
        let odd = StatusCode::from_u16(999).unwrap();
        meters.note(Class::Other, odd, Duration::ZERO);
        let mut text = Exposition::default();
        meters.write(&mut text);
        let text = text.finish();
        for line in [
            "lyceum_http_requests_total{class=\"api\",status=\"2xx\"} 4",
            "lyceum_http_requests_total{class=\"other\",status=\"5xx\"} 1",
            "lyceum_http_request_duration_seconds_bucket{class=\"api\",le=\"0.001\"} 2",
            "lyceum_http_request_duration_seconds_bucket{class=\"api\",le=\"0.0025\"} 3",
            "lyceum_http_request_duration_seconds_bucket{class=\"api\",le=\"10\"} 3",
            "lyceum_http_request_duration_seconds_bucket{class=\"api\",le=\"+Inf\"} 4",
            "lyceum_http_request_duration_seconds_sum{class=\"api\"} 99.002001",
            "lyceum_http_request_duration_seconds_count{class=\"api\"} 4",
        ] {
            assert!(text.lines().any(|found| found == line), "{line}\n{text}");
        }
    }
}
