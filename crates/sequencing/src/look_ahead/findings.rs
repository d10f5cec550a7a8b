//! What the rules of one activity say now: asked again only where something changed that they depend on.

use crate::definition::PreConditionAction;
use crate::sequencer::Sequencer;
use crate::state::Findings;
use crate::tree::ActivityId;

impl Sequencer<'_> {
    /// For each activity what its pre-condition rules and limits say.
    pub(super) fn findings(&mut self) -> Vec<Findings> {
        let tree = self.tree;
        self.state.take_findings(tree, |state, activity| {
            let mut asked = Sequencer::new(tree, state);
            asked.looking_ahead = true;
            asked.find(activity)
        })
    }

    /// UP.2 for all actions of pre-condition rules, and UP.5.
    fn find(&mut self, activity: ActivityId) -> Findings {
        let actions = [
            (PreConditionAction::Skip, Findings::SKIPPED),
            (PreConditionAction::Disabled, Findings::BARRED),
            (PreConditionAction::HiddenFromChoice, Findings::HIDDEN),
            (PreConditionAction::StopForwardTraversal, Findings::STOPS),
        ];
        let mut found = Findings::NONE;
        if !self.tree.outline[activity.index()].has_rules {
            return found;
        }
        for (action, finding) in actions {
            if self.pre_condition("UP.2", activity, action) {
                found = found.with(finding);
            }
        }
        if self.limit_conditions_check(activity) {
            found = found.with(Findings::BARRED);
        }
        found
    }

    /// For each activity: whether a rule of it, or of one above it, hides it from choice.
    pub(super) fn hidden(&mut self) -> Vec<bool> {
        let findings = self.findings();
        let mut hidden = vec![false; self.tree.len()];
        for (index, (outline, found)) in self.tree.outline.iter().zip(&findings).enumerate() {
            let above = outline.parent.is_some_and(|parent| hidden[parent.index()]);
            hidden[index] = above || found.has(Findings::HIDDEN);
        }
        self.state.set_findings(findings);
        hidden
    }
}
