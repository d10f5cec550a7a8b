//! `imsss:sequencing` with the extensions of `adlseq` and the navigation interface of `adlnav`
//! (SCORM 2004 CAM 5.1 and 5.2), for one item or organization.

mod objectives;
mod rollup;
mod rules;
mod size;

use std::collections::BTreeMap;

use cmi::{Centiseconds, Edition};
use sequencing::definition::{
    ConstrainedChoice, ControlMode, DeliveryControls, HiddenControl, LimitConditions, Randomization,
    SequencingDefinition, Timing,
};

use crate::limits::SEQUENCING_BYTES;
use crate::values::{count, duration, flag, word};
use crate::warning::{Code, Warnings};
use crate::xml::Element;

/// Knows the `sequencingCollection`s that items refer to.
#[derive(Debug)]
pub(crate) struct SequencingReader<'a> {
    edition: Edition,
    collection: BTreeMap<&'a str, &'a Element>,
    /// Bytes that definitions may still take, all together: one collection can stand for thousands of items.
    room: usize,
}

/// The parts of a `sequencing` element: its own, and those of the one it refers to where it has none itself
/// (CAM 5.1.1.2: what stands at the activity replaces what the collection says, part by part).
pub(super) struct Parts<'a> {
    pub(super) own: &'a Element,
    pub(super) shared: Option<&'a Element>,
}

impl<'a> Parts<'a> {
    /// The first part of that name that fits.
    pub(super) fn find(&self, name: &str, fits: impl Fn(&Element) -> bool) -> Option<&'a Element> {
        let find = |sequencing: &'a Element| sequencing.children.iter().find(|e| e.is(name) && fits(e));
        find(self.own).or_else(|| self.shared.and_then(find))
    }

    fn part(&self, name: &str) -> Option<&'a Element> {
        self.find(name, |_| true)
    }
}

impl<'a> SequencingReader<'a> {
    pub(crate) fn new(edition: Edition, manifests: impl Iterator<Item = &'a Element>) -> Self {
        let mut collection = BTreeMap::new();
        for sequencing in
            manifests.flat_map(|m| m.all("sequencingCollection")).flat_map(|c| c.all("sequencing"))
        {
            if let Some(id) = sequencing.attribute("ID") {
                collection.entry(id.trim()).or_insert(sequencing);
            }
        }
        Self { edition, collection, room: SEQUENCING_BYTES }
    }

    /// What the children of an `item` or `organization` say about it, and its `attemptAbsoluteDurationLimit`,
    /// which is launch data.
    pub(crate) fn read(
        &mut self,
        activity: &'a Element,
        warnings: &mut Warnings,
    ) -> (SequencingDefinition, Option<Centiseconds>) {
        let mut definition = SequencingDefinition::default();
        let mut time_limit = None;
        if !self.edition.is_2004() {
            // SCORM 1.2 has no sequencing: everything can be chosen, and Continue goes to the next item.
            definition.control_mode.flow = true;
            return (definition, None);
        }
        if let Some(own) = activity.first("sequencing") {
            let shared = self.shared(own, warnings).filter(|_| self.room > 0);
            let parts = Parts { own, shared };
            fill(&mut definition, &parts, warnings);
            if shared.is_some() {
                self.room = self.room.saturating_sub(size::of(&definition));
                if self.room == 0 {
                    let text =
                        "what items take from sequencing collections is too much; later ones do without";
                    warnings.at(Code::Value, own.line, text);
                }
            }
            time_limit = parts.part("limitConditions").and_then(|limits| {
                let limit = limits.attribute("attemptAbsoluteDurationLimit");
                duration(limits, "attemptAbsoluteDurationLimit", limit, warnings)
            });
        }
        for interface in activity.all("presentation").flat_map(|p| p.all("navigationInterface")) {
            for hidden in interface.all("hideLMSUI") {
                definition.hide_lms_ui.extend(word(
                    hidden,
                    "hideLMSUI",
                    Some(hidden.text()),
                    HIDDEN,
                    warnings,
                ));
            }
        }
        (definition, time_limit)
    }

    fn shared(&self, own: &Element, warnings: &mut Warnings) -> Option<&'a Element> {
        let id = own.attribute("IDRef").map(str::trim).filter(|id| !id.is_empty())?;
        let shared = self.collection.get(id).copied();
        if shared.is_none() {
            let text = format!("the sequencing collection has no `{id}`");
            warnings.at(Code::SequencingReference, own.line, text);
        }
        shared
    }
}

