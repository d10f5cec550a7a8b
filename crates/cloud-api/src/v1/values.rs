//! The small vocabularies and number texts of requests and replies (spec §3.1, §5).

use super::error::Fault;
use super::xml::is_xml_char;

/// Whether a course, instance or activity is complete.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Completion {
    /// `complete`
    Complete,
    /// `incomplete`
    Incomplete,
    /// `unknown`
    #[default]
    Unknown,
}

/// Whether it was passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Success {
    /// `passed`
    Passed,
    /// `failed`
    Failed,
    /// `unknown`
    #[default]
    Unknown,
}

/// How much a registration report tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, PartialOrd, Ord, Hash)]
pub enum ResultsFormat {
    /// `course`: the four values of the whole course.
    #[default]
    Course,
    /// `activity`: those of every activity too.
    Activity,
    /// `full`: the run-time data too.
    Full,
}

/// Which version a call means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// `latest`
    Latest,
    /// This one.
    Number(u32),
}

impl Completion {
    /// As written on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Complete => "complete",
            Self::Incomplete => "incomplete",
            Self::Unknown => "unknown",
        }
    }

    /// Reads the wire's word.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Complete, Self::Incomplete, Self::Unknown].into_iter().find(|v| v.as_str() == text.trim())
    }
}

impl Success {
    /// As written on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::Unknown => "unknown",
        }
    }

    /// Reads the wire's word.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Passed, Self::Failed, Self::Unknown].into_iter().find(|v| v.as_str() == text.trim())
    }
}

impl ResultsFormat {
    /// As written on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Course => "course",
            Self::Activity => "activity",
            Self::Full => "full",
        }
    }

    /// Reads `resultsformat`. What is not known is `course`: PHP always sends `xml`.
    pub fn parse(text: &str) -> Self {
        match text.trim().to_ascii_lowercase().as_str() {
            "activity" => Self::Activity,
            "full" => Self::Full,
            _ => Self::Course,
        }
    }
}

impl Which {
    /// Reads `versionid` or `instanceid`: a number from 0, or `latest`.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.eq_ignore_ascii_case("latest") {
            return Some(Self::Latest);
        }
        let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        if digits { text.parse().ok().map(Self::Number) } else { None }
    }
}

/// The longest id of a course, registration or learner, in Unicode scalar values.
pub const MAX_ID_CHARS: usize = 255;

/// Whether a course, registration or learner may be created under this id: XML 1.0 can carry it, so
/// that it comes back in every reply, and it is not too long. Nothing is trimmed or normalised.
pub fn check_id(parameter: &str, id: &str) -> Result<(), Fault> {
    if id.chars().count() > MAX_ID_CHARS {
        return Err(Fault::invalid_because(parameter, &format!("longer than {MAX_ID_CHARS} characters")));
    }
    if !id.chars().all(is_xml_char) {
        return Err(Fault::invalid_because(parameter, "it holds a character that XML cannot carry"));
    }
    Ok(())
}

/// Reads a boolean parameter: `true` in any case, `1` or `on`; anything else is false.
pub fn parse_bool(text: &str) -> bool {
    matches!(text.trim().to_ascii_lowercase().as_str(), "true" | "1" | "on")
}

/// The text of a score from 0 to 100: an integer where it is one, else the shortest decimal with at
/// most two digits, and `unknown` while there is none (spec §12 no. 12).
pub fn score_text(score: Option<f64>) -> String {
    score.filter(|score| score.is_finite()).map_or_else(|| "unknown".to_owned(), |score| decimal(score, 2))
}

/// Reads the text of a score; anything but a number is unknown.
pub fn parse_score(text: &str) -> Option<f64> {
    text.trim().parse().ok().filter(|score: &f64| score.is_finite())
}

/// The text of `score_scaled` in the full report: a percentage. The evidence for that is thin
/// (spec §12 no. 13), so whether it is one is decided here and nowhere else.
pub fn scaled_text(scaled: Option<f64>) -> String {
    scaled.filter(|scaled| scaled.is_finite()).map_or_else(String::new, |scaled| decimal(scaled * 100.0, 5))
}

/// Reads back what [`scaled_text`] writes.
pub fn parse_scaled(text: &str) -> Option<f64> {
    parse_score(text).map(|percent| percent / 100.0)
}

/// The text of any other decimal, empty while there is none.
pub fn number_text(number: Option<f64>) -> String {
    number.filter(|number| number.is_finite()).map_or_else(String::new, |number| decimal(number, 7))
}

/// The text of a normalized measure: −1.0 to 1.0, always with a decimal point.
pub fn measure_text(measure: f64) -> String {
    let text = decimal(if measure.is_finite() { measure } else { 0.0 }, 7);
    if text.contains('.') { text } else { format!("{text}.0") }
}

