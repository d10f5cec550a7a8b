//! SCORM 2004 conversations, clause by clause; see [`crate::conversation`] for how they are written.

use runtime::{DataMap, Edition};
use sequencing::definition::{
    Combination, HiddenControl, Objective, ObjectiveMap, PostConditionAction, PreConditionAction, Required,
    RuleCondition, RuleConditionKind, SequencingRule,
};

use crate::conversation::hold;
use crate::course::Course;

const ED4: Edition = Edition::Scorm2004Ed4;

/// Root with the SCOs `a`, `b` and `c`, flow and choice.
fn three(edition: Edition) -> Course {
    Course::new(edition).flow().sco(1, "a").sco(1, "b").sco(1, "c")
}

fn when(condition: RuleConditionKind) -> RuleCondition {
    RuleCondition { condition, not: false, referenced_objective: None, measure_threshold: 0.0 }
}

fn unless(condition: RuleConditionKind) -> RuleCondition {
    RuleCondition { not: true, ..when(condition) }
}

fn rule<A>(action: A, condition: RuleCondition) -> SequencingRule<A> {
    SequencingRule { combination: Combination::All, conditions: vec![condition], action }
}

/// RTE 3.1.3 to 3.1.5: what may be called when, and what is answered otherwise.
#[test]
fn rte_3_1_states_of_a_session() {
    hold(
        &three(ED4),
        "
        > start                           | a
        GetValue cmi.mode                 |       | 122
        SetValue cmi.location = 1         | false | 132
        Commit                            | false | 142
        Terminate                         | false | 112
        Initialize x                      | false | 201
        Initialize                        | true
        Initialize                        | false | 103
        GetErrorString 103                | Already Initialized
        GetValue                          |       | 301
        SetValue  =                       | false | 351
        Commit x                          | false | 201
        Terminate x                       | false | 201
        Commit                            | true
        Terminate                         | true
        Terminate                         | false | 113
        Initialize                        | false | 104
        GetValue cmi.mode                 |       | 123
        SetValue cmi.location = 1         | false | 133
        Commit                            | false | 143
        > continue                        | b
        Initialize                        | true
        ",
    );
}

/// RTE 3.1.7: each kind of error, by the element that brings it about.
#[test]
fn rte_3_1_7_errors_of_the_data_model() {
    hold(
        &three(ED4),
        "
        > start                                       | a
        Initialize                                    | true
        GetValue cmi.nothing                          |       | 401
        SetValue cmi.nothing = 1                      | false | 401
        GetValue cmi.location                         |       | 403
        GetValue cmi.exit                             |       | 405
        SetValue cmi.entry = resume                   | false | 404
        SetValue cmi.score._children = raw            | false | 404
        SetValue cmi.exit = leave                     | false | 406
        SetValue cmi.score.scaled = 1.01              | false | 407
        SetValue cmi.score.scaled = much              | false | 406
        SetValue cmi.progress_measure = -0.1          | false | 407
        GetValue cmi.interactions.0.id                |       | 301
        SetValue cmi.interactions.1.id = x            | false | 351
        SetValue cmi.interactions.0.type = choice     | false | 408
        SetValue cmi.interactions.0.id = q1           | true
        SetValue cmi.interactions.0.learner_response = a | false | 408
        GetLastError                                  | 408
        SetValue cmi.interactions.0.type = choice     | true
        SetValue cmi.interactions.0.learner_response = a | true
        SetValue cmi.interactions.0.result = correct  | true
        GetValue cmi.interactions._count              | 1
        GetValue cmi.location._count                  |       | 301
        GetValue cmi.location._children               |       | 301
        SetValue cmi.objectives.0.score.raw = 1       | false | 408
        SetValue cmi.objectives.0.id = o              | true
        SetValue cmi.objectives.1.id = o              | false | 351
        GetValue cmi.objectives.0.success_status      | unknown
        GetValue cmi.time_limit_action                | continue,no message
        SetValue cmi.session_time = PT1H              | true
        GetValue cmi.session_time                     |       | 405
        GetValue cmi.total_time                       | PT0S
        ",
    );
}

