//! Attributes as the API spells them.

use cmi::Edition;

use super::{
    Behaviour, Checking, ExitAction, InvalidMenuItem, LaunchType, LogLevel, LookAhead, ResetTiming,
    ReturnToLms, ScoreRollup, StatusDisplay, StatusRollup,
};
use crate::results::Completion;

/// A value of an attribute as text.
trait Value: Sized {
    fn parse(text: &str) -> Option<Self>;
    fn text(&self) -> String;
}

impl Value for bool {
    fn parse(text: &str) -> Option<Self> {
        let is = |word: &str| text.eq_ignore_ascii_case(word);
        if is("true") || is("1") || is("on") {
            Some(true)
        } else if is("false") || is("0") || is("off") {
            Some(false)
        } else {
            None
        }
    }
    fn text(&self) -> String {
        if *self { "true" } else { "false" }.to_owned()
    }
}

/// `true` and `false` as the API has them.
impl Value for Checking {
    fn parse(text: &str) -> Option<Self> {
        if text.eq_ignore_ascii_case("strict") {
            return Some(Self::Strict);
        }
        bool::parse(text).map(|checks| if checks { Self::Responses } else { Self::Lenient })
    }
    fn text(&self) -> String {
        match self {
            Self::Lenient => "false",
            Self::Responses => "true",
            Self::Strict => "strict",
        }
        .to_owned()
    }
}

impl Value for u32 {
    fn parse(text: &str) -> Option<Self> {
        text.parse().ok()
    }
    fn text(&self) -> String {
        self.to_string()
    }
}

/// Only `thresholdScore`, a share between 0 and 1.
impl Value for f64 {
    fn parse(text: &str) -> Option<Self> {
        text.parse().ok().filter(|share| (0.0..=1.0).contains(share))
    }
    fn text(&self) -> String {
        self.to_string()
    }
}

macro_rules! value {
    ($kind:ty { $($variant:ident = $text:literal),* $(,)? }) => {
        impl Value for $kind {
            fn parse(text: &str) -> Option<Self> {
                $(if text.eq_ignore_ascii_case($text) { return Some(<$kind>::$variant); })*
                None
            }
            fn text(&self) -> String {
                match self { $(<$kind>::$variant => $text),* }.to_owned()
            }
        }
    };
}

value!(Completion { Complete = "completed", Incomplete = "incomplete", Unknown = "unknown" });
value!(InvalidMenuItem { Show = "1", Hide = "2", Disable = "3" });
value!(ExitAction { ExitCourse = "1", ExitAfterConfirmation = "2", Continue = "3", Message = "4", Nothing = "5" });
value!(LaunchType {
    Frameset = "1", NewWindow = "2", NewWindowAfterClick = "3", NewWindowWithoutToolbar = "4",
    NewWindowWithoutToolbarAfterClick = "5",
});
value!(LogLevel { Off = "off", Audit = "audit", Detailed = "detailed" });
value!(LookAhead { Disabled = "1", Enabled = "2", RealTime = "3" });
value!(ResetTiming { Never = "1", UnlessSuspended = "2", EachNewAttempt = "3" });
value!(ReturnToLms {
    Legacy = "legacy", Selectable = "selectable", SuspendAll = "suspend_all", ExitAll = "exit_all",
});
value!(ScoreRollup {
    Provided = "1", AverageOfAll = "2", AverageOfScored = "3", FixedAverage = "4", AverageOfNonZero = "5",
    Last = "6",
});
value!(StatusDisplay { SuccessOnly = "1", CompletionOnly = "2", Separate = "3", Combined = "4", None = "5" });
value!(StatusRollup {
    Provided = "1", AllComplete = "2", AllCompleteNoneFailed = "3", ThresholdMet = "4",
    AllCompleteAndThresholdMet = "5", AllPassed = "6",
});

/// The attribute that names the standard.
const STANDARD: &str = "scormVersion";

fn edition_2004(text: &str) -> Option<Edition> {
    match text.trim() {
        "scorm_2004_2nd_edition" => Some(Edition::Scorm2004Ed2),
        "scorm_2004_3rd_edition" => Some(Edition::Scorm2004Ed3),
        "scorm_2004_4th_edition" => Some(Edition::Scorm2004Ed4),
        _ => None,
    }
}

