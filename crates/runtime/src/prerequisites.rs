//! Prerequisites of SCORM 1.2 (CAM 1.2, 2.3.2.5.6), as the engine judges them.
//!
//! `packaging` reads the script; whoever builds a [`crate::Definition`] hands the expression over in this form.

/// A prerequisites expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Prerequisite {
    /// The item is completed or passed.
    Done(String),
    /// The item has this status.
    Is(String, ItemStatus),
    /// The item has another status.
    IsNot(String, ItemStatus),
    /// `~`
    Not(Box<Prerequisite>),
    /// `&`
    All(Vec<Prerequisite>),
    /// `|`
    Any(Vec<Prerequisite>),
    /// `n*{…}`
    AtLeast(u32, Vec<Prerequisite>),
}

/// `cmi.core.lesson_status` as a prerequisite sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ItemStatus {
    /// passed
    Passed,
    /// completed
    Completed,
    /// browsed
    Browsed,
    /// failed
    Failed,
    /// not attempted
    NotAttempted,
    /// incomplete
    Incomplete,
}

impl Prerequisite {
    /// Whether the item may be entered. `status` answers the status of an item, `None` for one that does not
    /// exist: a condition on such an item is true, so that a spelling mistake locks nobody out.
    pub fn holds(&self, status: &dyn Fn(&str) -> Option<ItemStatus>) -> bool {
        match self {
            Self::Done(item) => {
                status(item).is_none_or(|s| matches!(s, ItemStatus::Passed | ItemStatus::Completed))
            }
            Self::Is(item, wanted) => status(item).is_none_or(|s| s == *wanted),
            Self::IsNot(item, unwanted) => status(item).is_none_or(|s| s != *unwanted),
            Self::Not(inner) => !inner.holds(status),
            Self::All(parts) => parts.iter().all(|part| part.holds(status)),
            Self::Any(parts) => parts.iter().any(|part| part.holds(status)),
            Self::AtLeast(count, parts) => {
                parts.iter().filter(|part| part.holds(status)).count() >= *count as usize
            }
        }
    }
}
