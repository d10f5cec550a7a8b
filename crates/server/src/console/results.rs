//! Results in words: completion, success, score and time, the same on every page.

use super::frame::Frame;

/// A word with a mark for the eye. `kind` is for the styles: good, bad, begun, warm, none or plain.
#[derive(Clone, Debug)]
pub(super) struct Chip {
    pub(super) kind: &'static str,
    pub(super) text: String,
}

impl Chip {
    pub(super) fn new(kind: &'static str, text: String) -> Self {
        Self { kind, text }
    }

    /// Of `complete`, `incomplete` or `unknown`.
    pub(super) fn completion(frame: &Frame, word: &str) -> Self {
        let kind = match word {
            "complete" => "good",
            "incomplete" => "begun",
            _ => "plain",
        };
        Self::new(kind, completion(frame, word))
    }

    /// Of `passed`, `failed` or `unknown`.
    pub(super) fn success(frame: &Frame, word: &str) -> Self {
        let kind = match word {
            "passed" => "good",
            "failed" => "bad",
            _ => "plain",
        };
        Self::new(kind, success(frame, word))
    }
}

/// Of `complete`, `incomplete` or `unknown`, for where it is plain that completion is meant.
pub(super) fn completion(frame: &Frame, word: &str) -> String {
    frame.say(match word {
        "complete" => "result-complete",
        "incomplete" => "result-incomplete",
        _ => "result-unknown",
    })
}

/// Of `passed`, `failed` or `unknown`, for where it is plain that success is meant.
pub(super) fn success(frame: &Frame, word: &str) -> String {
    frame.say(match word {
        "passed" => "result-passed",
        "failed" => "result-failed",
        _ => "result-unknown",
    })
}

/// A scaled score as a percentage; unknown is not 0.
pub(super) fn score(scaled: Option<f64>) -> String {
    scaled.map_or_else(none, |scaled| format!("{} %", rounded(scaled * 100.0)))
}

/// A number without digits that nobody reads.
pub(super) fn rounded(number: f64) -> f64 {
    (number * 100.0).round() / 100.0
}

/// `1:02:03`.
pub(super) fn time(secs: u64) -> String {
    format!("{}:{:02}:{:02}", secs / 3600, secs / 60 % 60, secs % 60)
}

/// What stands where nothing is known.
pub(super) fn none() -> String {
    "–".to_owned()
}

/// `1,234,567`.
pub(super) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_is_not_zero_and_numbers_can_be_read() {
        assert_eq!(
            (score(None), score(Some(0.0)), score(Some(0.666_666))),
            (none(), "0 %".into(), "66.67 %".into())
        );
        assert_eq!(time(3_723), "1:02:03");
        assert_eq!([0, 999, 1_000, 1_234_567].map(grouped), ["0", "999", "1,000", "1,234,567"]);
    }
}
