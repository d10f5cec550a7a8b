//! Values of attributes and elements, read leniently: what is wrong gives a warning and the default.

use cmi::Centiseconds;

use crate::limits::PARTS_OF_ACTIVITY;
use crate::warning::{Code, Warnings};
use crate::xml::{Element, cut};

/// `xs:boolean`, in any letter case.
pub(crate) fn flag(element: &Element, name: &str, default: bool, warnings: &mut Warnings) -> bool {
    let Some(value) = given(element.attribute(name)) else { return default };
    match value.to_ascii_lowercase().as_str() {
        "true" | "1" | "yes" => true,
        "false" | "0" | "no" => false,
        _ => {
            wrong(element, name, value, "true or false", warnings);
            default
        }
    }
}

/// A decimal within a range.
pub(crate) fn decimal(
    element: &Element,
    name: &str,
    value: Option<&str>,
    range: std::ops::RangeInclusive<f64>,
    warnings: &mut Warnings,
) -> Option<f64> {
    let value = given(value)?;
    // A comma is how half of Europe writes it.
    match value.replace(',', ".").parse::<f64>() {
        Ok(number) if range.contains(&number) => Some(number),
        _ => {
            let expected = format!("a number from {} to {}", range.start(), range.end());
            wrong(element, name, value, &expected, warnings);
            None
        }
    }
}

/// A duration: `PT1H30M` of SCORM 2004 or `01:30:00.5` of SCORM 1.2, in either edition.
pub(crate) fn duration(
    element: &Element,
    name: &str,
    value: Option<&str>,
    warnings: &mut Warnings,
) -> Option<Centiseconds> {
    let value = given(value)?;
    let found = any_duration(value);
    if found.is_none() {
        wrong(element, name, value, "a duration", warnings);
    }
    found
}

/// A duration in either edition's form.
#[must_use]
pub fn any_duration(value: &str) -> Option<Centiseconds> {
    iso_duration(value).or_else(|| clock_duration(value))
}

/// `PnYnMnDTnHnMn.nnS`; a year counts 365.25 days and a month a twelfth of it, as in `cmi`, since no calendar is given.
fn iso_duration(value: &str) -> Option<Centiseconds> {
    let mut rest = value.strip_prefix('P')?;
    let mut units: &[(char, f64)] =
        &[('Y', 31_557_600.0), ('M', 2_629_800.0), ('W', 604_800.0), ('D', 86_400.0)];
    let mut seconds = 0.0;
    while !rest.is_empty() {
        if let Some(time) = rest.strip_prefix('T') {
            (rest, units) = (time, &[('H', 3600.0), ('M', 60.0), ('S', 1.0)]);
            continue;
        }
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let unit = rest[end..].chars().next()?;
        let (_, worth) = units.iter().find(|(name, _)| *name == unit)?;
        seconds += rest[..end].parse::<f64>().ok()? * worth;
        rest = &rest[end + 1..];
    }
    centiseconds(seconds)
}

/// `HHHH:MM:SS.SS`.
fn clock_duration(value: &str) -> Option<Centiseconds> {
    let mut seconds = 0.0;
    let mut parts = value.split(':');
    for worth in [3600.0, 60.0, 1.0] {
        let part = parts.next().filter(|part| part.bytes().all(|b| b.is_ascii_digit() || b == b'.'))?;
        seconds += part.parse::<f64>().ok()? * worth;
    }
    if parts.next().is_some() { None } else { centiseconds(seconds) }
}

/// Ten thousand years are enough for everybody.
fn centiseconds(seconds: f64) -> Option<Centiseconds> {
    #[expect(clippy::cast_possible_truncation, reason = "within the range of i64")]
    (seconds < 3.2e11).then(|| Centiseconds((seconds * 100.0).round() as i64))
}

/// A whole number from 0.
pub(crate) fn count(
    element: &Element,
    name: &str,
    value: Option<&str>,
    warnings: &mut Warnings,
) -> Option<u32> {
    let value = given(value)?;
    let number = value.parse().ok();
    if number.is_none() {
        wrong(element, name, value, "a whole number", warnings);
    }
    number
}

/// A word of a vocabulary, in any letter case.
pub(crate) fn word<T: Copy>(
    element: &Element,
    name: &str,
    value: Option<&str>,
    vocabulary: &[(&str, T)],
    warnings: &mut Warnings,
) -> Option<T> {
    let value = given(value)?;
    let found =
        vocabulary.iter().find(|(word, _)| word.eq_ignore_ascii_case(value)).map(|(_, meaning)| *meaning);
    if found.is_none() {
        let text = format!("`{}` is no value of {name}", cut(value));
        warnings.at(Code::UnknownWord, element.line, text);
    }
    found
}

/// Children of that name, as many as an activity may have.
pub(crate) fn parts<'a>(
    element: &'a Element,
    name: &'a str,
    warnings: &mut Warnings,
) -> impl Iterator<Item = &'a Element> + use<'a> {
    if element.all(name).nth(PARTS_OF_ACTIVITY).is_some() {
        let text = format!("there are more than {PARTS_OF_ACTIVITY} `{name}`; the rest is left out");
        warnings.at(Code::Value, element.line, text);
    }
    element.all(name).take(PARTS_OF_ACTIVITY)
}

/// A name of type `xs:anyURI` (objectives, shared data): white space around it and runs of white space inside are
/// not part of the name, nor are those written as `%20` (4th Edition conformance tests OB-02a and OB-11a).
pub(crate) fn uri(value: Option<&str>) -> Option<String> {
    let value = given(value)?;
    let joint = if value.contains("%20") { "%20" } else { " " };
    let name = value.split("%20").flat_map(str::split_whitespace).collect::<Vec<_>>().join(joint);
    (!name.is_empty()).then_some(name)
}

fn given(value: Option<&str>) -> Option<&str> {
    value.map(str::trim).filter(|value| !value.is_empty())
}

fn wrong(element: &Element, name: &str, value: &str, expected: &str, warnings: &mut Warnings) {
    let text = format!("{name} is `{}`, expected is {expected}", cut(value));
    warnings.at(Code::Value, element.line, text);
}

#[cfg(test)]
mod tests {
    use super::uri;

    #[test]
    fn names_that_are_uris() {
        for (written, name) in [
            ("obj1", Some("obj1")),
            (" obj1 ", Some("obj1")),
            ("urn:a:b", Some("urn:a:b")),
            ("obj%201", Some("obj%201")),
            ("  %20obj%20 %201%20  ", Some("obj%201")),
            ("obj \n 1", Some("obj 1")),
            (" %20 ", None),
            ("", None),
        ] {
            assert_eq!(uri(Some(written)).as_deref(), name, "{written:?}");
        }
        assert_eq!(uri(None), None);
    }
}
