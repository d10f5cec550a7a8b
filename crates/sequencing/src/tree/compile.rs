//! Definitions with every name resolved to an index, so that no process compares text.

use super::name::canonical;
use super::{Activity, ActivityId, CompletionThreshold, NoTree, Tree};
use crate::definition::{
    Combination, ConstrainedChoice, ControlMode, DeliveryControls, ExitAction, HiddenControl, Objective,
    ObjectiveMap, PostConditionAction, PreConditionAction, Randomization, RollupConsiderations,
    RollupControls, RollupRule, RuleConditionKind, SequencingDefinition, SequencingRule,
};
use crate::edition::Edition;

/// One activity of the tree.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Node {
    pub(crate) identifier: String,
    pub(crate) parent: Option<ActivityId>,
    pub(crate) children: Vec<ActivityId>,
    /// Children with a rule that may stop forward traversal.
    pub(crate) stopping_children: Vec<ActivityId>,
    /// First activity in preorder that is not below this one.
    pub(crate) end: u32,
    pub(crate) depth: u32,
    pub(crate) deliverable: bool,
    pub(crate) visible: bool,
    /// Index of the primary objective among all of the tree; the others follow.
    pub(crate) first_objective: u32,
    pub(crate) objectives: Vec<CompiledObjective>,
    pub(crate) control_mode: ControlMode,
    pub(crate) pre_condition_rules: Vec<CompiledRule<PreConditionAction>>,
    pub(crate) post_condition_rules: Vec<CompiledRule<PostConditionAction>>,
    pub(crate) exit_rules: Vec<CompiledRule<ExitAction>>,
    pub(crate) attempt_limit: Option<u32>,
    pub(crate) time_limit: Option<u64>,
    pub(crate) rollup_rules: Vec<RollupRule>,
    pub(crate) rollup_controls: RollupControls,
    pub(crate) rollup_considerations: RollupConsiderations,
    pub(crate) randomization: Randomization,
    pub(crate) delivery_controls: DeliveryControls,
    pub(crate) constrained_choice: ConstrainedChoice,
    pub(crate) completion_threshold: CompletionThreshold,
    pub(crate) hidden_controls: Vec<HiddenControl>,
}

/// What walks over the whole tree ask of each activity: apart from the rest, so that they stay within the
/// processor's cache.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Outline {
    pub(crate) parent: Option<ActivityId>,
    pub(crate) depth: u32,
    pub(crate) is_leaf: bool,
    pub(crate) deliverable: bool,
    pub(crate) visible: bool,
    pub(crate) choice: bool,
    pub(crate) flow: bool,
    pub(crate) forward_only: bool,
    pub(crate) prevents_activation: bool,
    /// It has pre-condition rules or a limit.
    pub(crate) has_rules: bool,
}

impl Outline {
    fn of(node: &Node) -> Self {
        Self {
            parent: node.parent,
            depth: node.depth,
            is_leaf: node.children.is_empty(),
            deliverable: node.deliverable,
            visible: node.visible,
            choice: node.control_mode.choice,
            flow: node.control_mode.flow,
            forward_only: node.control_mode.forward_only,
            prevents_activation: node.constrained_choice.prevent_activation,
            has_rules: !node.pre_condition_rules.is_empty() || node.attempt_limit.is_some(),
        }
    }
}

/// One objective of an activity.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct CompiledObjective {
    pub(crate) id: Option<String>,
    pub(crate) satisfied_by_measure: bool,
    pub(crate) min_normalized_measure: f64,
    pub(crate) maps: Vec<MapTarget>,
}

/// One map with its shared objective.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct MapTarget {
    pub(crate) global: u32,
    pub(crate) map: ObjectiveMap,
}

/// One condition; `objective` counts within the activity, `None` where the named one does not exist.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct CompiledCondition {
    pub(crate) kind: RuleConditionKind,
    pub(crate) not: bool,
    pub(crate) objective: Option<u32>,
    pub(crate) threshold: f64,
}

/// One sequencing rule.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct CompiledRule<A> {
    pub(crate) combination: Combination,
    pub(crate) conditions: Vec<CompiledCondition>,
    pub(crate) action: A,
}

