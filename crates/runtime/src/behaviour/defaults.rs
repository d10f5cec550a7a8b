//! The one place that knows the defaults (§9 of the V1 spec, and `†` where the vendor leaves it open).

use cmi::Edition;

use super::{
    Behaviour, Checking, ExitAction, ExitActions, InvalidMenuItem, LaunchType, LogLevel, Logging, LookAhead,
    ResetTiming, ReturnToLms, ScoreRollup, StatusDisplay, StatusRollup,
};
use crate::results::Completion;

/// Ceiling of suspend data where the standard's minimum is left behind: SCORM 1.1 and 1.2.
const SUSPEND_DATA_12: u32 = 64 << 10;
/// The same for SCORM 2004.
const SUSPEND_DATA_2004: u32 = 1 << 20;

impl Behaviour {
    /// Defaults by standard, and by whether there is one SCO only.
    #[must_use]
    pub fn defaults(edition: Edition, sco_count: usize) -> Self {
        let is_2004 = edition.is_2004();
        let several = sco_count > 1;
        let last = [ExitAction::ExitCourse; 2];
        let exit = |not_satisfied, satisfied| [not_satisfied, satisfied, last[0], last[1]];
        Self {
            allow_complete_status_change: false,
            always_flow_to_first_sco: !several,
            apply_rollup_status_to_success: false,
            comm_commit_frequency: 10_000,
            comm_max_failed_submissions: 2,
            completion_stat_of_failed_success_stat: Completion::Unknown,
            course_structure_starts_open: several,
            course_structure_width: if several { 200 } else { 0 },
            edition: None,
            desired_full_screen: false,
            desired_height: 0,
            desired_width: 0,
            enable_choice_navigation: several,
            enable_prev_next: several,
            finish_causes_immediate_commit: true,
            first_sco_is_pretest: false,
            invalid_menu_item_action: InvalidMenuItem::Disable,
            launch_completed_regs_as_no_credit: !is_2004,
            logging: Logging {
                control: LogLevel::Off,
                look_ahead: LogLevel::Audit,
                runtime: LogLevel::Detailed,
                sequencing: LogLevel::Detailed,
                timestamps: true,
            },
            logout_causes_player_exit: true,
            lookahead_sequencer_mode: LookAhead::RealTime,
            exit_actions: ExitActions {
                normal: exit(ExitAction::Message, ExitAction::Continue),
                suspend: exit(ExitAction::Message, ExitAction::Message),
                timeout: exit(ExitAction::Message, ExitAction::Message),
                logout: exit(ExitAction::ExitAfterConfirmation, ExitAction::ExitAfterConfirmation),
            },
            number_of_scoring_objects: 0,
            player_launch_type: LaunchType::Frameset,
            prevent_right_click: false,
            prevent_window_resize: false,
            required_full_screen: false,
            required_height: 0,
            required_width: 0,
            reset_run_time_data_timing: if is_2004 {
                ResetTiming::UnlessSuspended
            } else {
                ResetTiming::Never
            },
            return_to_lms_action: ReturnToLms::Legacy,
            rollup_empty_set_to_unknown: false,
            scale_raw_score: false,
            sco_launch_type: LaunchType::Frameset,
            score_overrides_status: false,
            score_rollup_mode: ScoreRollup::AverageOfScored,
            show_close_item: false,
            show_course_structure: several,
            show_finish_button: true,
            show_help: false,
            show_nav_bar: true,
            show_progress_bar: false,
            show_title_bar: true,
            status_display: StatusDisplay::Combined,
            status_rollup_mode: StatusRollup::AllCompleteNoneFailed,
            suspend_data_max_length: if is_2004 { SUSPEND_DATA_2004 } else { SUSPEND_DATA_12 },
            threshold_score: 0.0,
            time_limit: 0,
            checking: Checking::Responses,
            wrap_sco_window_with_api: false,
        }
    }
}
