//! `objectives` of `imsss` (CAM 5.1.7) and, in the 4th Edition, of `adlseq` (CAM 5.2.3): the latter adds maps of
//! scores, completion and progress to objectives that the former defines.
//!
//! By the book (SM.7) a map reads everything it does not speak of. Where an objective has maps of both kinds for
//! different targets, that would read one value from two places; so what a kind leaves open is read only where the
//! objective has no map of the other kind.

use cmi::Edition;
use sequencing::definition::{Objective, ObjectiveMap, SequencingDefinition};

use super::Parts;
use crate::values::{decimal, flag, parts, uri};
use crate::warning::{Code, Warnings};
use crate::xml::{Element, Space};

pub(super) fn read(
    sequencing: &Parts<'_>,
    edition: Edition,
    definition: &mut SequencingDefinition,
    warnings: &mut Warnings,
) {
    if let Some(element) = sequencing.find("objectives", |e| e.space != Space::AdlSequencing) {
        if let Some(primary) = element.first("primaryObjective") {
            definition.primary_objective = objective(primary, edition, warnings);
        }
        for element in parts(element, "objective", warnings) {
            let objective = objective(element, edition, warnings);
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

fn objective(element: &Element, edition: Edition, warnings: &mut Warnings) -> Objective {
    let measure = element.text_of("minNormalizedMeasure");
    let mut maps: Vec<ObjectiveMap> = Vec::new();
    for info in parts(element, "mapInfo", warnings) {
        let Some(target) = target(info, warnings) else { continue };
        let mut map = ObjectiveMap {
            target,
            read_satisfied_status: flag(info, "readSatisfiedStatus", true, warnings),
            read_normalized_measure: flag(info, "readNormalizedMeasure", true, warnings),
            write_satisfied_status: flag(info, "writeSatisfiedStatus", false, warnings),
            write_normalized_measure: flag(info, "writeNormalizedMeasure", false, warnings),
            ..ObjectiveMap::default()
        };
        if edition != Edition::Scorm2004Ed4 {
            read_no_extensions(&mut map);
        }
        maps.push(map);
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
    let alone = objective.maps.is_empty();
    objective.maps.iter_mut().for_each(read_no_extensions);
    for info in parts(extension, "mapInfo", warnings) {
        let Some(target) = target(info, warnings) else { continue };
        let at = objective.maps.iter().position(|map| map.target == target).unwrap_or_else(|| {
            objective.maps.push(ObjectiveMap {
                target,
                read_satisfied_status: alone,
                read_normalized_measure: alone,
                ..ObjectiveMap::default()
            });
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

fn read_no_extensions(map: &mut ObjectiveMap) {
    map.read_raw_score = false;
    map.read_min_score = false;
    map.read_max_score = false;
    map.read_completion_status = false;
    map.read_progress_measure = false;
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
