//! The registrations of an application, page by page.

use platform::{CourseId, LearnerId, Timestamp};
use store::{
    AppKey, RegistrationKey, Store,
    registrations::{Registration, RegistrationFilter},
};

use crate::Pattern;

/// How many registrations are read at once.
const PAGE: u32 = 500;

/// Which registrations a caller asks for. What is `None` does not matter.
#[derive(Clone, Debug, Default)]
pub struct RegistrationsWanted {
    /// Of exactly this course.
    pub course: Option<String>,
    /// Of exactly this learner.
    pub learner: Option<String>,
    /// Whose id matches.
    pub id: Option<Pattern>,
    /// Whose course's id matches.
    pub course_id: Option<Pattern>,
    /// Last updated later than this.
    pub after: Option<Timestamp>,
    /// Last updated at this or earlier.
    pub until: Option<Timestamp>,
}

/// Walks over registrations in the order they were made, a page at a time, in constant memory and without
/// holding a transaction between pages.
#[derive(Clone, Debug)]
pub struct ListRegistrations {
    store: Store,
    app: AppKey,
    wanted: RegistrationsWanted,
    filter: Option<RegistrationFilter>,
    after: Option<RegistrationKey>,
    is_over: bool,
}

/// Begins to list registrations.
#[must_use]
pub fn list_registrations(store: &Store, app: AppKey, wanted: RegistrationsWanted) -> ListRegistrations {
    ListRegistrations { store: store.clone(), app, wanted, filter: None, after: None, is_over: false }
}

impl ListRegistrations {
    /// The next registrations that match, perhaps none of this page; `None` after the last page.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn next_page(&mut self) -> Result<Option<Vec<Registration>>, store::Error> {
        if self.is_over {
            return Ok(None);
        }
        let mut tx = self.store.begin_read().await?;
        let filter = match &self.filter {
            Some(filter) => filter.clone(),
            None => match self.filter(&mut tx).await? {
                Some(filter) => self.filter.insert(filter).clone(),
                None => {
                    // The course or learner that is asked for does not exist.
                    self.is_over = true;
                    return Ok(None);
                }
            },
        };
        let mut page = store::registrations::list(&mut tx, self.app, &filter, self.after, PAGE).await?;
        drop(tx);
        self.is_over = page.len() < PAGE as usize;
        self.after = page.last().map(|registration| registration.key).or(self.after);
        let matches = |pattern: &Option<Pattern>, id: &str| pattern.as_ref().is_none_or(|p| p.matches(id));
        page.retain(|registration| {
            matches(&self.wanted.id, registration.id.as_str())
                && matches(&self.wanted.course_id, registration.course_id.as_str())
        });
        Ok(Some(page))
    }

    /// The part of what is wanted that the database can answer; `None` when nothing can match it.
    async fn filter(&self, tx: &mut store::Tx) -> Result<Option<RegistrationFilter>, store::Error> {
        let course = match &self.wanted.course {
            None => None,
            Some(id) => {
                let Ok(id) = CourseId::new(id.as_str()) else { return Ok(None) };
                let Some(course) = store::courses::find(tx, self.app, &id).await? else { return Ok(None) };
                Some(course.key)
            }
        };
        let learner = match &self.wanted.learner {
            None => None,
            Some(id) => {
                let Ok(id) = LearnerId::new(id.as_str()) else { return Ok(None) };
                Some(id)
            }
        };
        Ok(Some(RegistrationFilter { course, learner, after: self.wanted.after, until: self.wanted.until }))
    }
}
