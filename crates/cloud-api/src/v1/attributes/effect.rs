//! What each attribute does in Lyceum, for the user guide and the property editor. Where an attribute acts, its text
//! here says how.

/// What an attribute does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// It acts so.
    Acts(&'static str),
    /// It is stored, checked and given back, and that is all; this is why.
    Stored(&'static str),
}

use Effect::{Acts, Stored};

const SIXTEEN: &str = "Decides what follows when content finishes with this exit at this place; the learner's own request \
                       goes before it. SCORM 2004: a navigation request of the content goes before it too.";

/// The effect of an attribute of the table.
pub fn effect(name: &str) -> Effect {
    match name {
        "allowCompleteStatusChange" => {
            Acts("Without it a course that was completed or passed stays so, with its score.")
        }
        "alwaysFlowToFirstSco" => Acts(
            "SCORM 2004: the first launch opens the first SCO even where the rules would show the table of contents.",
        ),
        "applyRollupStatusToSuccess" => Acts(
            "SCORM 1.1 and 1.2: success follows `statusRollupMode` and not the activities' passed and failed.",
        ),
        "commCommitFrequency" => Acts(
            "Longest wait before ordinary changes are sent. Status, score, Commit and Finish are sent within 250 ms whatever it is.",
        ),
        "commMaxFailedSubmissions" => {
            Acts("The banner about work that is not saved waits for so many failures; 0 counts as 1.")
        }
        "completionStatOfFailedSuccessStat" => {
            Acts("SCORM 1.1 and 1.2: completion that is reported for `failed`.")
        }
        "courseStructureStartsOpen" => {
            Acts("The table of contents is open when the player starts, where the screen is wide enough.")
        }
        "courseStructureWidth" => Acts("Width of the table of contents; 0 is the player's own."),
        "debugControl" => Acts("Notes of the player's page in the launch's log."),
        "debugIncludeTimestamps" => Acts("Without it `getLaunchInfo` tells no times."),
        "debugLookAhead" => Acts("Notes of what controls and table of contents offered in the launch's log."),
        "debugRuntime" => Acts(
            "Notes of the content's reads and of calls that were refused in the launch's log; what changes state is always there.",
        ),
        "debugSequencing" => Acts("Notes of the Sequencing book's processes in the launch's log."),
        "desiredFullScreen" => {
            Acts("A window is as large as the screen, and the player has a button for full screen.")
        }
        "desiredHeight" | "desiredWidth" => {
            Acts("Size of a window that the player opens; within a page content has the room there is.")
        }
        "enableChoiceNavigation" => {
            Acts("Without it entries of the table of contents only show where the learner is.")
        }
        "enablePrevNext" => Acts("Without it there are no Previous and Next."),
        "finishCausesImmediateCommit" => Acts(
            "Without it Finish and Terminate alone wait like ordinary changes; status and score never do.",
        ),
        "firstScoIsPretest" => {
            Acts("SCORM 1.1 and 1.2: once the first SCO is passed, all count as complete.")
        }
        "ieCompatibilityMode" => Stored("No browser that can run the player reads the hint."),
        "invalidMenuItemAction" => {
            Acts("How entries that cannot be opened now appear in the table of contents.")
        }
        "launchCompletedRegsAsNoCredit" => Acts(
            "A completed or passed course is launched for review: no status and no score changes, its time counts.",
        ),
        "logoutCausesPlayerExit" => Acts(
            "SCORM 1.1 and 1.2: exit `logout` leaves the player. SCORM 2004 ends the course by its own rules.",
        ),
        "lookaheadSequencerMode" => Acts(
            "With 1 controls and entries can always be used and say afterwards that they lead nowhere; 2 and 3 are alike, since looking ahead costs little here.",
        ),
        "numberOfScoringObjects" => Acts("SCORM 1.1 and 1.2: divisor of `scoreRollupMode` 4."),
        "playerLaunchType" => {
            Acts("Whether the player opens in the window of the launch or in one of its own.")
        }
        "preventRightClick" => {
            Acts("No context menu in the player, nor in content that lies in the package.")
        }
        "preventWindowResize" => {
            Acts("A window that the player opened goes back to its size, where the browser allows that.")
        }
        "registrationInstancingOption" => Acts(
            "Read from the newest version at each launch: whether a registration begins a new instance on it.",
        ),
        "requiredFullScreen" => {
            Acts("The player asks the learner for the whole screen, where the browser can give it.")
        }
        "requiredHeight" | "requiredWidth" => Acts(
            "Least size of a window that the player opens; within a page the learner is told when there is less room.",
        ),
        "resetRunTimeDataTiming" => {
            Acts("Whether an activity that is opened again has what it stored before.")
        }
        "returnToLmsAction" => Acts(
            "What Leave does: `suspend_all` and `legacy` go on later, `exit_all` ends the attempt, `selectable` asks.",
        ),
        "rollupEmptySetToUnknown" => Acts("A rollup over no activities gives unknown and not complete."),
        "rsopSynchMode" => Stored("There is no offline player whose work could be merged."),
        "scaleRawScore" => Acts("SCORM 2004: a raw score counts where content set no scaled one."),
        "scoLaunchType" => Acts("Whether content opens in the player or in a window of its own."),
        "scoreOverridesStatus" => {
            Acts("SCORM 1.1 and 1.2: with a mastery score, the score decides between passed and failed.")
        }
        "scoreRollupMode" => {
            Acts("SCORM 1.1 and 1.2: how the course's score is made. SCORM 2004 has rules of its own.")
        }
        "scormVersion" => Acts("SCORM 2004: the edition whose rules the next launch goes by."),
        "showCloseItem" => Acts("A button that ends the current activity stands on the bar."),
        "showCourseStructure" => Acts("Whether there is a table of contents."),
        "showFinishButton" => Acts("Whether there is a Leave button."),
        "showHelp" => Acts("A button explains the player, where there is a navigation bar."),
        "showNavBar" => Acts("Whether there is a bar with buttons."),
        "showProgressBar" => {
            Acts("The share of activities that are complete, or the progress that content tells.")
        }
        "showTitleBar" => Acts("The title stands above the content."),
        "statusDisplay" => Acts("Which status stands beside the entries of the table of contents."),
        "statusRollupMode" => {
            Acts("SCORM 1.1 and 1.2: how the course's status is made. SCORM 2004 has rules of its own.")
        }
        "suspendDataMaxLength" => Acts("Longer suspend data is refused to content."),
        "thresholdScore" => {
            Acts("SCORM 1.1 and 1.2: share of the score that `statusRollupMode` 4 and 5 ask for.")
        }
        "timeLimit" => Acts(
            "When the learner has been in the course for so long, over all launches, the attempt ends and later launches are for review.",
        ),
        "title" => Acts(
            "The course's title in lists, in the registration's detail and in the player. Activities keep theirs.",
        ),
        "validateInteractionResponses" => Acts("Responses of a wrong form are refused to content."),
        "wrapScoWindowWithApi" => {
            Acts("Content in a window of its own finds the API in that window's parent.")
        }
        name if name.ends_with("SatAction") => Acts(SIXTEEN),
        _ => Stored("Nothing is known of it."),
    }
}

#[cfg(test)]
mod tests {
    use super::super::ATTRIBUTES;
    use super::*;

    #[test]
    fn every_attribute_is_explained() {
        for attribute in ATTRIBUTES {
            assert_ne!(effect(attribute.name), effect("nonsense"), "{}", attribute.name);
        }
    }
}
