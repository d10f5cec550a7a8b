//! The few JSON messages between server, shell and API frame. Bytes inside them belong to `runtime` and travel
//! unopened, as base64.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Body of `POST …/start`. The page's script has begun to run, so the launch begins too.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Start {
    /// What browser storage keeps of entries that were never acknowledged, base64 of `runtime::client::seal_stored`.
    /// They may be of an older launch, of this one (the page was loaded again) or of another registration. Those under
    /// the seal of this registration are applied before this launch begins, since nothing of an older launch is
    /// applied after it; the others are passed over.
    #[serde(default)]
    pub kept: Vec<String>,
}

/// Answer to `POST …/start`: all that the page needs to run the attempt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Started {
    /// Public number of the launch.
    pub launch: String,
    /// The server's time, in microseconds since the Unix epoch: entries are dated by the server's clock, whatever the
    /// learner's shows.
    pub now: i64,
    /// Tag of the language of `strings`, for `lang` attributes.
    pub language: String,
    /// Whether that language is written from right to left.
    pub right_to_left: bool,
    /// Title of the course.
    pub title: String,
    /// Encoded definition, base64.
    pub definition: String,
    /// Snapshot of the attempt with this launch's first entry applied, base64.
    pub state: String,
    /// Number of the next journal entry.
    pub next: u64,
    /// Digest of the state, 16 hex digits.
    pub digest: String,
    /// Path that the course's files lie under, ending in `/`.
    pub content_base: String,
    /// Which API object the frame offers.
    pub edition: ApiEdition,
    /// Whether the course has one SCO only.
    pub single: bool,
    /// Seconds between two signs of life.
    pub heartbeat_secs: u32,
    /// Longest wait before ordinary entries are sent, in milliseconds.
    pub commit_millis: u32,
    /// The package attributes that the page itself acts on.
    pub settings: Settings,
    /// Where the learner goes at the end.
    pub exit: Exit,
    /// Key of the MAC over what the page keeps in browser storage, hex; `null` where nothing may be kept.
    pub storage_key: Option<String>,
    /// The launch is over: show its end page.
    pub ended: bool,
    /// Learner-facing texts by their id.
    pub strings: BTreeMap<String, String>,
}

/// Package attributes that the page acts on, as the launch pinned them. The others steer the engine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[expect(clippy::struct_excessive_bools, reason = "these are attributes of the API")]
pub struct Settings {
    /// Where content opens (`scoLaunchType`).
    pub window: WindowSettings,
    /// Pixels that content needs (`requiredWidth`); 0 for any.
    pub required_width: u32,
    /// Pixels that content needs (`requiredHeight`); 0 for any.
    pub required_height: u32,
    /// The learner is asked to give the whole screen (`requiredFullScreen`).
    pub needs_full_screen: bool,
    /// The title stands above the content.
    pub title_bar: bool,
    /// There is help.
    pub help: bool,
    /// "Close item" stands on the bar.
    pub close_item: bool,
    /// The table of contents starts open.
    pub contents_open: bool,
    /// Its width in pixels; 0 for the player's own.
    pub contents_width: u32,
    /// The browser's context menu may be used.
    pub context_menu: bool,
    /// What the Leave control does.
    pub leave: LeaveAction,
    /// Failed saves after which the learner is told.
    pub told_failures: u32,
    /// Nothing of this launch counts, and why.
    pub review: Option<ReviewReason>,
}

/// A window for the player, or for what it plays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[expect(clippy::struct_excessive_bools, reason = "these are attributes of the API")]
pub struct WindowSettings {
    /// Whether there is one.
    pub opens: Opens,
    /// With the browser's own bars.
    pub toolbar: bool,
    /// Pixels wanted; 0 for the player's own choice.
    pub width: u32,
    /// Pixels wanted; 0 for the player's own choice.
    pub height: u32,
    /// As large as the screen.
    pub full_screen: bool,
    /// It keeps its size.
    pub fixed: bool,
    /// The API lies in the window itself, around the content.
    pub wrapped: bool,
}

/// When a window opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Opens {
    /// No window: within the page.
    Frame,
    /// By itself.
    Window,
    /// After a click.
    Click,
}

/// What the Leave control does (`returnToLmsAction`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum LeaveAction {
    /// Leaves, to go on later.
    Suspend,
    /// Ends the attempt.
    Exit,
    /// Asks which of both.
    Ask,
}

/// Why a launch is a review.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum ReviewReason {
    /// The course was completed before.
    Completed,
    /// The learner's time for it is over.
    Time,
}

/// The API of the package's edition, the only one the frame shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum ApiEdition {
    /// `API`, for SCORM 1.1 and 1.2.
    #[serde(rename = "1.2")]
    Scorm12,
    /// `API_1484_11`, for SCORM 2004.
    #[serde(rename = "2004")]
    Scorm2004,
}

/// What happens to the player's window at the end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "action", rename_all = "lowercase")]
pub enum Exit {
    /// Go to the caller's address.
    Redirect {
        /// The address, untouched.
        url: String,
    },
    /// Close the window.
    Closer,
    /// Show an empty page.
    Blank,
    /// Show that the course is finished.
    Message,
}

/// Answer to `POST …/journal`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Acknowledged {
    /// What became of the launch.
    pub status: JournalStatus,
    /// Highest entry number that is stored.
    pub acknowledged: u64,
    /// Digest of the server's state after it, 16 hex digits.
    pub digest: String,
    /// The server's state, base64; present only where the digests differ.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub state: Option<String>,
    /// Number of the next entry, with `state`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub next: Option<u64>,
    /// A sentence for the learner.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub message: Option<String>,
}

/// State of a launch as the journal endpoint sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum JournalStatus {
    /// Entries were applied.
    Ok,
    /// A newer window has the registration.
    Frozen,
    /// The server closed the launch; entries reopen it.
    Closed,
    /// Registration or course no longer exist.
    Gone,
}

/// Answer of `start` or `journal` with a 4xx status; the shell shows the message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Refused {
    /// Short stable name of the reason.
    pub error: String,
    /// A sentence for the learner.
    pub message: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exit_and_status_look_as_the_page_expects() {
        let exit = Exit::Redirect { url: "https://lms/x?y=1".into() };
        assert_eq!(
            serde_json::to_string(&exit).unwrap(),
            r#"{"action":"redirect","url":"https://lms/x?y=1"}"#
        );
        assert_eq!(serde_json::to_string(&Exit::Closer).unwrap(), r#"{"action":"closer"}"#);
        let answer = Acknowledged {
            status: JournalStatus::Ok,
            acknowledged: 7,
            digest: "00ff".into(),
            state: None,
            next: None,
            message: None,
        };
        assert_eq!(
            serde_json::to_string(&answer).unwrap(),
            r#"{"status":"ok","acknowledged":7,"digest":"00ff"}"#
        );
        assert_eq!(serde_json::to_string(&ApiEdition::Scorm12).unwrap(), r#""1.2""#);
    }
}
