//! The table itself, in alphabetical order. Where a default differs from the original's, the
//! player's rules give the reason: the bar and the leave control are always there, and courses of
//! several SCOs show their table of contents. The suspend data of real content is longer than the
//! standards' minimum, so its default is the ceiling.

use super::Initial::{Always, Depends};
use super::{Attribute, Edition, Initial, Kind, Package};

const fn row(name: &'static str, kind: Kind, default: Initial, meaning: &'static str) -> Attribute {
    Attribute { name, kind, default, meaning }
}

const fn int(min: i64, max: i64) -> Kind {
    Kind::Int { min, max }
}

const fn one_of(last: i64) -> Kind {
    Kind::Enumeration { last }
}

fn yes_no(value: bool) -> String {
    if value { "true".into() } else { "false".into() }
}

fn single(package: &Package<'_>) -> String {
    yes_no(package.sco_count <= 1)
}

fn several(package: &Package<'_>) -> String {
    yes_no(package.sco_count > 1)
}

/// All package attributes.
pub const ATTRIBUTES: &[Attribute] = &[
    row("allowCompleteStatusChange", Kind::Bool, Always("false"), "A status may fall back from complete."),
    row(
        "alwaysFlowToFirstSco",
        Kind::Bool,
        Depends(single),
        "Open the first SCO at launch, whatever the sequencing rules say.",
    ),
    row(
        "applyRollupStatusToSuccess",
        Kind::Bool,
        Always("false"),
        "The status rollup mode applies to the success status too.",
    ),
    row(
        "commCommitFrequency",
        int(1, 3600000),
        Always("10000"),
        "Milliseconds between commits to the server.",
    ),
    row(
        "commMaxFailedSubmissions",
        int(0, 1000),
        Always("2"),
        "Failed commits before the player reports it.",
    ),
    row(
        "completionStatOfFailedSuccessStat",
        Kind::Words(&["completed", "incomplete", "unknown"]),
        Always("unknown"),
        "Completion to assume on failed.",
    ),
    row("courseStructureStartsOpen", Kind::Bool, Depends(several), "The table of contents is open at first."),
    row(
        "courseStructureWidth",
        int(0, 100000),
        Depends(|p| if p.sco_count > 1 { "200".into() } else { "0".into() }),
        "Pixels for the table of contents.",
    ),
    row(
        "debugControl",
        Kind::Words(&["off", "audit", "detailed"]),
        Always("off"),
        "Log level of the control module.",
    ),
    row("debugIncludeTimestamps", Kind::Bool, Always("true"), "The log has times."),
    row(
        "debugLookAhead",
        Kind::Words(&["off", "audit", "detailed"]),
        Always("audit"),
        "Log level of the look-ahead sequencer.",
    ),
    row(
        "debugRuntime",
        Kind::Words(&["off", "audit", "detailed"]),
        Always("detailed"),
        "Log level of run-time calls.",
    ),
    row(
        "debugSequencing",
        Kind::Words(&["off", "audit", "detailed"]),
        Always("detailed"),
        "Log level of the sequencer.",
    ),
    row("desiredFullScreen", Kind::Bool, Always("false"), "The content would like the whole screen."),
    row("desiredHeight", int(0, 100000), Always("0"), "Pixels the content would like, 0 for any."),
    row("desiredWidth", int(0, 100000), Always("0"), "Pixels the content would like, 0 for any."),
    row(
        "enableChoiceNavigation",
        Kind::Bool,
        Depends(several),
        "Entries of the table of contents can be chosen.",
    ),
    row("enablePrevNext", Kind::Bool, Depends(several), "There are buttons for previous and next."),
    row("finishCausesImmediateCommit", Kind::Bool, Always("true"), "LMSFinish commits at once."),
    row("firstScoIsPretest", Kind::Bool, Always("false"), "Passing the first SCO completes all."),
    row("ieCompatibilityMode", Kind::Text, Always("none"), "Hint for X-UA-Compatible."),
    row(
        "invalidMenuItemAction",
        one_of(3),
        Always("3"),
        "Entries that cannot succeed: 1 show enabled, 2 hide, 3 show disabled.",
    ),
    row(
        "launchCompletedRegsAsNoCredit",
        Kind::Bool,
        Depends(|p| yes_no(matches!(p.edition, Edition::Scorm11 | Edition::Scorm12 | Edition::Aicc))),
        "A completed registration is launched for review.",
    ),
    row("logoutCausesPlayerExit", Kind::Bool, Always("true"), "Exit type logout closes the player."),
    row(
        "logoutFinalNotSatAction",
        one_of(5),
        Always("1"),
        "Last SCO, not satisfied, exit logout: 1 exit course, 2 exit after confirmation, 3 go to next SCO, 4 display message, 5 do nothing.",
    ),
    row(
        "logoutFinalSatAction",
        one_of(5),
        Always("1"),
        "Last SCO, satisfied, exit logout: 1 exit course, 2 exit after confirmation, 3 go to next SCO, 4 display message, 5 do nothing.",
    ),
    row(
        "logoutIntNotSatAction",
        one_of(5),
        Always("2"),
        "Other SCO, not satisfied, exit logout: 1 exit course, 2 exit after confirmation, 3 go to next SCO, 4 display message, 5 do nothing.",
    ),
    row(
        "logoutIntSatAction",
        one_of(5),
        Always("2"),
        "Other SCO, satisfied, exit logout: 1 exit course, 2 exit after confirmation, 3 go to next SCO, 4 display message, 5 do nothing.",
    ),
    row("lookaheadSequencerMode", one_of(3), Always("3"), "Look-ahead: 1 off, 2 on, 3 in real time."),
    row(
        "normalFinalNotSatAction",
        one_of(5),
        Always("1"),
        "Last SCO, not satisfied, exit normal: 1 exit course, 2 exit after confirmation, 3 go to next SCO, 4 display message, 5 do nothing.",
    ),
    row(
        "normalFinalSatAction",
        one_of(5),
        Always("1"),
        "Last SCO, satisfied, exit normal: 1 exit course, 2 exit after confirmation, 3 go to next SCO, 4 display message, 5 do nothing.",
    ),
    row(
        "normalIntNotSatAction",
        one_of(5),
        Always("4"),
        "Other SCO, not satisfied, exit normal: 1 exit course, 2 exit after confirmation, 3 go to next SCO, 4 display message, 5 do nothing.",
    ),
    row(
        "normalIntSatAction",
        one_of(5),
        Always("3"),
        "Other SCO, satisfied, exit normal: 1 exit course, 2 exit after confirmation, 3 go to next SCO, 4 display message, 5 do nothing.",
    ),
    row("numberOfScoringObjects", int(0, 100000), Always("0"), "Divisor of score rollup mode 4."),
    row(
        "playerLaunchType",
        one_of(5),
        Always("1"),
        "Window of the player: 1 frameset, 2 new window, 3 new window after a click, 4 and 5 the same without toolbar.",
    ),
    row("preventRightClick", Kind::Bool, Always("false"), "No context menu in the player."),
    row("preventWindowResize", Kind::Bool, Always("false"), "The player's window keeps its size."),
    row(
        "registrationInstancingOption",
        Kind::Words(&["never", "incomplete", "complete", "failed", "passed", "always"]),
        Always("never"),
        "When a launch moves a registration to the newest version.",
    ),
    row("requiredFullScreen", Kind::Bool, Always("false"), "The content needs the whole screen."),
    row("requiredHeight", int(0, 100000), Always("0"), "Pixels the content needs, 0 for any."),
    row("requiredWidth", int(0, 100000), Always("0"), "Pixels the content needs, 0 for any."),
    row(
        "resetRunTimeDataTiming",
        one_of(3),
        Depends(|p| if p.edition.is_2004() { "2".into() } else { "1".into() }),
        "When a new attempt drops run-time data: 1 never, 2 unless suspended, 3 always.",
    ),
    row(
        "returnToLmsAction",
        Kind::Words(&["legacy", "selectable", "suspend_all", "exit_all"]),
        Always("legacy"),
        "What the leave control does.",
    ),
    row("rollupEmptySetToUnknown", Kind::Bool, Always("false"), "Rollup over no children gives unknown."),
    row(
        "rsopSynchMode",
        one_of(6),
        Always("2"),
        "Synchronisation of an offline player: 1 most recent, 2 simple, 3 most complete, 4 most satisfied, 5 most done, 6 best done.",
    ),
    row(
        "scaleRawScore",
        Kind::Bool,
        Always("false"),
        "SCORM 2004: a raw score counts where no scaled one was set.",
    ),
    row(
        "scoLaunchType",
        one_of(5),
        Always("1"),
        "Window of the content: 1 frameset, 2 new window, 3 new window after a click, 4 and 5 the same without toolbar.",
    ),
    row("scoreOverridesStatus", Kind::Bool, Always("false"), "The score decides the status."),
    row(
        "scoreRollupMode",
        one_of(6),
        Always("3"),
        "Score of the course: 1 provided by course, 2 average of all units, 3 average of units with scores, 4 fixed average, 5 average of non-zero scores, 6 last SCO.",
    ),
    row(
        "scormVersion",
        Kind::Standard,
        Depends(|p| p.edition.as_str().into()),
        "The standard; changes only within SCORM 2004.",
    ),
    row("showCloseItem", Kind::Bool, Always("false"), "There is a button that closes the item."),
    row("showCourseStructure", Kind::Bool, Depends(several), "There is a table of contents."),
    row("showFinishButton", Kind::Bool, Always("true"), "There is a button to leave."),
    row("showHelp", Kind::Bool, Always("false"), "There is a help button."),
    row("showNavBar", Kind::Bool, Always("true"), "There is a navigation bar."),
    row("showProgressBar", Kind::Bool, Always("false"), "There is a progress bar."),
    row("showTitleBar", Kind::Bool, Always("true"), "There is a title bar."),
    row(
        "statusDisplay",
        one_of(5),
        Always("4"),
        "Status in the table of contents: 1 success, 2 completion, 3 separate, 4 combined, 5 none.",
    ),
    row(
        "statusRollupMode",
        one_of(6),
        Always("3"),
        "Completion of the course: 1 provided by course, 2 all complete, 3 all complete and none failed, 4 threshold score met, 5 all complete and threshold met, 6 all passed.",
    ),
    row(
        "suspendDataMaxLength",
        int(0, 1048576),
        Depends(|p| if p.edition.is_2004() { "1048576".into() } else { "65536".into() }),
        "Characters of suspend data; the standards' own minimum is noted in the log where content goes beyond it.",
    ),
    row(
        "suspendFinalNotSatAction",
        one_of(5),
        Always("1"),
        "Last SCO, not satisfied, exit suspend: 1 exit course, 2 exit after confirmation, 3 go to next SCO, 4 display message, 5 do nothing.",
    ),
    row(
        "suspendFinalSatAction",
        one_of(5),
        Always("1"),
        "Last SCO, satisfied, exit suspend: 1 exit course, 2 exit after confirmation, 3 go to next SCO, 4 display message, 5 do nothing.",
    ),
    row(
        "suspendIntNotSatAction",
        one_of(5),
        Always("4"),
        "Other SCO, not satisfied, exit suspend: 1 exit course, 2 exit after confirmation, 3 go to next SCO, 4 display message, 5 do nothing.",
    ),
    row(
        "suspendIntSatAction",
        one_of(5),
        Always("4"),
        "Other SCO, satisfied, exit suspend: 1 exit course, 2 exit after confirmation, 3 go to next SCO, 4 display message, 5 do nothing.",
    ),
    row("thresholdScore", Kind::Fraction, Always("0"), "Score needed by status rollup modes 4 and 5."),
    row("timeLimit", int(0, 1000000), Always("0"), "Minutes, 0 for none."),
    row(
        "timeoutFinalNotSatAction",
        one_of(5),
        Always("1"),
        "Last SCO, not satisfied, exit time-out: 1 exit course, 2 exit after confirmation, 3 go to next SCO, 4 display message, 5 do nothing.",
    ),
    row(
        "timeoutFinalSatAction",
        one_of(5),
        Always("1"),
        "Last SCO, satisfied, exit time-out: 1 exit course, 2 exit after confirmation, 3 go to next SCO, 4 display message, 5 do nothing.",
    ),
    row(
        "timeoutIntNotSatAction",
        one_of(5),
        Always("4"),
        "Other SCO, not satisfied, exit time-out: 1 exit course, 2 exit after confirmation, 3 go to next SCO, 4 display message, 5 do nothing.",
    ),
    row(
        "timeoutIntSatAction",
        one_of(5),
        Always("4"),
        "Other SCO, satisfied, exit time-out: 1 exit course, 2 exit after confirmation, 3 go to next SCO, 4 display message, 5 do nothing.",
    ),
    row("title", Kind::Text, Depends(|p| p.title.chars().take(255).collect()), "Title of the course."),
    row(
        "validateInteractionResponses",
        Kind::Bool,
        Always("true"),
        "The format of interaction responses is checked.",
    ),
    row(
        "wrapScoWindowWithApi",
        Kind::Bool,
        Always("false"),
        "Content in a new window gets its own API relay.",
    ),
];
