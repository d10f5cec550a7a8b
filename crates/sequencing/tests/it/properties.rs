//! Random trees, random requests.

use proptest::prelude::*;
use sequencing::definition::{
    ChildActivitySet, Combination, ExitAction, Objective, ObjectiveMap, PostConditionAction,
    PreConditionAction, Required, RollupAction, RollupCondition, RollupRule, RuleCondition,
    RuleConditionKind, SequencingDefinition, SequencingRule, Timing,
};
use sequencing::{
    Activity, ActivityId, CompletionThreshold, Edition, NavigationRequest, Outcome, Reported,
    ReportedObjective, Sequencer, Tree, TreeState,
};

const KINDS: [RuleConditionKind; 9] = [
    RuleConditionKind::Satisfied,
    RuleConditionKind::ObjectiveStatusKnown,
    RuleConditionKind::ObjectiveMeasureKnown,
    RuleConditionKind::ObjectiveMeasureGreaterThan,
    RuleConditionKind::Completed,
    RuleConditionKind::ActivityProgressKnown,
    RuleConditionKind::Attempted,
    RuleConditionKind::AttemptLimitExceeded,
    RuleConditionKind::Always,
];

/// Draws from a list of random numbers, so that shrinking the list shrinks the course.
struct Dice<'a>(std::slice::Iter<'a, u8>);

impl Dice<'_> {
    fn roll(&mut self, sides: u8) -> u8 {
        self.0.next().copied().unwrap_or(0) % sides
    }

    fn rarely(&mut self) -> bool {
        self.roll(6) == 5
    }

    fn pick<T: Copy>(&mut self, list: &[T]) -> T {
        list[usize::from(self.roll(u8::try_from(list.len()).unwrap()))]
    }

    fn rule<A: Copy>(&mut self, actions: &[A]) -> Vec<SequencingRule<A>> {
        if !self.rarely() {
            return Vec::new();
        }
        let condition = RuleCondition {
            condition: self.pick(&KINDS),
            not: self.rarely(),
            referenced_objective: self.rarely().then(|| "other".to_owned()),
            measure_threshold: 0.5,
        };
        vec![SequencingRule {
            combination: self.pick(&[Combination::All, Combination::Any]),
            conditions: vec![condition],
            action: self.pick(actions),
        }]
    }

    fn map(&mut self) -> ObjectiveMap {
        ObjectiveMap {
            target: self.pick(&["g", "h"]).to_owned(),
            read_satisfied_status: !self.rarely(),
            read_normalized_measure: !self.rarely(),
            write_satisfied_status: self.rarely(),
            write_normalized_measure: self.rarely(),
            read_completion_status: self.rarely(),
            write_completion_status: self.rarely(),
            ..ObjectiveMap::default()
        }
    }

    fn definition(&mut self) -> SequencingDefinition {
        let mut seq = SequencingDefinition::default();
        seq.control_mode.flow = !self.rarely();
        seq.control_mode.choice = !self.rarely();
        seq.control_mode.choice_exit = !self.rarely();
        seq.control_mode.forward_only = self.rarely();
        seq.control_mode.use_current_attempt_progress_info = !self.rarely();
        seq.constrained_choice.constrain_choice = self.rarely();
        seq.constrained_choice.prevent_activation = self.rarely();
        seq.delivery_controls.tracked = !self.rarely();
        if self.rarely() {
            seq.limit_conditions.attempt_limit = Some(1);
        }
        seq.pre_condition_rules = self.rule(&[
            PreConditionAction::Skip,
            PreConditionAction::Disabled,
            PreConditionAction::HiddenFromChoice,
            PreConditionAction::StopForwardTraversal,
        ]);
        seq.post_condition_rules = self.rule(&[
            PostConditionAction::ExitParent,
            PostConditionAction::ExitAll,
            PostConditionAction::Retry,
            PostConditionAction::RetryAll,
            PostConditionAction::Continue,
            PostConditionAction::Previous,
        ]);
        seq.exit_rules = self.rule(&[ExitAction::Exit]);
        if self.rarely() {
            seq.rollup_rules = vec![RollupRule {
                child_activity_set: self.pick(&[
                    ChildActivitySet::All,
                    ChildActivitySet::Any,
                    ChildActivitySet::None,
                    ChildActivitySet::AtLeastCount(1),
                    ChildActivitySet::AtLeastPercent(0.5),
                ]),
                combination: Combination::Any,
                conditions: vec![RollupCondition { condition: self.pick(&KINDS[..7]), not: self.rarely() }],
                action: self.pick(&[
                    RollupAction::Satisfied,
                    RollupAction::NotSatisfied,
                    RollupAction::Completed,
                    RollupAction::Incomplete,
                ]),
            }];
        }
        if self.rarely() {
            seq.rollup_considerations.required_for_satisfied =
                self.pick(&[Required::IfAttempted, Required::IfNotSkipped, Required::IfNotSuspended]);
        }
        seq.primary_objective.satisfied_by_measure = self.rarely();
        seq.primary_objective.min_normalized_measure = 0.5;
        if self.rarely() {
            let map = self.map();
            seq.primary_objective.maps.push(map);
        }
        if self.rarely() {
            let maps = vec![self.map()];
            seq.objectives.push(Objective { id: Some("other".into()), maps, ..Objective::default() });
        }
        if self.rarely() {
            seq.randomization.selection_timing = self.pick(&[Timing::Once, Timing::OnEachNewAttempt]);
            seq.randomization.randomization_timing = seq.randomization.selection_timing;
            seq.randomization.select_count = Some(u32::from(self.roll(3)));
            seq.randomization.reorder_children = self.rarely();
        }
        seq
    }
}

