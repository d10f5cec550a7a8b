//! The courses of an application, page by page.

use store::{AppKey, CourseKey, Store, courses::Course};

use crate::Pattern;

/// How many courses are read at once.
const PAGE: u32 = 500;

/// Walks over all courses in the order they were made, a page at a time, in constant memory and without
/// holding a transaction between pages.
#[derive(Clone, Debug)]
pub struct ListCourses {
    store: Store,
    app: AppKey,
    filter: Option<Pattern>,
    after: Option<CourseKey>,
    is_over: bool,
}

/// Begins to list the courses whose id matches `filter`.
#[must_use]
pub fn list_courses(store: &Store, app: AppKey, filter: Option<Pattern>) -> ListCourses {
    ListCourses { store: store.clone(), app, filter, after: None, is_over: false }
}

impl ListCourses {
    /// The next courses that match, perhaps none of this page; `None` after the last page.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn next_page(&mut self) -> Result<Option<Vec<Course>>, store::Error> {
        if self.is_over {
            return Ok(None);
        }
        let mut tx = self.store.begin_read().await?;
        let mut page = store::courses::list(&mut tx, self.app, self.after, PAGE).await?;
        drop(tx);
        self.is_over = page.len() < PAGE as usize;
        self.after = page.last().map(|course| course.key).or(self.after);
        page.retain(|course| {
            course.versions > 0
                && self.filter.as_ref().is_none_or(|filter| filter.matches(course.id.as_str()))
        });
        Ok(Some(page))
    }
}
