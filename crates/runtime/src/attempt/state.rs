//! The state of an attempt. All of it is in the snapshot; all but `provisional` in the digest.

use std::cell::{Ref, RefCell};
use std::collections::{BTreeMap, BTreeSet};

use cmi::Timestamp;
use sequencing::TreeState;

use crate::definition::Definition;
use crate::entry::Request;
use crate::pins::Pins;
use crate::results::{Completion, Success};
use crate::run_data::RunData;
use crate::view::PlayerState;

/// Everything.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct State {
    /// The launch that is running or ran last.
    pub(crate) launch: Option<Launch>,
    pub(crate) phase: PlayerState,
    /// What the content frame shows.
    pub(crate) open: Option<Open>,
    /// SCORM 1.2: the activity that was open when the learner left; the next launch begins there.
    pub(crate) resume_at: Option<usize>,
    /// Completion, success and score of the course.
    pub(crate) course: Course,
    pub(crate) activities: Vec<ActivityState>,
    /// SCORM 2004: tracking and activity state; there from the first launch on. Looking ahead works on it and takes back
    /// what it did, so it is lent to who only reads as well.
    pub(crate) tree: Option<RefCell<TreeState>>,
    /// Review: the tracking whose status and score stay.
    pub(crate) tree_kept: Option<TreeState>,
    /// Buckets of shared data.
    pub(crate) shared_data: BTreeMap<String, String>,
    /// The last navigation request led nowhere.
    pub(crate) nowhere: bool,
    /// Snapshot from before the server's close.
    pub(crate) provisional: Option<Vec<u8>>,
}

/// One launch.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Launch {
    pub(crate) pins: Pins,
    /// Number of its last entry.
    pub(crate) number: u64,
    pub(crate) started: Timestamp,
    /// Time of its last entry.
    pub(crate) last: Timestamp,
    pub(crate) ended: Option<Timestamp>,
    /// Measured time with content open, in microseconds.
    pub(crate) tracked: i64,
    /// Entries made by calls of content, and their bytes: for the limits.
    pub(crate) entries: u64,
    pub(crate) entry_bytes: u64,
    /// How often content was opened.
    pub(crate) deliveries: u32,
}

/// The activity that is open in the content frame.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Open {
    pub(crate) activity: usize,
    /// Which delivery of the launch it is.
    pub(crate) delivery: u32,
    pub(crate) session: Session,
    /// Whether the content frame still holds it.
    pub(crate) loaded: bool,
    /// `adl.nav.request` as content set it; empty for `_none_`.
    pub(crate) asked: String,
    /// What content asked for by `adl.nav.request`, once it has finished.
    pub(crate) request: Option<Request>,
}

/// State of the communication session (SCORM 2004 RTE 3.1.2; SCORM 1.2 RTE 3.2.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Session {
    NotInitialized,
    Running,
    Terminated,
}

/// What lists, postbacks and course reports show.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Course {
    pub(crate) completion: Completion,
    pub(crate) success: Success,
    pub(crate) score: Option<f64>,
}

/// One activity.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct ActivityState {
    pub(crate) attempts: u32,
    /// It has been opened.
    pub(crate) delivered: bool,
    /// The last session ended so that the next one resumes.
    pub(crate) suspended: bool,
    /// Measured time in microseconds: of this attempt, and of all before.
    pub(crate) tracked: i64,
    pub(crate) tracked_before: i64,
    /// Run-time data; there once it was opened first.
    pub(crate) data: Option<Box<RunData>>,
    /// SCORM 2004: elements of status and score that content set, since only what it said becomes tracking.
    pub(crate) said: BTreeSet<String>,
    /// Review: the run-time data whose status and score stay.
    pub(crate) kept: Option<Box<RunData>>,
}

impl State {
    /// Tracking, to be read.
    pub(crate) fn tracking(&self) -> Option<Ref<'_, TreeState>> {
        self.tree.as_ref().map(RefCell::borrow)
    }

    /// Tracking, to be changed.
    pub(crate) fn tracking_mut(&mut self) -> Option<&mut TreeState> {
        self.tree.as_mut().map(RefCell::get_mut)
    }

    pub(crate) fn new(definition: &Definition) -> Self {
        Self {
            launch: None,
            phase: PlayerState::Choosing,
            open: None,
            resume_at: None,
            course: Course::default(),
            activities: vec![ActivityState::default(); definition.activities.len()],
            tree: None,
            tree_kept: None,
            shared_data: BTreeMap::new(),
            nowhere: false,
            provisional: None,
        }
    }
}

impl ActivityState {
    /// The run-time data that results are made of.
    pub(crate) fn counted(&self) -> Option<&RunData> {
        self.kept.as_deref().or(self.data.as_deref())
    }
}