/// Name and place of every attribute the engine knows, in the order of the API's table.
macro_rules! attributes {
    ($($name:literal => $($field:ident).+ $([$index:literal])?;)*) => {
        impl Behaviour {
            /// The defaults, changed by the attributes that `get` knows. A value that cannot be read counts as absent.
            #[must_use]
            pub fn from_attributes<'a>(
                get: &dyn Fn(&str) -> Option<&'a str>,
                edition: Edition,
                sco_count: usize,
            ) -> Self {
                let mut behaviour = Self::defaults(edition, sco_count);
                $(if let Some(value) = get($name).and_then(|text| Value::parse(text.trim())) {
                    behaviour.$($field).+ $([$index])? = value;
                })*
                // One package is never played by another standard, only by another edition of SCORM 2004.
                behaviour.edition = get(STANDARD).and_then(edition_2004).filter(|_| edition.is_2004());
                behaviour
            }

            /// Every attribute by its name.
            #[must_use]
            pub fn attributes(&self) -> Vec<(&'static str, String)> {
                vec![$(($name, self.$($field).+ $([$index])?.text())),*]
            }

            /// Whether `text` is a value of the attribute `name`; `None` for a name the engine does not know.
            #[must_use]
            pub fn accepts(&self, name: &str, text: &str) -> Option<bool> {
                fn same<T: Value>(_: &T, text: &str) -> bool {
                    T::parse(text.trim()).is_some()
                }
                match name {
                    $($name => Some(same(&self.$($field).+ $([$index])?, text)),)*
                    _ => None,
                }
            }
        }
    };
}

