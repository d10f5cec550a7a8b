//! Explanation of each step, for who wants it.

use crate::definition::RuleConditionKind;
use crate::exception::Exception;
use crate::tree::ActivityId;

/// Receives what the processes do. Without one nothing is put together.
pub trait Trace {
    /// One step of the process with that clause code, about that activity.
    fn step(&mut self, clause: &'static str, activity: Option<ActivityId>, what: Step<'_>);
}

/// One step.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Step<'a> {
    /// The process began.
    Entered,
    /// A rule was true.
    Fired {
        /// Its action, as the manifest spells it.
        action: &'static str,
        /// Its conditions with their values after `not`; `None` is unknown.
        conditions: &'a [(RuleConditionKind, Option<bool>)],
    },
    /// Rollup set a status; `None` is unknown.
    Status {
        /// `satisfied` or `completed`.
        what: &'static str,
        /// Before.
        before: Option<bool>,
        /// After.
        after: Option<bool>,
    },
    /// Rollup set a measure; `None` is unknown.
    Measure {
        /// `measure` or `progress`.
        what: &'static str,
        /// Before.
        before: Option<f64>,
        /// After.
        after: Option<f64>,
    },
    /// The process led nowhere.
    Exception(Exception),
}