/// Book 5.6.2: `adl.nav.request` of every kind, and that the learner's own request wins.
#[test]
fn sn_5_6_requests_of_content() {
    hold(
        &three(ED4),
        "
        > start                                       | a
        Initialize                                    | true
        GetValue adl.nav.request                      | _none_
        SetValue adl.nav.request = forwards           | false | 406
        SetValue adl.nav.request = choice             | false | 406
        SetValue adl.nav.request = {target=b}         | false | 406
        SetValue adl.nav.request = {target=c}choice   | true
        GetValue adl.nav.request                      | {target=c}choice
        Terminate                                     | true
        >>                                            | c
        Initialize                                    | true
        GetValue adl.nav.request                      | _none_
        SetValue adl.nav.request = {target=a}jump     | true
        Terminate                                     | true
        >>                                            | a
        Initialize                                    | true
        SetValue adl.nav.request = continue           | true
        Terminate                                     | true
        >>                                            | b
        Initialize                                    | true
        SetValue adl.nav.request = previous           | true
        Terminate                                     | true
        >>                                            | a
        Initialize                                    | true
        SetValue adl.nav.request = continue           | true
        SetValue adl.nav.request = _none_             | true
        Terminate                                     | true
        > choice:c                                    | c
        Initialize                                    | true
        SetValue adl.nav.request = previous           | true
        Terminate                                     | true
        > choice:a                                    | a
        Initialize                                    | true
        SetValue adl.nav.request = exit               | true
        Terminate                                     | true
        >>                                            | choosing | continue | root a b c
        > continue                                    | b
        Initialize                                    | true
        SetValue adl.nav.request = suspendAll         | true
        Terminate                                     | true
        >>                                            | ended
        launch                                        | choosing
        > start                                       | b
        Initialize                                    | true
        # Suspend All says it, whatever cmi.exit was.
        GetValue cmi.entry                            | resume
        SetValue adl.nav.request = exitAll            | true
        Terminate                                     | true
        >>                                            | ended
        launch                                        | choosing
        > start                                       | a
        ",
    );
}

/// Book 5.6.3: validity is exact at the moment of asking, and never an error for a target that does not exist.
#[test]
fn sn_5_6_validity_at_the_moment_of_asking() {
    let course = three(ED4).whole(|d| {
        let sequencing = &mut d.activities[1].sequencing;
        let stop = PreConditionAction::StopForwardTraversal;
        sequencing.pre_condition_rules.push(rule(stop, unless(RuleConditionKind::Satisfied)));
        let stay = rule(PostConditionAction::Retry, unless(RuleConditionKind::Satisfied));
        sequencing.post_condition_rules.push(stay);
        d.activities[3].sequencing.pre_condition_rules.push(SequencingRule {
            combination: Combination::Any,
            conditions: vec![when(RuleConditionKind::Always)],
            action: PreConditionAction::HiddenFromChoice,
        });
    });
    hold(
        &course,
        "
        > start                                               | a     | continue exit abandon | root a b
        Initialize                                            | true
        SetValue cmi.success_status = failed                  | true
        # The rule puts a retry in the place of everything: so everything leads somewhere.
        GetValue adl.nav.request_valid.continue               | true
        GetValue adl.nav.request_valid.choice.{target=b}      | true
        SetValue cmi.success_status = passed                  | true
        GetValue adl.nav.request_valid.continue               | true
        GetValue adl.nav.request_valid.previous               | false
        GetValue adl.nav.request_valid.choice.{target=b}      | true
        GetValue adl.nav.request_valid.choice.{target=c}      | false
        GetValue adl.nav.request_valid.choice.{target=none}   | false
        GetValue adl.nav.request_valid.jump.{target=c}        | true
        GetValue adl.nav.request_valid.jump.{target=none}     | false
        GetValue adl.nav.request_valid.choice                 |       | 401
        GetValue adl.nav.request_valid.exit                   |       | 401
        SetValue adl.nav.request_valid.previous = true        | false | 404
        Terminate                                             | true
        > continue                                            | b
        Initialize                                            | true
        GetValue adl.nav.request_valid.previous               | true
        GetValue adl.nav.request_valid.choice.{target=a}      | true
        ",
    );
}

