//! The package attributes of API V1, §9, as far as the engine and the player act on them.

mod attributes;
mod defaults;

/// How a course behaves. [`Behaviour::defaults`] is the only place that knows the defaults.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "these are the attributes of the API, one field each")]
pub struct Behaviour {
    /// Completion and success of the course may fall back.
    pub allow_complete_status_change: bool,
    /// Open the first SCO at launch, whatever the sequencing rules say.
    pub always_flow_to_first_sco: bool,
    /// The status roll-up decides success as well.
    pub apply_rollup_status_to_success: bool,
    /// Longest wait before ordinary entries are sent, in milliseconds.
    pub comm_commit_frequency: u32,
    /// Failed saves after which the learner is told; 0 counts as 1.
    pub comm_max_failed_submissions: u32,
    /// Completion to report for SCORM 1.2's `failed`.
    pub completion_stat_of_failed_success_stat: crate::Completion,
    /// The table of contents starts open.
    pub course_structure_starts_open: bool,
    /// Its width in pixels.
    pub course_structure_width: u32,
    /// The content would like a full screen.
    pub desired_full_screen: bool,
    /// Desired height in pixels, 0 for none.
    pub desired_height: u32,
    /// Desired width in pixels, 0 for none.
    pub desired_width: u32,
    /// The table of contents can be clicked.
    pub enable_choice_navigation: bool,
    /// There are controls for the next and the previous activity.
    pub enable_prev_next: bool,
    /// Finish and Terminate are sent at once.
    pub finish_causes_immediate_commit: bool,
    /// When the first SCO is passed, all count as complete.
    pub first_sco_is_pretest: bool,
    /// Entries of the table of contents that lead nowhere.
    pub invalid_menu_item_action: InvalidMenuItem,
    /// A completed course is launched for review.
    pub launch_completed_regs_as_no_credit: bool,
    /// What the log of a launch holds.
    pub logging: Logging,
    /// Exit `logout` leaves the player.
    pub logout_causes_player_exit: bool,
    /// Whether controls and table of contents know where requests would lead.
    pub lookahead_sequencer_mode: LookAhead,
    /// What follows when content finished.
    pub exit_actions: ExitActions,
    /// Divisor of [`ScoreRollup::FixedAverage`].
    pub number_of_scoring_objects: u32,
    /// How the player opens.
    pub player_launch_type: LaunchType,
    /// No context menu in the player's frames.
    pub prevent_right_click: bool,
    /// The player's window keeps its size.
    pub prevent_window_resize: bool,
    /// The content needs a full screen.
    pub required_full_screen: bool,
    /// Needed height in pixels, 0 for none.
    pub required_height: u32,
    /// Needed width in pixels, 0 for none.
    pub required_width: u32,
    /// When run-time data is discarded.
    pub reset_run_time_data_timing: ResetTiming,
    /// What the Leave control does.
    pub return_to_lms_action: ReturnToLms,
    /// Roll-up over no activities gives unknown.
    pub rollup_empty_set_to_unknown: bool,
    /// SCORM 2004: a raw score counts where no scaled one was set.
    pub scale_raw_score: bool,
    /// How a SCO opens.
    pub sco_launch_type: LaunchType,
    /// `scormVersion`: the edition of SCORM 2004 that the course is played by, where that is not the package's own.
    pub edition: Option<cmi::Edition>,
    /// The score decides the status.
    pub score_overrides_status: bool,
    /// The score of the course.
    pub score_rollup_mode: ScoreRollup,
    /// “Close item” is offered.
    pub show_close_item: bool,
    /// There is a table of contents.
    pub show_course_structure: bool,
    /// There is a Leave control.
    pub show_finish_button: bool,
    /// There is help.
    pub show_help: bool,
    /// There is a navigation bar.
    pub show_nav_bar: bool,
    /// There is a progress bar.
    pub show_progress_bar: bool,
    /// There is a title bar.
    pub show_title_bar: bool,
    /// Which status the table of contents shows.
    pub status_display: StatusDisplay,
    /// The completion of the course.
    pub status_rollup_mode: StatusRollup,
    /// Characters of suspend data.
    pub suspend_data_max_length: u32,
    /// 0 to 1; for the roll-up modes with a threshold.
    pub threshold_score: f64,
    /// Minutes, 0 for none.
    pub time_limit: u32,
    /// What content sends is checked.
    pub checking: Checking,
    /// A SCO's window gets a frame with an API relay.
    pub wrap_sco_window_with_api: bool,
}

