//! The registrations of an application, page by page.

use cloud_api::v1::{report::ReportText, values::ResultsFormat};
use platform::{CourseId, LearnerId, Timestamp};
use store::{
    AppKey, Store, Tx,
    registrations::{Place, Registration, RegistrationFilter},
};

use crate::Pattern;
use crate::load_attempt::Definitions;
use crate::registration_result::{ResultError, report_text};

/// How many registrations are read at once.
const PAGE: u32 = 500;
/// The same where their reports come with them, which may be large.
const REPORTS_PAGE: u32 = 20;

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

/// Walks over registrations a page at a time, in constant memory and without holding a transaction between pages: in the
/// order they were made, or in the order of their last change where an interval of that is asked for. What changes while
/// such a list is on its way belongs to the next interval, so that nothing is listed twice.
#[derive(Clone, Debug)]
pub struct ListRegistrations {
    store: Store,
    app: AppKey,
    wanted: RegistrationsWanted,
    filter: Option<RegistrationFilter>,
    place: Option<Place>,
    is_over: bool,
}

/// Begins to list registrations.
#[must_use]
pub fn list_registrations(
    store: &Store,
    app: AppKey,
    mut wanted: RegistrationsWanted,
    now: Timestamp,
) -> ListRegistrations {
    if wanted.after.is_some() || wanted.until.is_some() {
        wanted.until = Some(wanted.until.map_or(now, |until| until.min(now)));
    }
    ListRegistrations { store: store.clone(), app, wanted, filter: None, place: None, is_over: false }
}

impl ListRegistrations {
    /// The next registrations that match, perhaps none of this page; `None` after the last page.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn next_page(&mut self) -> Result<Option<Vec<Registration>>, store::Error> {
        let Some((mut tx, filter)) = self.begin_page().await? else { return Ok(None) };
        let mut page = store::registrations::list(&mut tx, self.app, &filter, self.place, PAGE).await?;
        self.end_page(page.last(), page.len(), PAGE);
        page.retain(|registration| self.matches(registration));
        Ok(Some(page))
    }

    /// The same with the results of each registration's latest instance, as of one moment for each page.
    ///
    /// # Errors
    /// When the database or what it holds cannot be read.
    pub async fn next_page_with_results(
        &mut self,
        definitions: &Definitions,
        format: ResultsFormat,
    ) -> Result<Option<Vec<(Registration, ReportText)>>, ResultError> {
        let Some((mut tx, filter)) = self.begin_page().await? else { return Ok(None) };
        let with_reports = format != ResultsFormat::Course;
        let limit = if with_reports { REPORTS_PAGE } else { PAGE };
        let page = store::registrations::list_with_results(
            &mut tx,
            self.app,
            &filter,
            self.place,
            limit,
            with_reports,
        )
        .await?;
        self.end_page(page.last().map(|(registration, _)| registration), page.len(), limit);
        let mut told = Vec::with_capacity(page.len());
        for (registration, found) in page {
            if self.matches(&registration) {
                let report =
                    report_text(&mut tx, definitions, registration.id.as_str(), found, format).await?;
                told.push((registration, report));
            }
        }
        Ok(Some(told))
    }

    async fn begin_page(&mut self) -> Result<Option<(Tx, RegistrationFilter)>, store::Error> {
        if self.is_over {
            return Ok(None);
        }
        let mut tx = self.store.begin_read().await?;
        if self.filter.is_none() {
            self.filter = self.filter(&mut tx).await?;
        }
        // Without one, the course or learner that is asked for does not exist.
        self.is_over = self.filter.is_none();
        Ok(self.filter.clone().map(|filter| (tx, filter)))
    }

    fn end_page(&mut self, last: Option<&Registration>, count: usize, limit: u32) {
        self.is_over = count < limit as usize;
        self.place = last.map(Place::behind).or(self.place);
    }

    fn matches(&self, registration: &Registration) -> bool {
        let matches = |pattern: &Option<Pattern>, id: &str| pattern.as_ref().is_none_or(|p| p.matches(id));
        matches(&self.wanted.id, registration.id.as_str())
            && matches(&self.wanted.course_id, registration.course_id.as_str())
    }

    /// The part of what is wanted that the database can answer; `None` when nothing can match it.
    async fn filter(&self, tx: &mut Tx) -> Result<Option<RegistrationFilter>, store::Error> {
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
