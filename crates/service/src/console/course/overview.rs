//! How much hangs on a course.

use store::{Store, tags::Tagged};

use super::ShownCourse;

/// Nobody counts further than this: a page has to be quick, and past it nobody reads digits.
const MOST: u32 = 100_000;

/// A number, or that there are more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UpTo {
    /// What was counted.
    pub count: u64,
    /// Whether counting ended there.
    pub or_more: bool,
}

impl UpTo {
    fn limited(count: u64, limit: u32) -> Self {
        Self { count: count.min(u64::from(limit)), or_more: count > u64::from(limit) }
    }

    /// What is known in full.
    pub(super) fn stopped(count: u64, or_more: bool) -> Self {
        Self { count, or_more }
    }
}

/// How much hangs on a course.
#[derive(Clone, Debug)]
pub struct CourseNumbers {
    /// Registrations that are complete.
    pub completed: UpTo,
    /// Its tags, in the order they were given.
    pub tags: Vec<String>,
}

/// How much hangs on a course, besides what its row says.
///
/// # Errors
/// When the database cannot be read.
pub async fn course_numbers(store: &Store, of: &ShownCourse) -> Result<CourseNumbers, store::Error> {
    let mut tx = store.begin_read().await?;
    let completed = store::registrations::count_completed(&mut tx, of.course.key, MOST + 1).await?;
    let tags = store::tags::list(&mut tx, Tagged::Course(of.app.key, of.course.key)).await?;
    Ok(CourseNumbers { completed: UpTo::limited(completed, MOST), tags })
}
