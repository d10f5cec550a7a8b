//! Exceptions of the book: values with the book's codes.

use std::fmt;

macro_rules! exceptions {
    ($($(#[$doc:meta])+ $name:ident = $code:literal, $text:literal;)+) => {
        /// Why a request led nowhere.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Exception { $($(#[$doc])+ $name,)+ }

        impl Exception {
            /// All of them, in the order of the book.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// The code of the book, such as `SB.2.9-3`.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)+ }
            }

            /// What it says, for the journal.
            #[must_use]
            pub fn text(self) -> &'static str {
                match self { $(Self::$name => $text,)+ }
            }
        }
    };
}

exceptions! {
    /// NB.2.1-1
    SessionAlreadyBegun = "NB.2.1-1", "the sequencing session has already begun";
    /// NB.2.1-2
    SessionNotBegun = "NB.2.1-2", "the sequencing session has not begun";
    /// NB.2.1-3
    NothingSuspended = "NB.2.1-3", "no activity is suspended";
    /// NB.2.1-4
    FlowNotEnabled = "NB.2.1-4", "flow is not enabled";
    /// NB.2.1-5
    FlowNotEnabledOrForwardOnly = "NB.2.1-5", "flow is not enabled or only forward";
    /// NB.2.1-6
    NothingBeforeRoot = "NB.2.1-6", "there is no activity before the root";
    /// NB.2.1-7
    UnsupportedRequest = "NB.2.1-7", "the request is not supported";
    /// NB.2.1-8
    ChoiceExitNotAllowed = "NB.2.1-8", "an active activity must not be left by a choice";
    /// NB.2.1-9
    NoActivityToConsider = "NB.2.1-9", "there is no activity to consider";
    /// NB.2.1-10
    ChoiceNotEnabled = "NB.2.1-10", "choice is not enabled";
    /// NB.2.1-11
    NoSuchActivity = "NB.2.1-11", "the target does not exist";
    /// NB.2.1-12
    AlreadyTerminated = "NB.2.1-12", "the current activity has already been terminated";
    /// NB.2.1-13
    UndefinedNavigation = "NB.2.1-13", "the navigation request is undefined";
    /// TB.2.3-1
    NothingToTerminate = "TB.2.3-1", "the sequencing session has not begun";
    /// TB.2.3-2
    NotActive = "TB.2.3-2", "the current activity has already been terminated";
    /// TB.2.3-3
    CannotSuspendInactiveRoot = "TB.2.3-3", "an inactive root cannot be suspended";
    /// TB.2.3-4
    RootHasNoParent = "TB.2.3-4", "the root has no parent to exit";
    /// TB.2.3-5
    NothingToSuspend = "TB.2.3-5", "there is nothing to suspend";
    /// TB.2.3-6
    NothingToAbandon = "TB.2.3-6", "there is nothing to abandon";
    /// TB.2.3-7
    UndefinedTermination = "TB.2.3-7", "the termination request is undefined";
    /// SB.2.1-1
    EndOfTree = "SB.2.1-1", "the last activity of the tree has been reached";
    /// SB.2.1-2
    NoAvailableChildren = "SB.2.1-2", "the cluster has no available children";
    /// SB.2.1-3
    StartOfTree = "SB.2.1-3", "the first activity of the tree has been reached";
    /// SB.2.1-4
    ForwardOnly = "SB.2.1-4", "the cluster can only be walked forward";
    /// SB.2.2-1
    FlowNotAllowed = "SB.2.2-1", "the cluster does not allow flow";
    /// SB.2.2-2
    ActivityUnavailable = "SB.2.2-2", "the activity is disabled or beyond its limits";
    /// SB.2.4-1
    ForwardTraversalStopped = "SB.2.4-1", "forward traversal is stopped";
    /// SB.2.4-2
    ChoiceForwardOnly = "SB.2.4-2", "the cluster can only be walked forward";
    /// SB.2.4-3
    NoBackwardFromRoot = "SB.2.4-3", "there is nothing before the root";
    /// SB.2.5-1
    StartSessionBegun = "SB.2.5-1", "the sequencing session has already begun";
    /// SB.2.6-1
    ResumeSessionBegun = "SB.2.6-1", "the sequencing session has already begun";
    /// SB.2.6-2
    ResumeNothingSuspended = "SB.2.6-2", "no activity is suspended";
    /// SB.2.7-1
    ContinueSessionNotBegun = "SB.2.7-1", "the sequencing session has not begun";
    /// SB.2.7-2
    ContinueFlowNotAllowed = "SB.2.7-2", "the parent does not allow flow";
    /// SB.2.8-1
    PreviousSessionNotBegun = "SB.2.8-1", "the sequencing session has not begun";
    /// SB.2.8-2
    PreviousFlowNotAllowed = "SB.2.8-2", "the parent does not allow flow";
    /// SB.2.9-1
    NoTarget = "SB.2.9-1", "there is no target for the choice";
    /// SB.2.9-2
    TargetNotAvailable = "SB.2.9-2", "the target is not among the available children";
    /// SB.2.9-3
    HiddenFromChoice = "SB.2.9-3", "the target is hidden from choice";
    /// SB.2.9-4
    ChoiceControlNotEnabled = "SB.2.9-4", "the target's parent does not allow choice";
    /// SB.2.9-5
    NothingToTraverse = "SB.2.9-5", "there are no activities to traverse";
    /// SB.2.9-6
    ActivationPrevented = "SB.2.9-6", "the choice must not begin an attempt on an activity on the way";
    /// SB.2.9-7
    ExitByChoiceNotAllowed = "SB.2.9-7", "an activity on the way must not be left by a choice";
    /// SB.2.9-8
    ChoiceConstrained = "SB.2.9-8", "an activity on the way allows only its neighbours";
    /// SB.2.9-9
    ChoiceLeadsNowhere = "SB.2.9-9", "the chosen cluster cannot be flowed into";
    /// SB.2.10-1
    RetrySessionNotBegun = "SB.2.10-1", "the sequencing session has not begun";
    /// SB.2.10-2
    RetryActiveOrSuspended = "SB.2.10-2", "the current activity is active or suspended";
    /// SB.2.10-3
    RetryLeadsNowhere = "SB.2.10-3", "the cluster to retry cannot be flowed into";
    /// SB.2.11-1
    ExitSessionNotBegun = "SB.2.11-1", "the sequencing session has not begun";
    /// SB.2.11-2
    ExitStillActive = "SB.2.11-2", "the current activity has not been terminated";
    /// SB.2.12-1
    UndefinedSequencing = "SB.2.12-1", "the sequencing request is undefined";
    /// SB.2.13-1
    JumpSessionNotBegun = "SB.2.13-1", "the sequencing session has not begun";
    /// DB.1.1-1
    NotALeaf = "DB.1.1-1", "a cluster cannot be delivered";
    /// DB.1.1-2
    NothingToDeliver = "DB.1.1-2", "there is nothing to deliver";
    /// DB.1.1-3
    DeliveryBarred = "DB.1.1-3", "an activity on the way is disabled or beyond its limits";
    /// DB.2-1
    StillActive = "DB.2-1", "the current activity has not been terminated";
}

impl fmt::Display for Exception {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code(), self.text())
    }
}