fn tree(bytes: &[u8], edition: Edition) -> Tree {
    let mut dice = Dice(bytes.iter());
    let size = 2 + usize::from(dice.roll(20));
    let mut parents = vec![None];
    let mut definitions = vec![dice.definition()];
    let mut thresholds = vec![CompletionThreshold::default()];
    let mut path = vec![0];
    for index in 1..size {
        let keep = 1 + usize::from(dice.roll(4)) % path.len();
        // Mostly near the end, so that trees get deep as well as wide.
        path.truncate(path.len().max(keep) + 1 - keep.min(path.len()));
        parents.push(path.last().copied().or(Some(0)));
        if path.is_empty() {
            path.push(0);
        }
        path.push(index);
        definitions.push(dice.definition());
        let by_measure = dice.rarely();
        thresholds.push(CompletionThreshold {
            completed_by_measure: by_measure,
            min_progress_measure: 0.5,
            progress_weight: 1.0,
        });
    }
    let names: Vec<String> = (0..size).map(|index| index.to_string()).collect();
    let activities: Vec<_> = (0..size)
        .map(|index| Activity {
            identifier: &names[index],
            parent: parents[index],
            deliverable: true,
            visible: true,
            sequencing: &definitions[index],
            completion_threshold: thresholds[index],
            time_limit: None,
        })
        .collect();
    Tree::new(edition, &activities).unwrap()
}

fn request(tree: &Tree, verb: u8, target: u8) -> NavigationRequest {
    let target = ActivityId(u32::from(target) % u32::try_from(tree.len()).unwrap());
    match verb % 14 {
        0 => NavigationRequest::Start,
        1 => NavigationRequest::ResumeAll,
        2..=4 => NavigationRequest::Continue,
        5 => NavigationRequest::Previous,
        6..=8 => NavigationRequest::Choice(target),
        9 => NavigationRequest::Jump(target),
        10 => NavigationRequest::Exit,
        11 => NavigationRequest::SuspendAll,
        12 => NavigationRequest::Abandon,
        _ => {
            if target.0.is_multiple_of(2) {
                NavigationRequest::ExitAll
            } else {
                NavigationRequest::AbandonAll
            }
        }
    }
}

fn reported(says: u8) -> Reported {
    let tri = |bits: u8| [None, Some(None), Some(Some(true)), Some(Some(false))][usize::from(bits & 3)];
    let primary = ReportedObjective {
        satisfied: tri(says),
        completed: tri(says >> 2),
        measure: (says & 16 != 0).then_some(f64::from(says) / 255.0),
        progress: (says & 32 != 0).then_some(f64::from(says) / 255.0),
        ..ReportedObjective::default()
    };
    Reported { primary, suspended: says & 192 == 192, ..Reported::default() }
}

