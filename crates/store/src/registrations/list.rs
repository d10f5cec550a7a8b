//! Pages of registrations by what the caller asks for. The one place where a statement is put together, from fixed
//! parts: a condition that is not asked for must not stand there, or no index would serve the others.
//!
//! Each list walks along one index, so that a page costs what it returns, at any depth. A `+` keeps a condition from
//! being taken for another index than that.

use platform::{LearnerId, Timestamp};

use super::{Registration, registration};
use crate::instances::{InstanceResult, instance_result};
use crate::statement::Statement;
use crate::value::{Argument, Value};
use crate::{AppKey, CourseKey, Error, RegistrationKey, Tx};

/// Stands for the built text in errors.
static LIST: Statement = Statement {
    table: "registrations",
    name: "LIST",
    purpose: "a page of registrations",
    sqlite: COLUMNS,
    postgres: COLUMNS,
};

const COLUMNS: &str = "
    SELECT r.key, r.app, r.id, r.course, c.id AS course_id, c.title AS course_title,
        r.learner_id, r.learner_first, r.learner_last, r.learner_email,
        r.latest_instance, r.launched_version, r.created_at, r.updated_at,
        r.first_access_at, r.last_access_at, r.completed_at,
        r.postback_url, r.postback_auth, r.postback_login, r.postback_password, r.postback_format";

/// The results of the instance that counts.
const RESULTS: &str = ",
        i.key AS i_key, i.number AS i_number, i.complete AS i_complete, i.success AS i_success,
        i.score AS i_score, i.total_seconds AS i_total_seconds, NULL AS i_report";

/// The same with the report, where that is still true.
const REPORTS: &str = ",
        i.key AS i_key, i.number AS i_number, i.complete AS i_complete, i.success AS i_success,
        i.score AS i_score, i.total_seconds AS i_total_seconds,
        CASE WHEN i.report_row_version = i.row_version THEN i.report END AS i_report";

const FROM: &str = "
    FROM registrations r JOIN courses c ON c.key = r.course";

/// The `+` keeps PostgreSQL from walking through both tables in order, which it would do from the first instance of all,
/// wherever the page is.
const FROM_INSTANCES: &str = "
    FROM registrations r JOIN courses c ON c.key = r.course
        JOIN instances i ON i.registration = +r.key AND i.number = r.latest_instance";

/// Which registrations a list holds. What is `None` does not matter.
#[derive(Debug, Clone, Default)]
pub struct RegistrationFilter {
    /// Of this course.
    pub course: Option<CourseKey>,
    /// Of this learner.
    pub learner: Option<LearnerId>,
    /// Whose results changed later than this.
    pub after: Option<Timestamp>,
    /// Whose results changed at this instant or earlier.
    pub until: Option<Timestamp>,
}

/// How far a list is: the last registration of the page before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    changed_at: Timestamp,
    key: RegistrationKey,
}

impl Place {
    /// Behind this registration.
    pub fn behind(registration: &Registration) -> Self {
        Self { changed_at: registration.updated_at, key: registration.key }
    }
}

/// What a list tells of each registration beside itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Detail {
    Nothing,
    Results,
    Reports,
}

impl RegistrationFilter {
    /// Whether the list walks along the instants of change and not along the order of making. A learner has few
    /// registrations, so that an interval is no help there.
    fn is_by_change(&self) -> bool {
        self.learner.is_none() && (self.after.is_some() || self.until.is_some())
    }

