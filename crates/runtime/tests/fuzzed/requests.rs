//! A course and what is done in it, both drawn from any bytes: rules that contradict each other, cycles of shared
//! objectives, retries without end. What the controls promise must happen, and a replay must lead to the same state.

use std::sync::Arc;

use runtime::{
    Activity, Attempt, Behaviour, DataMap, Definition, Edition, Entry, EntryKind, LaunchData, Learner, Mode,
    Pins, Request, Resource, ResourceKind, Timestamp,
};
use sequencing::definition::{
    ChildActivitySet, Combination, ExitAction, HiddenControl, Objective, ObjectiveMap, PostConditionAction,
    PreConditionAction, Required, RollupAction, RollupCondition, RollupRule, RuleCondition,
    RuleConditionKind, SequencingDefinition, SequencingRule, Timing,
};

/// A course has at most so many activities below its root, and a story so many steps.
const ACTIVITIES: u8 = 24;
const STEPS: usize = 200;

const KINDS: [RuleConditionKind; 12] = [
    RuleConditionKind::Satisfied,
    RuleConditionKind::ObjectiveStatusKnown,
    RuleConditionKind::ObjectiveMeasureKnown,
    RuleConditionKind::ObjectiveMeasureGreaterThan,
    RuleConditionKind::ObjectiveMeasureLessThan,
    RuleConditionKind::Completed,
    RuleConditionKind::ActivityProgressKnown,
    RuleConditionKind::Attempted,
    RuleConditionKind::AttemptLimitExceeded,
    RuleConditionKind::TimeLimitExceeded,
    RuleConditionKind::OutsideAvailableTimeRange,
    RuleConditionKind::Always,
];
const NAMES: [&str; 3] = ["x", "y", "z"];

pub(crate) fn run(bytes: &[u8]) {
    let (definition, rest) = drawn(bytes);
    let mut dice = Dice(rest.iter());
    let definition = Arc::new(definition);
    let mut story =
        Story { attempt: Attempt::new(Arc::clone(&definition)), journal: Vec::new(), now: 0, launches: 0 };
    story.launch();
    story.go(Request::Start);
    for _ in 0..STEPS {
        if dice.0.len() == 0 {
            break;
        }
        story.step(&mut dice);
    }
    story.check(definition);
}

/// A course drawn from the front of the bytes, and what is left of them.
pub(crate) fn drawn(bytes: &[u8]) -> (Definition, &[u8]) {
    let mut dice = Dice(bytes.iter());
    let definition = course(&mut dice);
    (definition, dice.0.as_slice())
}

/// Draws; where the bytes are used up, the first of everything.
struct Dice<'a>(std::slice::Iter<'a, u8>);