pub(super) fn compile(edition: Edition, activities: &[Activity<'_>]) -> Result<Tree, NoTree> {
    if activities.is_empty() {
        return Err(NoTree::Empty);
    }
    let globals = global_names(activities);
    let mut nodes: Vec<Node> = Vec::with_capacity(activities.len());
    let mut open: Vec<ActivityId> = Vec::new();
    let mut objective_count: u32 = 0;
    for (index, activity) in activities.iter().enumerate() {
        let id = ActivityId(u32::try_from(index).ok().filter(|i| *i < u32::MAX / 2).ok_or(NoTree::TooLarge)?);
        let parent = match activity.parent {
            None if index == 0 => None,
            Some(parent) => {
                // Preorder: the parent is the activity before, or one above it.
                while open.last().is_some_and(|last| last.index() != parent) {
                    close(&mut nodes, open.pop(), id);
                }
                Some(*open.last().ok_or(NoTree::NotInPreorder { index })?)
            }
            None => return Err(NoTree::NotInPreorder { index }),
        };
        let node = node(activity, parent, nodes_depth(&nodes, parent), objective_count, &globals, edition);
        let objectives = u32::try_from(node.objectives.len()).map_err(|_| NoTree::TooLarge)?;
        objective_count =
            objective_count.checked_add(objectives).filter(|n| *n < u32::MAX / 2).ok_or(NoTree::TooLarge)?;
        if let Some(parent) = parent {
            let stops = |rule: &CompiledRule<_>| rule.action == PreConditionAction::StopForwardTraversal;
            if node.pre_condition_rules.iter().any(stops) {
                nodes[parent.index()].stopping_children.push(id);
            }
            nodes[parent.index()].children.push(id);
        }
        nodes.push(node);
        open.push(id);
    }
    let end = ActivityId(u32::try_from(nodes.len()).map_err(|_| NoTree::TooLarge)?);
    while let Some(last) = open.pop() {
        close(&mut nodes, Some(last), end);
    }
    let mut identifiers: Vec<_> =
        activities.iter().zip(0..).map(|(a, index)| (a.identifier.to_owned(), ActivityId(index))).collect();
    identifiers.sort();
    identifiers.dedup_by(|later, first| later.0 == first.0);
    let readers = readers(&nodes, globals.len());
    let rule_readers = rule_readers(&nodes, globals.len());
    let outline = nodes.iter().map(Outline::of).collect();
    Ok(Tree { edition, nodes, outline, globals, readers, rule_readers, identifiers, objective_count })
}

fn close(nodes: &mut [Node], activity: Option<ActivityId>, end: ActivityId) {
    if let Some(activity) = activity {
        nodes[activity.index()].end = end.0;
    }
}

fn nodes_depth(nodes: &[Node], parent: Option<ActivityId>) -> u32 {
    parent.map_or(0, |parent| nodes[parent.index()].depth + 1)
}

fn objectives(definition: &SequencingDefinition) -> impl Iterator<Item = &Objective> {
    std::iter::once(&definition.primary_objective).chain(&definition.objectives)
}

fn global_names(activities: &[Activity<'_>]) -> Vec<String> {
    let all = activities.iter().flat_map(|a| objectives(a.sequencing)).flat_map(|o| &o.maps);
    let mut names: Vec<String> = all.map(|map| canonical(&map.target).into_owned()).collect();
    names.sort();
    names.dedup();
    names
}

fn readers(nodes: &[Node], globals: usize) -> Vec<Vec<ActivityId>> {
    let mut readers = vec![Vec::new(); globals];
    for (node, index) in nodes.iter().zip(0..) {
        let maps = node.objectives.first().map_or(&[][..], |primary| &primary.maps);
        for target in maps {
            if reads(&target.map) && readers[target.global as usize].last() != Some(&ActivityId(index)) {
                readers[target.global as usize].push(ActivityId(index));
            }
        }
    }
    readers
}

fn rule_readers(nodes: &[Node], globals: usize) -> Vec<Vec<ActivityId>> {
    let mut readers = vec![Vec::new(); globals];
    for (node, index) in nodes.iter().zip(0..).filter(|(node, _)| !node.pre_condition_rules.is_empty()) {
        for target in node.objectives.iter().flat_map(|o| &o.maps).filter(|target| reads(&target.map)) {
            if readers[target.global as usize].last() != Some(&ActivityId(index)) {
                readers[target.global as usize].push(ActivityId(index));
            }
        }
    }
    readers
}

/// Whether anything that rules and rollup ask is read.
fn reads(map: &ObjectiveMap) -> bool {
    map.read_satisfied_status
        || map.read_normalized_measure
        || map.read_completion_status
        || map.read_progress_measure
}

fn node(
    activity: &Activity<'_>,
    parent: Option<ActivityId>,
    depth: u32,
    first_objective: u32,
    globals: &[String],
    edition: Edition,
) -> Node {
    let definition = activity.sequencing;
    let objectives: Vec<_> = objectives(definition)
        .map(|objective| CompiledObjective {
            id: objective.id.clone(),
            satisfied_by_measure: objective.satisfied_by_measure,
            min_normalized_measure: objective.min_normalized_measure,
            maps: maps(objective, globals, edition),
        })
        .collect();
    let completion_threshold = match edition {
        Edition::Fourth => activity.completion_threshold,
        // Completion by measure came with the 4th Edition.
        Edition::Second | Edition::Third => CompletionThreshold::default(),
    };
    Node {
        identifier: activity.identifier.to_owned(),
        parent,
        children: Vec::new(),
        stopping_children: Vec::new(),
        end: 0,
        depth,
        deliverable: activity.deliverable,
        visible: activity.visible,
        first_objective,
        control_mode: definition.control_mode,
        pre_condition_rules: rules(&definition.pre_condition_rules, &objectives, edition),
        post_condition_rules: rules(&definition.post_condition_rules, &objectives, edition),
        exit_rules: rules(&definition.exit_rules, &objectives, edition),
        attempt_limit: definition.limit_conditions.attempt_limit,
        time_limit: activity.time_limit,
        rollup_rules: definition.rollup_rules.iter().map(rollup_rule).collect(),
        rollup_controls: definition.rollup_controls,
        rollup_considerations: definition.rollup_considerations,
        randomization: definition.randomization,
        delivery_controls: definition.delivery_controls,
        constrained_choice: definition.constrained_choice,
        completion_threshold,
        hidden_controls: definition.hide_lms_ui.iter().copied().collect(),
        objectives,
    }
}

fn maps(objective: &Objective, globals: &[String], edition: Edition) -> Vec<MapTarget> {
    let targets = objective.maps.iter().filter_map(|map| {
        let global = globals.binary_search_by(|name| name.as_str().cmp(&canonical(&map.target))).ok()?;
        let mut map = map.clone();
        if edition < Edition::Fourth {
            // Only satisfied status and measure were shared before.
            map = ObjectiveMap {
                target: map.target,
                read_satisfied_status: map.read_satisfied_status,
                write_satisfied_status: map.write_satisfied_status,
                read_normalized_measure: map.read_normalized_measure,
                write_normalized_measure: map.write_normalized_measure,
                ..ObjectiveMap::default()
            };
        }
        Some(MapTarget { global: u32::try_from(global).ok()?, map })
    });
    targets.collect()
}

fn rules<A: Copy>(
    rules: &[SequencingRule<A>],
    objectives: &[CompiledObjective],
    edition: Edition,
) -> Vec<CompiledRule<A>> {
    let find = |name: &str| {
        let name = canonical(name);
        objectives.iter().position(|o| o.id.as_deref().is_some_and(|id| canonical(id) == name))
    };
    let compile = |rule: &SequencingRule<A>| CompiledRule {
        combination: rule.combination,
        conditions: rule
            .conditions
            .iter()
            .map(|condition| CompiledCondition {
                kind: condition.condition,
                not: condition.not,
                objective: match &condition.referenced_objective {
                    None => Some(0),
                    Some(_) if edition < Edition::Fourth && asks_for_progress(condition.condition) => Some(0),
                    Some(name) => find(name).and_then(|index| u32::try_from(index).ok()),
                },
                threshold: condition.measure_threshold,
            })
            .collect(),
        action: rule.action,
    };
    rules.iter().map(compile).collect()
}

/// Each condition once: a rule is asked of every child.
fn rollup_rule(rule: &RollupRule) -> RollupRule {
    let mut conditions = Vec::new();
    for condition in &rule.conditions {
        if !conditions.contains(condition) {
            conditions.push(*condition);
        }
    }
    RollupRule { conditions, ..rule.clone() }
}

/// Objectives have a completion of their own from the 4th Edition on; before, such a condition means the activity.
fn asks_for_progress(condition: RuleConditionKind) -> bool {
    matches!(condition, RuleConditionKind::Completed | RuleConditionKind::ActivityProgressKnown)
}
