//! `objectives` of `imsss` (CAM 5.1.7) and, in the 4th Edition, of `adlseq` (CAM 5.2.3): the latter adds maps of
//! scores, completion and progress to objectives that the former defines.

use sequencing::definition::{Objective, ObjectiveMap, SequencingDefinition};

use super::Parts;
use super::rules::objective_name;
use crate::values::{decimal, flag};
use crate::warning::{Code, Warnings};
use crate::xml::{Element, Space};

pub(super) fn read(parts: &Parts<'_>, definition: &mut SequencingDefinition, warnings: &mut Warnings) {
    if let Some(element) = parts.find("objectives", |e| e.space != Space::AdlSequencing) {
        if let Some(primary) = element.first("primaryObjective") {
            definition.primary_objective = objective(primary, warnings);
        }
        for element in element.all("objective") {
            let objective = objective(element, warnings);
            if objective.id.is_none() {
                let text = "an objective that is not the primary one has no objectiveID; it is left out";
                warnings.at(Code::MissingIdentifier, element.line, text);
            } else if find(definition, objective.id.as_deref()).is_some() {
                let text = format!("the objective `{}` is defined twice", objective.id.unwrap_or_default());
                warnings.at(Code::DuplicateObjective, element.line, text);
            } else {
                definition.objectives.push(objective);
            }
        }
    }
    if let Some(element) = parts.find("objectives", |e| e.space == Space::AdlSequencing) {
        for extension in element.all("objective") {
            extend(extension, definition, warnings);
        }
    }
}

fn objective(element: &Element, warnings: &mut Warnings) -> Objective {
    let default = Objective::default();
    let measure = element.text_of("minNormalizedMeasure");
    let mut maps: Vec<ObjectiveMap> = Vec::new();
    for info in element.all("mapInfo") {
        let Some(target) = target(info, warnings) else { continue };
        maps.push(ObjectiveMap {
            target,
            read_satisfied_status: flag(info, "readSatisfiedStatus", true, warnings),
            read_normalized_measure: flag(info, "readNormalizedMeasure", true, warnings),
            write_satisfied_status: flag(info, "writeSatisfiedStatus", false, warnings),
            write_normalized_measure: flag(info, "writeNormalizedMeasure", false, warnings),
            ..ObjectiveMap::default()
        });
    }
    Objective {
        id: objective_name(element.attribute("objectiveID")),
        satisfied_by_measure: flag(element, "satisfiedByMeasure", false, warnings),
        min_normalized_measure: decimal(element, "minNormalizedMeasure", measure, -1.0..=1.0, warnings)
            .unwrap_or(default.min_normalized_measure),
        maps,
    }
}

/// Adds the maps of one `adlseq:objective` to the objective of its name.
fn extend(extension: &Element, definition: &mut SequencingDefinition, warnings: &mut Warnings) {
    let id = objective_name(extension.attribute("objectiveID"));
    let Some(objective) = find(definition, id.as_deref()) else {
        let id = id.unwrap_or_default();
        let text =
            format!("adlseq:objectives names the objective `{id}`, which the activity does not define");
        warnings.at(Code::UnknownObjective, extension.line, text);
        return;
    };
    for info in extension.all("mapInfo") {
        let Some(target) = target(info, warnings) else { continue };
        let at = objective.maps.iter().position(|map| map.target == target).unwrap_or_else(|| {
            objective.maps.push(ObjectiveMap { target, ..ObjectiveMap::default() });
            objective.maps.len() - 1
        });
        let mut read = |name, default| flag(info, name, default, warnings);
        let map = &mut objective.maps[at];
        map.read_raw_score = read("readRawScore", true);
        map.read_min_score = read("readMinScore", true);
        map.read_max_score = read("readMaxScore", true);
        map.read_completion_status = read("readCompletionStatus", true);
        map.read_progress_measure = read("readProgressMeasure", true);
        map.write_raw_score = read("writeRawScore", false);
        map.write_min_score = read("writeMinScore", false);
        map.write_max_score = read("writeMaxScore", false);
        map.write_completion_status = read("writeCompletionStatus", false);
        map.write_progress_measure = read("writeProgressMeasure", false);
    }
}

fn target(info: &Element, warnings: &mut Warnings) -> Option<String> {
    let target = objective_name(info.attribute("targetObjectiveID"));
    if target.is_none() {
        warnings.at(Code::UnknownObjective, info.line, "a mapInfo has no targetObjectiveID; it is left out");
    }
    target
}

fn find<'d>(definition: &'d mut SequencingDefinition, id: Option<&str>) -> Option<&'d mut Objective> {
    let id = id?;
    std::iter::once(&mut definition.primary_objective)
        .chain(&mut definition.objectives)
        .find(|objective| objective.id.as_deref() == Some(id))
}
