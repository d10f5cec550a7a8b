//! The table of contents. A page that has it is told of changes alone: it may have ten thousand lines.

use crate::behaviour::StatusDisplay;
use crate::json::Json;
use crate::results::{Completion, Success};

/// One line of the table of contents.
#[derive(Debug, Clone, PartialEq)]
pub struct TocItem {
    /// Identifier of the activity.
    pub id: String,
    /// Title.
    pub title: String,
    /// How deep it lies; the root is 0.
    pub depth: usize,
    /// Whether it opens something, or holds others.
    pub cluster: bool,
    /// What may change of it.
    pub line: TocLine,
}

/// What may change of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TocLine {
    /// Index of the activity in the definition.
    pub activity: usize,
    /// Whether it is shown.
    pub visible: bool,
    /// Whether choosing it would lead somewhere.
    pub enabled: bool,
    /// Whether it is the activity that is open.
    pub current: bool,
    /// What stands beside it.
    pub status: TocStatus,
    /// Success, where it has a place of its own; else `None`.
    pub success: TocStatus,
}

/// Status of an activity in the words of a table of contents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TocStatus {
    /// Not shown.
    None,
    /// Nothing is known.
    Unknown,
    /// Nothing of it was opened.
    NotAttempted,
    /// Begun.
    Incomplete,
    /// Done.
    Completed,
    /// Passed.
    Passed,
    /// Failed.
    Failed,
}

impl TocStatus {
    /// Status, and success where that stands beside it. `begun`: something of the activity was opened.
    pub(crate) fn of(
        (completion, success): (Completion, Success),
        begun: bool,
        display: StatusDisplay,
    ) -> (Self, Self) {
        let by_success = match success {
            Success::Passed => Some(Self::Passed),
            Success::Failed => Some(Self::Failed),
            Success::Unknown => None,
        };
        let by_completion = match completion {
            Completion::Complete => Self::Completed,
            Completion::Incomplete => Self::Incomplete,
            Completion::Unknown if begun => Self::Incomplete,
            Completion::Unknown => Self::NotAttempted,
        };
        match display {
            StatusDisplay::None => (Self::None, Self::None),
            StatusDisplay::SuccessOnly => (by_success.unwrap_or(Self::Unknown), Self::None),
            StatusDisplay::CompletionOnly => (by_completion, Self::None),
            StatusDisplay::Separate => (by_completion, by_success.unwrap_or(Self::Unknown)),
            StatusDisplay::Combined => (by_success.unwrap_or(by_completion), Self::None),
        }
    }

    /// As the page spells it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Unknown => "unknown",
            Self::NotAttempted => "not-attempted",
            Self::Incomplete => "incomplete",
            Self::Completed => "completed",
            Self::Passed => "passed",
            Self::Failed => "failed",
        }
    }
}

/// What a page that shows `before` must be told so that it shows `after`, as it reads it: the lines that changed, by
/// their place, or all items where they are others than before.
pub(crate) fn changes(before: &[TocLine], after: &[TocLine], item: impl Fn(&TocLine) -> TocItem) -> String {
    let same = before.len() == after.len()
        && before.iter().zip(after).all(|(before, after)| before.activity == after.activity);
    let mut json = Json::default();
    json.object(|toc| {
        if same {
            let changed = before.iter().zip(after).enumerate().filter(|(_, (before, after))| before != after);
            toc.key("changed").array(|list| {
                changed.for_each(|(place, (_, line))| {
                    list.object(|o| {
                        o.key("place").number(place as u64);
                        line.fill(o);
                    });
                });
            });
        } else {
            toc.key("items").array(|list| after.iter().for_each(|line| list.object(|o| item(line).fill(o))));
        }
    });
    json.finish()
}

impl TocItem {
    fn fill(&self, json: &mut Json) {
        json.key("id").string(&self.id);
        json.key("title").string(&self.title);
        json.key("depth").number(self.depth as u64);
        json.key("kind").string(if self.cluster { "cluster" } else { "item" });
        self.line.fill(json);
    }
}

impl TocLine {
    fn fill(&self, json: &mut Json) {
        json.key("visible").boolean(self.visible);
        json.key("enabled").boolean(self.enabled);
        json.key("current").boolean(self.current);
        json.key("status").string(self.status.name());
        if self.success != TocStatus::None {
            json.key("success").string(self.success.name());
        }
    }
}