fn edition(number: u8) -> Edition {
    [Edition::Second, Edition::Third, Edition::Fourth, Edition::Fourth][usize::from(number & 3)]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Never a panic, never a hang; the look ahead is exact and changes nothing; the table of contents agrees with
    /// single questions; what is open is a leaf whose whole path is active; states survive their encoding.
    #[test]
    fn any_requests_on_any_tree(
        bytes in proptest::collection::vec(any::<u8>(), 0..900),
        requests in proptest::collection::vec((any::<u8>(), any::<u8>(), any::<u8>()), 1..25),
        number in any::<u8>(),
    ) {
        let tree = tree(&bytes, edition(number));
        let mut state = TreeState::new(&tree, u64::from(number));
        for (verb, target, says) in requests {
            let request = request(&tree, verb, target);
            let reported = reported(says);
            let before = state.clone();
            let mut sequencer = Sequencer::new(&tree, &mut state);
            let toc = sequencer.table_of_contents(Some(&reported));
            let valid = sequencer.valid_after(Some(&reported), request);
            for entry in toc.offered() {
                let single = sequencer.valid_after(Some(&reported), NavigationRequest::Choice(entry.activity));
                prop_assert_eq!(entry.enabled, single, "choice of {:?}", entry.activity);
            }
            for (said, request) in [
                (toc.continue_, NavigationRequest::Continue),
                (toc.previous, NavigationRequest::Previous),
                (toc.exit, NavigationRequest::Exit),
                (toc.abandon, NavigationRequest::Abandon),
            ] {
                prop_assert_eq!(said, sequencer.valid_after(Some(&reported), request), "{:?}", request);
            }
            // What is remembered from one table to the next changes nothing: a copy that was read anew remembers nothing.
            let mut bytes = Vec::new();
            before.encode(&tree, &mut bytes);
            let mut fresh = TreeState::decode(&tree, &mut bytes.as_slice()).unwrap();
            prop_assert_eq!(&toc, &Sequencer::new(&tree, &mut fresh).table_of_contents(Some(&reported)));
            prop_assert_eq!(&state, &before);
            let known = |activity| {
                let primary = before.status(&tree, activity).primary;
                (primary.completed, primary.satisfied)
            };
            let standings: Vec<_> = tree.activities().map(known).collect();
            prop_assert_eq!(state.standings(&tree).collect::<Vec<_>>(), standings);
            let outcome = Sequencer::new(&tree, &mut state).request_with(&reported, request);
            let carried_out = matches!(outcome, Outcome::Deliver(_) | Outcome::Ended | Outcome::Choosing(None));
            prop_assert_eq!(valid, carried_out, "{:?} led to {:?}", request, outcome);
            if let Outcome::Deliver(activity) = outcome {
                prop_assert!(tree.is_leaf(activity));
                prop_assert_eq!(state.current(), Some(activity));
                let mut at = Some(activity);
                while let Some(activity) = at {
                    prop_assert!(state.is_active(activity));
                    at = tree.parent(activity);
                }
            }
            let mut encoded = Vec::new();
            state.encode(&tree, &mut encoded);
            let mut rest = encoded.as_slice();
            prop_assert_eq!(TreeState::decode(&tree, &mut rest), Ok(state.clone()));
            prop_assert!(rest.is_empty());
        }
    }

    /// Suspending and resuming everything leaves the learner where going on would have.
    #[test]
    fn suspend_and_resume_equals_not_suspending(
        bytes in proptest::collection::vec(any::<u8>(), 0..900),
        requests in proptest::collection::vec((2u8..10, any::<u8>(), any::<u8>()), 1..15),
        at in 0usize..15,
    ) {
        let tree = tree(&bytes, Edition::Fourth);
        let mut straight = TreeState::new(&tree, 5);
        let mut halted = straight.clone();
        for state in [&mut straight, &mut halted] {
            Sequencer::new(&tree, state).request(NavigationRequest::Start);
        }
        for (index, (verb, target, says)) in requests.into_iter().enumerate() {
            if index == at && halted.current().is_some_and(|c| tree.is_leaf(c) && halted.is_active(c)) {
                let open = halted.current().unwrap();
                // TB.2.3 rolls up when it suspends, as a commit does; a status that rules gave stays until others do.
                Sequencer::new(&tree, &mut straight).roll_up_from(open);
                let mut sequencer = Sequencer::new(&tree, &mut halted);
                prop_assert_eq!(sequencer.request(NavigationRequest::SuspendAll), Outcome::Ended);
                // A disabled or exhausted path may bar the way back; then there is nothing to compare.
                if sequencer.request(NavigationRequest::ResumeAll) != Outcome::Deliver(open) {
                    return Ok(());
                }
            }
            let (request, reported) = (request(&tree, verb, target), reported(says & 0x3f));
            let outcomes = [&mut straight, &mut halted]
                .map(|state| Sequencer::new(&tree, state).request_with(&reported, request));
            prop_assert_eq!(outcomes[0], outcomes[1]);
        }
    }

    /// Bytes that are no state are refused.
    #[test]
    fn any_bytes_are_decoded_or_refused(
        shape in proptest::collection::vec(any::<u8>(), 0..200),
        bytes in proptest::collection::vec(any::<u8>(), 0..200),
        cut in any::<proptest::sample::Index>(),
        flip in any::<u8>(),
    ) {
        let tree = tree(&shape, Edition::Fourth);
        let _ = TreeState::decode(&tree, &mut bytes.as_slice());
        let mut good = Vec::new();
        TreeState::new(&tree, 9).encode(&tree, &mut good);
        let at = cut.index(good.len());
        prop_assert!(TreeState::decode(&tree, &mut &good[..at]).is_err());
        good[at] ^= flip;
        let _ = TreeState::decode(&tree, &mut good.as_slice());
    }
}