/// The requests of the 4th Edition are unknown to the ones before.
#[test]
fn editions_differ_in_what_can_be_asked() {
    for edition in [Edition::Scorm2004Ed2, Edition::Scorm2004Ed3] {
        hold(
            &three(edition),
            "
            > start                                         | a
            Initialize                                      | true
            SetValue adl.nav.request = {target=c}jump       | false | 406
            GetValue adl.nav.request_valid.jump.{target=c}  |       | 401
            GetValue adl.data._count                        |       | 401
            SetValue adl.nav.request = {target=c}choice     | true
            Terminate                                       | true
            >>                                              | c
            ",
        );
    }
}

/// Book 3.4: what remains after each post-condition.
#[test]
fn sm_2_post_conditions() {
    let course = |action, depth: usize| {
        let flat = Course::new(ED4).flow().cluster(1, "m").flow().sco(2, "a").sco(2, "b").sco(1, "c");
        flat.whole(|d| {
            let satisfied = rule(action, when(RuleConditionKind::Satisfied));
            d.activities[depth].sequencing.post_condition_rules.push(satisfied);
        })
    };
    let say = |first: &str, more: &str| {
        format!(
            "
            > start                               | a
            Initialize                            | true
            SetValue cmi.success_status = passed  | true
            Terminate                             | true
            > continue                            | {first}
            {more}
            "
        )
    };
    let new = "Initialize | true\nGetValue cmi.entry | ab-initio\nGetValue cmi.success_status | unknown";
    hold(&course(PostConditionAction::Retry, 2), &say("a", new));
    hold(&course(PostConditionAction::RetryAll, 2), &say("a", new));
    hold(&course(PostConditionAction::ExitParent, 2), &say("c", "> previous | b"));
    hold(&course(PostConditionAction::ExitAll, 2), &say("ended", "launch | choosing\n> start | a"));
    hold(&course(PostConditionAction::Continue, 2), &say("b", ""));
    // Nothing lies before: the request of the rule leads nowhere, so nothing leads anywhere.
    hold(&course(PostConditionAction::Previous, 2), &say("choosing", "> choice:c | c"));
    // The cluster's own rules are asked once it is left by a rule below.
    let mut both = course(PostConditionAction::ExitParent, 2);
    both = both.whole(|d| {
        let again = rule(PostConditionAction::Retry, unless(RuleConditionKind::ObjectiveStatusKnown));
        d.activities[1].sequencing.post_condition_rules.push(again);
    });
    hold(&both, &say("a", new));
}

/// Book 3.3: attempts beyond the limit, and that one under way or suspended is none.
#[test]
fn sm_3_attempt_limit() {
    let course = three(ED4).whole(|d| d.activities[2].sequencing.limit_conditions.attempt_limit = Some(1));
    hold(
        &course,
        "
        > start            | a
        # Choosing it again would end this attempt and begin another.
        > choice:b         | b   | continue previous exit abandon | root a c
        Initialize         | true
        SetValue cmi.exit = suspend | true
        Terminate          | true
        > choice:a         | a   | continue exit abandon | root a b c
        > choice:b         | b
        Initialize         | true
        GetValue cmi.entry | resume
        SetValue cmi.exit = normal | true
        Terminate          | true
        # The attempt ends with the activity: then there is none left.
        > continue         | c   | continue exit abandon | root a c
        > choice:b         | c
        > previous         | c
        ",
    );
}

/// RTE 4.2.4, 4.2.22: thresholds decide over what content says.
#[test]
fn rte_4_2_statuses_by_thresholds() {
    let course = three(ED4).whole(|d| {
        let a = &mut d.activities[1];
        a.launch_data.completion_threshold.completed_by_measure = true;
        a.launch_data.completion_threshold.min_progress_measure = 0.75;
        a.launch_data.scaled_passing_score = Some(0.5);
        a.sequencing.primary_objective.satisfied_by_measure = true;
        a.sequencing.primary_objective.min_normalized_measure = 0.5;
        let skip = PreConditionAction::Skip;
        d.activities[2].sequencing.pre_condition_rules.push(rule(skip, when(RuleConditionKind::Always)));
        // Comes back where `a` is not completed.
        let back = rule(PostConditionAction::Retry, unless(RuleConditionKind::Completed));
        d.activities[1].sequencing.post_condition_rules.push(back);
    });
    hold(
        &course,
        "
        > start                                         | a
        Initialize                                      | true
        GetValue cmi.completion_threshold               | 0.75
        GetValue cmi.scaled_passing_score               | 0.5
        GetValue cmi.completion_status                  | unknown
        SetValue cmi.completion_status = completed      | true
        GetValue cmi.completion_status                  | unknown
        SetValue cmi.progress_measure = 0.74            | true
        GetValue cmi.completion_status                  | incomplete
        SetValue cmi.success_status = passed            | true
        GetValue cmi.success_status                     | unknown
        SetValue cmi.score.scaled = 0.49                | true
        GetValue cmi.success_status                     | failed
        Terminate                                       | true
        > continue                                      | a
        Initialize                                      | true
        GetValue cmi.progress_measure                   |       | 403
        SetValue cmi.progress_measure = 0.75            | true
        GetValue cmi.completion_status                  | completed
        SetValue cmi.score.scaled = 0.5                 | true
        GetValue cmi.success_status                     | passed
        Terminate                                       | true
        > continue                                      | c
        ",
    );
}

