//! Types and vocabularies of SCORM 2004 (RTE 4.1.1), and what real content writes instead.

use crate::session::Leniency;
use crate::time::is_time;
use crate::{CallError, Centiseconds, number};

/// Type of an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// `characterstring` with its smallest permitted maximum.
    Text(usize),
    /// `localized_string_type` with its smallest permitted maximum.
    Localized(usize),
    LongIdentifier,
    SuspendData,
    CompletionStatus,
    SuccessStatus,
    Exit,
    InteractionType,
    Pattern,
    LearnerResponse,
    Result,
    /// `real(10,7)`
    Real,
    /// `real(10,7)`, 0 or more.
    RealFromZero,
    /// `real(10,7)`, -1 to 1.
    Scaled,
    /// `real(10,7)`, 0 to 1.
    Measure,
    /// `time(second,10,0)`
    Time,
    /// `timeinterval(second,10,2)`
    Interval,
    /// `language_type`, or empty.
    Language,
    Captioning,
}

const TYPES: [&str; 10] = [
    "true-false",
    "choice",
    "fill-in",
    "long-fill-in",
    "matching",
    "performance",
    "sequencing",
    "likert",
    "numeric",
    "other",
];

/// The value as it is kept.
pub(super) fn check(kind: Kind, value: &str, leniency: &mut Leniency<'_>) -> Result<String, CallError> {
    const LONG: &str = "the text is longer than the standard promises to keep";
    match kind {
        Kind::Text(promised) => leniency.length(value, promised, 406, LONG)?,
        Kind::Localized(promised) => leniency.length(localized(value)?, promised, 406, LONG)?,
        Kind::LongIdentifier => identifier(value, 4000, leniency)?,
        Kind::SuspendData => leniency.suspend_data(value, 64_000, 406)?,
        Kind::CompletionStatus => {
            return word(value, &["completed", "incomplete", "not attempted", "unknown"], leniency);
        }
        Kind::SuccessStatus => return word(value, &["passed", "failed", "unknown"], leniency),
        Kind::Exit => return word(value, &["time-out", "suspend", "logout", "normal", ""], leniency),
        Kind::InteractionType => return word(value, &TYPES, leniency),
        Kind::Result => return result(value, leniency),
        Kind::Real => return real(value, f64::NEG_INFINITY, f64::INFINITY, leniency),
        Kind::RealFromZero => return real(value, 0.0, f64::INFINITY, leniency),
        Kind::Scaled => return real(value, -1.0, 1.0, leniency),
        Kind::Measure => return real(value, 0.0, 1.0, leniency),
        Kind::Time => return time(value, leniency),
        Kind::Interval => return interval(value, leniency),
        Kind::Language => {
            if !value.is_empty() && !is_language(value) {
                return Err(CallError::new(406, "the value is not a tag of a language"));
            }
        }
        Kind::Captioning => return word(value, &["-1", "0", "1"], leniency),
        // Their form depends on the interaction; `answers` knows it.
        Kind::Pattern | Kind::LearnerResponse => {}
    }
    Ok(value.to_owned())
}

fn word(value: &str, vocabulary: &[&str], leniency: &mut Leniency<'_>) -> Result<String, CallError> {
    if vocabulary.contains(&value) {
        return Ok(value.to_owned());
    }
    let near = value.trim();
    let word = vocabulary.iter().find(|word| !near.is_empty() && word.eq_ignore_ascii_case(near));
    let word = word.ok_or(CallError::new(406, "the word is not in the vocabulary"))?;
    leniency.accept(406, "the word is written in another case than in the vocabulary")?;
    Ok((*word).to_owned())
}

pub(super) fn real(
    value: &str,
    least: f64,
    most: f64,
    leniency: &mut Leniency<'_>,
) -> Result<String, CallError> {
    let (number, text) = match number::strict(value) {
        Some(number) => (number, value.to_owned()),
        None => {
            let number = number::lenient(value);
            let number = number.ok_or(CallError::new(406, "the value is not a decimal number"))?;
            leniency.accept(406, "the number is not written as digits with a point")?;
            (number, number::text(number))
        }
    };
    if (least..=most).contains(&number) {
        Ok(text)
    } else {
        Err(CallError::new(407, "the number is out of range"))
    }
}

fn time(value: &str, leniency: &mut Leniency<'_>) -> Result<String, CallError> {
    if is_time(value) {
        return Ok(value.to_owned());
    }
    let trimmed = value.trim();
    // Scripts write a space for the T.
    let near = trimmed.replacen(' ', "T", 1);
    if !is_time(&near) {
        return Err(CallError::new(406, "the value is not a time YYYY-MM-DDThh:mm:ss"));
    }
    leniency.accept(406, "the time is not written as YYYY-MM-DDThh:mm:ss")?;
    Ok(near)
}

fn interval(value: &str, leniency: &mut Leniency<'_>) -> Result<String, CallError> {
    if Centiseconds::from_duration(value).is_some() {
        return Ok(value.to_owned());
    }
    let time = Centiseconds::from_timespan(value).map(|(time, _)| time);
    let time = time.or(Centiseconds::from_duration(value.trim()));
    let time = time.ok_or(CallError::new(406, "the value is not an interval such as PT1H2M3S"))?;
    leniency.accept(406, "the interval is written in the form of SCORM 1.2")?;
    Ok(time.duration())
}

fn result(value: &str, leniency: &mut Leniency<'_>) -> Result<String, CallError> {
    if value.eq_ignore_ascii_case("wrong") {
        leniency.accept(406, "`wrong` is SCORM 1.2's word for `incorrect`")?;
        return Ok(String::from("incorrect"));
    }
    if number::lenient(value).is_some() {
        return real(value, f64::NEG_INFINITY, f64::INFINITY, leniency);
    }
    word(value, &["correct", "incorrect", "unanticipated", "neutral"], leniency)
}

/// `long_identifier_type`, `short_identifier_type`: the characters of a URI (RTE 4.1.1.4).
pub(super) fn identifier(value: &str, promised: usize, leniency: &mut Leniency<'_>) -> Result<(), CallError> {
    if value.trim().is_empty() {
        return Err(CallError::new(406, "an identifier is not empty"));
    }
    if value.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("urn:")) {
        let (space, name) = value[4..].split_once(':').unwrap_or_default();
        let fits = space.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') && !space.starts_with('-');
        if space.is_empty() || name.is_empty() || !fits {
            return Err(CallError::new(406, "a URN is written urn:space:name"));
        }
    }
    leniency.length(value, promised, 406, "the identifier is longer than the standard promises to keep")?;
    let uri = |b: u8| b.is_ascii_alphanumeric() || b"-_.~!*'();:@&=+$,/?#%[]".contains(&b);
    if !value.bytes().all(uri) {
        leniency.accept(406, "the identifier holds characters that a URI does not")?;
    }
    Ok(())
}

/// The text behind `{lang=…}`, if that is there.
pub(super) fn localized(value: &str) -> Result<&str, CallError> {
    let Some(rest) = value.strip_prefix("{lang=") else { return Ok(value) };
    match rest.split_once('}') {
        Some((language, text)) if is_language(language) => Ok(text),
        _ => Err(CallError::new(406, "{lang=…} does not name a language")),
    }
}

/// Language tag: a first part of two or three letters, `i` or `x`, then parts of up to eight letters and digits.
fn is_language(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let first = parts.next().unwrap_or_default();
    let fits = first.bytes().all(|b| b.is_ascii_alphabetic())
        && (matches!(first.len(), 2 | 3) || matches!(first, "i" | "x") && tag.len() > 2);
    fits && parts.all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric()))
        && tag.len() <= 250
}
