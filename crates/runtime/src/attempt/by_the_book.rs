//! SCORM 2004 through the Sequencing book.

mod foresight;
mod launch;
mod nav_elements;
mod navigation;
mod shared_data;
mod standing;
mod transfer;

use std::sync::Arc;

use cmi::{Edition, Timestamp};
use sequencing::{ActivityId, NavigationRequest, ObjectiveStatus, Outcome, Sequencer, Story, Tree};

use super::state::State;
use super::{Applied, Attempt};
use crate::behaviour::LogLevel;
use crate::codec;
use crate::definition::{Activity, Definition};
use crate::effect::Effect;
use crate::entry::EntryKind;
use crate::note::NoteKind;
use crate::pins::{GlobalObjective, Mode};
use crate::run_data::CallError;

pub(crate) use foresight::Ahead;

/// The activities as `sequencing` sees them; `None` for other standards, and for a list that is no tree.
pub(super) fn tree(definition: &Definition) -> Option<Arc<Tree>> {
    let edition = match definition.edition {
        Edition::Scorm11 | Edition::Scorm12 => return None,
        Edition::Scorm2004Ed2 => sequencing::Edition::Second,
        Edition::Scorm2004Ed3 => sequencing::Edition::Third,
        Edition::Scorm2004Ed4 => sequencing::Edition::Fourth,
    };
    let activities: Vec<_> = definition.activities.iter().map(activity).collect();
    Tree::new(edition, &activities).ok().map(Arc::new)
}

fn activity(activity: &Activity) -> sequencing::Activity<'_> {
    let threshold = activity.launch_data.completion_threshold;
    sequencing::Activity {
        identifier: &activity.identifier,
        parent: activity.parent,
        deliverable: activity.resource.is_some(),
        visible: activity.visible,
        sequencing: &activity.sequencing,
        completion_threshold: sequencing::CompletionThreshold {
            completed_by_measure: threshold.completed_by_measure,
            min_progress_measure: threshold.min_progress_measure,
            progress_weight: threshold.progress_weight,
        },
        time_limit: activity.launch_data.max_time_allowed.and_then(|limit| u64::try_from(limit.0).ok()),
    }
}

/// Whether an entry may change what a look ahead finds.
pub(super) fn changes_the_outlook(what: &EntryKind) -> bool {
    match what {
        EntryKind::Heartbeat => false,
        EntryKind::SetValue { element, .. } | EntryKind::ChangeValue { element, .. } => {
            transfer::is_tracking(element) || element == "cmi.exit"
        }
        _ => true,
    }
}

fn forget_objectives(tree: &Tree, state: &mut State) {
    for name in tree.global_ids() {
        if let Some(state) = state.tracking_mut() {
            state.set_global(tree, name, ObjectiveStatus::default());
        }
        if let Some(state) = &mut state.tree_kept {
            state.set_global(tree, name, ObjectiveStatus::default());
        }
    }
}

/// Place of an activity in the tree; definition and tree have the same order.
fn id(index: usize) -> ActivityId {
    ActivityId(u32::try_from(index).unwrap_or(u32::MAX))
}

impl Attempt {
    /// Tracking changed: what was made of it is made anew.
    pub(super) fn tree_changed(&mut self) {
        self.tree_digest.set(None);
        *self.ahead.get_mut() = None;
    }

    /// Carries out a navigation request and tells its story in a note.
    fn sequence(
        &mut self,
        at: Timestamp,
        request: NavigationRequest,
        applied: &mut Applied,
    ) -> Option<Outcome> {
        let tree = self.tree.clone()?;
        let (unknown, briefly) = {
            let behaviour = self.behaviour();
            (behaviour.rollup_empty_set_to_unknown, behaviour.logging.sequencing < LogLevel::Detailed)
        };
        let state = self.state.tracking_mut()?;
        let attempts = state.attempts(ActivityId::ROOT);
        let mut story = if briefly { Story::of_the_end(&tree) } else { Story::new(&tree) };
        let outcome = Sequencer::new(&tree, state)
            .with_shared_per_attempt(!self.definition.objectives_global_to_system)
            .with_empty_set_unknown(unknown)
            .with_trace(&mut story)
            .request(request);
        let is_new = state.attempts(ActivityId::ROOT) != attempts;
        let text = story.finish(outcome);
        applied.note(at, NoteKind::Sequencing, request.name(), text);
        if is_new {
            self.begin_anew(&tree);
        }
        self.share(&tree, applied);
        self.tree_changed();
        Some(outcome)
    }

    /// A new attempt at the course: shared objectives and buckets that are not global to the system last for one
    /// attempt only.
    fn begin_anew(&mut self, tree: &Tree) {
        if !self.definition.objectives_global_to_system
            && let Some(state) = self.state.tracking_mut()
        {
            for name in tree.global_ids() {
                state.set_global(tree, name, ObjectiveStatus::default());
            }
        }
        if !self.definition.shared_data_global_to_system {
            self.state.shared_data.clear();
        }
    }

    /// Nothing is known any more of the objectives that activities share; what the activities themselves came to stays.
    pub(super) fn forget_objectives(&mut self, applied: &mut Applied) {
        let Some(tree) = self.tree.clone() else { return };
        forget_objectives(&tree, &mut self.state);
        // Should the server's close be undone, the objectives stay forgotten.
        if let Some(before) = &self.state.provisional
            && let Ok(mut state) = codec::snapshot::decode(before, &self.definition, Some(&tree))
        {
            forget_objectives(&tree, &mut state);
            self.state.provisional = Some(codec::snapshot::encode(&state, Some(&tree)));
        }
        self.share(&tree, applied);
        self.tree_changed();
    }

    /// Hands out what was written to objectives shared beyond the registration.
    fn share(&mut self, tree: &Tree, applied: &mut Applied) {
        let Some(state) = self.state.tracking_mut() else { return };
        let written = state.drain_written_globals(tree);
        let review = self.state.launch.as_ref().is_some_and(|launch| launch.pins.mode == Mode::Review);
        if !self.definition.objectives_global_to_system || review {
            return;
        }
        applied.effects.extend(written.into_iter().map(|(name, status)| {
            Effect::GlobalObjective(GlobalObjective {
                id: name.to_owned(),
                satisfied: status.satisfied,
                measure: status.measure,
                completed: status.completed,
                progress_measure: status.progress,
                score_raw: status.score_raw,
                score_min: status.score_min,
                score_max: status.score_max,
            })
        }));
    }

    /// Sets an element of the activity that is open.
    pub(super) fn set_in(
        &mut self,
        _: Timestamp,
        activity: usize,
        element: &str,
        value: &str,
    ) -> Result<Vec<String>, CallError> {
        if self.definition.edition.is_2004() {
            if let Some(rest) = element.strip_prefix("adl.nav.") {
                return self.set_nav(rest, value);
            }
            if let Some(rest) = element.strip_prefix("adl.data.") {
                return self.set_shared(activity, rest, value);
            }
        }
        match &mut self.touch(activity).data {
            Some(data) => data.set(element, value),
            None => Err(CallError::new(101, "no run-time data")),
        }
    }

    /// Reads an element of the activity that is open.
    pub(super) fn get_in(&self, _: Timestamp, activity: usize, element: &str) -> Result<String, CallError> {
        if self.definition.edition.is_2004() {
            if let Some(rest) = element.strip_prefix("adl.nav.") {
                return self.get_nav(rest);
            }
            if let Some(rest) = element.strip_prefix("adl.data.") {
                return self.get_shared(activity, rest);
            }
        }
        self.data(activity).map_or(Err(CallError::new(101, "no run-time data")), |data| data.get(element))
    }
}
