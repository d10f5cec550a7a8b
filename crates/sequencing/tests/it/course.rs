//! A small vocabulary for trees and for what learners do.

use sequencing::definition::{
    Combination, ObjectiveMap, PostConditionAction, PreConditionAction, RuleCondition, RuleConditionKind,
    SequencingDefinition, SequencingRule,
};
use sequencing::{
    Activity, ActivityId, CompletionThreshold, Edition, NavigationRequest, ObjectiveStatus, Outcome,
    Reported, ReportedObjective, Sequencer, Tree, TreeState,
};

/// One item with what can be said of it.
#[derive(Debug, Clone)]
pub(crate) struct Item {
    pub(crate) id: String,
    pub(crate) depth: usize,
    pub(crate) seq: SequencingDefinition,
    pub(crate) threshold: CompletionThreshold,
    pub(crate) visible: bool,
}

impl Item {
    pub(crate) fn flow(&mut self) -> &mut Self {
        self.seq.control_mode.flow = true;
        self
    }

    pub(crate) fn pre(&mut self, action: PreConditionAction, condition: RuleCondition) -> &mut Self {
        self.seq.pre_condition_rules.push(rule(action, condition));
        self
    }

    pub(crate) fn post(&mut self, action: PostConditionAction, condition: RuleCondition) -> &mut Self {
        self.seq.post_condition_rules.push(rule(action, condition));
        self
    }

    pub(crate) fn exit(&mut self, condition: RuleCondition) -> &mut Self {
        self.seq.exit_rules.push(rule(sequencing::definition::ExitAction::Exit, condition));
        self
    }
}

pub(crate) fn rule<A>(action: A, condition: RuleCondition) -> SequencingRule<A> {
    SequencingRule { combination: Combination::All, conditions: vec![condition], action }
}

pub(crate) fn when(condition: RuleConditionKind) -> RuleCondition {
    RuleCondition { condition, not: false, referenced_objective: None, measure_threshold: 0.0 }
}

pub(crate) fn unless(condition: RuleConditionKind) -> RuleCondition {
    RuleCondition { not: true, ..when(condition) }
}

pub(crate) fn always() -> RuleCondition {
    when(RuleConditionKind::Always)
}

/// A map that reads and writes satisfied status and measure.
pub(crate) fn shared(target: &str) -> ObjectiveMap {
    ObjectiveMap {
        target: target.to_owned(),
        read_satisfied_status: true,
        read_normalized_measure: true,
        write_satisfied_status: true,
        write_normalized_measure: true,
        ..ObjectiveMap::default()
    }
}

pub(crate) fn reading(target: &str) -> ObjectiveMap {
    ObjectiveMap { write_satisfied_status: false, write_normalized_measure: false, ..shared(target) }
}

/// Items in preorder; `depth` says where each hangs.
#[derive(Debug, Clone, Default)]
pub(crate) struct Course(Vec<Item>, Edition);

impl Course {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    pub(crate) fn edition(mut self, edition: Edition) -> Self {
        self.1 = edition;
        self
    }

    pub(crate) fn item(mut self, depth: usize, id: &str) -> Self {
        self.0.push(Item {
            id: id.to_owned(),
            depth,
            seq: SequencingDefinition::default(),
            threshold: CompletionThreshold::default(),
            visible: true,
        });
        self
    }

    /// As [`Self::item`], with something to say of it.
    pub(crate) fn with(self, depth: usize, id: &str, say: impl FnOnce(&mut Item)) -> Self {
        let mut course = self.item(depth, id);
        say(course.0.last_mut().unwrap());
        course
    }

    /// As [`Self::item`], a cluster that flows.
    pub(crate) fn flowing(self, depth: usize, id: &str) -> Self {
        self.with(depth, id, |item| {
            item.flow();
        })
    }

    /// Changes an item given before.
    pub(crate) fn but(mut self, id: &str, say: impl FnOnce(&mut Item)) -> Self {
        say(self.0.iter_mut().find(|item| item.id == id).unwrap());
        self
    }

    pub(crate) fn tree(&self) -> Tree {
        let activities: Vec<Activity<'_>> = self
            .0
            .iter()
            .enumerate()
            .map(|(index, item)| Activity {
                identifier: &item.id,
                parent: self.0[..index].iter().rposition(|above| above.depth < item.depth),
                deliverable: true,
                visible: item.visible,
                sequencing: &item.seq,
                completion_threshold: item.threshold,
                time_limit: None,
            })
            .collect();
        Tree::new(self.1, &activities).unwrap()
    }

    pub(crate) fn play(&self) -> Play {
        let tree = self.tree();
        let state = TreeState::new(&tree, 1);
        Play { tree, state, reported: Reported::default() }
    }
}

/// A learner in a course.
pub(crate) struct Play {
    pub(crate) tree: Tree,
    pub(crate) state: TreeState,
    reported: Reported,
}

impl Play {
    pub(crate) fn id(&self, identifier: &str) -> ActivityId {
        self.tree.find(identifier).unwrap()
    }

    fn name(&self, activity: ActivityId) -> String {
        let found = self.tree.activities().find(|a| *a == activity).unwrap();
        self.tree.identifier(found).to_owned()
    }

