//! Pages of registrations for people who look for some: filtered, searched, latest change first, in both directions.
//!
//! A page costs what it returns. It is put together from rows of few *sources*, each of which walks along one index and
//! ends by itself: the registrations of one status each; or, where somebody searches or a learner is named, what an
//! index holds behind the beginning of an id or name, up to [`CANDIDATES`].

use platform::{LearnerId, Timestamp};

use super::{Registration, registration};
use crate::instances::{InstanceResult, instance_result};
use crate::statement::Statement;
use crate::value::{Argument as _, Value};
use crate::{AppKey, CourseKey, Error, RegistrationKey, Tx};

/// What a search looks through: so many of each of ids, learners' ids and learners' names.
pub const CANDIDATES: u32 = 2_000;

/// Stands for the built text in errors.
static OVERVIEW: Statement = Statement {
    table: "registrations",
    name: "OVERVIEW",
    purpose: "a page of registrations for people",
    sqlite: COLUMNS,
    postgres: COLUMNS,
};

const COLUMNS: &str = "
    SELECT r.key, r.app, r.id, r.course, c.id AS course_id, c.title AS course_title,
        r.learner_id, r.learner_first, r.learner_last, r.learner_email,
        r.latest_instance, r.launched_version, r.created_at, r.updated_at,
        r.first_access_at, r.last_access_at, r.completed_at,
        r.postback_url, r.postback_auth, r.postback_login, r.postback_password, r.postback_format,
        i.key AS i_key, i.number AS i_number, i.complete AS i_complete, i.success AS i_success,
        i.score AS i_score, i.total_seconds AS i_total_seconds, NULL AS i_report
    FROM";

/// CROSS JOIN: SQLite takes the tables in this order then. It does not know how few rows the first one has, and would
/// rather walk through all registrations by their change and look for each there.
const JOINS: &str = "
        CROSS JOIN registrations r
        CROSS JOIN courses c
        CROSS JOIN instances i
    WHERE r.key = p.key AND c.key = r.course AND i.registration = r.key AND i.number = r.latest_instance";

/// Completion and success of the instance that counts, in one number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Standing(u8);

impl Standing {
    /// All there are.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..9).map(Self)
    }

    /// `complete`, `incomplete` or `unknown`.
    pub fn completion(self) -> &'static str {
        ["unknown", "incomplete", "complete"][usize::from(self.0 / 3)]
    }

    /// `passed`, `failed` or `unknown`.
    pub fn success(self) -> &'static str {
        ["unknown", "failed", "passed"][usize::from(self.0 % 3)]
    }
}

/// What somebody looks for: the beginning of a registration's id, of a learner's id or of a learner's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Search {
    text: String,
    /// The name as it may be stored: last name first.
    names: Vec<String>,
}

impl Search {
    /// `None` for nothing but blanks. Ids are compared as they are, names in any case and with the last name first or
    /// last.
    pub fn new(text: &str) -> Option<Self> {
        let text = text.trim();
        let folded = text.to_lowercase();
        let words: Vec<&str> = folded.split_whitespace().collect();
        let (last, first) = words.split_last()?;
        let mut names = vec![words.join(" ")];
        if !first.is_empty() {
            names.push(format!("{last} {}", first.join(" ")));
        }
        Some(Self { text: text.to_owned(), names })
    }
}

/// Which registrations a page holds. What is empty does not matter.
#[derive(Debug, Clone, Default)]
pub struct OverviewFilter {
    /// Of this course.
    pub course: Option<CourseKey>,
    /// Of this learner.
    pub learner: Option<LearnerId>,
    /// With one of these.
    pub standings: Vec<Standing>,
    /// Whose results changed at this instant or later.
    pub since: Option<Timestamp>,
    /// Whose results changed before this instant.
    pub until: Option<Timestamp>,
    /// That somebody looks for.
    pub search: Option<Search>,
}

/// A registration's place in the order of changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OverviewPlace {
    /// When its results last changed.
    pub changed_at: Timestamp,
    /// Its row.
    pub key: RegistrationKey,
}

