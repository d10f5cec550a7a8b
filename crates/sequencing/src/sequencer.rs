//! What all processes work on.

use crate::exception::Exception;
use crate::state::TreeState;
use crate::trace::{Step, Trace};
use crate::tree::{ActivityId, Node, Tree};

/// Tree and state together, with what else a request depends on. The processes of the book are its methods, one file
/// per group.
pub struct Sequencer<'a> {
    pub(crate) tree: &'a Tree,
    pub(crate) state: &'a mut TreeState,
    disabled: Option<&'a dyn Fn(ActivityId) -> bool>,
    trace: Option<&'a mut dyn Trace>,
    /// Shared objectives last as long as the attempt at the course.
    pub(crate) shared_per_attempt: bool,
    /// What rolls up over no children is unknown.
    pub(crate) empty_set_unknown: bool,
    /// While looking ahead nothing is delivered and a failed choice changes nothing.
    pub(crate) looking_ahead: bool,
}

impl<'a> Sequencer<'a> {
    /// For a state that was made for this tree.
    pub fn new(tree: &'a Tree, state: &'a mut TreeState) -> Self {
        Self {
            tree,
            state,
            disabled: None,
            trace: None,
            shared_per_attempt: false,
            empty_set_unknown: false,
            looking_ahead: false,
        }
    }

    /// Activities barred for a reason outside the book (prerequisites of SCORM 1.2): flow passes them by, and they can
    /// be neither chosen nor delivered.
    #[must_use]
    pub fn with_disabled(mut self, disabled: &'a dyn Fn(ActivityId) -> bool) -> Self {
        self.disabled = Some(disabled);
        self
    }

    /// Whether shared objectives are those of one attempt at the course (`objectivesGlobalToSystem="false"`): then a
    /// retry of all of it sees none of them. Who calls forgets them when the next attempt has begun.
    #[must_use]
    pub fn with_shared_per_attempt(mut self, shared_per_attempt: bool) -> Self {
        self.shared_per_attempt = shared_per_attempt;
        self
    }

    /// Where no child takes part in a rule of roll-up, `all` and `none` do not hold, other than the book has it.
    #[must_use]
    pub fn with_empty_set_unknown(mut self, unknown: bool) -> Self {
        self.empty_set_unknown = unknown;
        self
    }

    /// Explains every step of [`Self::request`] to `trace`.
    #[must_use]
    pub fn with_trace(mut self, trace: &'a mut dyn Trace) -> Self {
        self.trace = Some(trace);
        self
    }

    pub(crate) fn node(&self, activity: ActivityId) -> &'a Node {
        self.tree.node(activity)
    }

    pub(crate) fn is_disabled(&self, activity: ActivityId) -> bool {
        self.disabled.is_some_and(|disabled| disabled(activity))
    }

    /// Whether somebody listens: nothing is put together for nobody.
    pub(crate) fn is_traced(&self) -> bool {
        self.trace.is_some() && !self.looking_ahead
    }

    pub(crate) fn step(&mut self, clause: &'static str, activity: Option<ActivityId>, what: Step<'_>) {
        if let Some(trace) = self.trace.as_deref_mut().filter(|_| !self.looking_ahead) {
            trace.step(clause, activity, what);
        }
    }

    pub(crate) fn entered(&mut self, clause: &'static str, activity: impl Into<Option<ActivityId>>) {
        self.step(clause, activity.into(), Step::Entered);
    }

    /// An exception, told to the trace under the process that raised it.
    pub(crate) fn raised(&mut self, exception: Exception) -> Exception {
        let clause = exception.code();
        let process = clause.rfind('-').map_or(clause, |dash| &clause[..dash]);
        self.step(process, self.state.current, Step::Exception(exception));
        exception
    }
}