impl Dice<'_> {
    fn roll(&mut self, sides: u8) -> u8 {
        self.0.next().copied().unwrap_or(0) % sides
    }

    fn rarely(&mut self) -> bool {
        self.roll(5) == 4
    }

    fn pick<T: Clone>(&mut self, list: &[T]) -> T {
        let sides = u8::try_from(list.len()).unwrap_or(u8::MAX);
        list[usize::from(self.roll(sides))].clone()
    }

    /// -1 to 1.
    fn measure(&mut self) -> f64 {
        f64::from(self.roll(9)) / 4.0 - 1.0
    }

    fn rules<A: Clone>(&mut self, actions: &[A]) -> Vec<SequencingRule<A>> {
        let count = self.roll(5).saturating_sub(2);
        (0..count)
            .map(|_| SequencingRule {
                combination: self.pick(&[Combination::All, Combination::Any]),
                conditions: (0..self.roll(3))
                    .map(|_| RuleCondition {
                        condition: self.pick(&KINDS),
                        not: self.rarely(),
                        referenced_objective: self.rarely().then(|| self.pick(&["x", "nobody"]).to_owned()),
                        measure_threshold: self.measure(),
                    })
                    .collect(),
                action: self.pick(actions),
            })
            .collect()
    }

    fn rollup_rules(&mut self) -> Vec<RollupRule> {
        let count = self.roll(5).saturating_sub(2);
        let sets = [
            ChildActivitySet::All,
            ChildActivitySet::Any,
            ChildActivitySet::None,
            ChildActivitySet::AtLeastCount(0),
            ChildActivitySet::AtLeastCount(2),
            ChildActivitySet::AtLeastPercent(0.0),
            ChildActivitySet::AtLeastPercent(0.5),
        ];
        let actions = [
            RollupAction::Satisfied,
            RollupAction::NotSatisfied,
            RollupAction::Completed,
            RollupAction::Incomplete,
        ];
        (0..count)
            .map(|_| RollupRule {
                child_activity_set: self.pick(&sets),
                combination: self.pick(&[Combination::Any, Combination::All]),
                conditions: (0..self.roll(3))
                    .map(|_| RollupCondition { condition: self.pick(&KINDS), not: self.rarely() })
                    .collect(),
                action: self.pick(&actions),
            })
            .collect()
    }

    fn objective(&mut self, id: Option<&str>) -> Objective {
        let maps = (0..self.roll(3)).map(|_| ObjectiveMap {
            target: self.pick(&NAMES).to_owned(),
            read_satisfied_status: self.rarely(),
            write_satisfied_status: self.rarely(),
            read_normalized_measure: self.rarely(),
            write_normalized_measure: self.rarely(),
            read_raw_score: self.rarely(),
            write_raw_score: self.rarely(),
            read_completion_status: self.rarely(),
            write_completion_status: self.rarely(),
            read_progress_measure: self.rarely(),
            write_progress_measure: self.rarely(),
            ..ObjectiveMap::default()
        });
        Objective {
            id: id.map(str::to_owned),
            maps: maps.collect(),
            satisfied_by_measure: self.rarely(),
            min_normalized_measure: self.measure(),
        }
    }

    fn sequencing(&mut self) -> SequencingDefinition {
        let mut seq = SequencingDefinition::default();
        let mode = &mut seq.control_mode;
        (mode.flow, mode.choice) = (!self.rarely(), !self.rarely());
        (mode.choice_exit, mode.forward_only) = (!self.rarely(), self.rarely());
        mode.use_current_attempt_objective_info = !self.rarely();
        mode.use_current_attempt_progress_info = !self.rarely();
        seq.constrained_choice.constrain_choice = self.rarely();
        seq.constrained_choice.prevent_activation = self.rarely();
        seq.delivery_controls.tracked = !self.rarely();
        seq.delivery_controls.completion_set_by_content = self.rarely();
        seq.delivery_controls.objective_set_by_content = self.rarely();
        seq.limit_conditions.attempt_limit = self.rarely().then(|| u32::from(self.roll(3)));
        seq.pre_condition_rules = self.rules(&[
            PreConditionAction::Skip,
            PreConditionAction::Disabled,
            PreConditionAction::HiddenFromChoice,
            PreConditionAction::StopForwardTraversal,
        ]);
        seq.post_condition_rules = self.rules(&[
            PostConditionAction::ExitParent,
            PostConditionAction::ExitAll,
            PostConditionAction::Retry,
            PostConditionAction::RetryAll,
            PostConditionAction::Continue,
            PostConditionAction::Previous,
        ]);
        seq.exit_rules = self.rules(&[ExitAction::Exit]);
        seq.rollup_rules = self.rollup_rules();
        seq.rollup_controls.objective_satisfied = !self.rarely();
        seq.rollup_controls.progress_completion = !self.rarely();
        seq.rollup_controls.objective_measure_weight = f64::from(self.roll(3)) / 2.0;
        if self.rarely() {
            let all = [Required::IfAttempted, Required::IfNotSkipped, Required::IfNotSuspended];
            seq.rollup_considerations.required_for_satisfied = self.pick(&all);
            seq.rollup_considerations.required_for_not_satisfied = self.pick(&all);
            seq.rollup_considerations.required_for_completed = self.pick(&all);
            seq.rollup_considerations.required_for_incomplete = self.pick(&all);
            seq.rollup_considerations.measure_satisfaction_if_active = self.rarely();
        }
        let named = self.rarely();
        seq.primary_objective = self.objective(named.then_some("own"));
        if self.rarely() {
            seq.objectives.push(self.objective(Some("x")));
        }
        let timings = [Timing::Never, Timing::Once, Timing::OnEachNewAttempt];
        if self.rarely() {
            seq.randomization.selection_timing = self.pick(&timings);
            seq.randomization.select_count = self.rarely().then(|| u32::from(self.roll(4)));
            seq.randomization.randomization_timing = self.pick(&timings);
            seq.randomization.reorder_children = self.rarely();
        }
        if self.rarely() {
            seq.hide_lms_ui.insert(self.pick(&[HiddenControl::Continue, HiddenControl::SuspendAll]));
        }
        seq
    }
}