/// Which way a page goes on from a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// To what changed earlier.
    Older,
    /// To what changed later.
    Newer,
}

impl Direction {
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Older => ("<", "DESC"),
            Self::Newer => (">", "ASC"),
        }
    }
}

/// How many there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// Exactly so many.
    Exactly(u64),
    /// More than that; nobody counted on.
    MoreThan(u64),
}

/// A text with its arguments.
#[derive(Default)]
struct Text<'a> {
    text: String,
    args: Vec<Value<'a>>,
}

impl<'a> Text<'a> {
    fn say(&mut self, words: &str) -> &mut Self {
        self.text.push_str(words);
        self
    }

    fn arg(&mut self, value: Value<'a>) -> &mut Self {
        self.args.push(value);
        let number = self.args.len();
        self.text.push_str(&format!("${number}"));
        self
    }
}

/// Behind every text that begins with another.
const LAST_CHARACTER: char = char::MAX;

impl OverviewFilter {
    /// Whether the rows are first collected and then filtered, which costs the same for every page.
    fn is_collected(&self) -> bool {
        self.search.is_some() || self.learner.is_some()
    }

    /// A query for `key` and `updated_at` of a page.
    fn rows<'a>(
        &'a self,
        text: &mut Text<'a>,
        app: AppKey,
        place: Option<OverviewPlace>,
        way: Direction,
        limit: u32,
    ) {
        let order = way.words().1;
        if self.is_collected() {
            text.say("SELECT r.key, r.updated_at FROM (");
            self.candidates(text, app);
            text.say(") n CROSS JOIN registrations r WHERE r.key = n.key AND r.app = ").arg(app.value());
            if let Some(course) = self.course {
                text.say(" AND r.course = ").arg(course.value());
            }
            if let Some(learner) = self.learner.as_ref().filter(|_| self.search.is_some()) {
                text.say(" AND r.learner_id = ").arg(learner.value());
            }
            if !self.standings.is_empty() {
                text.say(" AND r.standing IN (");
                for (at, standing) in self.standings.iter().enumerate() {
                    text.say(if at == 0 { "" } else { ", " }).arg(i64::from(standing.0).value());
                }
                text.say(")");
            }
            self.interval(text, "r.", place, way);
            text.say(&format!(" ORDER BY r.updated_at {order}, r.key {order} LIMIT ")).arg(limit.value());
            return;
        }
        let cells: Vec<Option<Standing>> = match self.standings.as_slice() {
            [] => vec![None],
            some => some.iter().copied().map(Some).collect(),
        };
        for (at, cell) in cells.into_iter().enumerate() {
            let before = if at == 0 { "" } else { " UNION ALL " };
            text.say(before)
                .say("SELECT key, updated_at FROM (SELECT key, updated_at FROM registrations WHERE ");
            // A course belongs to one application, so that its own index is all that is needed.
            match self.course {
                Some(course) => text.say("course = ").arg(course.value()),
                None => text.say("app = ").arg(app.value()),
            };
            if let Some(standing) = cell {
                text.say(" AND standing = ").arg(i64::from(standing.0).value());
            }
            self.interval(text, "", place, way);
            text.say(&format!(" ORDER BY updated_at {order}, key {order} LIMIT "))
                .arg(limit.value())
                .say(&format!(") AS s{at}"));
        }
    }

    /// The part of the order of changes that is asked for.
    fn interval(&self, text: &mut Text<'_>, of: &str, place: Option<OverviewPlace>, way: Direction) {
        if let Some(since) = self.since {
            text.say(&format!(" AND {of}updated_at >= ")).arg(since.value());
        }
        if let Some(until) = self.until {
            text.say(&format!(" AND {of}updated_at < ")).arg(until.value());
        }
        if let Some(place) = place {
            text.say(&format!(" AND ({of}updated_at, {of}key) {} (", way.words().0))
                .arg(place.changed_at.value())
                .say(", ")
                .arg(place.key.value())
                .say(")");
        }
    }

    /// The keys that an index holds for a search or a learner, each once.
    fn candidates<'a>(&'a self, text: &mut Text<'a>, app: AppKey) {
        for (at, source) in self.sources().into_iter().enumerate() {
            text.say(if at == 0 { "" } else { " UNION " }).say("SELECT key FROM (");
            Self::source(text, app, source);
            text.say(&format!(") AS c{at}"));
        }
    }

    /// Column and beginning of each source; a learner is one of them.
    fn sources(&self) -> Vec<(&'static str, &str, bool)> {
        match (&self.learner, &self.search) {
            (Some(learner), None) => vec![("learner_id", learner.as_str(), true)],
            (learner, Some(search)) => {
                let mut sources = vec![("id", search.text.as_str(), false)];
                match learner {
                    // Among one learner's, only ids are left to look for.
                    Some(_) => {}
                    None => {
                        sources.push(("learner_id", search.text.as_str(), false));
                        sources
                            .extend(search.names.iter().map(|name| ("learner_name", name.as_str(), false)));
                    }
                }
                sources
            }
            (None, None) => Vec::new(),
        }
    }

    fn source<'a>(text: &mut Text<'a>, app: AppKey, (column, value, is_whole): (&str, &'a str, bool)) {
        text.say("SELECT key FROM registrations WHERE app = ").arg(app.value());
        if is_whole {
            text.say(&format!(" AND {column} = ")).arg(value.value()).say(" ORDER BY key DESC");
        } else {
            let end = format!("{value}{LAST_CHARACTER}");
            text.say(&format!(" AND {column} >= ")).arg(value.value());
            text.say(&format!(" AND {column} < ")).arg(end.value());
            text.say(&format!(" ORDER BY {column}"));
        }
        text.say(" LIMIT ").arg(CANDIDATES.value());
    }

    fn page(&self, app: AppKey, place: Option<OverviewPlace>, way: Direction, limit: u32) -> Text<'_> {
        let order = way.words().1;
        let mut text = Text::default();
        text.say(COLUMNS).say(" (");
        self.rows(&mut text, app, place, way, limit);
        text.say(") p").say(JOINS);
        text.say(&format!("\n    ORDER BY p.updated_at {order}, p.key {order}\n    LIMIT "))
            .arg(limit.value());
        text
    }

    fn count(&self, app: AppKey, most: u32) -> Text<'_> {
        let mut text = Text::default();
        text.say("SELECT COUNT(*) AS count FROM (SELECT n.key FROM (");
        self.rows(&mut text, app, None, Direction::Older, most);
        text.say(") n LIMIT ").arg(most.value()).say(") counted");
        text
    }

    /// The rows of the source that has most.
    fn widest(&self, app: AppKey) -> Text<'_> {
        let mut text = Text::default();
        text.say("SELECT MAX(count) AS count FROM (");
        for (at, source) in self.sources().into_iter().enumerate() {
            text.say(if at == 0 { "" } else { " UNION ALL " }).say("SELECT COUNT(*) AS count FROM (");
            Self::source(&mut text, app, source);
            text.say(&format!(") AS c{at}"));
        }
        text.say(") counted");
        text
    }
}

