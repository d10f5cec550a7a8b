//! Values of attributes and elements, read leniently: what is wrong gives a warning and the default.

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

fn given(value: Option<&str>) -> Option<&str> {
    value.map(str::trim).filter(|value| !value.is_empty())
}

fn wrong(element: &Element, name: &str, value: &str, expected: &str, warnings: &mut Warnings) {
    let text = format!("{name} is `{}`, expected is {expected}", cut(value));
    warnings.at(Code::Value, element.line, text);
}
