//! How much one launch may write.

/// Beyond these, calls of content are answered with the general error 101 and make no entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Entries made by calls of content.
    pub entries: u64,
    /// Bytes of these entries.
    pub entry_bytes: u64,
    /// Entries of any sort: leaves room to end in good order.
    pub all_entries: u64,
    /// Notes; more are dropped.
    pub notes: u32,
    /// Bytes of notes; more are dropped.
    pub note_bytes: u64,
}

impl Limits {
    /// Generous for content that means well: a call every second for a day, and a thousand full suspend data.
    pub const LAUNCH: Self = Self {
        entries: 100_000,
        entry_bytes: 64 << 20,
        all_entries: 120_000,
        notes: 50_000,
        note_bytes: 8 << 20,
    };
}