fn course(dice: &mut Dice<'_>) -> Definition {
    let edition = dice.pick(&[Edition::Scorm2004Ed4, Edition::Scorm2004Ed3, Edition::Scorm2004Ed2]);
    let count = dice.roll(ACTIVITIES) + 1;
    let mut activities: Vec<Activity> = Vec::new();
    for index in 0..=usize::from(count) {
        // Below the activity before, or below one that contains it: that is preorder.
        let above = (index > 0).then(|| {
            let mut at = index - 1;
            for _ in 0..dice.roll(4) {
                at = activities[at].parent.unwrap_or(at);
            }
            at
        });
        let mut launch_data = LaunchData::default();
        launch_data.completion_threshold.completed_by_measure = dice.rarely();
        launch_data.completion_threshold.min_progress_measure = 0.5;
        launch_data.completion_threshold.progress_weight = f64::from(dice.roll(3)) / 2.0;
        activities.push(Activity {
            identifier: format!("i{index}"),
            title: String::new(),
            parent: above,
            children: Vec::new(),
            resource: (!dice.rarely())
                .then(|| Resource { kind: ResourceKind::Sco, href: String::from("a.html") }),
            visible: !dice.rarely(),
            sequencing: dice.sequencing(),
            launch_data,
            prerequisites: None,
            data_maps: vec![DataMap { target_id: String::from("d"), read: true, write: true }],
        });
        if let Some(above) = above {
            activities[above].children.push(index);
        }
    }
    // What holds others opens nothing itself.
    for activity in &mut activities {
        if !activity.children.is_empty() {
            activity.resource = None;
        }
    }
    Definition {
        edition,
        title: String::new(),
        activities,
        objectives_global_to_system: dice.rarely(),
        shared_data_global_to_system: dice.rarely(),
    }
}

struct Story {
    attempt: Attempt,
    journal: Vec<Entry>,
    now: i64,
    launches: u32,
}

impl Story {
    fn step(&mut self, dice: &mut Dice<'_>) {
        let item = |dice: &mut Dice<'_>| format!("i{}", dice.roll(ACTIVITIES + 2));
        match dice.roll(22) {
            0..=2 => self.promised(Request::Continue),
            3 => self.promised(Request::Previous),
            4 | 5 => {
                let target = item(dice);
                self.promised(Request::Choice(target));
            }
            6 => {
                let target = item(dice);
                self.go(Request::Jump(target));
            }
            7 => self.promised(Request::Exit),
            8 => self.go(dice.pick(&[Request::ExitAll, Request::AbandonAll])),
            9 => self.go(dice.pick(&[Request::SuspendAll, Request::ReturnToLms])),
            10 => self.promised(Request::Abandon),
            11..=13 => self.offer(EntryKind::Initialize),
            14 => self.offer(EntryKind::Terminate),
            15 => {
                self.offer(dice.pick(&[EntryKind::Commit, EntryKind::ContentUnloaded, EntryKind::Heartbeat]))
            }
            16..=18 => {
                let (element, value) = dice.pick(&[
                    ("cmi.success_status", "passed"),
                    ("cmi.success_status", "failed"),
                    ("cmi.completion_status", "completed"),
                    ("cmi.completion_status", "incomplete"),
                    ("cmi.completion_status", "unknown"),
                    ("cmi.score.scaled", "0.75"),
                    ("cmi.score.scaled", "-1"),
                    ("cmi.progress_measure", "0.5"),
                    ("cmi.exit", "suspend"),
                    ("cmi.exit", "logout"),
                    ("cmi.objectives.0.success_status", "passed"),
                    ("cmi.objectives.0.id", "x"),
                    ("adl.data.0.store", "s"),
                    ("adl.nav.request", "continue"),
                    ("adl.nav.request", "{target=i1}choice"),
                    ("adl.nav.request", "abandonAll"),
                ]);
                self.offer(EntryKind::SetValue { element: element.into(), value: value.into() });
            }
            19 => {
                use runtime::PendingRequest::{ConfirmExit, ExitCourse, Navigate};
                if let Navigate(request) | ExitCourse(request) | ConfirmExit(request) =
                    self.attempt.pending_request()
                {
                    self.go(request);
                }
            }
            20 => {
                self.launch();
                self.go(Request::Start);
            }
            _ => self.server(EntryKind::Closed),
        }
        if dice.roll(4) == 0 {
            self.look();
        }
    }

