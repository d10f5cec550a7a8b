//! Every element and attribute of `imsss`, `adlseq` and `adlnav`, read into the definition model.

use packaging::{Course, DataMap};
use sequencing::definition::{
    ChildActivitySet, Combination, ConstrainedChoice, ControlMode, DeliveryControls, ExitAction,
    HiddenControl, Objective, ObjectiveMap, PostConditionAction, PreConditionAction, Randomization, Required,
    RollupAction, RollupCondition, RollupConsiderations, RollupControls, RollupRule, RuleCondition,
    RuleConditionKind, SequencingDefinition, SequencingRule, Timing,
};
use test_support::{Edition, Sco, manifest};

use crate::{package, read_good};

/// A course of one item with this inside, and its warnings.
fn course(edition: Edition, inside: &str) -> (Course, Vec<u16>) {
    let text = manifest(edition, "Course", &[Sco::new("a").with(inside)], "");
    read_good(&package(text, &["sco.html"]))
}

/// The definition that `sequencing` gives a 4th Edition item; nothing else is odd.
fn definition(sequencing: &str) -> SequencingDefinition {
    let (course, warnings) =
        course(Edition::Fourth, &format!("<imsss:sequencing>{sequencing}</imsss:sequencing>"));
    assert_eq!(warnings, [0u16; 0], "{sequencing}");
    course.organization().items[0].sequencing.clone()
}

#[test]
fn nothing_said() {
    assert_eq!(definition(""), SequencingDefinition::default());
    let (course, _) = course(Edition::Fourth, "");
    assert_eq!(course.organization().items[0].sequencing, SequencingDefinition::default());
}

#[test]
fn scorm12_flows_and_lets_choose() {
    let (course, _) = course(Edition::Scorm12, "");
    let mode = course.organization().items[0].sequencing.control_mode;
    assert_eq!(mode, ControlMode { flow: true, ..ControlMode::default() });
}

#[test]
fn control_mode() {
    let found = definition(
        r#"<imsss:controlMode choice="false" choiceExit="0" flow="true" forwardOnly="TRUE"
           useCurrentAttemptObjectiveInfo="false" useCurrentAttemptProgressInfo="false"/>"#,
    );
    let expected = ControlMode {
        choice: false,
        choice_exit: false,
        flow: true,
        forward_only: true,
        use_current_attempt_objective_info: false,
        use_current_attempt_progress_info: false,
    };
    assert_eq!(found.control_mode, expected);
    assert_eq!(definition("<imsss:controlMode/>").control_mode, ControlMode::default());
}

#[test]
fn sequencing_rules() {
    let found = definition(
        r#"<imsss:sequencingRules>
             <imsss:preConditionRule>
               <imsss:ruleConditions conditionCombination="any">
                 <imsss:ruleCondition condition="objectiveMeasureGreaterThan" operator="not"
                   referencedObjective="o" measureThreshold="-0.25"/>
                 <imsss:ruleCondition condition="always"/>
               </imsss:ruleConditions>
               <imsss:ruleAction action="stopForwardTraversal"/>
             </imsss:preConditionRule>
             <imsss:exitConditionRule>
               <imsss:ruleConditions><imsss:ruleCondition condition="completed"/></imsss:ruleConditions>
               <imsss:ruleAction action="exit"/>
             </imsss:exitConditionRule>
             <imsss:postConditionRule>
               <imsss:ruleConditions><imsss:ruleCondition condition="satisfied" operator="noOp"/></imsss:ruleConditions>
               <imsss:ruleAction action="retryAll"/>
             </imsss:postConditionRule>
           </imsss:sequencingRules>
           <imsss:objectives><imsss:primaryObjective objectiveID="o"/></imsss:objectives>"#,
    );
    let plain = |condition| RuleCondition {
        condition,
        not: false,
        referenced_objective: None,
        measure_threshold: 0.0,
    };
    assert_eq!(
        found.pre_condition_rules,
        [SequencingRule {
            combination: Combination::Any,
            conditions: vec![
                RuleCondition {
                    condition: RuleConditionKind::ObjectiveMeasureGreaterThan,
                    not: true,
                    referenced_objective: Some("o".to_owned()),
                    measure_threshold: -0.25,
                },
                plain(RuleConditionKind::Always),
            ],
            action: PreConditionAction::StopForwardTraversal,
        }]
    );
    assert_eq!(
        found.exit_rules,
        [SequencingRule {
            combination: Combination::All,
            conditions: vec![plain(RuleConditionKind::Completed)],
            action: ExitAction::Exit,
        }]
    );
    assert_eq!(
        found.post_condition_rules,
        [SequencingRule {
            combination: Combination::All,
            conditions: vec![plain(RuleConditionKind::Satisfied)],
            action: PostConditionAction::RetryAll,
        }]
    );
}