/// A page of an application's registrations with the results of the instance that counts, latest change first, beyond
/// `place` in one direction.
pub async fn list_overview(
    tx: &mut Tx,
    app: AppKey,
    filter: &OverviewFilter,
    place: Option<OverviewPlace>,
    way: Direction,
    limit: u32,
) -> Result<Vec<(Registration, InstanceResult)>, Error> {
    let Text { text, args } = filter.page(app, place, way, limit);
    let rows = tx.fetch_built(&OVERVIEW, text, &args).await?;
    let found: Result<Vec<_>, Error> =
        rows.iter().map(|row| Ok((registration(row)?, instance_result(row)?))).collect();
    let mut found = found?;
    if way == Direction::Newer {
        found.reverse();
    }
    Ok(found)
}

/// How many registrations a filter lets through, counted up to `most`.
pub async fn count_overview(
    tx: &mut Tx,
    app: AppKey,
    filter: &OverviewFilter,
    most: u32,
) -> Result<Counted, Error> {
    let Text { text, args } = filter.count(app, most.saturating_add(1));
    let rows = tx.fetch_built(&OVERVIEW, text, &args).await?;
    let counted = rows.first().map_or(Ok(0), |row| row.count("count"))?;
    if counted > u64::from(most) {
        return Ok(Counted::MoreThan(u64::from(most)));
    }
    if filter.is_collected() {
        let Text { text, args } = filter.widest(app);
        let rows = tx.fetch_built(&OVERVIEW, text, &args).await?;
        let widest = rows.first().map_or(Ok(0), |row| row.count("count"))?;
        if widest >= u64::from(CANDIDATES) && counted > 0 {
            return Ok(Counted::MoreThan(counted - 1));
        }
    }
    Ok(Counted::Exactly(counted))
}

