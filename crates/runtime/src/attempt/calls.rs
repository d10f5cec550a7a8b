//! The API calls of content.

use cmi::Timestamp;

use super::state::{Open, Session};
use super::{Applied, Attempt};
use crate::effect::Effect;
use crate::note::NoteKind;
use crate::run_data::{CallError, RunData};

/// Error numbers of the calls in a session that is not running: SCORM 1.2, SCORM 2004 before and after.
struct WrongTime(u16, u16, u16);

const INITIALIZE: WrongTime = WrongTime(101, 103, 104);
const TERMINATE: WrongTime = WrongTime(301, 112, 113);
const GET: WrongTime = WrongTime(301, 122, 123);
const SET: WrongTime = WrongTime(301, 132, 133);
const COMMIT: WrongTime = WrongTime(301, 142, 143);

impl Attempt {
    pub(super) fn initialize(&mut self, at: Timestamp, applied: &mut Applied) {
        let is_2004 = self.definition.edition.is_2004();
        let Some(open) = &mut self.state.open else {
            applied.fail(
                at,
                "Initialize",
                CallError::new(if is_2004 { 102 } else { 101 }, "no activity is open"),
            );
            return;
        };
        match open.session {
            Session::Running => {
                let number = if is_2004 { INITIALIZE.1 } else { INITIALIZE.0 };
                applied.fail(at, "Initialize", CallError::new(number, "the session is running already"));
            }
            Session::Terminated if is_2004 => {
                applied.fail(at, "Initialize", CallError::new(INITIALIZE.2, "the session is over"));
            }
            before => {
                open.session = Session::Running;
                open.request = None;
                open.asked.clear();
                let activity = open.activity;
                if before == Session::Terminated {
                    let text = "LMSInitialize after LMSFinish is accepted; both session times count";
                    applied.note(at, NoteKind::Lenient, "LMSInitialize", text);
                }
                self.begin_session(at, activity, before == Session::Terminated, applied);
            }
        }
    }

    pub(super) fn set_value(&mut self, at: Timestamp, element: &str, value: &str, applied: &mut Applied) {
        match self.running(&SET) {
            Err(error) => applied.fail(at, element, error),
            Ok(activity) => match self.set_in(at, activity, element, value) {
                Ok(leniencies) => {
                    for text in leniencies {
                        applied.note(at, NoteKind::Lenient, element, text);
                    }
                    self.after_set(at, activity, element, applied);
                }
                Err(error) => applied.fail(at, element, error),
            },
        }
    }

    pub(super) fn commit(&mut self, at: Timestamp, applied: &mut Applied) {
        match self.running(&COMMIT) {
            Ok(activity) => {
                self.hand_over(at, activity, applied);
                applied.effects.push(Effect::Committed);
            }
            Err(error) => applied.fail(at, "Commit", error),
        }
    }

    pub(super) fn terminate(&mut self, at: Timestamp, applied: &mut Applied) {
        match self.running(&TERMINATE) {
            Ok(_) => self.end_activity(at, true, applied),
            Err(error) => applied.fail(at, "Terminate", error),
        }
    }

    /// `LMSGetValue`, `GetValue`. Changes nothing, so it is no entry.
    ///
    /// # Errors
    /// With the standard's error number and what is wrong.
    pub fn get_value(&self, at: Timestamp, element: &str) -> Result<String, CallError> {
        let activity = self.running(&GET)?;
        self.get_in(at, activity, element)
    }

    /// The value as it is kept, of an element of the activity that is open: what differences refer to.
    #[must_use]
    pub fn stored_value(&self, element: &str) -> Option<&str> {
        self.data(self.state.open.as_ref()?.activity)?.stored(element)
    }

    /// The activity whose session is running.
    fn running(&self, times: &WrongTime) -> Result<usize, CallError> {
        let is_2004 = self.definition.edition.is_2004();
        let number = match &self.state.open {
            Some(Open { session: Session::Running, activity, .. }) => return Ok(*activity),
            _ if !is_2004 => times.0,
            Some(Open { session: Session::Terminated, .. }) => times.2,
            _ => times.1,
        };
        Err(CallError::new(number, "the session is not running"))
    }

    /// The run-time data of an activity that was opened.
    pub(super) fn data(&self, activity: usize) -> Option<&RunData> {
        self.state.activities.get(activity)?.data.as_deref()
    }

    /// The value behind a change that was sent as a difference.
    pub(super) fn unfold(
        &self,
        element: &str,
        keep_start: u32,
        keep_end: u32,
        middle: &str,
    ) -> Option<String> {
        let before = self.stored_value(element)?;
        let (start, end) = (keep_start as usize, before.len().checked_sub(keep_end as usize)?);
        let (front, back) = (before.get(..start)?, before.get(end..)?);
        (start <= end).then(|| [front, middle, back].concat())
    }
}

impl Applied {
    pub(crate) fn fail(&mut self, at: Timestamp, about: &str, error: CallError) {
        self.error = error.number;
        let text = [&error.number.to_string(), ": ", &*error.why].concat();
        self.note(at, NoteKind::Refused, about, text);
    }
}
