//! Whose objectives and buckets, and how far they reach.

use platform::LearnerId;

use crate::AppKey;

/// A learner of an application, and a scope.
#[derive(Debug, Clone, Copy)]
pub struct LearnerScope<'a> {
    /// The application.
    pub app: AppKey,
    /// The learner.
    pub learner: &'a LearnerId,
    /// Empty for the whole application (global to system); otherwise it names one instance of a registration, in the
    /// caller's manner.
    pub scope: &'a str,
}
