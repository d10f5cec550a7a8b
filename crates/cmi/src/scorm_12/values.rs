//! Types and vocabularies of SCORM 1.2 (RTE 3.4.2), and what real content writes instead.

use crate::session::Leniency;
use crate::time::time_of_day;
use crate::{CallError, Centiseconds, number};

/// Type of an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// `CMIString` of so many characters.
    Text(usize),
    SuspendData,
    LessonStatus,
    ObjectiveStatus,
    Exit,
    /// `CMIDecimal` or `CMIBlank`, 0 to 100.
    Score,
    /// `CMIDecimal`
    Decimal,
    /// `CMISInteger` between bounds.
    Integer(i32, i32),
    /// `CMITimespan`
    Timespan,
    /// `CMITime`
    Time,
    /// `CMIIdentifier`
    Identifier,
    InteractionType,
    /// `CMIFeedback`
    Answer,
    Result,
}

const STATUSES: [&str; 6] = ["passed", "completed", "failed", "incomplete", "browsed", "not attempted"];
const TYPES: [&str; 8] =
    ["true-false", "choice", "fill-in", "matching", "performance", "sequencing", "likert", "numeric"];

/// The value as it is kept.
pub(super) fn check(
    kind: Kind,
    value: &str,
    interaction: Option<&str>,
    leniency: &mut Leniency<'_>,
) -> Result<String, CallError> {
    match kind {
        Kind::Text(promised) => {
            leniency.length(value, promised, 405, "the text is longer than the standard promises to keep")?;
        }
        Kind::SuspendData => leniency.suspend_data(value, 4096, 405)?,
        Kind::LessonStatus => {
            let word = word(value, &STATUSES, leniency)?;
            if word == "not attempted" {
                return Err(CallError::new(405, "content cannot set `not attempted`"));
            }
            return Ok(word.to_owned());
        }
        Kind::ObjectiveStatus => return word(value, &STATUSES, leniency).map(str::to_owned),
        Kind::Exit => {
            if value == "normal" {
                leniency.accept(405, "exit `normal` is SCORM 2004's word for an empty exit")?;
                return Ok(String::new());
            }
            return word(value, &["time-out", "suspend", "logout", ""], leniency).map(str::to_owned);
        }
        Kind::Score => return score(value, leniency),
        Kind::Decimal => return decimal(value, leniency),
        Kind::Integer(least, most) => return integer(value, least, most, leniency),
        Kind::Timespan => return timespan(value, leniency),
        Kind::Time => match time_of_day(value) {
            Some(true) => {}
            Some(false) => leniency.accept(405, "the time is not written as HH:MM:SS.SS")?,
            None => return Err(CallError::new(405, "the value is not a time HH:MM:SS.SS")),
        },
        Kind::Identifier => identifier(value, leniency)?,
        Kind::InteractionType => return word(value, &TYPES, leniency).map(str::to_owned),
        Kind::Answer => answer(value, interaction, leniency)?,
        Kind::Result => return result(value, leniency),
    }
    Ok(value.to_owned())
}

/// A word of a vocabulary, in whatever case and with space around it.
fn word<'v>(value: &str, vocabulary: &[&'v str], leniency: &mut Leniency<'_>) -> Result<&'v str, CallError> {
    if let Some(word) = vocabulary.iter().find(|word| **word == value) {
        return Ok(word);
    }
    let near = value.trim();
    let word = vocabulary.iter().find(|word| !near.is_empty() && word.eq_ignore_ascii_case(near));
    let word = word.ok_or(CallError::new(405, "the word is not in the vocabulary"))?;
    leniency.accept(405, "the word is written in another case than in the vocabulary")?;
    Ok(word)
}

fn decimal(value: &str, leniency: &mut Leniency<'_>) -> Result<String, CallError> {
    if number::strict(value).is_some() {
        return Ok(value.to_owned());
    }
    let number = number::lenient(value).ok_or(CallError::new(405, "the value is not a decimal number"))?;
    leniency.accept(405, "the number is not written as digits with a point")?;
    Ok(number::text(number))
}