    /// What was kept of earlier looks ahead is as good as a new look, and the table of contents as asking for each
    /// activity by itself.
    fn look(&self) {
        let definition = Arc::clone(self.attempt.definition());
        let Ok(fresh) = Attempt::restore(definition, &self.attempt.snapshot()) else {
            unreachable!("a snapshot is read again");
        };
        let toc = self.attempt.table_of_contents();
        for item in toc.iter().filter(|_| fresh.definition().sco_count() > 1) {
            let element = ["adl.nav.request_valid.choice.{target=", &item.id, "}"].concat();
            if let Ok(valid) = fresh.get_value(Timestamp(self.now), &element) {
                assert_eq!(valid == "true", item.line.enabled, "choice of {}", item.id);
            }
        }
        assert_eq!(fresh.view(), self.attempt.view());
        assert_eq!(fresh.table_of_contents(), toc);
    }

    fn launch(&mut self) {
        self.launches += 1;
        let definition = self.attempt.definition();
        self.now += 1_000_000;
        let pins = Pins {
            launch: self.launches.to_string(),
            engine: runtime::ENGINE_VERSION,
            course_version: 1,
            behaviour: Behaviour::defaults(definition.edition, definition.sco_count()),
            learner: Learner {
                id: "l".into(),
                first_name: "f".into(),
                last_name: "n".into(),
                language: None,
            },
            mode: Mode::Normal,
            credit: true,
            global_objectives: Vec::new(),
            shared_data: Vec::new(),
            seed: u64::from(self.launches),
            heartbeat_secs: 60,
        };
        let what = EntryKind::Launched(Box::new(pins));
        let entry = Entry { number: 1, at: Timestamp(self.now), what };
        let refused = self.attempt.apply(&entry).refused;
        assert_eq!(refused, None);
        self.journal.push(entry);
    }

    fn offer(&mut self, what: EntryKind) {
        self.now += 1_000_000;
        let (entry, _) = self.attempt.offer(Timestamp(self.now), what);
        self.journal.extend(entry);
    }

    fn server(&mut self, what: EntryKind) {
        self.now += 1_000_000;
        let entry = Entry { number: self.attempt.applied(), at: Timestamp(self.now), what };
        if self.attempt.apply(&entry).refused.is_none() {
            self.journal.push(entry);
        }
    }

    fn go(&mut self, request: Request) {
        self.offer(EntryKind::Navigate(request));
    }

    /// A request whose control can be used leads somewhere, and one whose control cannot be used does not. Content that
    /// is open finishes while it is removed: that is what the controls count on.
    fn promised(&mut self, request: Request) {
        let view = self.attempt.view();
        let control = match &request {
            Request::Continue => Some((view.controls.continue_.visible, view.controls.continue_.enabled)),
            Request::Previous => Some((view.controls.previous.visible, view.controls.previous.enabled)),
            Request::Exit => Some((view.controls.exit.visible, view.controls.exit.enabled)),
            Request::Abandon => Some((view.controls.abandon.visible, view.controls.abandon.enabled)),
            Request::Choice(target) => {
                let toc = self.attempt.table_of_contents();
                toc.iter().find(|item| item.id == *target).map(|item| (item.line.visible, item.line.enabled))
            }
            _ => None,
        };
        let before = view.state;
        let text = request.to_string();
        self.offer(EntryKind::Terminate);
        self.offer(EntryKind::ContentUnloaded);
        self.go(request);
        if let Some((true, enabled)) = control
            && before != runtime::PlayerState::Ended
        {
            let after = self.attempt.view();
            assert_eq!(after.message.is_none(), enabled, "{text}: {:?}", after.message);
        }
    }

    fn check(self, definition: Arc<Definition>) {
        let bytes = self.attempt.snapshot();
        let restored = Attempt::restore(Arc::clone(&definition), &bytes).map(|again| again.digest());
        assert_eq!(restored, Ok(self.attempt.digest()), "the snapshot brings everything back");
        let mut replayed = Attempt::new(definition);
        for entry in &self.journal {
            assert_eq!(replayed.apply(entry).refused, None, "{entry:?}");
        }
        assert_eq!(replayed.digest(), self.attempt.digest(), "a replay leads to the same state");
        assert_eq!(replayed.results(), self.attempt.results());
    }
}
