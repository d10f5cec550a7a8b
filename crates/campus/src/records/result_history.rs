//! Every change of a result.

use lyceum_client::{Summary, Timestamp};
use sql::{Error, Tx, statements};

use super::{args, registrations::summary};

/// How a result came here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Source {
    /// The cloud posted it.
    Postback,
    /// Campus asked.
    Asked,
}

/// A result as it once was.
#[derive(Debug, Clone)]
pub(crate) struct Past {
    pub(crate) at: Timestamp,
    pub(crate) source: Source,
    pub(crate) result: Summary,
}

/// What became of the registrations of a course up to a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Day {
    /// Days since 1970, in UTC.
    pub(crate) day: i64,
    /// Registrations that became complete on this day and had not been before.
    pub(crate) completed: u64,
}

impl Source {
    fn as_str(self) -> &'static str {
        match self {
            Self::Postback => "postback",
            Self::Asked => "asked",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        [Self::Postback, Self::Asked].into_iter().find(|source| source.as_str() == text)
    }
}

statements! { "result_history";
    /// One more.
    INSERT = "
        INSERT INTO result_history (registration, at, source, instance, complete, success, score, total_secs)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    /// Those of a registration, newest first.
    LIST = "
        SELECT at, source, complete, success, score, total_secs FROM result_history
        WHERE registration = $1 ORDER BY key DESC LIMIT 200";
    /// On which days the learners of a course first completed it; a day has 86,400,000,000 microseconds.
    COMPLETED_BY_DAY = "
        SELECT first.day, CAST(COUNT(*) AS BIGINT) AS completed FROM (
            SELECT MIN(h.at) / 86400000000 AS day
            FROM result_history h JOIN registrations r ON r.key = h.registration
            WHERE r.course = $1 AND h.complete = 'complete'
            GROUP BY h.registration) AS first
        GROUP BY first.day ORDER BY first.day";
}

pub(crate) async fn insert(
    tx: &mut Tx,
    registration: i64,
    source: Source,
    instance: u32,
    result: &Summary,
    now: Timestamp,
) -> Result<(), Error> {
    let args = args![
        registration,
        now.0,
        source.as_str(),
        instance,
        result.completion.as_str(),
        result.success.as_str(),
        result.score,
        result.total_time.as_secs(),
    ];
    tx.execute(&INSERT, args).await.map(|_| ())
}

pub(crate) async fn list(tx: &mut Tx, registration: i64) -> Result<Vec<Past>, Error> {
    let rows = tx.fetch_all(&LIST, args![registration]).await?;
    rows.iter()
        .map(|row| {
            Ok(Past {
                at: Timestamp(row.int("at")?),
                source: row.parsed("source", Source::parse)?,
                result: summary(row)?,
            })
        })
        .collect()
}

/// Days since 1970 on which learners first completed the course.
pub(crate) async fn completed_by_day(tx: &mut Tx, course: i64) -> Result<Vec<Day>, Error> {
    let rows = tx.fetch_all(&COMPLETED_BY_DAY, args![course]).await?;
    rows.iter().map(|row| Ok(Day { day: row.int("day")?, completed: row.count("completed")? })).collect()
}
