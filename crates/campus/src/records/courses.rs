//! Courses that were brought here; their packages lie in the cloud.

use lyceum_client::Timestamp;
use sql::{Error, Row, Tx, statements};

use super::args;

/// Whether a course can be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CourseState {
    /// No import has succeeded yet.
    Pending,
    /// It can be launched.
    Ready,
    /// It is being deleted in the cloud.
    Removing,
}

/// When the cloud is told that a learner takes the course.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RegisterAt {
    /// When it is assigned.
    Assignment,
    /// When the learner launches it for the first time.
    Launch,
}

/// A course.
#[derive(Debug, Clone)]
pub(crate) struct Course {
    pub(crate) key: i64,
    /// Its id in the cloud.
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) state: CourseState,
    pub(crate) register_at: RegisterAt,
    /// When the cloud made it, by the cloud's clock.
    pub(crate) made_there: Option<Timestamp>,
}

impl CourseState {
    fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Ready => "ready",
            Self::Removing => "removing",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        [Self::Pending, Self::Ready, Self::Removing].into_iter().find(|state| state.as_str() == text)
    }
}

impl RegisterAt {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Assignment => "assignment",
            Self::Launch => "launch",
        }
    }

    pub(crate) fn parse(text: &str) -> Option<Self> {
        [Self::Assignment, Self::Launch].into_iter().find(|at| at.as_str() == text)
    }
}

statements! { "courses";
    /// A course whose package is still to come.
    INSERT = "
        INSERT INTO courses (id, title, title_is_ours, state, register_at, created_by, created_at)
        VALUES ($1, $2, 0, 'pending', 'launch', $3, $4)
        RETURNING key";
    /// All courses that are not on their way out.
    LIST = "
        SELECT key, id, title, state, register_at, made_there FROM courses
        WHERE state <> 'removing' ORDER BY title, key";
    /// One course.
    FIND = "SELECT key, id, title, state, register_at, made_there FROM courses WHERE key = $1";
    /// One course by its id in the cloud.
    FIND_BY_ID = "SELECT key, id, title, state, register_at, made_there FROM courses WHERE id = $1";
    /// Courses to be deleted in the cloud, once no package can arrive there any more and bring them back.
    REMOVING = "
        SELECT c.key, c.id, c.title, c.state, c.register_at, c.made_there FROM courses c
        WHERE c.state = 'removing' AND NOT EXISTS (
            SELECT 1 FROM imports i WHERE i.course = c.key AND i.state IN ('awaited', 'running'))
        ORDER BY c.key LIMIT 100";
    /// Courses that can be launched, as far as it is known here.
    READY = "SELECT key, id, title, state, register_at, made_there FROM courses WHERE state = 'ready' ORDER BY key";
    /// The cloud does not have it any more: its package has to be brought again.
    SET_LOST = "UPDATE courses SET state = 'pending' WHERE key = $1 AND state = 'ready'";
    /// An import succeeded: the package's title counts unless somebody chose one.
    SET_READY = "
        UPDATE courses
        SET state = 'ready', title = CASE WHEN title_is_ours = 1 THEN title ELSE $2 END, made_there = $3
        WHERE key = $1 AND state <> 'removing'";
    /// Somebody chose a title.
    SET_TITLE = "UPDATE courses SET title = $2, title_is_ours = 1 WHERE key = $1";
    /// When the cloud is told.
    SET_REGISTER_AT = "UPDATE courses SET register_at = $2 WHERE key = $1";
    /// It is to be deleted.
    SET_REMOVING = "UPDATE courses SET state = 'removing' WHERE key = $1";
    /// It is deleted in the cloud.
    DELETE = "DELETE FROM courses WHERE key = $1";
}

fn course(row: &Row) -> Result<Course, Error> {
    Ok(Course {
        key: row.int("key")?,
        id: row.text("id")?,
        title: row.text("title")?,
        state: row.parsed("state", CourseState::parse)?,
        register_at: row.parsed("register_at", RegisterAt::parse)?,
        made_there: row.opt_int("made_there")?.map(Timestamp),
    })
}

pub(crate) async fn insert(
    tx: &mut Tx,
    id: &str,
    title: &str,
    by: i64,
    now: Timestamp,
) -> Result<i64, Error> {
    tx.fetch_one(&INSERT, args![id, title, by, now.0]).await?.int("key")
}

pub(crate) async fn list(tx: &mut Tx) -> Result<Vec<Course>, Error> {
    tx.fetch_all(&LIST, args![]).await?.iter().map(course).collect()
}

pub(crate) async fn find(tx: &mut Tx, key: i64) -> Result<Option<Course>, Error> {
    tx.fetch_optional(&FIND, args![key]).await?.as_ref().map(course).transpose()
}

pub(crate) async fn find_by_id(tx: &mut Tx, id: &str) -> Result<Option<Course>, Error> {
    tx.fetch_optional(&FIND_BY_ID, args![id]).await?.as_ref().map(course).transpose()
}

pub(crate) async fn removing(tx: &mut Tx) -> Result<Vec<Course>, Error> {
    tx.fetch_all(&REMOVING, args![]).await?.iter().map(course).collect()
}

pub(crate) async fn ready(tx: &mut Tx) -> Result<Vec<Course>, Error> {
    tx.fetch_all(&READY, args![]).await?.iter().map(course).collect()
}

/// Whether it could be launched until now.
pub(crate) async fn set_lost(tx: &mut Tx, key: i64) -> Result<bool, Error> {
    Ok(tx.execute(&SET_LOST, args![key]).await? > 0)
}

pub(crate) async fn set_ready(
    tx: &mut Tx,
    key: i64,
    title: &str,
    made_there: Timestamp,
) -> Result<(), Error> {
    tx.execute(&SET_READY, args![key, title, made_there.0]).await.map(|_| ())
}

pub(crate) async fn set_title(tx: &mut Tx, key: i64, title: &str) -> Result<(), Error> {
    tx.execute(&SET_TITLE, args![key, title]).await.map(|_| ())
}

pub(crate) async fn set_register_at(tx: &mut Tx, key: i64, at: RegisterAt) -> Result<(), Error> {
    tx.execute(&SET_REGISTER_AT, args![key, at.as_str()]).await.map(|_| ())
}

pub(crate) async fn set_removing(tx: &mut Tx, key: i64) -> Result<(), Error> {
    tx.execute(&SET_REMOVING, args![key]).await.map(|_| ())
}

pub(crate) async fn delete(tx: &mut Tx, key: i64) -> Result<(), Error> {
    tx.execute(&DELETE, args![key]).await.map(|_| ())
}