/// Every kind of filter, for the tests.
fn all_filters() -> Vec<OverviewFilter> {
    let learner = LearnerId::new("x").ok();
    let standings = [Vec::new(), vec![Standing(4)], vec![Standing(1), Standing(5), Standing(8)]];
    let mut filters = Vec::new();
    for bits in 0..16u8 {
        for standings in &standings {
            for search in [None, Search::new("ann lee")] {
                filters.push(OverviewFilter {
                    course: (bits & 1 != 0).then_some(CourseKey(1)),
                    learner: learner.clone().filter(|_| bits & 2 != 0),
                    standings: standings.clone(),
                    since: (bits & 4 != 0).then_some(Timestamp(1)),
                    until: (bits & 8 != 0).then_some(Timestamp(9)),
                    search,
                });
            }
        }
    }
    filters
}

/// The texts of every kind of filter with their arguments, for the tests that prepare and plan them.
fn all_built(filter: &OverviewFilter) -> Vec<Text<'_>> {
    let place = Some(OverviewPlace { changed_at: Timestamp(5), key: RegistrationKey(5) });
    let mut texts = vec![filter.count(AppKey(1), 9)];
    for place in [None, place] {
        for way in [Direction::Older, Direction::Newer] {
            texts.push(filter.page(AppKey(1), place, way, 9));
        }
    }
    if filter.is_collected() {
        texts.push(filter.widest(AppKey(1)));
    }
    texts
}

pub(crate) fn all_overview_texts() -> Vec<String> {
    all_filters().iter().flat_map(all_built).map(|built| built.text).collect()
}

/// Every text with how SQLite goes about it, for the test that none scans a table.
pub(crate) async fn overview_plans(tx: &mut Tx) -> Result<Vec<(String, String)>, Error> {
    let mut plans = Vec::new();
    for filter in all_filters() {
        for Text { text, args } in all_built(&filter) {
            let steps = tx.fetch_built(&OVERVIEW, format!("EXPLAIN QUERY PLAN {text}"), &args).await?;
            let steps: Result<Vec<String>, Error> = steps.iter().map(|row| row.text("detail")).collect();
            plans.push((text, steps?.join("\n")));
        }
    }
    Ok(plans)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_looked_for_in_both_orders() {
        let names = |text| Search::new(text).map(|search| search.names).unwrap_or_default();
        assert_eq!(names("  Lee "), ["lee"]);
        assert_eq!(names("Ann  ÖZIL"), ["ann özil", "özil ann"]);
        assert_eq!(names("Ann Marie Lee"), ["ann marie lee", "lee ann marie"]);
        assert_eq!(Search::new(" \t"), None);
    }

    #[test]
    fn a_standing_says_what_it_stands_for() {
        let all: Vec<_> = Standing::all().map(|one| (one.completion(), one.success())).collect();
        assert_eq!(
            (all[0], all[4], all[8]),
            (("unknown", "unknown"), ("incomplete", "failed"), ("complete", "passed"))
        );
    }
}
