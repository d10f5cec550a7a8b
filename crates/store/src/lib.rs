//! The only SQL: SQLite and PostgreSQL from one text.
//!
//! A [`Store`] opens transactions; every function of a noun takes one ([`Tx`]), so that what belongs together is one
//! change. Writing goes through [`transact!`], reading through [`begin_read`](sql::Database::begin_read). There is one file per noun; its
//! statements stand at its top, named, with a line of purpose, in a text that both engines take, or in two texts with
//! the reason. Rows become the types of this crate in the same file, which is where a bad row is noticed
//! ([`Error::BadRow`]).
//!
//! Instants are arguments: the crate has no clock. Randomness likewise: ids and tokens come from the caller.
//!
//! What is deleted goes with all it owns. Blobs cannot, since they lie elsewhere; they stay behind without an owner,
//! for the sweeper ([`blobs`]).

pub mod api_calls;
pub mod app_secrets;
pub mod apps;
pub mod audit_events;
pub mod backup_holds;
pub mod blobs;
pub mod console_sessions;
pub mod console_tries;
pub mod console_users;
pub mod course_versions;
pub mod courses;
pub mod dump;
pub mod erasures;
pub mod file_changes;
pub mod global_objectives;
pub mod hourly_figures;
pub mod incoming_packages;
pub mod instances;
pub mod jobs;
pub mod journal;
pub mod journal_notes;
mod keys;
pub mod launches;
mod learner_scope;
pub mod learners;
pub mod log_shares;
mod migrations;
pub mod postback_attempts;
pub mod postback_backlog;
pub mod postback_outbox;
mod prepare;
pub mod registrations;
pub mod request_joins;
mod rewrites;
mod row;
pub mod sandbox;
pub mod sandbox_attempts;
pub mod sandbox_links;
pub mod shared_data;
mod statement;
pub mod storage;
mod store;
pub mod tags;
pub mod totals;
pub mod uploads;
mod value;
pub mod version_attributes;
pub mod welcome_links;

pub use keys::{
    ApiCallKey, AppKey, AuditKey, CourseKey, IncomingKey, InstanceKey, JobKey, LogShareKey, RegistrationKey,
    SandboxLinkKey, UploadKey, UserKey, VersionKey,
};
pub use learner_scope::LearnerScope;
#[doc(hidden)]
pub use prepare::{
    count_for_tests, explain_list_page, plan_lists, plan_overview, prepare_all, run_for_tests,
    table_names_for_tests,
};
#[doc(hidden)]
pub use sql::Attempts;
pub use sql::{Error, Tx, transact};
pub use store::Store;
