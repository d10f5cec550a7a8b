//! Hosts that the sandbox imitates: stricter or worse than this one, each in a single respect.

use std::time::Duration;

use platform::Timestamp;
use runtime::{Activity, Definition};

/// A host to play a course at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum Host {
    /// This one, with the course as it is set.
    #[default]
    AsSet,
    /// Keeps 4,096 characters of suspend data, and refuses more.
    ShortSuspendData,
    /// Refuses every value that is not as the standard writes it.
    Strict,
    /// Shows the parts of the course as a flat list, without any sequencing.
    FlatList,
    /// Opens the first part of the course, and no other.
    FirstPart,
    /// Opens every part in a window of its own.
    Windows,
    /// Has a slow line.
    Slow,
    /// Has a line that breaks again and again.
    Broken,
    /// Forgets after a while who is signed in.
    SessionCut,
}

/// What becomes of something that is to be saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Saving {
    /// It is saved.
    AtOnce,
    /// It is saved after a while.
    After(Duration),
    /// It is not saved, as if the network were down; later it may be.
    NotNow,
    /// It is refused, and will be.
    Refused,
}

/// Before a file of a course is sent.
const SLOW_FILE: Duration = Duration::from_millis(700);
/// Before something is saved.
const SLOW_SAVE: Duration = Duration::from_secs(3);
/// The broken line: so much of every minute since the launch began.
const BROKEN_FROM: i64 = 20_000_000;
const BROKEN_UNTIL: i64 = 40_000_000;
const MINUTE: i64 = 60_000_000;
/// When the session is cut, counted from the start of the launch.
const SESSION: i64 = 5 * MINUTE;

impl Host {
    /// All, this one first.
    pub const ALL: [Self; 9] = [
        Self::AsSet,
        Self::ShortSuspendData,
        Self::Strict,
        Self::FlatList,
        Self::FirstPart,
        Self::Windows,
        Self::Slow,
        Self::Broken,
        Self::SessionCut,
    ];

    /// As it is stored, and as forms name it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AsSet => "as-set",
            Self::ShortSuspendData => "suspend-4096",
            Self::Strict => "strict",
            Self::FlatList => "flat",
            Self::FirstPart => "first",
            Self::Windows => "windows",
            Self::Slow => "slow",
            Self::Broken => "broken",
            Self::SessionCut => "session-cut",
        }
    }

    /// The host of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|host| host.as_str() == name)
    }

    /// What the log of a launch begins with.
    pub(crate) fn note(self) -> &'static str {
        match self {
            Self::AsSet => "sandbox: the course as it is set; nothing of this launch counts",
            Self::ShortSuspendData => {
                "sandbox: imitates a host that keeps 4,096 characters of suspend data; more is refused"
            }
            Self::Strict => {
                "sandbox: imitates a strict host; values that are not as the standard writes them are refused"
            }
            Self::FlatList => {
                "sandbox: imitates a host without sequencing; parts are a flat list, free to choose"
            }
            Self::FirstPart => "sandbox: imitates a host that opens the first part of a course and no other",
            Self::Windows => "sandbox: imitates a host that opens content in a window of its own",
            Self::Slow => "sandbox: imitates a slow line; each file takes 0.7 s longer, each save 3 s",
            Self::Broken => {
                "sandbox: imitates a line that breaks; of every minute, saves fail from second 20 to second 40"
            }
            Self::SessionCut => {
                "sandbox: imitates a host whose session ends after 5 minutes; from then on saves are refused"
            }
        }
    }

    /// Attributes that it sets, whatever the course says.
    pub(crate) fn attributes(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::ShortSuspendData => &[("suspendDataMaxLength", "4096")],
            Self::Strict => &[("validateInteractionResponses", "strict")],
            Self::Windows => &[("scoLaunchType", "3"), ("playerLaunchType", "1")],
            _ => &[],
        }
    }

    /// The course as it understands it.
    pub(crate) fn definition(self, whole: &Definition) -> Definition {
        match self {
            Self::FlatList => flat(whole, usize::MAX),
            Self::FirstPart => flat(whole, 1),
            _ => whole.clone(),
        }
    }

    /// How long it takes before a file is sent.
    #[must_use]
    pub fn file_delay(self) -> Option<Duration> {
        (self == Self::Slow).then_some(SLOW_FILE)
    }

    /// What becomes of a save, in a launch that began at `began`.
    #[must_use]
    pub fn saving(self, began: Timestamp, now: Timestamp) -> Saving {
        let since = now.0.saturating_sub(began.0);
        match self {
            Self::Slow => Saving::After(SLOW_SAVE),
            Self::Broken if (BROKEN_FROM..BROKEN_UNTIL).contains(&since.rem_euclid(MINUTE)) => Saving::NotNow,
            Self::SessionCut if since >= SESSION => Saving::Refused,
            _ => Saving::AtOnce,
        }
    }

    /// Whether what a browser kept of an earlier launch is believed by the next. A host that forgot the session does not
    /// know it.
    #[must_use]
    pub fn takes_what_was_kept(self) -> bool {
        self != Self::SessionCut
    }
}

/// The first `most` parts as children of the root, free to choose, and nothing of what the manifest says of order.
fn flat(whole: &Definition, most: usize) -> Definition {
    let Some(root) = whole.activities.first() else { return whole.clone() };
    let parts: Vec<usize> = whole.launchable().take(most).collect();
    // A root that opens something itself is a course of one part.
    if parts.first().is_none_or(|first| *first == 0) {
        return whole.clone();
    }
    let plain = |activity: &Activity| Activity {
        sequencing: Default::default(),
        prerequisites: None,
        visible: true,
        children: Vec::new(),
        parent: Some(0),
        ..activity.clone()
    };
    let mut top = Activity { parent: None, children: (1..=parts.len()).collect(), ..plain(root) };
    top.sequencing.control_mode.choice = true;
    top.sequencing.control_mode.flow = true;
    let activities =
        std::iter::once(top).chain(parts.iter().map(|part| plain(&whole.activities[*part]))).collect();
    Definition {
        activities,
        objectives_global_to_system: false,
        shared_data_global_to_system: false,
        ..whole.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: i64 = 1_000_000;

    #[test]
    fn names_lead_back_and_notes_say_what_is_done() {
        for host in Host::ALL {
            assert_eq!(Host::parse(host.as_str()), Some(host));
            assert!(host.note().starts_with("sandbox: "), "{host:?}");
        }
        assert_eq!(Host::parse("Strict"), None);
    }

    #[test]
    fn lines_and_sessions_break_when_they_say() {
        let began = Timestamp(7 * SECOND);
        let at = |host: Host, secs: i64| host.saving(began, Timestamp(began.0 + secs * SECOND));
        for (secs, saving) in [
            (0, Saving::AtOnce),
            (19, Saving::AtOnce),
            (20, Saving::NotNow),
            (39, Saving::NotNow),
            (40, Saving::AtOnce),
            (80, Saving::NotNow),
            // A clock that went back.
            (-1, Saving::AtOnce),
        ] {
            assert_eq!(at(Host::Broken, secs), saving, "{secs}");
        }
        assert_eq!(at(Host::SessionCut, 299), Saving::AtOnce);
        assert_eq!(at(Host::SessionCut, 300), Saving::Refused);
        assert_eq!(at(Host::Slow, 0), Saving::After(SLOW_SAVE));
        assert_eq!(at(Host::AsSet, 10_000), Saving::AtOnce);
        assert_eq!(Host::ALL.into_iter().filter(|host| host.file_delay().is_some()).count(), 1);
    }
}
