//! The data models, clause by clause.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests fail like tests"
)]

mod answers_2004;
mod properties;
mod scorm_12;
mod scorm_2004;
mod steps;
mod texts_and_times;