/// `invalidMenuItemAction`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InvalidMenuItem {
    /// 1: shown as if it worked.
    Show,
    /// 2: hidden.
    Hide,
    /// 3: shown, not clickable.
    Disable,
}

/// What follows when a SCO finished.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExitAction {
    /// 1: leave the course.
    ExitCourse,
    /// 2: leave the course after asking.
    ExitAfterConfirmation,
    /// 3: go to the next activity.
    Continue,
    /// 4: say that the activity is finished.
    Message,
    /// 5: nothing.
    Nothing,
}

/// The sixteen exit actions; each array holds: intermediate not satisfied, intermediate satisfied, final not
/// satisfied, final satisfied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExitActions {
    /// Exit `normal` or never set.
    pub normal: [ExitAction; 4],
    /// Exit `suspend`.
    pub suspend: [ExitAction; 4],
    /// Exit `time-out`.
    pub timeout: [ExitAction; 4],
    /// Exit `logout`.
    pub logout: [ExitAction; 4],
}

/// `playerLaunchType`, `scoLaunchType`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LaunchType {
    /// 1: in the page.
    Frameset,
    /// 2: a new window.
    NewWindow,
    /// 3: a new window, after a click.
    NewWindowAfterClick,
    /// 4: a new window without toolbars.
    NewWindowWithoutToolbar,
    /// 5: the same, after a click.
    NewWindowWithoutToolbarAfterClick,
}

/// `lookaheadSequencerMode`. Looking ahead costs so little here that 2 and 3 are alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LookAhead {
    /// 1: controls and entries can be used; what leads nowhere says so when it is used.
    Disabled,
    /// 2: they show where requests would lead.
    Enabled,
    /// 3: the same, after every call of content.
    RealTime,
}

/// What the log of a launch holds: the attributes `debug…`. Entries are always there; this is about notes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Logging {
    /// `debugControl`: what the player's page did.
    pub control: LogLevel,
    /// `debugLookAhead`: what controls and table of contents offered.
    pub look_ahead: LogLevel,
    /// `debugRuntime`: calls of content.
    pub runtime: LogLevel,
    /// `debugSequencing`: the Sequencing book.
    pub sequencing: LogLevel,
    /// `debugIncludeTimestamps`: the log tells when.
    pub timestamps: bool,
}

/// How much of something is logged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LogLevel {
    /// Nothing.
    Off,
    /// What came of it.
    Audit,
    /// Every step.
    Detailed,
}

/// `resetRunTimeDataTiming`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResetTiming {
    /// 1: never.
    Never,
    /// 2: at a new attempt, unless the last one was suspended.
    UnlessSuspended,
    /// 3: at each new sequencing attempt.
    EachNewAttempt,
}

/// `returnToLmsAction`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReturnToLms {
    /// Suspend; our reading of what the word once meant.
    Legacy,
    /// The learner is asked.
    Selectable,
    /// Suspend.
    SuspendAll,
    /// End.
    ExitAll,
}

/// `scoreRollupMode`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScoreRollup {
    /// 1: provided by the course: a single SCO gives its own, several give none.
    Provided,
    /// 2: average over all units; one without a score counts 0.
    AverageOfAll,
    /// 3: average over units with a score.
    AverageOfScored,
    /// 4: sum divided by `numberOfScoringObjects`.
    FixedAverage,
    /// 5: average over units with a score that is not 0.
    AverageOfNonZero,
    /// 6: that of the last SCO.
    Last,
}

/// `validateInteractionResponses`, and beyond it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Checking {
    /// `false`: nothing that a lenient host would take.
    Lenient,
    /// `true`: the form of interaction responses.
    Responses,
    /// `strict`, a value that the API does not offer: every type and length of the standard. What would be a note is an
    /// error, as at a strict host.
    Strict,
}

/// `statusDisplay`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatusDisplay {
    /// 1
    SuccessOnly,
    /// 2
    CompletionOnly,
    /// 3
    Separate,
    /// 4
    Combined,
    /// 5
    None,
}

/// `statusRollupMode`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatusRollup {
    /// 1: provided by the course: a single SCO gives its own, several count as mode 2.
    Provided,
    /// 2: all complete.
    AllComplete,
    /// 3: all complete and none failed.
    AllCompleteNoneFailed,
    /// 4: the score reaches `thresholdScore`.
    ThresholdMet,
    /// 5: all complete and the score reaches `thresholdScore`.
    AllCompleteAndThresholdMet,
    /// 6: all passed.
    AllPassed,
}
