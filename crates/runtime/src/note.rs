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
    /// A call was refused; the text begins with the error number.
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
