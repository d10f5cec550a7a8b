//! The courses of an application, page by page.

use store::{AppKey, CourseKey, Store, Tx, courses::Course};

use crate::Pattern;

/// How many courses are read at once.
const PAGE: u32 = 500;

/// Which courses a caller asks for.
#[derive(Clone, Debug, Default)]
pub struct CoursesWanted {
    /// Whose id matches.
    pub id: Option<Pattern>,
    /// That carry each of these tags.
    pub tags: Vec<String>,
}

/// A course of a list.
#[derive(Clone, Debug)]
pub struct ListedCourse {
    /// The course.
    pub course: Course,
    /// Its tags, in the order they were given.
    pub tags: Vec<String>,
}

/// Walks over courses in the order they were made, a page at a time, in constant memory and without holding a
/// transaction between pages.
#[derive(Clone, Debug)]
pub struct ListCourses {
    store: Store,
    app: AppKey,
    wanted: CoursesWanted,
    after: Option<CourseKey>,
    is_over: bool,
}

/// Begins to list courses.
#[must_use]
pub fn list_courses(store: &Store, app: AppKey, wanted: CoursesWanted) -> ListCourses {
    ListCourses { store: store.clone(), app, wanted, after: None, is_over: false }
}

impl ListCourses {
    /// The next courses that match, perhaps none of this page; `None` after the last page.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn next_page(&mut self) -> Result<Option<Vec<ListedCourse>>, store::Error> {
        if self.is_over {
            return Ok(None);
        }
        let mut tx = self.store.begin_read().await?;
        // One of the tags finds the courses, so that a list takes as long as what it returns.
        let page = match self.wanted.tags.first() {
            Some(tag) => store::courses::list_tagged(&mut tx, self.app, tag, self.after, PAGE).await?,
            None => store::courses::list(&mut tx, self.app, self.after, PAGE).await?,
        };
        self.is_over = page.len() < PAGE as usize;
        self.after = page.last().map(|course| course.key).or(self.after);
        let mut listed = with_tags(&mut tx, self.app, page).await?;
        listed.retain(|listed| self.wanted.is_met(listed));
        Ok(Some(listed))
    }
}

impl CoursesWanted {
    fn is_met(&self, listed: &ListedCourse) -> bool {
        listed.course.versions > 0
            && self.id.as_ref().is_none_or(|filter| filter.matches(listed.course.id.as_str()))
            && self.tags.iter().all(|tag| listed.tags.contains(tag))
    }
}

/// Adds their tags to a page of courses, which lies in the order of keys.
pub(crate) async fn with_tags(
    tx: &mut Tx,
    app: AppKey,
    page: Vec<Course>,
) -> Result<Vec<ListedCourse>, store::Error> {
    let (Some(first), Some(last)) = (page.first(), page.last()) else { return Ok(Vec::new()) };
    let tags = store::tags::list_of_courses(tx, app, first.key, last.key).await?;
    let mut tags = tags.into_iter().peekable();
    let mut listed = Vec::with_capacity(page.len());
    for course in page {
        // Tags of courses between two of the page, which carry other tags than the one that was asked for.
        while tags.next_if(|(key, _)| *key < course.key).is_some() {}
        let mut own = Vec::new();
        while let Some((_, tag)) = tags.next_if(|(key, _)| *key == course.key) {
            own.push(tag);
        }
        listed.push(ListedCourse { course, tags: own });
    }
    Ok(listed)
}
