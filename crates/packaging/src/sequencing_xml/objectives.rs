//! `objectives` of `imsss` (CAM 5.1.7) and, in the 4th Edition, of `adlseq` (CAM 5.2.3): the latter adds maps of
//! scores, completion and progress to objectives that the former defines.
//!
//! By the schemas, which the official packages go by, `imsss:mapInfo` reads satisfied status and measure unless told
//! otherwise and `adlseq:mapInfo` the rest; a map of one kind says nothing of what the other is for.

use sequencing::definition::{Objective, ObjectiveMap, SequencingDefinition};

use super::Parts;
use crate::values::{decimal, flag, parts, uri};
use crate::warning::{Code, Warnings};
use crate::xml::{Element, Space};

pub(super) fn read(sequencing: &Parts<'_>, definition: &mut SequencingDefinition, warnings: &mut Warnings) {
    if let Some(element) = sequencing.find("objectives", |e| e.space != Space::AdlSequencing) {
        if let Some(primary) = element.first("primaryObjective") {
            definition.primary_objective = objective(primary, warnings);
        }
        for element in parts(element, "objective", warnings) {
            let objective = objective(element, warnings);
            let Some(id) = objective.id.as_deref() else {
                let text = "an objective that is not the primary one has no objectiveID; it is left out";
                warnings.at(Code::MissingIdentifier, element.line, text);
                continue;
            };
            if find(definition, id).is_some() {
                let text = format!("the objective `{id}` is defined twice");
                warnings.at(Code::DuplicateObjective, element.line, text);
            } else {
                definition.objectives.push(objective);
            }
        }
    }
    if let Some(element) = sequencing.find("objectives", |e| e.space == Space::AdlSequencing) {
        for extension in parts(element, "objective", warnings) {
            let id = uri(extension.attribute("objectiveID")).unwrap_or_default();
            match find(definition, &id) {
                Some(objective) => extend(objective, extension, warnings),
                None => {
                    let text = format!("adlseq:objectives names `{id}`, which the activity does not define");
                    warnings.at(Code::UnknownObjective, extension.line, text);
                }
            }
        }
    }
}

fn objective(element: &Element, warnings: &mut Warnings) -> Objective {
    let measure = element.text_of("minNormalizedMeasure");
    let mut maps: Vec<ObjectiveMap> = Vec::new();
    for info in parts(element, "mapInfo", warnings) {
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
        id: uri(element.attribute("objectiveID")),
        satisfied_by_measure: flag(element, "satisfiedByMeasure", false, warnings),
        min_normalized_measure: decimal(element, "minNormalizedMeasure", measure, -1.0..=1.0, warnings)
            .unwrap_or(Objective::default().min_normalized_measure),
        maps,
    }
}

/// Adds the maps of one `adlseq:objective`.
fn extend(objective: &mut Objective, extension: &Element, warnings: &mut Warnings) {
    for info in parts(extension, "mapInfo", warnings) {
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
    let target = uri(info.attribute("targetObjectiveID"));
    if target.is_none() {
        warnings.at(Code::UnknownObjective, info.line, "a mapInfo has no targetObjectiveID; it is left out");
    }
    target
}

fn find<'d>(definition: &'d mut SequencingDefinition, id: &str) -> Option<&'d mut Objective> {
    std::iter::once(&mut definition.primary_objective)
        .chain(&mut definition.objectives)
        .find(|objective| objective.id.as_deref() == Some(id))
}
