//! Decimal numbers.

/// A decimal as the standards write it: an optional minus, digits, optionally a point and digits.
pub(crate) fn strict(text: &str) -> Option<f64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let all = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() && fraction.is_empty() || !all(whole) || !all(fraction) || digits.is_empty() {
        return None;
    }
    text.parse().ok().filter(|number: &f64| number.is_finite())
}

/// A decimal as scripts write it: also with space around, a plus, an exponent, or a comma for the point.
pub(crate) fn lenient(text: &str) -> Option<f64> {
    let text = text.trim().replacen(',', ".", 1);
    let shaped = text.bytes().all(|b| b.is_ascii_digit() || b"+-.eE".contains(&b));
    if !shaped || text.is_empty() {
        return None;
    }
    text.parse().ok().filter(|number: &f64| number.is_finite())
}

/// A number as content reads it: as short as it can be, never with an exponent.
pub(crate) fn text(number: f64) -> String {
    let number = if number == 0.0 { 0.0 } else { number };
    number.to_string()
}
