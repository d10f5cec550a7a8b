//! What the operator of an installation looks at, and does where something is stuck.

mod calls;
mod figures;
mod jobs;
mod postbacks;
mod storage;

pub use calls::{CallsWanted, list_calls};
pub use figures::figures;
pub use jobs::{can_retry, job_counts, list_jobs, retry_job};
pub use postbacks::{
    ListBacklog, Postbacks, hold_postbacks, list_undelivered, postback_backlog, postbacks_due,
    release_postbacks, send_postbacks,
};
pub use storage::{StorageUse, database_state, storage_use};

pub use store::{
    JobKey,
    api_calls::CallsOfAll,
    hourly_figures::Figures,
    jobs::{Job, JobCounts, JobState},
    postback_backlog::{Backlog, BacklogKey, Undelivered},
    postback_outbox::PostbackState,
    storage::{BigCourse, DatabaseState},
};

/// Nothing is counted beyond this: a page says "10,000 and more", and a million of rows cost no more than so many.
pub const COUNTED: u32 = 10_000;
