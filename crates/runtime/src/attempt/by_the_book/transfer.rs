//! Between run-time data and tracking: what a session begins with, and what it leaves.

use cmi::Timestamp;
use sequencing::definition::Objective;
use sequencing::{ObjectiveStatus, Reported, Sequencer};

use super::super::state::Session;
use super::{Applied, Attempt, id};
use crate::effect::Effect;
use crate::run_data::{ExitMode, RunData};

/// Microseconds in a hundredth of a second.
const PER_CENTISECOND: i64 = 10_000;

/// Elements that become tracking.
const TRACKING: [&str; 7] = [
    "success_status",
    "completion_status",
    "progress_measure",
    "score.scaled",
    "score.raw",
    "score.min",
    "score.max",
];

/// Whether an element becomes tracking.
pub(super) fn is_tracking(element: &str) -> bool {
    let Some(rest) = element.strip_prefix("cmi.") else { return false };
    let leaf = match rest.strip_prefix("objectives.") {
        Some(numbered) => numbered.split_once('.').map_or("", |(_, leaf)| leaf),
        None => rest,
    };
    TRACKING.contains(&leaf)
}

impl Attempt {
    /// `cmi.objectives` begins with what is known of the activity's objectives, shared information included
    /// (RTE 4.2.17).
    pub(in super::super) fn prepare_session(&mut self, _: Timestamp, activity: usize) {
        let (Some(tree), Some(state)) = (&self.tree, self.state.tracking()) else { return };
        let known: Vec<(String, ObjectiveStatus)> = state
            .objectives(tree, id(activity))
            .filter_map(|(name, status)| Some((name?.to_owned(), status)))
            .filter(|(name, _)| !name.is_empty())
            .collect();
        drop(state);
        let definition = std::sync::Arc::clone(&self.definition);
        let sequencing = &definition.activities[activity].sequencing;
        let Some(data) = &mut self.touch(activity).data else { return };
        for (name, status) in known {
            let all = std::iter::once(&sequencing.primary_objective).chain(&sequencing.objectives);
            let declared = all.into_iter().find(|objective| objective.id.as_deref() == Some(&name));
            initialise(data, &name, &status, declared);
        }
    }

    /// Content set an element: what becomes tracking is remembered, what is shared goes out.
    pub(in super::super) fn after_set(
        &mut self,
        _: Timestamp,
        activity: usize,
        element: &str,
        applied: &mut Applied,
    ) {
        if !self.definition.edition.is_2004() {
            return;
        }
        if is_tracking(element) && !self.state.activities[activity].said.contains(element) {
            self.touch(activity).said.insert(element.to_owned());
        }
        if self.definition.shared_data_global_to_system
            && let Some((bucket, value)) = self.shared_store(activity, element)
        {
            let (id, value) = (bucket.to_owned(), value.to_owned());
            applied.effects.push(Effect::SharedData { id, value });
        }
    }

    /// Content committed or is gone: tracking learns what it said, and the course what follows from it.
    pub(in super::super) fn hand_over(&mut self, _: Timestamp, activity: usize, applied: &mut Applied) {
        let Some(tree) = self.tree.clone() else { return };
        let open = self.state.open.as_ref().filter(|open| open.activity == activity);
        // What content asked to be abandoned is not handed over.
        let abandoned = open.is_some_and(|open| {
            open.session == Session::Terminated && matches!(open.asked.as_str(), "abandon" | "abandonAll")
        });
        let ended = open.is_some_and(|open| open.session == Session::Terminated);
        let reported = self.reported(activity, ended);
        let unknown = self.behaviour().rollup_empty_set_to_unknown;
        let Some(state) = self.state.tracking_mut() else { return };
        if abandoned || state.current() != Some(id(activity)) || !state.is_active(id(activity)) {
            return;
        }
        let mut sequencer = Sequencer::new(&tree, state).with_empty_set_unknown(unknown);
        sequencer.report(id(activity), &reported);
        sequencer.roll_up_from(id(activity));
        self.share(&tree, applied);
        self.tree_changed();
    }

    /// Content finished: its navigation request waits until the player performs it.
    pub(in super::super) fn keep_request(&mut self, _: Timestamp, _: usize, _: &mut Applied) {
        let Some(open) = &mut self.state.open else { return };
        open.request = super::nav_elements::parse(&open.asked);
    }

    /// What the run-time data of an activity says. `ending`: as if content finished now, or as it did.
    pub(super) fn reported(&self, activity: usize, ending: bool) -> Reported {
        let state = &self.state.activities[activity];
        let Some(data) = &state.data else { return Reported::default() };
        let session = self.state.open.as_ref().filter(|open| open.activity == activity).map(|o| o.session);
        let suspended = match session {
            Some(Session::Running) => data.exit() == ExitMode::Suspend,
            Some(Session::NotInitialized) => false,
            Some(Session::Terminated) | None => state.suspended,
        };
        let mut reported = data.reported(&state.said, self.behaviour().scale_raw_score);
        reported.suspended = ending && suspended;
        reported.experienced = u64::try_from(state.tracked / PER_CENTISECOND).unwrap_or(0);
        reported
    }
}

/// One objective of `cmi.objectives`. Values go the way of content's own, so that the data model stays in charge.
fn initialise(data: &mut RunData, name: &str, status: &ObjectiveStatus, declared: Option<&Objective>) {
    let count = data.get("cmi.objectives._count").ok().and_then(|n| n.parse().ok()).unwrap_or(0usize);
    let place = |index: usize| ["cmi.objectives.", &index.to_string(), "."].concat();
    let found =
        (0..count).find(|index| data.get(&[&place(*index), "id"].concat()).is_ok_and(|id| id == name));
    let prefix = place(found.unwrap_or(count));
    if found.is_none() && data.set(&[&prefix, "id"].concat(), name).is_err() {
        return;
    }
    let mut put = |leaf: &str, value: &str| {
        // The data model refuses only what the standard does not know there; then there is nothing to begin with.
        let _ = data.set(&[&prefix, leaf].concat(), value);
    };
    let reads = |map: fn(&sequencing::definition::ObjectiveMap) -> bool| {
        declared.is_some_and(|objective| objective.maps.iter().any(map))
    };
    match status.satisfied {
        Some(true) => put("success_status", "passed"),
        Some(false) => put("success_status", "failed"),
        None if reads(|map| map.read_satisfied_status) => put("success_status", "unknown"),
        None => {}
    }
    match status.completed {
        Some(true) => put("completion_status", "completed"),
        Some(false) => put("completion_status", "incomplete"),
        None if reads(|map| map.read_completion_status) => put("completion_status", "unknown"),
        None => {}
    }
    let numbers = [
        ("score.scaled", status.measure),
        ("score.raw", status.score_raw),
        ("score.min", status.score_min),
        ("score.max", status.score_max),
        ("progress_measure", status.progress),
    ];
    for (leaf, value) in numbers {
        if let Some(value) = value {
            put(leaf, &value.to_string());
        }
    }
}
