//! The API as content calls it: strings in, a string out.

use cmi::Timestamp;

use super::Client;
use crate::attempt::Applied;
use crate::entry::EntryKind;
use crate::note::{Note, NoteKind};
use crate::run_data::CallError;

/// A function of the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Call {
    /// `LMSInitialize`, `Initialize`
    Initialize,
    /// `LMSFinish`, `Terminate`
    Terminate,
    /// `LMSGetValue`, `GetValue`
    GetValue,
    /// `LMSSetValue`, `SetValue`
    SetValue,
    /// `LMSCommit`, `Commit`
    Commit,
    /// `LMSGetLastError`, `GetLastError`
    GetLastError,
    /// `LMSGetErrorString`, `GetErrorString`
    GetErrorString,
    /// `LMSGetDiagnostic`, `GetDiagnostic`
    GetDiagnostic,
}

impl Call {
    /// By its number at the boundary of the engine.
    #[must_use]
    pub fn from_number(number: u32) -> Option<Self> {
        const ALL: [Call; 8] = [
            Call::Initialize,
            Call::Terminate,
            Call::GetValue,
            Call::SetValue,
            Call::Commit,
            Call::GetLastError,
            Call::GetErrorString,
            Call::GetDiagnostic,
        ];
        ALL.get(number as usize).copied()
    }

    fn name(self) -> &'static str {
        match self {
            Self::Initialize => "Initialize",
            Self::Terminate => "Terminate",
            Self::GetValue => "GetValue",
            Self::SetValue => "SetValue",
            Self::Commit => "Commit",
            Self::GetLastError => "GetLastError",
            Self::GetErrorString => "GetErrorString",
            Self::GetDiagnostic => "GetDiagnostic",
        }
    }
}

/// Values are not repeated in notes beyond this.
const NOTED: usize = 200;

/// Below this a difference saves nothing.
const WORTH_A_DIFFERENCE: usize = 64;

impl Client {
    /// Answers a call at once.
    pub fn call(&mut self, call: Call, first: &str, second: &str, now: Timestamp) -> String {
        match call {
            Call::Initialize | Call::Terminate | Call::Commit if !first.is_empty() => {
                let number = 201;
                self.refuse(
                    now,
                    call.name(),
                    CallError::new(number, "the argument must be the empty string"),
                );
                String::from("false")
            }
            Call::Initialize => self.change(now, EntryKind::Initialize, None),
            Call::Terminate => self.change(now, EntryKind::Terminate, None),
            Call::Commit => self.change(now, EntryKind::Commit, None),
            Call::SetValue => {
                let what = self.smallest(first, second);
                self.change(now, what, Some(second))
            }
            Call::GetValue => match self.attempt.get_value(now, first) {
                Ok(value) => {
                    self.succeed();
                    self.note(now, NoteKind::Read, first, &value);
                    value
                }
                Err(error) => {
                    self.refuse(now, first, error);
                    String::new()
                }
            },
            Call::GetLastError => self.last_error.to_string(),
            Call::GetErrorString => crate::run_data::error_string(self.attempt.definition().edition, first),
            Call::GetDiagnostic => self.diagnostic(first),
        }
    }

    /// `value`: what content wants to set.
    fn change(&mut self, now: Timestamp, what: EntryKind, value: Option<&str>) -> String {
        let applied = self.offer(now, what, value);
        if applied.error == 0 {
            self.succeed();
            return String::from("true");
        }
        self.last_error = applied.error;
        String::from("false")
    }

    /// A long value travels as the difference to the one before.
    fn smallest(&self, element: &str, value: &str) -> EntryKind {
        let whole = || EntryKind::SetValue { element: element.to_owned(), value: value.to_owned() };
        if value.len() < WORTH_A_DIFFERENCE {
            return whole();
        }
        let Some(before) = self.attempt.stored_value(element) else { return whole() };
        let (keep_start, keep_end) = common(before, value);
        if keep_start + keep_end < WORTH_A_DIFFERENCE / 2 {
            return whole();
        }
        let (Ok(start), Ok(end)) = (u32::try_from(keep_start), u32::try_from(keep_end)) else {
            return whole();
        };
        match value.get(keep_start..value.len() - keep_end) {
            Some(middle) => EntryKind::ChangeValue {
                element: element.to_owned(),
                keep_start: start,
                keep_end: end,
                middle: middle.to_owned(),
            },
            None => whole(),
        }
    }

    fn succeed(&mut self) {
        self.last_error = 0;
        self.diagnostic.clear();
    }

    fn refuse(&mut self, now: Timestamp, about: &str, error: CallError) {
        let mut applied = Applied::default();
        applied.fail(now, about, error);
        self.last_error = applied.error;
        self.diagnostic = applied.notes.first().map(|note| note.text.clone()).unwrap_or_default();
        self.take_notes(applied.notes);
    }

    fn diagnostic(&self, code: &str) -> String {
        if (code.is_empty() || code == self.last_error.to_string()) && !self.diagnostic.is_empty() {
            return self.diagnostic.clone();
        }
        crate::run_data::error_string(self.attempt.definition().edition, code)
    }

    fn note(&mut self, at: Timestamp, kind: NoteKind, about: &str, value: &str) {
        self.take_notes(vec![Note { at, kind, about: about.to_owned(), text: noted(value) }]);
    }
}

/// A value as notes tell it.
pub(super) fn noted(value: &str) -> String {
    let end = (0..=NOTED.min(value.len())).rev().find(|end| value.is_char_boundary(*end)).unwrap_or(0);
    let mut text = value[..end].to_owned();
    if end < value.len() {
        text.push('…');
    }
    text
}

pub(super) fn limit_text(applied: &Applied) -> String {
    match applied.refused {
        Some(_) => String::from("the launch has written more than is allowed"),
        None => String::new(),
    }
}

/// Bytes that both have at the front and at the end, cut between characters.
fn common(before: &str, after: &str) -> (usize, usize) {
    let (a, b) = (before.as_bytes(), after.as_bytes());
    let mut start = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    while !(before.is_char_boundary(start) && after.is_char_boundary(start)) {
        start -= 1;
    }
    let room = a.len().min(b.len()) - start;
    let mut end = a.iter().rev().zip(b.iter().rev()).take(room).take_while(|(x, y)| x == y).count();
    while !(before.is_char_boundary(a.len() - end) && after.is_char_boundary(b.len() - end)) {
        end -= 1;
    }
    (start, end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_are_cut_between_characters() {
        assert_eq!(common("abc", "abd"), (2, 0));
        assert_eq!(common("aaaa", "aaa"), (3, 0));
        // ä and ö share their first byte, ¶ and ö their last.
        assert_eq!(common("xä", "xö"), (1, 0));
        assert_eq!(common("¶y", "öy"), (0, 1));
        assert_eq!(common("", "abc"), (0, 0));
    }
}