/// RTE 4.2.26: limits of time reach content; what it does then is its own.
#[test]
fn rte_4_2_time_limits() {
    let course = three(ED4).whole(|d| {
        let launch = &mut d.activities[1].launch_data;
        launch.max_time_allowed = Some(runtime::Centiseconds(6_000));
        launch.time_limit_action = Some(cmi::TimeLimitAction::ExitMessage);
    });
    hold(
        &course,
        "
        > start                             | a
        Initialize                          | true
        GetValue cmi.max_time_allowed       | PT1M
        GetValue cmi.time_limit_action      | exit,message
        SetValue cmi.max_time_allowed = PT1H | false | 404
        SetValue cmi.exit = time-out        | true
        Terminate                           | true
        > continue                          | b
        Initialize                          | true
        GetValue cmi.max_time_allowed       |       | 403
        ",
    );
}

fn mapped(id: &str, map: ObjectiveMap) -> Objective {
    Objective { id: Some(id.into()), maps: vec![map], ..Objective::default() }
}

/// Book 3.10.3, 4th Edition: scores, completion and progress go through maps as well.
#[test]
fn sm_7_maps_of_the_fourth_edition() {
    let all = || ObjectiveMap {
        target: "shared".into(),
        read_satisfied_status: true,
        write_satisfied_status: true,
        read_normalized_measure: true,
        write_normalized_measure: true,
        read_raw_score: true,
        write_raw_score: true,
        read_min_score: true,
        write_min_score: true,
        read_max_score: true,
        write_max_score: true,
        read_completion_status: true,
        write_completion_status: true,
        read_progress_measure: true,
        write_progress_measure: true,
    };
    let course = |edition| {
        three(edition).whole(|d| {
            d.activities[1].sequencing.objectives.push(mapped("here", all()));
            d.activities[2].sequencing.objectives.push(mapped("there", all()));
        })
    };
    let told = "
        > start                                             | a
        Initialize                                          | true
        GetValue cmi.objectives._count                      | 1
        GetValue cmi.objectives.0.id                        | here
        GetValue cmi.objectives.0.success_status            | unknown
        GetValue cmi.objectives.0.score.scaled              |       | 403
        SetValue cmi.objectives.0.success_status = failed   | true
        SetValue cmi.objectives.0.completion_status = incomplete | true
        SetValue cmi.objectives.0.score.scaled = -0.5       | true
        SetValue cmi.objectives.0.score.raw = 3             | true
        SetValue cmi.objectives.0.score.min = 1             | true
        SetValue cmi.objectives.0.score.max = 9             | true
        SetValue cmi.objectives.0.progress_measure = 0.25   | true
        Terminate                                           | true
        > continue                                          | b
        Initialize                                          | true
        GetValue cmi.objectives.0.id                        | there
        GetValue cmi.objectives.0.success_status            | failed
        GetValue cmi.objectives.0.score.scaled              | -0.5
        ";
    hold(
        &course(ED4),
        &[
            told,
            "
        GetValue cmi.objectives.0.completion_status         | incomplete
        GetValue cmi.objectives.0.score.raw                 | 3
        GetValue cmi.objectives.0.score.min                 | 1
        GetValue cmi.objectives.0.score.max                 | 9
        GetValue cmi.objectives.0.progress_measure          | 0.25
        ",
        ]
        .concat(),
    );
    // Before, only status and measure were shared.
    hold(
        &course(Edition::Scorm2004Ed3),
        &[
            told,
            "
        GetValue cmi.objectives.0.completion_status         | unknown
        GetValue cmi.objectives.0.score.raw                 |       | 403
        GetValue cmi.objectives.0.progress_measure          |       | 403
        ",
        ]
        .concat(),
    );
}