    fn build(
        &self,
        app: AppKey,
        place: Option<Place>,
        limit: u32,
        detail: Detail,
    ) -> (String, Vec<Value<'_>>) {
        let (columns, from) = match detail {
            Detail::Nothing => ("", FROM),
            Detail::Results => (RESULTS, FROM_INSTANCES),
            Detail::Reports => (REPORTS, FROM_INSTANCES),
        };
        let mut text = format!("{COLUMNS}{columns}{from}");
        let mut args = Vec::new();
        let mut condition = |before: &str, value| {
            let word = if args.is_empty() { "WHERE" } else { "  AND" };
            args.push(value);
            text.push_str(&format!("\n    {word} {before}${}", args.len()));
        };
        // A course belongs to one application, so that its own index is all that is needed.
        match (&self.learner, self.course) {
            (Some(learner), course) => {
                condition("r.app = ", app.value());
                condition("r.learner_id = ", learner.value());
                if let Some(course) = course {
                    condition("+r.course = ", course.value());
                }
            }
            (None, Some(course)) => condition("r.course = ", course.value()),
            (None, None) => condition("r.app = ", app.value()),
        }
        if self.is_by_change() {
            // `after` is exclusive: the list begins behind everything that changed at that instant.
            let before_all = Place { changed_at: Timestamp(i64::MIN), key: RegistrationKey(0) };
            let begin =
                self.after.map_or(before_all, |at| Place { changed_at: at, key: RegistrationKey(i64::MAX) });
            let place = place.unwrap_or(begin);
            if let Some(until) = self.until {
                condition("r.updated_at <= ", until.value());
            }
            args.push(place.changed_at.value());
            args.push(place.key.value());
            args.push(limit.value());
            let count = args.len();
            text.push_str(&format!(
                "\n      AND (r.updated_at, r.key) > (${}, ${})\n    ORDER BY r.updated_at, r.key\n    LIMIT ${count}",
                count - 2,
                count - 1
            ));
            return (text, args);
        }
        if let Some(after) = self.after {
            condition("+r.updated_at > ", after.value());
        }
        if let Some(until) = self.until {
            condition("+r.updated_at <= ", until.value());
        }
        condition("r.key > ", place.map_or(RegistrationKey(0), |place| place.key).value());
        args.push(limit.value());
        text.push_str(&format!("\n    ORDER BY r.key\n    LIMIT ${}", args.len()));
        (text, args)
    }
}

/// A page of an application's registrations behind `place`: in the order they were made, or, where an interval is asked
/// for, in the order of their last change.
pub async fn list(
    tx: &mut Tx,
    app: AppKey,
    filter: &RegistrationFilter,
    place: Option<Place>,
    limit: u32,
) -> Result<Vec<Registration>, Error> {
    let (text, args) = filter.build(app, place, limit, Detail::Nothing);
    tx.fetch_built(&LIST, text, &args).await?.iter().map(registration).collect()
}

/// The same with the results of the instance that counts; with its report where that is asked for and still true.
pub async fn list_with_results(
    tx: &mut Tx,
    app: AppKey,
    filter: &RegistrationFilter,
    place: Option<Place>,
    limit: u32,
    with_reports: bool,
) -> Result<Vec<(Registration, InstanceResult)>, Error> {
    let detail = if with_reports { Detail::Reports } else { Detail::Results };
    let (text, args) = filter.build(app, place, limit, detail);
    let rows = tx.fetch_built(&LIST, text, &args).await?;
    rows.iter().map(|row| Ok((registration(row)?, instance_result(row)?))).collect()
}

const DETAILS: [Detail; 3] = [Detail::Nothing, Detail::Results, Detail::Reports];

/// Every combination of conditions.
fn all_filters() -> impl Iterator<Item = RegistrationFilter> {
    let learner = LearnerId::new("x").ok();
    (0..16u8).map(move |bits| RegistrationFilter {
        course: (bits & 1 != 0).then_some(CourseKey(1)),
        learner: learner.clone().filter(|_| bits & 2 != 0),
        after: (bits & 4 != 0).then_some(Timestamp(1)),
        until: (bits & 8 != 0).then_some(Timestamp(1)),
    })
}

/// The text of every combination, for the test that prepares all statements.
pub(crate) fn all_texts() -> Vec<String> {
    let text = |filter: &RegistrationFilter, detail| filter.build(AppKey(1), None, 1, detail).0;
    all_filters().flat_map(|filter| DETAILS.map(|detail| text(&filter, detail))).collect()
}

/// What PostgreSQL did for a page with results behind a registration, line by line.
pub(crate) async fn explain_page(
    tx: &mut Tx,
    app: AppKey,
    behind: &Registration,
    limit: u32,
) -> Result<Vec<String>, Error> {
    let filter = RegistrationFilter::default();
    let (text, args) = filter.build(app, Some(Place::behind(behind)), limit, Detail::Results);
    let text = format!("EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF) {text}");
    tx.fetch_built(&LIST, text, &args).await?.iter().map(|row| row.text("QUERY PLAN")).collect()
}

/// Every text with how SQLite goes about it, for the test that no list scans or sorts.
pub(crate) async fn plans(tx: &mut Tx) -> Result<Vec<(String, String)>, Error> {
    let mut plans = Vec::new();
    for filter in all_filters() {
        for detail in DETAILS {
            let (text, args) = filter.build(AppKey(1), None, 1, detail);
            let steps = tx.fetch_built(&LIST, format!("EXPLAIN QUERY PLAN {text}"), &args).await?;
            let steps: Result<Vec<String>, Error> = steps.iter().map(|row| row.text("detail")).collect();
            plans.push((text, steps?.join("\n")));
        }
    }
    Ok(plans)
}
