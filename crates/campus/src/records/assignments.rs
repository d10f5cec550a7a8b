//! Who is to take which course.

use lyceum_client::Timestamp;
use sql::{Error, Row, Tx, statements};

use super::args;

/// A course that a learner is to take.
#[derive(Debug, Clone)]
pub(crate) struct Assignment {
    pub(crate) course: i64,
    pub(crate) learner: i64,
    /// A day, `2026-12-31`.
    pub(crate) due_on: Option<String>,
}

statements! { "assignments";
    /// The learner is to take the course; who is to take it already keeps it, with the new day.
    UPSERT = "
        INSERT INTO assignments (course, learner, due_on, assigned_by, assigned_at)
        VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (course, learner) DO UPDATE SET due_on = excluded.due_on";
    /// The learner is not to take it any more.
    DELETE = "DELETE FROM assignments WHERE course = $1 AND learner = $2";
    /// Whether the learner is to take it.
    FIND = "SELECT course, learner, due_on FROM assignments WHERE course = $1 AND learner = $2";
    /// What a learner is to take.
    OF_LEARNER = "
        SELECT a.course, a.learner, a.due_on FROM assignments a JOIN courses c ON c.key = a.course
        WHERE a.learner = $1 AND c.state <> 'removing'
        ORDER BY CASE WHEN a.due_on IS NULL THEN 1 ELSE 0 END, a.due_on, c.title, a.key";
    /// Who is to take a course.
    OF_COURSE = "SELECT course, learner, due_on FROM assignments WHERE course = $1 ORDER BY key";
    /// Learners who are to take a course and whom the cloud does not know there yet.
    UNREGISTERED = "
        SELECT a.course, a.learner, a.due_on
        FROM assignments a JOIN courses c ON c.key = a.course
        WHERE c.state = 'ready' AND c.register_at = 'assignment' AND NOT EXISTS (
            SELECT 1 FROM registrations r WHERE r.course = a.course AND r.learner = a.learner)
        ORDER BY a.key LIMIT 200";
}

fn assignment(row: &Row) -> Result<Assignment, Error> {
    Ok(Assignment {
        course: row.int("course")?,
        learner: row.int("learner")?,
        due_on: row.opt_text("due_on")?,
    })
}

pub(crate) async fn upsert(
    tx: &mut Tx,
    course: i64,
    learner: i64,
    due_on: Option<&str>,
    by: i64,
    now: Timestamp,
) -> Result<(), Error> {
    tx.execute(&UPSERT, args![course, learner, due_on, by, now.0]).await.map(|_| ())
}

pub(crate) async fn delete(tx: &mut Tx, course: i64, learner: i64) -> Result<(), Error> {
    tx.execute(&DELETE, args![course, learner]).await.map(|_| ())
}

pub(crate) async fn find(tx: &mut Tx, course: i64, learner: i64) -> Result<Option<Assignment>, Error> {
    tx.fetch_optional(&FIND, args![course, learner]).await?.as_ref().map(assignment).transpose()
}

pub(crate) async fn of_learner(tx: &mut Tx, learner: i64) -> Result<Vec<Assignment>, Error> {
    tx.fetch_all(&OF_LEARNER, args![learner]).await?.iter().map(assignment).collect()
}

pub(crate) async fn of_course(tx: &mut Tx, course: i64) -> Result<Vec<Assignment>, Error> {
    tx.fetch_all(&OF_COURSE, args![course]).await?.iter().map(assignment).collect()
}

pub(crate) async fn unregistered(tx: &mut Tx) -> Result<Vec<Assignment>, Error> {
    tx.fetch_all(&UNREGISTERED, args![]).await?.iter().map(assignment).collect()
}
