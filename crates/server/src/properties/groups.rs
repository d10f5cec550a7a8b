//! Which attribute stands where on the page.

use cloud_api::v1::attributes::Kind;

/// A group's name in the language files, and its attributes in their order.
pub(super) const GROUPS: &[(&str, &[&str])] = &[
    ("general", &["title", "scormVersion", "registrationInstancingOption", "launchCompletedRegsAsNoCredit"]),
    (
        "parts",
        &[
            "showNavBar",
            "showFinishButton",
            "enablePrevNext",
            "showCloseItem",
            "showHelp",
            "showTitleBar",
            "showProgressBar",
            "showCourseStructure",
            "courseStructureStartsOpen",
            "courseStructureWidth",
            "enableChoiceNavigation",
            "statusDisplay",
            "invalidMenuItemAction",
        ],
    ),
    (
        "window",
        &[
            "playerLaunchType",
            "scoLaunchType",
            "wrapScoWindowWithApi",
            "desiredWidth",
            "desiredHeight",
            "desiredFullScreen",
            "requiredWidth",
            "requiredHeight",
            "requiredFullScreen",
            "preventWindowResize",
            "preventRightClick",
            "ieCompatibilityMode",
        ],
    ),
    (
        "results",
        &[
            "statusRollupMode",
            "applyRollupStatusToSuccess",
            "thresholdScore",
            "scoreRollupMode",
            "numberOfScoringObjects",
            "scoreOverridesStatus",
            "scaleRawScore",
            "firstScoIsPretest",
            "rollupEmptySetToUnknown",
            "completionStatOfFailedSuccessStat",
            "allowCompleteStatusChange",
        ],
    ),
    ("attempts", &["alwaysFlowToFirstSco", "lookaheadSequencerMode", "resetRunTimeDataTiming", "timeLimit"]),
    ("leaving", &["returnToLmsAction", "logoutCausesPlayerExit"]),
    (
        "exit-normal",
        &["normalIntNotSatAction", "normalIntSatAction", "normalFinalNotSatAction", "normalFinalSatAction"],
    ),
    (
        "exit-suspend",
        &[
            "suspendIntNotSatAction",
            "suspendIntSatAction",
            "suspendFinalNotSatAction",
            "suspendFinalSatAction",
        ],
    ),
    (
        "exit-timeout",
        &[
            "timeoutIntNotSatAction",
            "timeoutIntSatAction",
            "timeoutFinalNotSatAction",
            "timeoutFinalSatAction",
        ],
    ),
    (
        "exit-logout",
        &["logoutIntNotSatAction", "logoutIntSatAction", "logoutFinalNotSatAction", "logoutFinalSatAction"],
    ),
    (
        "saving",
        &[
            "commCommitFrequency",
            "commMaxFailedSubmissions",
            "finishCausesImmediateCommit",
            "suspendDataMaxLength",
            "validateInteractionResponses",
            "rsopSynchMode",
        ],
    ),
    ("log", &["debugControl", "debugRuntime", "debugSequencing", "debugLookAhead", "debugIncludeTimestamps"]),
];

/// The name under which the language files have the choices of an attribute; many share theirs.
pub(super) fn choices_of(name: &str) -> &str {
    match name {
        "playerLaunchType" | "scoLaunchType" => "window",
        "debugControl" | "debugRuntime" | "debugSequencing" | "debugLookAhead" => "level",
        _ if name.ends_with("SatAction") => "exit",
        _ => name,
    }
}

/// The values that are chosen from, besides that of not having chosen; empty for what is typed or ticked.
pub(super) fn values_of(kind: Kind, standards: &[&'static str]) -> Vec<String> {
    match kind {
        Kind::Enumeration { last } => (1..=last).map(|number| number.to_string()).collect(),
        Kind::Words(words) => words.iter().map(|word| (*word).to_owned()).collect(),
        Kind::Standard => standards.iter().map(|standard| (*standard).to_owned()).collect(),
        Kind::Bool | Kind::Int { .. } | Kind::Fraction | Kind::Text => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use cloud_api::v1::attributes::{ATTRIBUTES, Edition};
    use ui::Language;

    use super::*;

    #[test]
    fn every_attribute_stands_somewhere_once() {
        let all: Vec<_> = GROUPS.iter().flat_map(|(_, names)| names.iter().copied()).collect();
        assert_eq!(all.len(), ATTRIBUTES.len());
        let known: BTreeSet<_> = ATTRIBUTES.iter().map(|attribute| attribute.name).collect();
        assert_eq!(all.into_iter().collect::<BTreeSet<_>>(), known);
    }

    #[test]
    fn every_attribute_and_choice_is_put_into_words_in_every_language() {
        let standards = Edition::ALL.map(Edition::as_str);
        for tag in ["en", "de"] {
            let language = Language::choose(Some(tag), None);
            let said = |id: String| assert_ne!(language.text("properties", &id), id, "{tag}");
            for (group, _) in GROUPS {
                said(format!("group-{group}"));
            }
            for attribute in ATTRIBUTES {
                said(format!("label-{}", attribute.name));
                said(format!("help-{}", attribute.name));
                for value in values_of(attribute.kind, &standards) {
                    said(format!("choice-{}-{value}", choices_of(attribute.name)));
                }
            }
        }
    }
}
