//! Registrations as the console lists them: of one application, latest change first.

use platform::{AppId, CourseId, LearnerId, Timestamp};
use store::{
    Store, Tx,
    apps::App,
    courses::Course,
    instances::CourseResult,
    registrations::{OverviewFilter, Registration},
};

pub use store::registrations::{Counted, Direction, OverviewPlace, Search, Standing};

/// Registrations are counted up to this where no counter is kept of what is asked for.
const COUNTED: u32 = 10_000;

/// What somebody looks for, as it was sent. What is empty does not matter.
#[derive(Clone, Copy, Debug, Default)]
pub struct RegistrationsSought<'a> {
    /// The application's id; empty for the one that was made first.
    pub app: &'a str,
    /// The id of a course.
    pub course: &'a str,
    /// The id of a learner.
    pub learner: &'a str,
    /// `complete`, `incomplete` or `unknown`.
    pub completion: &'a str,
    /// `passed`, `failed` or `unknown`.
    pub success: &'a str,
    /// Changed at this instant or later.
    pub since: Option<Timestamp>,
    /// Changed before this instant.
    pub until: Option<Timestamp>,
    /// The beginning of a registration's id, of a learner's id or of a learner's name.
    pub text: &'a str,
}

/// A page of registrations.
#[derive(Clone, Debug)]
pub struct RegistrationsFound {
    /// Whose they are; `None` where there is no such application.
    pub app: Option<App>,
    /// The course that was asked for, where there is one of this id.
    pub course: Option<Course>,
    /// With the results of the instance that counts.
    pub rows: Vec<(Registration, CourseResult)>,
    /// How many there are on all pages.
    pub total: Counted,
    /// Where the page of later changes ends.
    pub newer: Option<OverviewPlace>,
    /// Behind what the page of earlier changes begins.
    pub older: Option<OverviewPlace>,
}

/// A page of at most `limit` registrations, beyond a place of another page.
///
/// # Errors
/// When the database cannot be read.
pub async fn find_registrations(
    store: &Store,
    sought: RegistrationsSought<'_>,
    from: Option<(OverviewPlace, Direction)>,
    limit: u32,
) -> Result<RegistrationsFound, store::Error> {
    let mut tx = store.begin_read().await?;
    let mut found = RegistrationsFound {
        app: find_app(&mut tx, sought.app).await?,
        course: None,
        rows: Vec::new(),
        total: Counted::Exactly(0),
        newer: None,
        older: None,
    };
    let Some(app) = found.app.as_ref().map(|app| app.key) else { return Ok(found) };
    if !sought.course.is_empty() {
        let Ok(id) = CourseId::new(sought.course) else { return Ok(found) };
        found.course = store::courses::find(&mut tx, app, &id).await?;
        if found.course.is_none() {
            return Ok(found);
        }
    }
    let Some(filter) = filter(&sought, found.course.as_ref()) else { return Ok(found) };
    found.total = total(&mut tx, &found, &sought, &filter).await?;
    let (mut from, mut rows) = (from, Vec::new());
    if let Some((place, Direction::Newer)) = from {
        let way = Direction::Newer;
        rows =
            store::registrations::list_overview(&mut tx, app, &filter, Some(place), way, limit + 1).await?;
        // Too few for a page: what is latest is shown from the first.
        if rows.len() < limit as usize {
            from = None;
        }
    }
    if !matches!(from, Some((_, Direction::Newer))) {
        let (place, way) = (from.map(|(place, _)| place), Direction::Older);
        rows = store::registrations::list_overview(&mut tx, app, &filter, place, way, limit + 1).await?;
    }
    let is_more = rows.len() > limit as usize;
    let (is_newer, is_older) = match from {
        Some((_, Direction::Newer)) => (is_more, true),
        Some((_, Direction::Older)) => (true, is_more),
        None => (false, is_more),
    };
    if is_more && matches!(from, Some((_, Direction::Newer))) {
        rows.remove(0);
    }
    rows.truncate(limit as usize);
    let place = |row: Option<&(Registration, _)>| {
        row.map(|(one, _)| OverviewPlace { changed_at: one.updated_at, key: one.key })
    };
    found.newer = place(rows.first()).filter(|_| is_newer);
    found.older = place(rows.last()).filter(|_| is_older);
    found.rows = rows.into_iter().map(|(registration, found)| (registration, found.result)).collect();
    Ok(found)
}

async fn find_app(tx: &mut Tx, id: &str) -> Result<Option<App>, store::Error> {
    if id.is_empty() {
        return Ok(store::apps::list(tx, None, 1).await?.pop());
    }
    let Ok(id) = AppId::new(id) else { return Ok(None) };
    store::apps::find(tx, &id).await
}

/// `None` where nothing can match.
fn filter(sought: &RegistrationsSought<'_>, course: Option<&Course>) -> Option<OverviewFilter> {
    let learner = match sought.learner {
        "" => None,
        id => Some(LearnerId::new(id).ok()?),
    };
    let fits = |asked: &str, has: &str| asked.is_empty() || asked == has;
    let standings = if sought.completion.is_empty() && sought.success.is_empty() {
        Vec::new()
    } else {
        let fitting = Standing::all()
            .filter(|one| fits(sought.completion, one.completion()) && fits(sought.success, one.success()));
        Some(fitting.collect::<Vec<_>>()).filter(|fitting| !fitting.is_empty())?
    };
    Some(OverviewFilter {
        course: course.map(|course| course.key),
        learner,
        standings,
        since: sought.since,
        until: sought.until,
        search: Search::new(sought.text),
    })
}

/// From the counters that are kept, where one of them tells; otherwise counted as far as that is cheap.
async fn total(
    tx: &mut Tx,
    found: &RegistrationsFound,
    sought: &RegistrationsSought<'_>,
    filter: &OverviewFilter,
) -> Result<Counted, store::Error> {
    let Some(app) = found.app.as_ref().map(|app| app.key) else { return Ok(Counted::Exactly(0)) };
    let is_all = sought.learner.is_empty()
        && filter.standings.is_empty()
        && filter.search.is_none()
        && sought.since.is_none()
        && sought.until.is_none();
    match &found.course {
        Some(course) if is_all => Ok(Counted::Exactly(course.registrations)),
        None if is_all => Ok(Counted::Exactly(store::totals::find(tx, app).await?.registrations)),
        _ => store::registrations::count_overview(tx, app, filter, COUNTED).await,
    }
}
