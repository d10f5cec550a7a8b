//! Random sequences of calls and requests: nothing panics, and every state is its journal and its snapshot.

use proptest::prelude::*;
use runtime::{ActivityResult, Edition, EntryKind, Prerequisite};
use sequencing::definition::{
    Combination, PreConditionAction, RuleCondition, RuleConditionKind, SequencingRule,
};

use crate::course::{Course, Play};

fn course(kind: u8) -> Course {
    match kind % 4 {
        0 => Course::new(Edition::Scorm12).sco(1, "a"),
        1 => Course::new(Edition::Scorm12)
            .sco(1, "a")
            .cluster(1, "d")
            .sco(2, "b")
            .with(|b| b.prerequisites = Some(Prerequisite::Done("a".into())))
            .sco(2, "c"),
        2 => Course::new(Edition::Scorm2004Ed3).sco(1, "a").cluster(1, "d").sco(2, "b").sco(2, "c"),
        _ => Course::new(Edition::Scorm2004Ed4)
            .flow()
            .sco(1, "a")
            .cluster(1, "d")
            .flow()
            .sco(2, "b")
            .sco(2, "c")
            .with(|c| {
                c.sequencing.pre_condition_rules.push(SequencingRule {
                    combination: Combination::All,
                    conditions: vec![RuleCondition {
                        condition: RuleConditionKind::Completed,
                        not: false,
                        referenced_objective: None,
                        measure_threshold: 0.0,
                    }],
                    action: PreConditionAction::Skip,
                });
            }),
    }
}

const REQUESTS: [&str; 16] = [
    "start",
    "resumeAll",
    "continue",
    "previous",
    "choice:a",
    "choice:b",
    "choice:c",
    "choice:d",
    "choice:root",
    "jump:b",
    "exit",
    "exitAll",
    "suspendAll",
    "abandon",
    "abandonAll",
    "returnToLms",
];

const VALUES: [(&str, &str); 12] = [
    ("cmi.completion_status", "completed"),
    ("cmi.completion_status", "incomplete"),
    ("cmi.success_status", "passed"),
    ("cmi.success_status", "unknown"),
    ("cmi.score.scaled", "0.5"),
    ("cmi.exit", "suspend"),
    ("cmi.location", "page 3"),
    ("adl.nav.request", "continue"),
    ("adl.nav.request", "{target=c}choice"),
    ("cmi.core.lesson_status", "passed"),
    ("cmi.core.exit", "suspend"),
    ("cmi.core.lesson_location", "page 3"),
];

fn act(play: &mut Play, what: u8, which: u8) {
    match what % 12 {
        0..=3 => {
            play.go(REQUESTS[usize::from(which) % REQUESTS.len()]);
        }
        4 | 5 => {
            play.offer(EntryKind::Initialize);
        }
        6 | 7 => {
            let (element, value) = VALUES[usize::from(which) % VALUES.len()];
            play.try_set(element, value);
        }
        8 => {
            play.offer(EntryKind::Terminate);
        }
        9 => {
            play.offer(EntryKind::Commit);
        }
        10 if which < 128 => {
            play.offer(EntryKind::ContentUnloaded);
        }
        10 => {
            play.offer(EntryKind::Heartbeat);
        }
        _ if which < 100 => {
            let launch = ["l", &play.journal.len().to_string(), "x"].concat();
            play.launch(&launch);
        }
        _ if which < 200 => play.server(EntryKind::Closed),
        _ => {
            play.offer(EntryKind::Heartbeat);
        }
    }
}

/// A control is enabled exactly when its request leads somewhere.
fn controls_tell_the_truth(play: &Play) {
    let view = play.view();
    for item in play.toc().iter().filter(|item| item.line.visible) {
        let mut tried = play.clone();
        tried.go(&["choice:", &item.id].concat());
        assert_eq!(tried.view().message.is_none(), item.line.enabled, "choice of {}", item.id);
    }
    for (name, control) in view.controls.all() {
        if !control.visible {
            continue;
        }
        let mut tried = play.clone();
        tried.go(name);
        assert_eq!(tried.view().message.is_none(), control.enabled, "{name}");
    }
}

/// What is known of everything that can be opened.
fn known(play: &Play) -> Vec<String> {
    fn add(result: &ActivityResult, all: &mut Vec<String>) {
        if result.runtime.is_some() {
            let standing = (result.attempts, result.completion, result.success, result.score);
            all.push(format!("{} {standing:?}", result.identifier));
        }
        result.children.iter().for_each(|child| add(child, all));
    }
    let mut all = Vec::new();
    add(&play.attempt.results().root, &mut all);
    all
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn journal_and_snapshot_lead_to_the_same_state(
        kind in any::<u8>(),
        acts in prop::collection::vec(any::<(u8, u8)>(), 1..40),
    ) {
        let mut play = course(kind).play();
        for (what, which) in acts {
            act(&mut play, what, which);
            play.check();
            if what % 5 == 0 {
                controls_tell_the_truth(&play);
            }
        }
    }

    #[test]
    fn suspending_is_not_noticed(kind in any::<u8>(), acts in prop::collection::vec(any::<(u8, u8)>(), 1..20)) {
        let mut play = course(kind).play();
        play.go("start");
        for (what, which) in acts {
            // Neither leaving nor launching on the way.
            if what % 12 < 10 && !(what % 12 <= 3 && usize::from(which) % REQUESTS.len() >= 10) {
                act(&mut play, what, which);
            }
        }
        prop_assume!(play.open() != "ended" && play.open() != "choosing");
        let open = play.open();
        let choices = play.choices();
        play.unload();
        let known_before = known(&play);
        play.go("suspendAll");
        play.launch("again");
        play.go("start");
        prop_assert_eq!(play.open(), open);
        prop_assert_eq!(play.choices(), choices);
        prop_assert_eq!(known(&play), known_before);
        play.check();
    }
}