/// Every word of every vocabulary is known, and read as what its name says.
#[test]
fn vocabularies() {
    let condition = |word: &str| {
        definition(&format!(
            "<imsss:sequencingRules><imsss:preConditionRule><imsss:ruleConditions><imsss:ruleCondition condition=\"{word}\"/>\
             </imsss:ruleConditions><imsss:ruleAction action=\"skip\"/></imsss:preConditionRule></imsss:sequencingRules>"
        ))
        .pre_condition_rules[0]
            .conditions[0]
            .condition
    };
    for word in [
        "satisfied",
        "objectiveStatusKnown",
        "objectiveMeasureKnown",
        "objectiveMeasureGreaterThan",
        "objectiveMeasureLessThan",
        "completed",
        "activityProgressKnown",
        "attempted",
        "attemptLimitExceeded",
        "timeLimitExceeded",
        "outsideAvailableTimeRange",
        "always",
    ] {
        assert_eq!(condition(word).name(), word);
    }
    for word in ["satisfied", "notSatisfied", "completed", "incomplete"] {
        let rule = format!(
            "<imsss:rollupRules><imsss:rollupRule><imsss:rollupAction action=\"{word}\"/></imsss:rollupRule></imsss:rollupRules>"
        );
        assert_eq!(definition(&rule).rollup_rules[0].action.name(), word);
    }
    for (kind, words) in [
        ("pre", &["skip", "disabled", "hiddenFromChoice", "stopForwardTraversal"][..]),
        ("post", &["exitParent", "exitAll", "retry", "retryAll", "continue", "previous"]),
    ] {
        for word in words {
            let found = definition(&format!(
                "<imsss:sequencingRules><imsss:{kind}ConditionRule><imsss:ruleAction action=\"{word}\"/></imsss:{kind}ConditionRule>\
                 </imsss:sequencingRules>"
            ));
            let pre = found.pre_condition_rules.iter().map(|rule| format!("{:?}", rule.action));
            let post = found.post_condition_rules.iter().map(|rule| format!("{:?}", rule.action));
            let read: Vec<String> = pre.chain(post).map(|name| name.to_lowercase()).collect();
            assert_eq!(read, [word.to_lowercase()]);
        }
    }
}

#[test]
fn rollup() {
    let found = definition(
        r#"<imsss:rollupRules rollupObjectiveSatisfied="false" rollupProgressCompletion="false" objectiveMeasureWeight="0.5">
             <imsss:rollupRule childActivitySet="atLeastCount" minimumCount="2">
               <imsss:rollupConditions conditionCombination="all">
                 <imsss:rollupCondition operator="not" condition="attempted"/>
               </imsss:rollupConditions>
               <imsss:rollupAction action="completed"/>
             </imsss:rollupRule>
             <imsss:rollupRule childActivitySet="atLeastPercent" minimumPercent="0.75">
               <imsss:rollupConditions><imsss:rollupCondition condition="satisfied"/></imsss:rollupConditions>
               <imsss:rollupAction action="satisfied"/>
             </imsss:rollupRule>
             <imsss:rollupRule><imsss:rollupAction action="incomplete"/></imsss:rollupRule>
           </imsss:rollupRules>
           <adlseq:rollupConsiderations requiredForSatisfied="ifAttempted" requiredForNotSatisfied="ifNotSkipped"
             requiredForCompleted="ifNotSuspended" measureSatisfactionIfActive="false"/>"#,
    );
    let controls = RollupControls {
        objective_satisfied: false,
        progress_completion: false,
        objective_measure_weight: 0.5,
    };
    assert_eq!(found.rollup_controls, controls);
    assert_eq!(
        found.rollup_rules,
        [
            RollupRule {
                child_activity_set: ChildActivitySet::AtLeastCount(2),
                combination: Combination::All,
                conditions: vec![RollupCondition { condition: RuleConditionKind::Attempted, not: true }],
                action: RollupAction::Completed,
            },
            RollupRule {
                child_activity_set: ChildActivitySet::AtLeastPercent(0.75),
                combination: Combination::Any,
                conditions: vec![RollupCondition { condition: RuleConditionKind::Satisfied, not: false }],
                action: RollupAction::Satisfied,
            },
            RollupRule {
                child_activity_set: ChildActivitySet::All,
                combination: Combination::Any,
                conditions: vec![],
                action: RollupAction::Incomplete,
            },
        ]
    );
    assert_eq!(
        found.rollup_considerations,
        RollupConsiderations {
            required_for_satisfied: Required::IfAttempted,
            required_for_not_satisfied: Required::IfNotSkipped,
            required_for_completed: Required::IfNotSuspended,
            required_for_incomplete: Required::Always,
            measure_satisfaction_if_active: false,
        }
    );
}