attributes! {
    "allowCompleteStatusChange" => allow_complete_status_change;
    "alwaysFlowToFirstSco" => always_flow_to_first_sco;
    "applyRollupStatusToSuccess" => apply_rollup_status_to_success;
    "commCommitFrequency" => comm_commit_frequency;
    "commMaxFailedSubmissions" => comm_max_failed_submissions;
    "completionStatOfFailedSuccessStat" => completion_stat_of_failed_success_stat;
    "courseStructureStartsOpen" => course_structure_starts_open;
    "courseStructureWidth" => course_structure_width;
    "debugControl" => logging.control;
    "debugIncludeTimestamps" => logging.timestamps;
    "debugLookAhead" => logging.look_ahead;
    "debugRuntime" => logging.runtime;
    "debugSequencing" => logging.sequencing;
    "desiredFullScreen" => desired_full_screen;
    "desiredHeight" => desired_height;
    "desiredWidth" => desired_width;
    "enableChoiceNavigation" => enable_choice_navigation;
    "enablePrevNext" => enable_prev_next;
    "finishCausesImmediateCommit" => finish_causes_immediate_commit;
    "firstScoIsPretest" => first_sco_is_pretest;
    "invalidMenuItemAction" => invalid_menu_item_action;
    "launchCompletedRegsAsNoCredit" => launch_completed_regs_as_no_credit;
    "logoutCausesPlayerExit" => logout_causes_player_exit;
    "logoutFinalNotSatAction" => exit_actions.logout[2];
    "logoutFinalSatAction" => exit_actions.logout[3];
    "logoutIntNotSatAction" => exit_actions.logout[0];
    "logoutIntSatAction" => exit_actions.logout[1];
    "lookaheadSequencerMode" => lookahead_sequencer_mode;
    "normalFinalNotSatAction" => exit_actions.normal[2];
    "normalFinalSatAction" => exit_actions.normal[3];
    "normalIntNotSatAction" => exit_actions.normal[0];
    "normalIntSatAction" => exit_actions.normal[1];
    "numberOfScoringObjects" => number_of_scoring_objects;
    "playerLaunchType" => player_launch_type;
    "preventRightClick" => prevent_right_click;
    "preventWindowResize" => prevent_window_resize;
    "requiredFullScreen" => required_full_screen;
    "requiredHeight" => required_height;
    "requiredWidth" => required_width;
    "resetRunTimeDataTiming" => reset_run_time_data_timing;
    "returnToLmsAction" => return_to_lms_action;
    "rollupEmptySetToUnknown" => rollup_empty_set_to_unknown;
    "scaleRawScore" => scale_raw_score;
    "scoLaunchType" => sco_launch_type;
    "scoreOverridesStatus" => score_overrides_status;
    "scoreRollupMode" => score_rollup_mode;
    "showCloseItem" => show_close_item;
    "showCourseStructure" => show_course_structure;
    "showFinishButton" => show_finish_button;
    "showHelp" => show_help;
    "showNavBar" => show_nav_bar;
    "showProgressBar" => show_progress_bar;
    "showTitleBar" => show_title_bar;
    "statusDisplay" => status_display;
    "statusRollupMode" => status_rollup_mode;
    "suspendDataMaxLength" => suspend_data_max_length;
    "suspendFinalNotSatAction" => exit_actions.suspend[2];
    "suspendFinalSatAction" => exit_actions.suspend[3];
    "suspendIntNotSatAction" => exit_actions.suspend[0];
    "suspendIntSatAction" => exit_actions.suspend[1];
    "thresholdScore" => threshold_score;
    "timeLimit" => time_limit;
    "timeoutFinalNotSatAction" => exit_actions.timeout[2];
    "timeoutFinalSatAction" => exit_actions.timeout[3];
    "timeoutIntNotSatAction" => exit_actions.timeout[0];
    "timeoutIntSatAction" => exit_actions.timeout[1];
    "validateInteractionResponses" => checking;
    "wrapScoWindowWithApi" => wrap_sco_window_with_api;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_lead_back_to_the_same_behaviour() {
        for edition in [Edition::Scorm12, Edition::Scorm2004Ed4] {
            let behaviour = Behaviour::defaults(edition, 3);
            let texts = behaviour.attributes();
            let get = |name: &str| texts.iter().find(|(n, _)| *n == name).map(|(_, text)| text.as_str());
            assert_eq!(Behaviour::from_attributes(&get, Edition::Scorm11, 1), behaviour);
        }
    }

    #[test]
    fn what_cannot_be_read_counts_as_absent() {
        let get = |name: &str| match name {
            "statusRollupMode" => Some("9"),
            "thresholdScore" => Some("80"),
            "showNavBar" => Some(" False "),
            _ => None,
        };
        let behaviour = Behaviour::from_attributes(&get, Edition::Scorm12, 1);
        let mut expected = Behaviour::defaults(Edition::Scorm12, 1);
        expected.show_nav_bar = false;
        assert_eq!(behaviour, expected);
        assert_eq!(behaviour.accepts("thresholdScore", "0.8"), Some(true));
        assert_eq!(behaviour.accepts("thresholdScore", "80"), Some(false));
        assert_eq!(behaviour.accepts("unheardOf", "1"), None);
    }

    #[test]
    fn an_edition_of_2004_may_be_another() {
        let played = |text: &str, edition| {
            let get = |name: &str| (name == "scormVersion").then_some(text);
            Behaviour::from_attributes(&get, edition, 1).edition
        };
        assert_eq!(played("scorm_2004_3rd_edition", Edition::Scorm2004Ed4), Some(Edition::Scorm2004Ed3));
        assert_eq!(played("scorm_2004_3rd_edition", Edition::Scorm12), None);
        assert_eq!(played("scorm_12", Edition::Scorm2004Ed4), None);
    }

    #[test]
    fn defaults_by_kind_of_course() {
        let single = Behaviour::defaults(Edition::Scorm12, 1);
        assert!(!single.show_course_structure && !single.show_progress_bar);
        assert!(
            single.show_finish_button && single.show_nav_bar && single.launch_completed_regs_as_no_credit
        );
        assert_eq!(single.reset_run_time_data_timing, ResetTiming::Never);
        let several = Behaviour::defaults(Edition::Scorm2004Ed3, 2);
        assert!(several.show_course_structure && several.course_structure_starts_open);
        assert!(several.enable_choice_navigation && several.enable_prev_next);
        assert!(!several.always_flow_to_first_sco && !several.launch_completed_regs_as_no_credit);
        assert_eq!(several.course_structure_width, 200);
        assert_eq!(several.reset_run_time_data_timing, ResetTiming::UnlessSuspended);
    }
}
