//! Walking the tree of activities, and rolling up below one of SCORM 1.1 or 1.2.

use super::Attempt;
use super::state::Session;
use crate::behaviour::Behaviour;
use crate::definition::ResourceKind;
use crate::rollup_12::{self, RolledUp, Unit};

impl Attempt {
    /// The activity and all above it, up to the root.
    pub(super) fn path_up(&self, index: usize) -> impl Iterator<Item = usize> + '_ {
        std::iter::successors(Some(index), |at| self.definition.activities[*at].parent.filter(|up| up < at))
    }

    /// Whether `index` is `above` or lies below it.
    pub(super) fn lies_within(&self, index: usize, above: usize) -> bool {
        self.path_up(index).any(|at| at == above)
    }

    /// The behaviour that is in force: the launch's, or the defaults before the first.
    pub(super) fn behaviour(&self) -> std::borrow::Cow<'_, Behaviour> {
        match &self.state.launch {
            Some(launch) => std::borrow::Cow::Borrowed(&launch.pins.behaviour),
            None => std::borrow::Cow::Owned(Behaviour::defaults(
                self.definition.edition,
                self.definition.sco_count(),
            )),
        }
    }

    /// Completion, success and score of an activity with all below it, by the rules for SCORM 1.1 and 1.2.
    pub(super) fn linear_roll_up(&self, above: usize) -> RolledUp {
        let behaviour = self.behaviour();
        let units: Vec<Unit> = self
            .definition
            .launchable()
            .filter(|index| self.lies_within(*index, above))
            .map(|index| self.unit(index, &behaviour))
            .collect();
        // Before anything happened nothing is known, not even of an empty set.
        if self.state.launch.is_none() {
            return RolledUp::default();
        }
        rollup_12::roll_up(&units, &behaviour)
    }

    fn unit(&self, index: usize, behaviour: &Behaviour) -> Unit {
        let sco =
            self.definition.activities[index].resource.as_ref().is_some_and(|r| r.kind == ResourceKind::Sco);
        match self.state.activities[index].counted() {
            Some(data) => {
                let open = self.state.open.as_ref();
                let running =
                    open.is_some_and(|open| open.activity == index && open.session == Session::Running);
                data.as_unit(sco, behaviour, running)
            }
            None => Unit { sco, ..Unit::default() },
        }
    }
}