#[test]
fn objectives_of_imsss_alone() {
    let objectives = r#"<imsss:sequencing><imsss:objectives>
        <imsss:primaryObjective objectiveID="p" satisfiedByMeasure="true">
          <imsss:minNormalizedMeasure>0.6</imsss:minNormalizedMeasure>
          <imsss:mapInfo targetObjectiveID="g" writeSatisfiedStatus="true"/>
        </imsss:primaryObjective>
        <imsss:objective objectiveID=" %20o%20%202 "/>
      </imsss:objectives></imsss:sequencing>"#;
    let map = ObjectiveMap {
        target: "g".to_owned(),
        read_satisfied_status: true,
        read_normalized_measure: true,
        write_satisfied_status: true,
        ..ObjectiveMap::default()
    };
    let primary = |map| Objective {
        id: Some("p".to_owned()),
        satisfied_by_measure: true,
        min_normalized_measure: 0.6,
        maps: vec![map],
    };
    let (fourth, warnings) = course(Edition::Fourth, objectives);
    let found = &fourth.organization().items[0].sequencing;
    assert_eq!((&found.primary_objective, warnings), (&primary(map.clone()), vec![]));
    assert_eq!(found.objectives, [Objective { id: Some("o%202".to_owned()), ..Objective::default() }]);
    let (third, _) = course(Edition::Third, objectives);
    assert_eq!(third.organization().items[0].sequencing.primary_objective, primary(map));
}

#[test]
fn objectives_of_adlseq_add_maps() {
    let found = definition(
        r#"<imsss:objectives>
             <imsss:primaryObjective objectiveID="p"><imsss:mapInfo targetObjectiveID="g"/></imsss:primaryObjective>
             <imsss:objective objectiveID="o"/>
           </imsss:objectives>
           <adlseq:objectives>
             <adlseq:objective objectiveID="p">
               <adlseq:mapInfo targetObjectiveID="g" readRawScore="false" writeCompletionStatus="true"/>
               <adlseq:mapInfo targetObjectiveID="h" readRawScore="true" readMinScore="false" readMaxScore="false"
                 readCompletionStatus="false" readProgressMeasure="false" writeRawScore="true" writeMinScore="true"
                 writeMaxScore="true" writeProgressMeasure="true"/>
             </adlseq:objective>
             <adlseq:objective objectiveID="o"><adlseq:mapInfo targetObjectiveID="i"/></adlseq:objective>
           </adlseq:objectives>"#,
    );
    let map = |target: &str| ObjectiveMap { target: target.to_owned(), ..ObjectiveMap::default() };
    assert_eq!(
        found.primary_objective.maps,
        [
            ObjectiveMap {
                read_satisfied_status: true,
                read_normalized_measure: true,
                read_min_score: true,
                read_max_score: true,
                read_completion_status: true,
                read_progress_measure: true,
                write_completion_status: true,
                ..map("g")
            },
            ObjectiveMap {
                read_raw_score: true,
                write_raw_score: true,
                write_min_score: true,
                write_max_score: true,
                write_progress_measure: true,
                ..map("h")
            },
        ]
    );
    // What one kind of map leaves open is not read by the other.
    assert_eq!(
        found.objectives[0].maps,
        [ObjectiveMap {
            read_raw_score: true,
            read_min_score: true,
            read_max_score: true,
            read_completion_status: true,
            read_progress_measure: true,
            ..map("i")
        }]
    );
}

#[test]
fn the_other_controls() {
    let found = definition(
        r#"<imsss:limitConditions attemptLimit="3"/>
           <imsss:randomizationControls randomizationTiming="onEachNewAttempt" selectCount="2" reorderChildren="true"
             selectionTiming="once"/>
           <imsss:deliveryControls tracked="false" completionSetByContent="true" objectiveSetByContent="true"/>
           <adlseq:constrainedChoiceConsiderations preventActivation="true" constrainChoice="true"/>"#,
    );
    assert_eq!(found.limit_conditions.attempt_limit, Some(3));
    assert_eq!(
        found.randomization,
        Randomization {
            selection_timing: Timing::Once,
            select_count: Some(2),
            randomization_timing: Timing::OnEachNewAttempt,
            reorder_children: true,
        }
    );
    let delivery =
        DeliveryControls { tracked: false, completion_set_by_content: true, objective_set_by_content: true };
    assert_eq!(found.delivery_controls, delivery);
    assert_eq!(
        found.constrained_choice,
        ConstrainedChoice { prevent_activation: true, constrain_choice: true }
    );
}