/// An activity that is not tracked: content speaks and nothing is kept of it; shared objectives can still be read.
#[test]
fn sm_11_not_tracked() {
    let read = || ObjectiveMap {
        target: "shared".into(),
        read_satisfied_status: true,
        write_satisfied_status: true,
        ..ObjectiveMap::default()
    };
    let course = three(ED4).whole(|d| {
        d.activities[1].sequencing.objectives.push(mapped("o", read()));
        d.activities[2].sequencing.objectives.push(mapped("o", read()));
        d.activities[2].sequencing.delivery_controls.tracked = false;
        d.activities[3].sequencing.objectives.push(mapped("o", read()));
    });
    hold(
        &course,
        "
        > start                                           | a
        Initialize                                        | true
        SetValue cmi.objectives.0.success_status = passed | true
        Terminate                                         | true
        > continue                                        | b
        Initialize                                        | true
        GetValue cmi.objectives.0.success_status          | passed
        SetValue cmi.objectives.0.success_status = failed | true
        Terminate                                         | true
        > continue                                        | c
        Initialize                                        | true
        GetValue cmi.objectives.0.success_status          | passed
        ",
    );
}

/// RTE 4.3: buckets by their rights; content of an earlier edition has none.
#[test]
fn rte_4_3_shared_data() {
    let map = |id: &str, read, write| DataMap { target_id: id.into(), read, write };
    let course = three(ED4).whole(|d| {
        d.activities[1].data_maps = vec![map("notes", true, true), map("out", false, true)];
        d.activities[2].data_maps = vec![map("out", true, false)];
    });
    hold(
        &course,
        "
        > start                             | a
        Initialize                          | true
        GetValue adl.data._children         | id,store
        GetValue adl.data._count            | 2
        GetValue adl.data.1.id              | out
        GetValue adl.data.0.store           |       | 403
        GetValue adl.data.1.store           |       | 405
        SetValue adl.data.1.store = from a  | true
        SetValue adl.data.2.store = x       | false | 351
        SetValue adl.data.0.id = x          | false | 404
        Terminate                           | true
        > continue                          | b
        Initialize                          | true
        GetValue adl.data.0.store           | from a
        SetValue adl.data.0.store = x       | false | 404
        Terminate                           | true
        > continue                          | c
        Initialize                          | true
        GetValue adl.data._count            | 0
        ",
    );
}

/// Suspending in the middle of a cluster, and what another activity makes of it.
#[test]
fn db_2_suspend_and_resume() {
    let course = Course::new(ED4).flow().cluster(1, "m").flow().sco(2, "a").sco(2, "b").sco(1, "c");
    hold(
        &course,
        "
        > start                        | a
        > continue                     | b
        Initialize                     | true
        SetValue cmi.location = 7      | true
        SetValue cmi.exit = suspend    | true
        Terminate                      | true
        > suspendAll                   | ended
        launch                         | choosing
        > start                        | b
        Initialize                     | true
        GetValue cmi.entry             | resume
        GetValue cmi.location          | 7
        SetValue cmi.exit = suspend    | true
        Terminate                      | true
        # Left for another activity, its own attempt still goes on.
        > choice:c                     | c
        > choice:b                     | b
        Initialize                     | true
        GetValue cmi.entry             | resume
        GetValue cmi.location          | 7
        SetValue cmi.exit = normal     | true
        Terminate                      | true
        > previous                     | a
        > continue                     | b
        Initialize                     | true
        GetValue cmi.entry             | ab-initio
        GetValue cmi.location          |       | 403
        unload                         | b
        > returnToLms                  | ended
        launch                         | choosing
        > start                        | b
        Initialize                     | true
        GetValue cmi.entry             | resume
        ",
    );
}

