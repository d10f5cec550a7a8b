//! Conditional and range requests (RFC 9110, 13 and 14), as far as files need them.

use std::ops::Range;

/// What a `Range` header asks of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum RangeAnswer {
    /// No range, several, or one that cannot be read: the whole file is a right answer to all of these.
    Whole,
    /// One range.
    Part(Range<u64>),
    /// A range outside the file.
    NotSatisfiable,
}

/// Judges a `Range` header against a file of `length` bytes.
pub(super) fn judge_range(header: Option<&str>, length: u64) -> RangeAnswer {
    let Some(spec) = header.and_then(bytes_unit) else { return RangeAnswer::Whole };
    let Some((first, last)) = spec.split_once('-') else { return RangeAnswer::Whole };
    match (position(first), position(last)) {
        (Position::Absent, Position::At(suffix)) => match suffix.min(length) {
            0 => RangeAnswer::NotSatisfiable,
            suffix => RangeAnswer::Part(length - suffix..length),
        },
        (Position::At(first), Position::At(last)) if last < first => RangeAnswer::Whole,
        (Position::At(first), _) if first >= length && !matches!(position(last), Position::Unreadable) => {
            RangeAnswer::NotSatisfiable
        }
        (Position::At(first), Position::Absent) => RangeAnswer::Part(first..length),
        (Position::At(first), Position::At(last)) => {
            RangeAnswer::Part(first..last.saturating_add(1).min(length))
        }
        _ => RangeAnswer::Whole,
    }
}

fn bytes_unit(header: &str) -> Option<&str> {
    let (unit, spec) = header.split_once('=')?;
    (unit.trim().eq_ignore_ascii_case("bytes") && !spec.contains(',')).then(|| spec.trim())
}

enum Position {
    Absent,
    At(u64),
    Unreadable,
}

fn position(text: &str) -> Position {
    match text.trim() {
        "" => Position::Absent,
        digits if digits.bytes().all(|b| b.is_ascii_digit()) => {
            // More digits than fit lie beyond any file.
            Position::At(digits.parse().unwrap_or(u64::MAX))
        }
        _ => Position::Unreadable,
    }
}

/// Whether an `If-None-Match` list holds the tag; compared weakly, as RFC 9110 13.1.2 wants.
pub(super) fn matches_any(list: &str, etag: &str) -> bool {
    list.split(',').map(str::trim).any(|tag| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == etag)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use test_case::test_case;

    use super::*;

    #[test_case(None, RangeAnswer::Whole; "absent")]
    #[test_case(Some("bytes=0-"), RangeAnswer::Part(0..100); "all")]
    #[test_case(Some("bytes=10-19"), RangeAnswer::Part(10..20); "middle")]
    #[test_case(Some("bytes=90-1000"), RangeAnswer::Part(90..100); "beyond the end")]
    #[test_case(Some("bytes=-5"), RangeAnswer::Part(95..100); "suffix")]
    #[test_case(Some("bytes=-500"), RangeAnswer::Part(0..100); "long suffix")]
    #[test_case(Some("bytes=-0"), RangeAnswer::NotSatisfiable; "empty suffix")]
    #[test_case(Some("bytes=100-"), RangeAnswer::NotSatisfiable; "at the end")]
    #[test_case(Some("bytes=99999999999999999999-"), RangeAnswer::NotSatisfiable; "far beyond")]
    #[test_case(Some("bytes=20-10"), RangeAnswer::Whole; "backwards")]
    #[test_case(Some("bytes=0-1,5-6"), RangeAnswer::Whole; "several")]
    #[test_case(Some("items=0-1"), RangeAnswer::Whole; "other unit")]
    #[test_case(Some("bytes=200-x"), RangeAnswer::Whole; "not a number")]
    #[test_case(Some("bytes=-"), RangeAnswer::Whole; "nothing")]
    fn ranges(header: Option<&str>, expected: RangeAnswer) {
        assert_eq!(judge_range(header, 100), expected);
    }

    #[test]
    fn tags() {
        assert!(matches_any("\"a\", W/\"b\"", "\"b\""));
        assert!(matches_any("*", "\"b\""));
        assert!(!matches_any("\"bb\"", "\"b\""));
    }

    proptest! {
        #[test]
        fn a_part_lies_within_the_file(header in "bytes=[0-9]{0,20}-[0-9]{0,20}", length: u64) {
            if let RangeAnswer::Part(part) = judge_range(Some(&header), length) {
                prop_assert!(part.start < part.end && part.end <= length);
            }
        }
    }
}
