//! temporary
mod tracking;

use crate::behaviour::Behaviour;
use crate::codec::bytes::{record, words};
use crate::definition::{Activity, Definition};
use crate::learner::Learner;
use crate::pins::{Mode, Pins};
use crate::results::{Completion, RuntimeResult, Success};
use crate::rollup_12::Unit;
use cmi::{Centiseconds, Edition};
use std::collections::BTreeMap;

/// Why a call failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallError {
    /// SCORM error number.
    pub number: u16,
    /// What is wrong.
    pub why: std::borrow::Cow<'static, str>,
}
impl CallError {
    pub(crate) fn new(number: u16, why: &'static str) -> Self {
        Self { number, why: why.into() }
    }
}
pub(crate) fn error_string(_: Edition, code: &str) -> String {
    code.to_owned()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EntryMode {
    AbInitio,
    Resume,
    Neither,
}
impl EntryMode {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::AbInitio => "ab-initio",
            Self::Resume => "resume",
            Self::Neither => "",
        }
    }
}
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ExitMode {
    Normal,
    Suspend,
    TimeOut,
    Logout,
}
pub(crate) struct SessionStart {
    pub(crate) learner: Learner,
    pub(crate) mode: Mode,
    pub(crate) credit: bool,
    pub(crate) entry: EntryMode,
    pub(crate) again: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct RunData {
    begun: bool,
    status_set: bool,
    values: BTreeMap<String, String>,
}
record!(RunData { begun, status_set, values });
impl RunData {
    pub(crate) fn new(_: Edition, _: &Activity) -> Self {
        Self { begun: false, status_set: false, values: BTreeMap::new() }
    }
    pub(crate) fn lesson_status(&self) -> &str {
        self.values.get("cmi.core.lesson_status").map_or("not attempted", |s| s)
    }
    pub(crate) fn as_unit(&self, sco: bool, b: &Behaviour) -> Unit {
        let (completion, success) = match self.lesson_status() {
            "passed" => (Completion::Complete, Success::Passed),
            "completed" => (Completion::Complete, Success::Unknown),
            "failed" => (b.completion_stat_of_failed_success_stat, Success::Failed),
            "not attempted" => (Completion::Unknown, Success::Unknown),
            _ => (Completion::Incomplete, Success::Unknown),
        };
        Unit {
            sco,
            completion,
            success,
            score: self
                .values
                .get("cmi.core.score.raw")
                .and_then(|s| s.parse::<f64>().ok())
                .map(|r| r / 100.0),
        }
    }
    pub(crate) fn complete_asset(&mut self) {
        self.values.insert("cmi.core.lesson_status".into(), "completed".into());
    }
    pub(crate) fn has_begun(&self) -> bool {
        self.begun
    }
    pub(crate) fn begin(&mut self, _: &Definition, _: usize, _: &Behaviour, s: &SessionStart) {
        self.begun = true;
        if !s.again {
            self.values.insert("cmi.core.entry".into(), s.entry.name().into());
        }
    }
    pub(crate) fn count_session_time(&mut self) {}
    pub(crate) fn imply_status(&mut self, _: &Activity, _: &Pins) -> Option<(&'static str, &'static str)> {
        if self.status_set {
            return None;
        }
        self.values.insert("cmi.core.lesson_status".into(), "completed".into());
        Some(("completed", "content finished without setting one"))
    }
    pub(crate) fn exit(&self) -> ExitMode {
        match self.values.get("cmi.core.exit").map_or("", |s| s) {
            "suspend" => ExitMode::Suspend,
            "logout" => ExitMode::Logout,
            "time-out" => ExitMode::TimeOut,
            _ => ExitMode::Normal,
        }
    }
    pub(crate) fn take_results_from(&mut self, kept: &Self) {
        self.values = kept.values.clone();
    }
    pub(crate) fn stored(&self, e: &str) -> Option<&str> {
        self.values.get(e).map(|s| s.as_str())
    }
    pub(crate) fn get(&self, e: &str) -> Result<String, CallError> {
        self.values.get(e).cloned().ok_or(CallError::new(201, "unknown"))
    }
    pub(crate) fn set(&mut self, e: &str, v: &str) -> Result<Vec<String>, CallError> {
        if e == "cmi.core.lesson_status" {
            self.status_set = true;
        }
        self.values.insert(e.into(), v.into());
        Ok(vec![])
    }
    pub(crate) fn report(&self, _: &Activity, _: Option<&Pins>) -> RuntimeResult {
        RuntimeResult { total_time: Centiseconds(0), ..RuntimeResult::default() }
    }
}
words!(ExitMode { Normal = 0, Suspend = 1, TimeOut = 2, Logout = 3 });
