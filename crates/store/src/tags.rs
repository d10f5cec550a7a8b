//! Tags of courses, registrations and learners, in the order they were given.

use platform::LearnerId;

use crate::row::Row;
use crate::statement::{Statement, statements};
use crate::value::{Argument as _, Value, args};
use crate::{AppKey, CourseKey, Error, RegistrationKey, Tx, courses, registrations};

statements! { "tags";
    /// The tags of a course.
    LIST_COURSE = "SELECT tag FROM course_tags WHERE app = $1 AND course = $2 ORDER BY key";
    /// The tags of a registration.
    LIST_REGISTRATION = "SELECT tag FROM registration_tags WHERE registration = $1 ORDER BY key";
    /// The tags of a learner.
    LIST_LEARNER = "SELECT tag FROM learner_tags WHERE app = $1 AND learner_id = $2 ORDER BY key";
    /// A page of the learners that have tags.
    LIST_LEARNERS = "
        SELECT DISTINCT learner_id FROM learner_tags WHERE app = $1 AND learner_id > $2 ORDER BY learner_id LIMIT $3";
    /// The tags of a run of courses.
    LIST_COURSES = "
        SELECT t.course, t.tag
        FROM courses c JOIN course_tags t ON t.course = c.key
        WHERE c.app = $1 AND c.key >= $2 AND c.key <= $3
        ORDER BY t.course, t.key";
    /// A tag more for a course.
    INSERT_COURSE = "INSERT INTO course_tags (app, course, tag) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    /// A tag more for a registration.
    INSERT_REGISTRATION = "
        INSERT INTO registration_tags (registration, tag)
        VALUES ($1, $2)
        ON CONFLICT DO NOTHING";
    /// A tag more for a learner.
    INSERT_LEARNER = "
        INSERT INTO learner_tags (app, learner_id, tag)
        VALUES ($1, $2, $3)
        ON CONFLICT DO NOTHING";
    /// A tag less for a course.
    DELETE_COURSE = "DELETE FROM course_tags WHERE app = $1 AND course = $2 AND tag = $3";
    /// A tag less for a registration.
    DELETE_REGISTRATION = "DELETE FROM registration_tags WHERE registration = $1 AND tag = $2";
    /// A tag less for a learner.
    DELETE_LEARNER = "DELETE FROM learner_tags WHERE app = $1 AND learner_id = $2 AND tag = $3";
    /// No tags for a course.
    CLEAR_COURSE = "DELETE FROM course_tags WHERE app = $1 AND course = $2";
    /// No tags for a registration.
    CLEAR_REGISTRATION = "DELETE FROM registration_tags WHERE registration = $1";
    /// No tags for a learner.
    CLEAR_LEARNER = "DELETE FROM learner_tags WHERE app = $1 AND learner_id = $2";
    /// Makes changes of one learner's tags wait for each other.
    LOCK_LEARNER = "SELECT key FROM learner_tags WHERE app = $1 AND learner_id = $2",
        postgres "SELECT pg_advisory_xact_lock(hashtextextended($2, $1))"
        because "a learner is an id, and there may be no row to lock; SQLite has one writer";
    /// The tags of a learner under another id, beside those that id has.
    COPY_LEARNER = "
        INSERT INTO learner_tags (app, learner_id, tag)
        SELECT app, $3, tag FROM learner_tags WHERE app = $1 AND learner_id = $2 ORDER BY key
        ON CONFLICT DO NOTHING";
}

/// What carries tags.
#[derive(Debug, Clone, Copy)]
pub enum Tagged<'a> {
    /// A course of an application.
    Course(AppKey, CourseKey),
    /// A registration.
    Registration(RegistrationKey),
    /// A learner of an application, with or without registrations.
    Learner(AppKey, &'a LearnerId),
}

impl<'a> Tagged<'a> {
    /// The statement of this kind of owner, with the arguments that say which one.
    fn choose(
        self,
        course: &'static Statement,
        registration: &'static Statement,
        learner: &'static Statement,
    ) -> (&'static Statement, Vec<Value<'a>>) {
        match self {
            Self::Course(app, key) => (course, args![app, key].to_vec()),
            Self::Registration(key) => (registration, args![key].to_vec()),
            Self::Learner(app, id) => (learner, vec![app.value(), id.value()]),
        }
    }
}

