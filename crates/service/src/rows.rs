//! Rows as the callers of the services see them, so that nobody but this crate depends on the database.

pub use store::{
    ApiCallKey, AppKey, CourseKey, Error as StoreError, InstanceKey, RegistrationKey, Store, VersionKey,
    api_calls::{ApiCall, ApiCallFilter},
    apps::App,
    course_versions::CourseVersion,
    courses::Course,
    instances::{CourseResult, Instance},
    launches::Launch,
    postback_attempts::PostbackAttempt,
    postback_outbox::{OutboxRow, PostbackState},
    registrations::{Learner, Registration},
    uploads::Upload,
};
