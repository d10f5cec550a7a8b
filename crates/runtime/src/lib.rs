//! One attempt on one registration: entries in; answers, state, results and effects out.
//!
//! The same code runs in the browser (by `player-wasm`) and on the server. It reads no clock, draws no random
//! numbers and does no input or output: what an attempt needs from outside arrives in an [`Entry`], what it wants
//! to have done outside leaves as an [`Effect`]. [`Attempt::apply`] is the only way an attempt changes, so state is
//! a snapshot and the entries after it.
//!
//! - [`Definition`]: the course as the engine sees it, activities in preorder.
//! - [`Behaviour`]: the package attributes that steer the engine and the player.
//! - [`Attempt`]: what the learner did on one instance of a registration, over all launches.
//! - [`Results`]: what reports are made of.
//! - [`View`]: what the player shows.
//! - [`client::Client`]: the browser's half: API calls in, batches of entries out.
//! - [`Batch`] and the other formats: `codec`.

mod attempt;
mod behaviour;
pub mod client;
mod codec;
mod definition;
mod digest;
mod effect;
mod entry;
mod json;
mod learner;
mod limits;
mod note;
mod pins;
mod prerequisites;
mod results;
mod rollup_12;
mod run_data;
mod status_12;
mod view;

pub use attempt::{Applied, Attempt, Refusal, error_meaning};
pub use behaviour::{
    Behaviour, Checking, ExitAction, ExitActions, InvalidMenuItem, LaunchType, LogLevel, Logging, LookAhead,
    ResetTiming, ReturnToLms, ScoreRollup, StatusDisplay, StatusRollup,
};
pub use cmi::{Centiseconds, Edition, LaunchData, Timestamp};
pub use codec::{Batch, DecodeError};
pub use definition::{Activity, DataMap, Definition, Resource, ResourceKind};
pub use effect::Effect;
pub use entry::{Entry, EntryKind, Request};
pub use learner::Learner;
pub use limits::Limits;
pub use note::{Note, NoteKind, RefusedCall};
pub use pins::{GlobalObjective, Mode, Pins};
pub use prerequisites::{ItemStatus, Prerequisite};
pub use results::{
    ActivityResult, CommentResult, Completion, CourseResult, InteractionResult, LaunchResult,
    ObjectiveResult, Results, RuntimeObjectiveResult, RuntimeResult, Success,
};
pub use run_data::CallError;
pub use view::{Control, Controls, Delivery, PendingRequest, PlayerState, TocItem, TocLine, TocStatus, View};

/// Raised whenever the same entries could lead to another state than before; pinned by every launch.
pub const ENGINE_VERSION: u32 = 2;