#[test]
fn hidden_controls_and_shared_data() {
    let inside = "<adlnav:presentation><adlnav:navigationInterface><adlnav:hideLMSUI>continue</adlnav:hideLMSUI>\
        <adlnav:hideLMSUI> exitAll </adlnav:hideLMSUI></adlnav:navigationInterface></adlnav:presentation>\
        <adlcp:data><adlcp:map targetID='t'/><adlcp:map targetID='u' readSharedData='false' writeSharedData='0'/></adlcp:data>";
    let (course, warnings) = course(Edition::Fourth, inside);
    let item = &course.organization().items[0];
    let hidden: Vec<HiddenControl> = item.sequencing.hide_lms_ui.iter().copied().collect();
    assert_eq!((hidden, warnings), (vec![HiddenControl::Continue, HiddenControl::ExitAll], vec![]));
    let map = |target_id: &str, may| DataMap { target_id: target_id.to_owned(), read: may, write: may };
    assert_eq!(item.data_maps, [map("t", true), map("u", false)]);
}

#[test]
fn collections_are_merged_part_by_part() {
    let sequencing =
        r#"<imsss:sequencing IDRef="shared"><imsss:deliveryControls tracked="false"/></imsss:sequencing>"#;
    let collection = r#"<imsss:sequencingCollection><imsss:sequencing ID="shared">
        <imsss:controlMode flow="true"/><imsss:deliveryControls completionSetByContent="true"/>
        </imsss:sequencing></imsss:sequencingCollection></manifest>"#;
    let text = manifest(Edition::Third, "Course", &[Sco::new("a").with(sequencing)], "");
    let (course, warnings) = read_good(&package(text.replace("</manifest>", collection), &["sco.html"]));
    let found = &course.organization().items[0].sequencing;
    assert_eq!(warnings, [0u16; 0]);
    assert!(found.control_mode.flow);
    let own = DeliveryControls { tracked: false, ..DeliveryControls::default() };
    assert_eq!(found.delivery_controls, own);
    assert_eq!(read_good(&package(text, &["sco.html"])).1, [606]);
}

#[test]
fn organizations_have_sequencing_too() {
    let own = "<imsss:sequencing><imsss:controlMode choice='false' flow='true'/></imsss:sequencing>";
    let text = manifest(Edition::Third, "Course", &[Sco::new("a")], own);
    let text = text.replace("<organization ", "<organization adlseq:objectivesGlobalToSystem='false' ");
    let (course, _) = read_good(&package(text, &["sco.html"]));
    let organization = course.organization();
    assert_eq!(
        (organization.sequencing.control_mode.flow, organization.sequencing.control_mode.choice),
        (true, false)
    );
    assert!(!organization.objectives_global_to_system && organization.shared_data_global_to_system);
}

#[test]
fn wrong_values_give_warnings_and_defaults() {
    for (sequencing, code) in [
        (r#"<imsss:controlMode flow="maybe"/>"#, 601),
        (r#"<imsss:limitConditions attemptLimit="-1"/>"#, 601),
        (r#"<imsss:rollupRules objectiveMeasureWeight="2"/>"#, 601),
        (r#"<imsss:randomizationControls selectionTiming="often"/>"#, 602),
        (
            r#"<imsss:sequencingRules><imsss:preConditionRule><imsss:ruleAction action="jump"/></imsss:preConditionRule></imsss:sequencingRules>"#,
            602,
        ),
        (r#"<imsss:objectives><imsss:objective/></imsss:objectives>"#, 405),
        (
            r#"<imsss:objectives><imsss:primaryObjective objectiveID="o"/><imsss:objective objectiveID="o"/></imsss:objectives>"#,
            608,
        ),
        (
            r#"<imsss:objectives><imsss:primaryObjective><imsss:mapInfo/></imsss:primaryObjective></imsss:objectives>"#,
            607,
        ),
        (r#"<adlseq:objectives><adlseq:objective objectiveID="o"/></adlseq:objectives>"#, 607),
    ] {
        let (course, warnings) =
            course(Edition::Fourth, &format!("<imsss:sequencing>{sequencing}</imsss:sequencing>"));
        assert_eq!(warnings, [code], "{sequencing}");
        let found = &course.organization().items[0].sequencing;
        assert!(found.pre_condition_rules.is_empty() && found.objectives.is_empty());
        assert_eq!(found.control_mode, ControlMode::default());
    }
}