    /// The open SCO reports something of itself.
    pub(crate) fn says(&mut self, say: impl FnOnce(&mut ReportedObjective)) -> &mut Self {
        say(&mut self.reported.primary);
        self
    }

    pub(crate) fn says_of(&mut self, id: &str, say: impl FnOnce(&mut ReportedObjective)) -> &mut Self {
        let mut objective = ReportedObjective::default();
        say(&mut objective);
        self.reported.objectives.push((id.to_owned(), objective));
        self
    }

    pub(crate) fn passed(&mut self) -> &mut Self {
        self.says(|s| s.satisfied = Some(Some(true)))
    }

    pub(crate) fn failed(&mut self) -> &mut Self {
        self.says(|s| s.satisfied = Some(Some(false)))
    }

    pub(crate) fn completed(&mut self, completed: bool) -> &mut Self {
        self.says(|s| s.completed = Some(Some(completed)))
    }

    pub(crate) fn scored(&mut self, measure: f64) -> &mut Self {
        self.says(|s| s.measure = Some(measure))
    }

    pub(crate) fn suspends(&mut self) -> &mut Self {
        self.reported.suspended = true;
        self
    }

    fn request(&self, words: &str) -> NavigationRequest {
        match words.split_once(' ') {
            Some(("choice", target)) => NavigationRequest::Choice(self.id(target)),
            Some(("jump", target)) => NavigationRequest::Jump(self.id(target)),
            _ => match words {
                "start" => NavigationRequest::Start,
                "resumeAll" => NavigationRequest::ResumeAll,
                "continue" => NavigationRequest::Continue,
                "previous" => NavigationRequest::Previous,
                "exit" => NavigationRequest::Exit,
                "exitAll" => NavigationRequest::ExitAll,
                "suspendAll" => NavigationRequest::SuspendAll,
                "abandon" => NavigationRequest::Abandon,
                other => {
                    assert_eq!(other, "abandonAll");
                    NavigationRequest::AbandonAll
                }
            },
        }
    }

    /// Carries out `continue`, `choice a`, … and tells where that led: the identifier of the delivered activity,
    /// `ended`, `choosing`, the code of an exception, or `refused` with the code. What must hold of every request is
    /// checked on the way: the look ahead knew, changed nothing, and the state survives its encoding.
    pub(crate) fn ask(&mut self, words: &str) -> String {
        let request = self.request(words);
        let before = self.state.clone();
        let mut bytes = Vec::new();
        before.encode(&self.tree, &mut bytes);
        let mut rest = bytes.as_slice();
        assert_eq!(TreeState::decode(&self.tree, &mut rest).as_ref(), Ok(&before));
        assert!(rest.is_empty());
        let valid = Sequencer::new(&self.tree, &mut self.state).valid_after(Some(&self.reported), request);
        assert_eq!(self.state, before, "looking ahead changed something");
        let outcome = Sequencer::new(&self.tree, &mut self.state).request_with(&self.reported, request);
        let carried_out = matches!(outcome, Outcome::Deliver(_) | Outcome::Ended | Outcome::Choosing(None));
        assert_eq!(valid, carried_out, "{words} was foreseen as {valid}, and led to {outcome:?}");
        if !matches!(outcome, Outcome::Refused(_)) {
            self.reported = Reported::default();
        }
        match outcome {
            Outcome::Deliver(activity) => self.name(activity),
            Outcome::Ended => "ended".to_owned(),
            Outcome::Choosing(None) => "choosing".to_owned(),
            Outcome::Choosing(Some(exception)) => exception.code().to_owned(),
            Outcome::Refused(exception) => format!("refused {}", exception.code()),
        }
    }

    pub(crate) fn asks(&mut self, words: &[&str]) -> Vec<String> {
        words.iter().map(|words| self.ask(words)).collect()
    }

    pub(crate) fn valid(&mut self, words: &str) -> bool {
        let request = self.request(words);
        Sequencer::new(&self.tree, &mut self.state).valid_after(Some(&self.reported), request)
    }

    pub(crate) fn primary(&self, identifier: &str) -> ObjectiveStatus {
        self.state.status(&self.tree, self.id(identifier)).primary
    }

    pub(crate) fn satisfied(&self, identifier: &str) -> Option<bool> {
        self.primary(identifier).satisfied
    }

    pub(crate) fn is_completed(&self, identifier: &str) -> Option<bool> {
        self.primary(identifier).completed
    }

    /// Identifiers that can be chosen now.
    pub(crate) fn choosable(&mut self) -> Vec<String> {
        let toc = Sequencer::new(&self.tree, &mut self.state).table_of_contents(Some(&self.reported));
        toc.offered().filter(|e| e.enabled).map(|e| self.name(e.activity)).collect()
    }
}

/// Root `r` with clusters `1` (leaves `a`, `b`, `c`) and `2` (leaves `d`, `e`), all flowing and choosable.
pub(crate) fn two_chapters() -> Course {
    Course::new()
        .flowing(0, "r")
        .flowing(1, "1")
        .item(2, "a")
        .item(2, "b")
        .item(2, "c")
        .flowing(1, "2")
        .item(2, "d")
        .item(2, "e")
}
