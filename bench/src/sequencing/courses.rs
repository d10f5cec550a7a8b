//! Courses of any size: each cluster holds ten activities, and choice and flow are allowed everywhere.

use runtime::{
    Activity, Behaviour, Definition, Edition, LaunchData, Learner, Mode, Pins, Resource, ResourceKind,
};
use sequencing::definition::{
    ChildActivitySet, Combination, ExitAction, Objective, ObjectiveMap, PostConditionAction,
    PreConditionAction, RollupAction, RollupCondition, RollupRule, RuleCondition, RuleConditionKind,
    SequencingDefinition, SequencingRule,
};
use sequencing::{CompletionThreshold, NoTree, Tree};

const BRANCHES: usize = 10;

/// What the activities say of themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Nothing but that choice and flow are allowed.
    Plain,
    /// Every leaf has rules and an objective that it shares with the next leaf; every cluster has rules as well.
    Rules,
    /// As `Rules`, and all leaves read and write one objective: each change concerns every cluster.
    OneObjective,
}

impl Kind {
    pub(crate) const ALL: [Self; 3] = [Self::Plain, Self::Rules, Self::OneObjective];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Rules => "rules",
            Self::OneObjective => "one objective",
        }
    }
}

/// A course of exactly so many activities, the root included.
pub(crate) fn course(size: usize, kind: Kind) -> Definition {
    // Filled row by row, so that all leaves lie equally deep but for one row; then put in preorder.
    let mut activities = Vec::with_capacity(size);
    let mut open = vec![(0, None)];
    let mut leaves = 0;
    while let Some((row, parent)) = open.pop() {
        let index: usize = activities.len();
        let below = row * BRANCHES + 1..(row * BRANCHES + BRANCHES + 1).min(size);
        let is_leaf = below.is_empty();
        open.extend(below.rev().map(|row| (row, Some(index))));
        if let Some(parent) = parent {
            let above: &mut Activity = &mut activities[parent];
            above.children.push(index);
        }
        let sequencing = match (kind, is_leaf) {
            (Kind::Plain, _) => flowing(),
            (_, false) => cluster_with_rules(),
            (_, true) => leaf_with_rules(leaves, kind == Kind::OneObjective),
        };
        leaves += usize::from(is_leaf);
        activities.push(Activity {
            identifier: format!("activity-{index}"),
            title: format!("Activity {index} of a generated course"),
            parent,
            children: Vec::new(),
            resource: is_leaf
                .then(|| Resource { kind: ResourceKind::Sco, href: format!("content/page.html?n={index}") }),
            visible: true,
            sequencing,
            launch_data: LaunchData::default(),
            prerequisites: None,
            data_maps: Vec::new(),
        });
    }
    Definition {
        edition: Edition::Scorm2004Ed4,
        title: format!("{size} activities, {}", kind.name()),
        activities,
        objectives_global_to_system: false,
        shared_data_global_to_system: false,
    }
}

fn flowing() -> SequencingDefinition {
    let mut definition = SequencingDefinition::default();
    definition.control_mode.flow = true;
    definition
}

fn rule<A>(action: A, condition: RuleConditionKind, not: bool, objective: Option<&str>) -> SequencingRule<A> {
    let condition = RuleCondition {
        condition,
        not,
        referenced_objective: objective.map(str::to_owned),
        measure_threshold: -0.9,
    };
    SequencingRule { combination: Combination::All, conditions: vec![condition], action }
}

/// Rules that are asked at every step, and bar nothing in the run of things.
fn cluster_with_rules() -> SequencingDefinition {
    let mut definition = flowing();
    definition.pre_condition_rules =
        vec![rule(PreConditionAction::Disabled, RuleConditionKind::AttemptLimitExceeded, false, None)];
    definition.exit_rules =
        vec![rule(ExitAction::Exit, RuleConditionKind::ObjectiveMeasureLessThan, false, None)];
    definition.rollup_rules = [
        (RollupAction::Satisfied, RuleConditionKind::Satisfied),
        (RollupAction::Completed, RuleConditionKind::Completed),
    ]
    .map(|(action, condition)| RollupRule {
        child_activity_set: ChildActivitySet::AtLeastPercent(0.8),
        combination: Combination::Any,
        conditions: vec![RollupCondition { condition, not: false }],
        action,
    })
    .into();
    definition
}

fn leaf_with_rules(number: usize, one_objective: bool) -> SequencingDefinition {
    let mut definition = flowing();
    definition.pre_condition_rules = vec![
        rule(PreConditionAction::Skip, RuleConditionKind::Satisfied, false, Some("own")),
        rule(PreConditionAction::HiddenFromChoice, RuleConditionKind::Satisfied, true, Some("before")),
        rule(PreConditionAction::Disabled, RuleConditionKind::AttemptLimitExceeded, false, None),
        rule(
            PreConditionAction::StopForwardTraversal,
            RuleConditionKind::ObjectiveMeasureLessThan,
            false,
            Some("own"),
        ),
    ];
    definition.post_condition_rules = vec![rule(
        PostConditionAction::Retry,
        RuleConditionKind::ObjectiveMeasureLessThan,
        false,
        Some("own"),
    )];
    let map = |target: String, write: bool| ObjectiveMap {
        target,
        read_satisfied_status: true,
        read_normalized_measure: true,
        write_satisfied_status: write,
        write_normalized_measure: write,
        ..ObjectiveMap::default()
    };
    let name = |leaf: usize| if one_objective { "all".to_owned() } else { format!("leaf-{leaf}") };
    definition.primary_objective =
        Objective { id: Some("own".into()), maps: vec![map(name(number), true)], ..Objective::default() };
    definition.objectives = vec![Objective {
        id: Some("before".into()),
        maps: vec![map(name(number.saturating_sub(1)), false)],
        ..Objective::default()
    }];
    definition
}

/// The course as `sequencing` alone sees it.
pub(crate) fn tree(definition: &Definition) -> Result<Tree, NoTree> {
    let activities = definition.activities.iter().map(|activity| sequencing::Activity {
        identifier: &activity.identifier,
        parent: activity.parent,
        deliverable: activity.resource.is_some(),
        visible: activity.visible,
        sequencing: &activity.sequencing,
        completion_threshold: CompletionThreshold::default(),
        time_limit: None,
    });
    Tree::new(sequencing::Edition::Fourth, &activities.collect::<Vec<_>>())
}

/// What a launch of the course begins with.
pub(crate) fn pins(definition: &Definition) -> Pins {
    Pins {
        launch: "bench".into(),
        engine: runtime::ENGINE_VERSION,
        course_version: 1,
        behaviour: Behaviour::defaults(definition.edition, definition.sco_count()),
        learner: Learner {
            id: "ada".into(),
            first_name: "Ada".into(),
            last_name: "Lovelace".into(),
            language: None,
        },
        mode: Mode::Normal,
        credit: true,
        global_objectives: Vec::new(),
        shared_data: Vec::new(),
        seed: 7,
        heartbeat_secs: 60,
    }
}
