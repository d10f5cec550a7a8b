//! What an item hands to the data model: `adlcp` of SCORM 1.2 (CAM 1.2, 2.3.2.5) and of SCORM 2004 (CAM 3.4.1),
//! and the parts of sequencing that content reads (`cmi.scaled_passing_score`, `cmi.objectives`, time limit).

use cmi::{Centiseconds, CompletionThreshold, Edition, LaunchData, TimeLimitAction};
use sequencing::definition::{Objective, SequencingDefinition};

use crate::values::{decimal, duration, flag, word};
use crate::warning::Warnings;
use crate::xml::Element;

/// Reads the children of an `item` or `organization`; `time_limit` is `attemptAbsoluteDurationLimit`.
pub(crate) fn read(
    element: &Element,
    edition: Edition,
    sequencing: &SequencingDefinition,
    time_limit: Option<Centiseconds>,
    warnings: &mut Warnings,
) -> LaunchData {
    let text = |name: &str| element.first(name).filter(|found| !found.text().is_empty());
    let action = text("timelimitaction").and_then(|e| {
        // Some tools put spaces around the comma.
        let written = e.text().replace(char::is_whitespace, "").replace("nomessage", "no message");
        word(e, "timelimitaction", Some(&written), ACTIONS, warnings)
    });
    let mut data = LaunchData {
        data_from_lms: text("datafromlms").map(|e| e.text().to_owned()),
        time_limit_action: action,
        ..LaunchData::default()
    };
    if edition.is_2004() {
        let primary = &sequencing.primary_objective;
        data.max_time_allowed = time_limit;
        data.completion_threshold = completion_threshold(element, warnings);
        data.scaled_passing_score = primary.satisfied_by_measure.then_some(primary.min_normalized_measure);
        data.objectives = objective_names(primary, &sequencing.objectives);
    } else {
        data.mastery_score = text("masteryscore")
            .and_then(|e| decimal(e, "masteryscore", Some(e.text()), 0.0..=100.0, warnings));
        data.max_time_allowed =
            text("maxtimeallowed").and_then(|e| duration(e, "maxtimeallowed", Some(e.text()), warnings));
    }
    data
}

const ACTIONS: &[(&str, TimeLimitAction)] = &[
    ("exit,message", TimeLimitAction::ExitMessage),
    ("exit,no message", TimeLimitAction::ExitNoMessage),
    ("continue,message", TimeLimitAction::ContinueMessage),
    ("continue,no message", TimeLimitAction::ContinueNoMessage),
];

/// A measure as the element's text in the 2nd and 3rd Edition, three attributes in the 4th.
fn completion_threshold(item: &Element, warnings: &mut Warnings) -> CompletionThreshold {
    let default = CompletionThreshold::default();
    let Some(element) = item.first("completionThreshold") else { return default };
    let text = Some(element.text()).filter(|text| !text.is_empty());
    let measure = element.attribute("minProgressMeasure").or(text);
    let weight = element.attribute("progressWeight");
    CompletionThreshold {
        // In the text form the measure alone switches it on.
        completed_by_measure: flag(element, "completedByMeasure", text.is_some(), warnings),
        min_progress_measure: decimal(element, "minProgressMeasure", measure, 0.0..=1.0, warnings)
            .unwrap_or(default.min_progress_measure),
        progress_weight: decimal(element, "progressWeight", weight, 0.0..=1.0, warnings)
            .unwrap_or(default.progress_weight),
    }
}

/// Names of `cmi.objectives`, the primary one first.
fn objective_names(primary: &Objective, others: &[Objective]) -> Vec<String> {
    std::iter::once(primary).chain(others).filter_map(|objective| objective.id.clone()).collect()
}
