//! Notes explain; they change nothing and may be dropped.

use cmi::Timestamp;

/// One explanation, at the time of the entry or call it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// When.
    pub at: Timestamp,
    /// What sort.
    pub kind: NoteKind,
    /// Element or activity it is about; may be empty.
    pub about: String,
    /// A plain sentence, or the value that was read.
    pub text: String,
}

/// Sorts of notes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoteKind {
    /// Content read a value.
    Read,
    /// A call was refused: see [`RefusedCall`].
    Refused,
    /// A value was accepted though the standard would not have it.
    Lenient,
    /// The player set a value or chose a path of its own accord; the text says why.
    Implied,
    /// A step of sequencing, with the clause of the book.
    Sequencing,
    /// Server and browser disagreed.
    Difference,
    /// What controls and table of contents offer since now.
    LookAhead,
    /// What the player's page did.
    Control,
}

/// What the text of a note on a refused call tells, written `number: why; value: what content set`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RefusedCall<'a> {
    /// The error number that content was answered.
    pub number: u16,
    /// What was wrong with the call.
    pub why: &'a str,
    /// The value that `SetValue` came with, its beginning if it was long; `None` for every other call.
    pub value: Option<&'a str>,
}

impl<'a> RefusedCall<'a> {
    const VALUE: &'static str = "; value: ";

    /// Reads a text; `None` for one that was written by somebody else.
    #[must_use]
    pub fn parse(text: &'a str) -> Option<Self> {
        let (number, rest) = text.split_once(": ")?;
        let number = number.parse().ok()?;
        // The reasons are ours, and none of them holds these characters.
        let (why, value) = match rest.split_once(Self::VALUE) {
            Some((why, value)) => (why, Some(value)),
            None => (rest, None),
        };
        Some(Self { number, why, value })
    }

    /// Puts the value behind the text that tells the rest.
    pub(crate) fn add_value(text: &mut String, value: &str) {
        text.push_str(Self::VALUE);
        text.push_str(value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refused_calls() {
        let read = RefusedCall::parse;
        let call = |number, why, value| Some(RefusedCall { number, why, value });
        assert_eq!(read("403: it is read only"), call(403, "it is read only", None));
        assert_eq!(read("405: no number; value: a; value: b"), call(405, "no number", Some("a; value: b")));
        assert_eq!(read("405: no number; value: "), call(405, "no number", Some("")));
        for other in ["", "405", "x: y", "99999: y"] {
            assert_eq!(read(other), None, "{other}");
        }
    }
}