/// Abandoned content leaves its attempt open and hands nothing over.
#[test]
fn tb_2_3_abandon() {
    hold(
        &three(ED4),
        "
        > start                                    | a
        Initialize                                 | true
        SetValue cmi.success_status = passed       | true
        SetValue adl.nav.request = abandon         | true
        Terminate                                  | true
        >>                                         | choosing | continue | root a b c
        > choice:a                                 | a
        Initialize                                 | true
        GetValue cmi.success_status                | unknown
        SetValue adl.nav.request = abandonAll      | true
        Terminate                                  | true
        >>                                         | ended
        launch                                     | choosing
        > start                                    | a
        ",
    );
}

/// `hideLMSUI` hides controls; content may still ask for the same.
#[test]
fn sn_5_5_hidden_controls() {
    let course = three(ED4).whole(|d| {
        d.activities[1].sequencing.hide_lms_ui.extend([HiddenControl::Continue, HiddenControl::Abandon]);
    });
    hold(
        &course,
        "
        > start                                  | a | exit | root a b c
        Initialize                               | true
        GetValue adl.nav.request_valid.continue  | true
        SetValue adl.nav.request = continue      | true
        Terminate                                | true
        >>                                       | b | continue previous exit abandon
        ",
    );
}

/// Book 4.6.7: who takes part in rollup, seen by a rule of the next activity.
#[test]
fn rb_1_4_2_considerations() {
    for (required, open) in [
        (Required::Always, "c"),
        (Required::IfAttempted, "d"),
        (Required::IfNotSuspended, "c"),
        (Required::IfNotSkipped, "c"),
    ] {
        // `b` is never attempted: where that keeps it out, the cluster is satisfied and `c` skipped.
        let course = Course::new(ED4)
            .flow()
            .cluster(1, "m")
            .flow()
            .sco(2, "a")
            .sco(2, "b")
            .with(|b| b.sequencing.rollup_considerations.required_for_satisfied = required)
            .sco(1, "c")
            .sco(1, "d")
            .whole(|d| {
                let shared = |write: bool| ObjectiveMap {
                    target: "m".into(),
                    read_satisfied_status: !write,
                    write_satisfied_status: write,
                    ..ObjectiveMap::default()
                };
                d.activities[1].sequencing.primary_objective = mapped("m", shared(true));
                d.activities[4].sequencing.primary_objective = mapped("m", shared(false));
                let skip = rule(PreConditionAction::Skip, when(RuleConditionKind::Satisfied));
                d.activities[4].sequencing.pre_condition_rules.push(skip);
                let leave = rule(PostConditionAction::ExitParent, when(RuleConditionKind::Always));
                d.activities[2].sequencing.post_condition_rules.push(leave);
            });
        hold(
            &course,
            &format!(
                "
                > start                               | a
                Initialize                            | true
                SetValue cmi.success_status = passed  | true
                Terminate                             | true
                > continue                            | {open}
                "
            ),
        );
    }
}

/// Retry All is a new attempt at the course: its rules see shared objectives only where they are global to the system.
#[test]
fn tb_2_2_retry_all_and_shared_objectives() {
    let shared = || ObjectiveMap {
        target: "a".into(),
        read_satisfied_status: true,
        write_satisfied_status: true,
        ..ObjectiveMap::default()
    };
    for (global, opened, after) in [(false, "a", "unknown"), (true, "b", "passed")] {
        let course = three(ED4).whole(|d| {
            d.objectives_global_to_system = global;
            d.activities[1].sequencing.primary_objective = mapped("a", shared());
            let skip = rule(PreConditionAction::Skip, when(RuleConditionKind::Satisfied));
            d.activities[1].sequencing.pre_condition_rules.push(skip);
            d.activities[2].sequencing.objectives.push(mapped("of a", shared()));
            let again = rule(PostConditionAction::RetryAll, unless(RuleConditionKind::Satisfied));
            d.activities[2].sequencing.post_condition_rules.push(again);
        });
        hold(
            &course,
            &format!(
                "
                > start                                      | a
                Initialize                                   | true
                SetValue cmi.success_status = passed         | true
                Terminate                                    | true
                > continue                                   | b
                Initialize                                   | true
                GetValue cmi.objectives.0.success_status     | passed
                SetValue cmi.success_status = failed         | true
                Terminate                                    | true
                > continue                                   | {opened}
                Initialize                                   | true
                GetValue cmi.objectives.0.success_status     | {after}
                "
            ),
        );
    }
}