/// A duration in hundredths of a second as `hhhh:mm:ss.cc`.
pub fn duration_text(centiseconds: i64) -> String {
    let c = centiseconds.max(0);
    format!("{:04}:{:02}:{:02}.{:02}", c / 360_000, c / 6000 % 60, c / 100 % 60, c % 100)
}

/// Reads `hhhh:mm:ss.cc`.
pub fn parse_duration(text: &str) -> Option<i64> {
    let mut fields = text.trim().split(':');
    let (hours, minutes, seconds) = (fields.next()?, fields.next()?, fields.next()?);
    let (seconds, hundredths) = seconds.split_once('.')?;
    let number = |text: &str, len: usize| {
        let fits = text.len() >= len && text.len() <= 12 && text.bytes().all(|b| b.is_ascii_digit());
        if fits { text.parse::<i64>().ok() } else { None }
    };
    let (h, m, s, c) = (number(hours, 1)?, number(minutes, 2)?, number(seconds, 2)?, number(hundredths, 2)?);
    (fields.next().is_none() && m < 60 && s < 60 && c < 100).then_some(h * 360_000 + m * 6000 + s * 100 + c)
}

/// The shortest decimal with at most so many fraction digits, never `-0`.
fn decimal(value: f64, places: usize) -> String {
    let text = format!("{value:.places$}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn scores() {
        let text = |score| score_text(Some(score));
        assert_eq!(text(0.0), "0");
        assert_eq!(text(-0.001), "0");
        assert_eq!(text(100.0), "100");
        assert_eq!(text(1.0), "1");
        assert_eq!(text(87.5), "87.5");
        assert_eq!(text(66.666_667), "66.67");
        assert_eq!(score_text(None), "unknown");
        assert_eq!(text(f64::NAN), "unknown");
        assert_eq!(parse_score("unknown"), None);
        assert_eq!(parse_score("87.5"), Some(87.5));
    }

    #[test]
    fn measures_and_percentages() {
        assert_eq!(measure_text(0.0), "0.0");
        assert_eq!(measure_text(-1.0), "-1.0");
        assert_eq!(measure_text(0.35), "0.35");
        assert_eq!(scaled_text(Some(0.68)), "68");
        assert_eq!(scaled_text(Some(-0.5)), "-50");
        assert_eq!(scaled_text(None), "");
    }

    #[test]
    fn durations() {
        assert_eq!(duration_text(75_025), "0000:12:30.25");
        assert_eq!(duration_text(-1), "0000:00:00.00");
        assert_eq!(duration_text(360_000 * 12_345), "12345:00:00.00");
        assert_eq!(parse_duration("0000:12:30.25"), Some(75_025));
        assert_eq!(parse_duration("0000:72:30.25"), None);
        assert_eq!(parse_duration(""), None);
    }

    #[test]
    fn ids() {
        for id in ["a", " /%+&\"'\n", "]]>", "\u{1f600}", &"ü".repeat(255)] {
            assert_eq!(check_id("regid", id), Ok(()), "{id}");
        }
        for id in ["a\u{0}", "\u{b}", "\u{fffe}", &"x".repeat(256)] {
            assert_eq!(check_id("regid", id).unwrap_err().code, 205, "{id}");
        }
    }

    #[test]
    fn words() {
        assert_eq!(ResultsFormat::parse("xml"), ResultsFormat::Course);
        assert_eq!(ResultsFormat::parse("FULL"), ResultsFormat::Full);
        assert_eq!(Which::parse("Latest"), Some(Which::Latest));
        assert_eq!(Which::parse("3"), Some(Which::Number(3)));
        assert_eq!(Which::parse("-1"), None);
        assert_eq!(Which::parse("instanceId"), None);
        assert!(parse_bool("True") && parse_bool("1") && parse_bool("on"));
        assert!(!parse_bool("None") && !parse_bool("yes") && !parse_bool(""));
        for value in [Completion::Complete, Completion::Incomplete, Completion::Unknown] {
            assert_eq!(Completion::parse(value.as_str()), Some(value));
        }
        for value in [Success::Passed, Success::Failed, Success::Unknown] {
            assert_eq!(Success::parse(value.as_str()), Some(value));
        }
    }

    proptest! {
        #[test]
        fn numbers_round_trip(centis in 0i64..10_000_000_000, hundredths in -10_000i32..=10_000) {
            prop_assert_eq!(parse_duration(&duration_text(centis)), Some(centis));
            let score = f64::from(hundredths) / 100.0;
            prop_assert_eq!(parse_score(&score_text(Some(score))), Some(score));
            let measure = f64::from(hundredths) / 10_000.0;
            prop_assert_eq!(parse_score(&measure_text(measure)), Some(measure));
        }
    }
}
