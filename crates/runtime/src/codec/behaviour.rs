//! How the attributes travel within a pin. New ones are added at the end, with a new version of the formats that hold
//! pins; what an older version did not know has its default.

use cmi::Edition;

use super::DecodeError;
use super::bytes::{Reader, Wire, Writer, record, words};
use crate::behaviour::{
    Behaviour, Checking, ExitAction, ExitActions, InvalidMenuItem, LaunchType, LogLevel, Logging, LookAhead,
    ResetTiming, ReturnToLms, ScoreRollup, StatusDisplay, StatusRollup,
};
use crate::results::{Completion, Success};

words!(Completion { Complete = 1, Incomplete = 2, Unknown = 0 });
words!(Success { Passed = 1, Failed = 2, Unknown = 0 });
// The first two are the truth value that stood here before: no format changed but where a launch is strict.
words!(Checking { Lenient = 0, Responses = 1, Strict = 2 });
words!(InvalidMenuItem { Show = 1, Hide = 2, Disable = 3 });
words!(ExitAction { ExitCourse = 1, ExitAfterConfirmation = 2, Continue = 3, Message = 4, Nothing = 5 });
words!(LaunchType {
    Frameset = 1,
    NewWindow = 2,
    NewWindowAfterClick = 3,
    NewWindowWithoutToolbar = 4,
    NewWindowWithoutToolbarAfterClick = 5,
});
words!(LogLevel { Off = 0, Audit = 1, Detailed = 2 });
record!(Logging { control, look_ahead, runtime, sequencing, timestamps });
words!(LookAhead { Disabled = 1, Enabled = 2, RealTime = 3 });
words!(ResetTiming { Never = 1, UnlessSuspended = 2, EachNewAttempt = 3 });
words!(ReturnToLms { Legacy = 0, Selectable = 1, SuspendAll = 2, ExitAll = 3 });
words!(ScoreRollup {
    Provided = 1,
    AverageOfAll = 2,
    AverageOfScored = 3,
    FixedAverage = 4,
    AverageOfNonZero = 5,
    Last = 6,
});
words!(StatusDisplay { SuccessOnly = 1, CompletionOnly = 2, Separate = 3, Combined = 4, None = 5 });
words!(StatusRollup {
    Provided = 1,
    AllComplete = 2,
    AllCompleteNoneFailed = 3,
    ThresholdMet = 4,
    AllCompleteAndThresholdMet = 5,
    AllPassed = 6,
});

impl Wire for [ExitAction; 4] {
    fn write(&self, out: &mut Writer) {
        self.iter().for_each(|action| out.put(action));
    }
    fn read(input: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok([input.get()?, input.get()?, input.get()?, input.get()?])
    }
}
record!(ExitActions { normal, suspend, timeout, logout });

/// The attributes of version 1, then those that each later version added.
macro_rules! behaviour {
    ($($first:ident),* $(; since $version:literal: $($later:ident),*)* $(,)?) => {
        impl Wire for Behaviour {
            fn write(&self, out: &mut Writer) {
                $(out.put(&self.$first);)*
                $($(out.put(&self.$later);)*)*
            }
            fn read(input: &mut Reader<'_>) -> Result<Self, DecodeError> {
                // The defaults of what came later are the same for every course.
                let fresh = Self::defaults(Edition::Scorm12, 1);
                Ok(Self {
                    $($first: input.get()?,)*
                    $($($later: if input.version() >= $version { input.get()? } else { fresh.$later },)*)*
                })
            }
        }
    };
}

behaviour! {
    allow_complete_status_change,
    always_flow_to_first_sco,
    apply_rollup_status_to_success,
    comm_commit_frequency,
    completion_stat_of_failed_success_stat,
    course_structure_starts_open,
    course_structure_width,
    desired_full_screen,
    desired_height,
    desired_width,
    enable_choice_navigation,
    enable_prev_next,
    first_sco_is_pretest,
    invalid_menu_item_action,
    launch_completed_regs_as_no_credit,
    logout_causes_player_exit,
    exit_actions,
    number_of_scoring_objects,
    player_launch_type,
    prevent_right_click,
    prevent_window_resize,
    required_full_screen,
    required_height,
    required_width,
    reset_run_time_data_timing,
    return_to_lms_action,
    rollup_empty_set_to_unknown,
    scale_raw_score,
    sco_launch_type,
    score_overrides_status,
    score_rollup_mode,
    show_close_item,
    show_course_structure,
    show_finish_button,
    show_help,
    show_nav_bar,
    show_progress_bar,
    show_title_bar,
    status_display,
    status_rollup_mode,
    suspend_data_max_length,
    threshold_score,
    time_limit,
    checking,
    wrap_sco_window_with_api;
    since 2: comm_max_failed_submissions, finish_causes_immediate_commit, lookahead_sequencer_mode, logging;
    since 3: edition,
}