fn tag(row: &Row) -> Result<String, Error> {
    row.text("tag")
}

/// The tags of `owner`, first to last.
pub async fn list(tx: &mut Tx, owner: Tagged<'_>) -> Result<Vec<String>, Error> {
    let (statement, args) = owner.choose(&LIST_COURSE, &LIST_REGISTRATION, &LIST_LEARNER);
    tx.fetch_all(statement, &args).await?.iter().map(tag).collect()
}

/// The tags of an application's courses from `first` to `last`, course by course. The caller's page bounds them.
pub async fn list_of_courses(
    tx: &mut Tx,
    app: AppKey,
    first: CourseKey,
    last: CourseKey,
) -> Result<Vec<(CourseKey, String)>, Error> {
    let rows = tx.fetch_all(&LIST_COURSES, args![app, first, last]).await?;
    rows.iter().map(|row| Ok((CourseKey(row.int("course")?), tag(row)?))).collect()
}

/// A page of the learners that have tags, by id, those after `after`.
pub async fn list_learners(
    tx: &mut Tx,
    app: AppKey,
    after: Option<&LearnerId>,
    limit: u32,
) -> Result<Vec<LearnerId>, Error> {
    let after = after.map_or("", LearnerId::as_str);
    let rows = tx.fetch_all(&LIST_LEARNERS, args![app, after, limit]).await?;
    rows.iter().map(|row| row.id("learner_id")).collect()
}

/// Gives `owner` these tags too; one it has stays where it is.
pub async fn add(tx: &mut Tx, owner: Tagged<'_>, tags: &[String]) -> Result<(), Error> {
    let (statement, args) = owner.choose(&INSERT_COURSE, &INSERT_REGISTRATION, &INSERT_LEARNER);
    each(tx, statement, &args, tags).await
}

/// Takes these tags from `owner`; one it has not is none.
pub async fn remove(tx: &mut Tx, owner: Tagged<'_>, tags: &[String]) -> Result<(), Error> {
    let (statement, args) = owner.choose(&DELETE_COURSE, &DELETE_REGISTRATION, &DELETE_LEARNER);
    each(tx, statement, &args, tags).await
}

/// Makes these tags the only ones of `owner`; `false` when it is not there any more. Those who do this at the same time
/// wait for each other: one that does not see the other's tags could not take them away.
pub async fn set(tx: &mut Tx, owner: Tagged<'_>, tags: &[String]) -> Result<bool, Error> {
    let is_there = match owner {
        Tagged::Course(_, key) => courses::lock(tx, key).await?,
        Tagged::Registration(key) => registrations::lock(tx, key).await?,
        Tagged::Learner(app, id) => tx.execute(&LOCK_LEARNER, args![app, id]).await.map(|_| true)?,
    };
    if is_there {
        clear(tx, owner).await?;
        add(tx, owner, tags).await?;
    }
    Ok(is_there)
}

/// Takes all tags from `owner`.
pub async fn clear(tx: &mut Tx, owner: Tagged<'_>) -> Result<(), Error> {
    let (statement, args) = owner.choose(&CLEAR_COURSE, &CLEAR_REGISTRATION, &CLEAR_LEARNER);
    tx.execute(statement, &args).await.map(|_| ())
}

/// Tags follow a learner to another id; those that were given to that id before stay.
pub(crate) async fn move_learner(
    tx: &mut Tx,
    app: AppKey,
    from: &LearnerId,
    to: &LearnerId,
) -> Result<(), Error> {
    tx.execute(&COPY_LEARNER, args![app, from, to]).await?;
    clear(tx, Tagged::Learner(app, from)).await
}

async fn each(
    tx: &mut Tx,
    statement: &'static Statement,
    owner: &[Value<'_>],
    tags: &[String],
) -> Result<(), Error> {
    for tag in tags {
        let mut args = owner.to_vec();
        args.push(tag.into());
        tx.execute(statement, &args).await?;
    }
    Ok(())
}
