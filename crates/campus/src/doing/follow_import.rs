//! Asks how far a package is, and writes down what came of it. Everything needed is in the records, so it goes on after
//! a restart.

use std::time::Duration;

use lyceum_client::{CallError, CourseId, ImportState as Told, ImportToken, ProblemKind, Timestamp, code};

use super::{Failed, bring_course, go_on};
use crate::records::courses::{self, Course};
use crate::records::imports::{self, Import, ImportState};
use crate::{Campus, clock};

/// A link is good for a quarter of an hour, and a slow upload may take the rest.
const LONGEST_UPLOAD: Duration = Duration::from_secs(6 * 60 * 60);
/// A browser that was given a link and has said nothing for so long may have been closed: the cloud is asked.
const SILENT_BROWSER: Duration = Duration::from_secs(15 * 60);
/// A package that comes in through Campus is heard of every minute. After so long the process that took it is gone.
const QUIET: Duration = Duration::from_secs(5 * 60);
/// What the cloud took is a course within this time, or was no course.
const LONGEST_DOUBT: Duration = Duration::from_secs(15 * 60);

/// Follows every package that the cloud gave a token for, by one question each.
pub(crate) async fn all(campus: &Campus) -> Result<(), Failed> {
    for import in open(campus).await?.iter().filter(|import| import.token.is_some()) {
        go_on(one(campus, import).await, "follow an import", &import.key.to_string())?;
    }
    Ok(())
}

/// Looks after one package.
pub(crate) async fn one(campus: &Campus, import: &Import) -> Result<(), Failed> {
    match &import.token {
        Some(token) => follow(campus, import, token).await,
        None => settle(campus, import).await,
    }
}

/// Settles those without a token: whoever was to bring it is silent, or its answer was lost.
pub(crate) async fn unheard(campus: &Campus) -> Result<(), Failed> {
    for import in open(campus).await?.iter().filter(|import| import.token.is_none()) {
        go_on(one(campus, import).await, "settle an import", &import.key.to_string())?;
    }
    Ok(())
}

async fn open(campus: &Campus) -> Result<Vec<Import>, Failed> {
    let mut tx = campus.records().begin_read().await?;
    Ok(imports::open(&mut tx).await?)
}

async fn follow(campus: &Campus, import: &Import, token: &str) -> Result<(), Failed> {
    let told = match campus.cloud().courses().import_state(&ImportToken::from(token)).await {
        Ok(told) => told,
        Err(CallError::Refused { code: code::NOT_FOUND, .. }) => return forgotten(campus, import).await,
        Err(error) => return Err(error.into()),
    };
    match told {
        Told::UnderWay { message, percent } => {
            let now = campus.now();
            sql::transact!(campus.records(), |tx| {
                Ok(imports::set_progress(tx, import.key, u32::from(percent), &message, now).await?)
            })
        }
        // The token may have come from a browser, and the answer does not say whose import it is: the course does.
        Told::Succeeded(done) => match newer_version(campus, import, import.version_before).await? {
            Some(arrived) => succeed(campus, import, &arrived, &done.warnings).await,
            None => {
                let why = "upload-not-for-this";
                bring_course::give_up(campus, import.key, why).await
            }
        },
        Told::Failed(failure) => {
            let message = format!("{} {}", advice(failure.kind), failure.message);
            let now = campus.now();
            sql::transact!(campus.records(), |tx| {
                let warnings = &failure.warnings;
                imports::set_ended(tx, import.key, ImportState::Failed, &message, warnings, now).await?;
                Ok(())
            })
        }
    }
}

/// The cloud keeps the outcome of an import for a week: Campus was away for longer, or this never was a token of its.
/// Whether the course is there still tells.
async fn forgotten(campus: &Campus, import: &Import) -> Result<(), Failed> {
    match newer_version(campus, import, import.version_before).await? {
        Some(arrived) => succeed(campus, import, &arrived, &[]).await,
        None => bring_course::give_up(campus, import.key, "upload-lost").await,
    }
}

async fn settle(campus: &Campus, import: &Import) -> Result<(), Failed> {
    let now = campus.now();
    let is_over = |since: Timestamp, span| since < clock::before(now, span);
    let deadline_passed = match (import.doubt_at, import.link_at) {
        (Some(doubt), _) => is_over(doubt, LONGEST_DOUBT),
        (None, Some(link)) if is_over(link, SILENT_BROWSER) => is_over(link, LONGEST_UPLOAD),
        (None, None) if is_over(import.changed_at, QUIET) => {
            return bring_course::doubt(campus, import.key).await;
        }
        _ => return Ok(()),
    };
    // Another package of the course that is at work would be taken for this one, and so would those that arrived since.
    let (is_alone, known) = {
        let mut tx = campus.records().begin_read().await?;
        let all = imports::list(&mut tx, import.course).await?;
        let is_alone = all.iter().all(|other| other.state != ImportState::Running);
        (is_alone, imports::newest_version(&mut tx, import.course).await?)
    };
    if is_alone && let Some(arrived) = newer_version(campus, import, known).await? {
        return succeed(campus, import, &arrived, &[]).await;
    }
    if deadline_passed {
        let why = "upload-never-came";
        return bring_course::give_up(campus, import.key, why).await;
    }
    Ok(())
}

/// A version of the course in the cloud.
struct Arrived {
    version: u32,
    title: String,
    course_made: Timestamp,
}

/// The course's latest version, where that is newer than `known`. A course that the cloud lost and got again counts from
/// the beginning.
async fn newer_version(
    campus: &Campus,
    import: &Import,
    known: Option<u32>,
) -> Result<Option<Arrived>, Failed> {
    let course = course(campus, import).await?;
    let id = CourseId::new(course.id.as_str()).map_err(|_| Failed::NotFound)?;
    let detail = match campus.cloud().courses().detail(&id).await {
        Ok(detail) => detail,
        Err(CallError::Refused { code: code::NOT_FOUND, .. }) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let course_made = detail.course.create_date;
    let is_same_course = course.made_there.is_none_or(|known| known == course_made);
    let known = known.filter(|_| is_same_course);
    let latest = detail.versions.iter().map(|version| version.version_id).max();
    Ok(latest.filter(|latest| known.is_none_or(|known| *latest > known)).map(|version| Arrived {
        version,
        title: detail.course.title,
        course_made,
    }))
}

async fn course(campus: &Campus, import: &Import) -> Result<Course, Failed> {
    let mut tx = campus.records().begin_read().await?;
    courses::find(&mut tx, import.course).await?.ok_or(Failed::NotFound)
}

async fn succeed(
    campus: &Campus,
    import: &Import,
    arrived: &Arrived,
    warnings: &[String],
) -> Result<(), Failed> {
    let now = campus.now();
    sql::transact!(campus.records(), |tx| {
        if imports::set_ended(tx, import.key, ImportState::Succeeded, "", warnings, now).await? {
            imports::set_version(tx, import.key, arrived.version).await?;
            courses::set_ready(tx, import.course, &arrived.title, arrived.course_made).await?;
        }
        Ok(())
    })
}

/// The id of the text that tells an author what to do about a package.
fn advice(kind: ProblemKind) -> &'static str {
    match kind {
        ProblemKind::NotAZip => "advice-not-a-zip",
        ProblemKind::DamagedZip => "advice-damaged",
        ProblemKind::NoCourse => "advice-no-course",
        ProblemKind::TooLarge => "advice-too-large",
        ProblemKind::UploadMissing => "advice-upload-missing",
        _ => "advice-other",
    }
}