fn score(value: &str, leniency: &mut Leniency<'_>) -> Result<String, CallError> {
    if value.trim().is_empty() {
        leniency.accept(405, "an empty score counts as none")?;
        return Ok(String::new());
    }
    let value = decimal(value, leniency)?;
    match number::lenient(&value) {
        Some(number) if (0.0..=100.0).contains(&number) => Ok(value),
        _ => Err(CallError::new(405, "a score lies between 0 and 100")),
    }
}

fn integer(value: &str, least: i32, most: i32, leniency: &mut Leniency<'_>) -> Result<String, CallError> {
    let wrong = || CallError::new(405, "the value is not an integer of the allowed range");
    let number: i32 = match value.parse() {
        Ok(number) if !value.starts_with('+') => number,
        _ => {
            let number = number::lenient(value).ok_or_else(wrong)?;
            if number.fract() != 0.0 || number.abs() > 1e6 {
                return Err(wrong());
            }
            leniency.accept(405, "the integer is not written as digits alone")?;
            number as i32
        }
    };
    if (least..=most).contains(&number) { Ok(number.to_string()) } else { Err(wrong()) }
}

fn timespan(value: &str, leniency: &mut Leniency<'_>) -> Result<String, CallError> {
    match Centiseconds::from_timespan(value) {
        Some((_, true)) => Ok(value.to_owned()),
        Some((time, false)) => {
            leniency.accept(405, "the interval is not written as HHHH:MM:SS.SS")?;
            Ok(time.timespan())
        }
        None => {
            let time = Centiseconds::from_duration(value);
            let time = time.ok_or(CallError::new(405, "the value is not an interval HHHH:MM:SS.SS"))?;
            leniency.accept(405, "the interval is written in the form of SCORM 2004")?;
            Ok(time.timespan())
        }
    }
}

fn identifier(value: &str, leniency: &mut Leniency<'_>) -> Result<(), CallError> {
    if value.trim().is_empty() {
        return Err(CallError::new(405, "an identifier is not empty"));
    }
    leniency.length(value, 255, 405, "the identifier is longer than 255 characters")?;
    if value.chars().any(|c| c.is_whitespace() || c.is_control() || !c.is_ascii()) {
        leniency.accept(405, "the identifier holds space or characters beyond ASCII")?;
    }
    Ok(())
}

/// `CMIFeedback`: its form depends on the kind of interaction, where that is known.
fn answer(value: &str, interaction: Option<&str>, leniency: &mut Leniency<'_>) -> Result<(), CallError> {
    leniency.length(value, 255, 405, "the answer is longer than 255 characters")?;
    let fits = match interaction {
        Some("true-false") => {
            let first = value.trim().chars().next().map(|c| c.to_ascii_lowercase());
            matches!(first, Some('0' | '1' | 't' | 'f'))
        }
        Some("numeric") => value.is_empty() || number::lenient(value).is_some(),
        Some("choice") => return choice(value, leniency),
        _ => true,
    };
    if fits {
        Ok(())
    } else if leniency.rules.check_responses {
        Err(CallError::new(405, "the answer does not have the form of its kind of interaction"))
    } else {
        leniency.accept(405, "the answer does not have the form of its kind of interaction")
    }
}

/// Single characters 0 to 9 and a to z, with commas between, perhaps in braces.
fn choice(value: &str, leniency: &mut Leniency<'_>) -> Result<(), CallError> {
    let inner = value.strip_prefix('{').and_then(|v| v.strip_suffix('}')).unwrap_or(value);
    let plain = |one: &str| matches!(one.as_bytes(), [b] if b.is_ascii_lowercase() || b.is_ascii_digit());
    if !inner.is_empty() && !inner.split(',').all(plain) {
        leniency.accept(405, "a choice is more than a single letter or digit")?;
    }
    if inner.split(',').count() > 26 {
        leniency.accept(405, "more choices than the standard knows")?;
    }
    Ok(())
}

fn result(value: &str, leniency: &mut Leniency<'_>) -> Result<String, CallError> {
    if value.eq_ignore_ascii_case("incorrect") {
        leniency.accept(405, "`incorrect` is SCORM 2004's word for `wrong`")?;
        return Ok(String::from("wrong"));
    }
    if number::lenient(value).is_some() {
        return decimal(value, leniency);
    }
    word(value, &["correct", "wrong", "unanticipated", "neutral"], leniency).map(str::to_owned)
}
