//! What the sequencing definition model (book, chapter 3) can say about one activity.
//!
//! Plain data with the names of the XML; `packaging` fills it, `runtime` stores it. `Default` is what holds where the
//! manifest says nothing.

mod objective;
mod rollup;
mod rule;

use std::collections::BTreeSet;

pub use objective::{Objective, ObjectiveMap};
pub use rollup::{
    ChildActivitySet, Required, RollupAction, RollupCondition, RollupConsiderations, RollupControls,
    RollupRule,
};
pub use rule::{
    ActionName, Combination, ExitAction, PostConditionAction, PreConditionAction, RuleCondition,
    RuleConditionKind, SequencingRule,
};

/// Everything that `imsss:sequencing`, its `adlseq` extensions and `adlnav:presentation` say about one activity.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SequencingDefinition {
    /// SM.1 `controlMode`.
    pub control_mode: ControlMode,
    /// SM.2 `preConditionRule`, in document order.
    pub pre_condition_rules: Vec<SequencingRule<PreConditionAction>>,
    /// SM.2 `postConditionRule`, in document order.
    pub post_condition_rules: Vec<SequencingRule<PostConditionAction>>,
    /// SM.2 `exitConditionRule`, in document order.
    pub exit_rules: Vec<SequencingRule<ExitAction>>,
    /// SM.3 `limitConditions`.
    pub limit_conditions: LimitConditions,
    /// SM.5 `rollupRule`, in document order.
    pub rollup_rules: Vec<RollupRule>,
    /// SM.8 what of this activity takes part in its parent's rollup.
    pub rollup_controls: RollupControls,
    /// `adlseq:rollupConsiderations`.
    pub rollup_considerations: RollupConsiderations,
    /// SM.6 the objective that contributes to rollup. Every activity has one, even where the manifest has none.
    pub primary_objective: Objective,
    /// SM.6 the other objectives, in document order.
    pub objectives: Vec<Objective>,
    /// SM.9 and SM.10 `randomizationControls`.
    pub randomization: Randomization,
    /// SM.11 `deliveryControls`.
    pub delivery_controls: DeliveryControls,
    /// `adlseq:constrainedChoiceConsiderations`.
    pub constrained_choice: ConstrainedChoice,
    /// `adlnav:hideLMSUI`: controls that the player hides while this activity is open.
    pub hide_lms_ui: BTreeSet<HiddenControl>,
}

/// SM.1 Sequencing Control Mode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ControlMode {
    /// `choice`: children may be the target of a choice request.
    pub choice: bool,
    /// `choiceExit`: a choice request may leave the activity while it is active.
    pub choice_exit: bool,
    /// `flow`: continue and previous walk through the children.
    pub flow: bool,
    /// `forwardOnly`: children cannot be walked backwards.
    pub forward_only: bool,
    /// `useCurrentAttemptObjectiveInfo`: children's objective information counts for the current attempt only.
    pub use_current_attempt_objective_info: bool,
    /// `useCurrentAttemptProgressInfo`: children's progress information counts for the current attempt only.
    pub use_current_attempt_progress_info: bool,
}

impl Default for ControlMode {
    fn default() -> Self {
        Self {
            choice: true,
            choice_exit: true,
            flow: false,
            forward_only: false,
            use_current_attempt_objective_info: true,
            use_current_attempt_progress_info: true,
        }
    }
}

/// SM.3 Limit Conditions. Durations are launch data (`cmi.max_time_allowed`) and stand with the activity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LimitConditions {
    /// `attemptLimit`: how many attempts may begin.
    pub attempt_limit: Option<u32>,
}

/// When selection or randomization happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Timing {
    /// `never`
    #[default]
    Never,
    /// `once`: before the first attempt on the activity.
    Once,
    /// `onEachNewAttempt`
    OnEachNewAttempt,
}

/// SM.9 and SM.10 Selection and Randomization Controls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Randomization {
    /// `selectionTiming`
    pub selection_timing: Timing,
    /// `selectCount`: how many children are selected; all where it is absent.
    pub select_count: Option<u32>,
    /// `randomizationTiming`
    pub randomization_timing: Timing,
    /// `reorderChildren`
    pub reorder_children: bool,
}

/// SM.11 Delivery Controls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeliveryControls {
    /// `tracked`: whether tracking information is kept.
    pub tracked: bool,
    /// `completionSetByContent`: where content says nothing, completion stays unknown.
    pub completion_set_by_content: bool,
    /// `objectiveSetByContent`: where content says nothing, satisfaction stays unknown.
    pub objective_set_by_content: bool,
}

impl Default for DeliveryControls {
    fn default() -> Self {
        Self { tracked: true, completion_set_by_content: false, objective_set_by_content: false }
    }
}

/// `adlseq:constrainedChoiceConsiderations`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ConstrainedChoice {
    /// `preventActivation`: a choice from outside cannot begin attempts on this activity's descendants.
    pub prevent_activation: bool,
    /// `constrainChoice`: from within, only what is logically next or previous can be chosen.
    pub constrain_choice: bool,
}

/// A control named by `adlnav:hideLMSUI`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HiddenControl {
    /// `continue`
    Continue,
    /// `previous`
    Previous,
    /// `exit`
    Exit,
    /// `exitAll`
    ExitAll,
    /// `abandon`
    Abandon,
    /// `abandonAll`
    AbandonAll,
    /// `suspendAll`
    SuspendAll,
}
