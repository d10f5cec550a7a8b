//! The courses of an application as the console lists them: latest first, with a search.

use store::{AppKey, CourseKey, Store, totals};

use crate::list_courses::{ListedCourse, with_tags};

/// How many courses are read at once.
const BATCH: u32 = 500;

/// A search that finds little looks through so many courses, then asks whether to go on.
const MOST_READ: usize = 20_000;

/// Which courses are looked for.
#[derive(Clone, Debug, Default)]
pub struct CoursesSought<'a> {
    /// Part of the title or id, in any letter case; empty for all.
    pub text: &'a str,
    /// A tag they carry; empty for any or none.
    pub tag: &'a str,
    /// Only those made before this one.
    pub before: Option<CourseKey>,
}

/// A page of courses.
#[derive(Clone, Debug, Default)]
pub struct CoursesPage {
    /// Latest first.
    pub courses: Vec<ListedCourse>,
    /// What the next page comes before, where there may be more.
    pub next: Option<CourseKey>,
}

/// A page of at most `limit` courses. A page that is not full and has a next one looked through as many as one request may.
///
/// # Errors
/// When the database cannot be read.
pub async fn find_courses(
    store: &Store,
    app: AppKey,
    sought: CoursesSought<'_>,
    limit: usize,
) -> Result<CoursesPage, store::Error> {
    let text = sought.text.trim().to_lowercase();
    let tag = Some(sought.tag).filter(|tag| !tag.is_empty());
    let mut page = CoursesPage { courses: Vec::new(), next: sought.before };
    let mut read = 0;
    while read < MOST_READ {
        let mut tx = store.begin_read().await?;
        let batch = store::courses::list_latest(&mut tx, app, tag, page.next, BATCH).await?;
        let is_last = batch.len() < BATCH as usize;
        read += batch.len();
        page.next = batch.last().map(|course| course.key).filter(|_| !is_last);
        let mut found: Vec<_> = batch
            .into_iter()
            .filter(|course| course.versions > 0)
            .filter(|course| {
                text.is_empty()
                    || course.title.to_lowercase().contains(&text)
                    || course.id.as_str().to_lowercase().contains(&text)
            })
            .take(limit + 1 - page.courses.len())
            .collect();
        // Tags are read in the order of keys.
        found.reverse();
        let mut found = with_tags(&mut tx, app, found).await?;
        drop(tx);
        found.reverse();
        page.courses.append(&mut found);
        if page.courses.len() > limit {
            page.courses.truncate(limit);
            page.next = page.courses.last().map(|last| last.course.key);
            break;
        }
        if is_last {
            break;
        }
    }
    Ok(page)
}

/// How many courses an application has; counted as they come and go.
///
/// # Errors
/// When the database cannot be read.
pub async fn count_courses(store: &Store, app: AppKey) -> Result<u64, store::Error> {
    Ok(totals::find(&mut store.begin_read().await?, app).await?.courses)
}