fn fill(definition: &mut SequencingDefinition, parts: &Parts<'_>, warnings: &mut Warnings) {
    if let Some(element) = parts.part("controlMode") {
        definition.control_mode = control_mode(element, warnings);
    }
    if let Some(element) = parts.part("sequencingRules") {
        rules::read(element, definition, warnings);
    }
    if let Some(element) = parts.part("limitConditions") {
        definition.limit_conditions = limit_conditions(element, warnings);
    }
    if let Some(element) = parts.part("rollupRules") {
        rollup::read_rules(element, definition, warnings);
    }
    if let Some(element) = parts.part("rollupConsiderations") {
        definition.rollup_considerations = rollup::read_considerations(element, warnings);
    }
    objectives::read(parts, definition, warnings);
    warn_of_unknown_objectives(parts, definition, warnings);
    if let Some(element) = parts.part("randomizationControls") {
        definition.randomization = randomization(element, warnings);
    }
    if let Some(element) = parts.part("deliveryControls") {
        definition.delivery_controls = DeliveryControls {
            tracked: flag(element, "tracked", true, warnings),
            completion_set_by_content: flag(element, "completionSetByContent", false, warnings),
            objective_set_by_content: flag(element, "objectiveSetByContent", false, warnings),
        };
    }
    if let Some(element) = parts.part("constrainedChoiceConsiderations") {
        definition.constrained_choice = ConstrainedChoice {
            prevent_activation: flag(element, "preventActivation", false, warnings),
            constrain_choice: flag(element, "constrainChoice", false, warnings),
        };
    }
}

/// Rules that ask for an objective nobody defined never find it.
fn warn_of_unknown_objectives(parts: &Parts<'_>, definition: &SequencingDefinition, warnings: &mut Warnings) {
    let objectives = || std::iter::once(&definition.primary_objective).chain(&definition.objectives);
    let known = |name: &str| objectives().any(|objective| objective.id.as_deref() == Some(name));
    let conditions = (definition.pre_condition_rules.iter().flat_map(|rule| &rule.conditions))
        .chain(definition.exit_rules.iter().flat_map(|rule| &rule.conditions))
        .chain(definition.post_condition_rules.iter().flat_map(|rule| &rule.conditions));
    for name in conditions.filter_map(|condition| condition.referenced_objective.as_deref()) {
        if !known(name) {
            let text = format!("a rule asks for the objective `{name}`, which the activity does not define");
            warnings.at(Code::UnknownObjective, parts.own.line, text);
        }
    }
}

fn control_mode(element: &Element, warnings: &mut Warnings) -> ControlMode {
    let default = ControlMode::default();
    let mut read = |name, default| flag(element, name, default, warnings);
    ControlMode {
        choice: read("choice", default.choice),
        choice_exit: read("choiceExit", default.choice_exit),
        flow: read("flow", default.flow),
        forward_only: read("forwardOnly", default.forward_only),
        use_current_attempt_objective_info: read(
            "useCurrentAttemptObjectiveInfo",
            default.use_current_attempt_objective_info,
        ),
        use_current_attempt_progress_info: read(
            "useCurrentAttemptProgressInfo",
            default.use_current_attempt_progress_info,
        ),
    }
}

fn limit_conditions(element: &Element, warnings: &mut Warnings) -> LimitConditions {
    LimitConditions {
        attempt_limit: count(element, "attemptLimit", element.attribute("attemptLimit"), warnings),
    }
}

const TIMING: &[(&str, Timing)] =
    &[("never", Timing::Never), ("once", Timing::Once), ("onEachNewAttempt", Timing::OnEachNewAttempt)];

fn randomization(element: &Element, warnings: &mut Warnings) -> Randomization {
    let mut timing =
        |name: &str| word(element, name, element.attribute(name), TIMING, warnings).unwrap_or_default();
    Randomization {
        selection_timing: timing("selectionTiming"),
        randomization_timing: timing("randomizationTiming"),
        select_count: count(element, "selectCount", element.attribute("selectCount"), warnings),
        reorder_children: flag(element, "reorderChildren", false, warnings),
    }
}

const HIDDEN: &[(&str, HiddenControl)] = &[
    ("continue", HiddenControl::Continue),
    ("previous", HiddenControl::Previous),
    ("exit", HiddenControl::Exit),
    ("exitAll", HiddenControl::ExitAll),
    ("abandon", HiddenControl::Abandon),
    ("abandonAll", HiddenControl::AbandonAll),
    ("suspendAll", HiddenControl::SuspendAll),
];
