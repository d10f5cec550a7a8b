//! Asks how far a package is, and writes down what came of it. Everything needed is in the records, so it goes on after
//! a restart.

use std::time::Duration;

use lyceum_client::{CallError, CourseId, ImportState as Told, ImportToken, code};

use super::{Failed, bring_course};
use crate::records::courses;
use crate::records::imports::{self, Import, ImportState};
use crate::{Campus, clock};

/// A browser that was given a link and brought nothing back: the link is good for a quarter of an hour, and a slow
/// upload may take the rest.
const LONGEST_UPLOAD: Duration = Duration::from_secs(6 * 60 * 60);

/// Follows every package that is under way, by one question each.
pub(crate) async fn all(campus: &Campus) -> Result<(), Failed> {
    let open = {
        let mut tx = campus.records().begin_read().await?;
        imports::open(&mut tx).await?
    };
    for import in open {
        one(campus, &import).await?;
    }
    Ok(())
}

/// Whether something changed.
pub(crate) async fn one(campus: &Campus, import: &Import) -> Result<(), Failed> {
    let Some(token) = &import.token else {
        if import.created_at < clock::before(campus.now(), LONGEST_UPLOAD) {
            bring_course::give_up(campus, import.key, "The package never arrived. Choose the file again.")
                .await?;
        }
        return Ok(());
    };
    let told = match campus.cloud().courses().import_state(&ImportToken::from(token.as_str())).await {
        Ok(told) => told,
        Err(CallError::Refused { code: code::NOT_FOUND, .. }) => return forgotten(campus, import).await,
        Err(error) => return Err(error.into()),
    };
    let now = campus.now();
    sql::transact!(campus.records(), |tx| {
        match &told {
            Told::UnderWay { message, percent } => {
                imports::set_progress(tx, import.key, u32::from(*percent), message, now).await?;
            }
            Told::Succeeded(done) => {
                let warnings = &done.warnings;
                imports::set_ended(tx, import.key, ImportState::Succeeded, "", warnings, now).await?;
                courses::set_ready(tx, import.course, &done.title).await?;
            }
            Told::Failed(failure) => {
                let message = format!("{} ({})", failure.kind.advice(), failure.message);
                let warnings = &failure.warnings;
                imports::set_ended(tx, import.key, ImportState::Failed, &message, warnings, now).await?;
            }
        }
        Ok(())
    })
}

/// The cloud keeps the outcome of an import for a week: Campus was away for longer. Whether the course is there still
/// tells.
async fn forgotten(campus: &Campus, import: &Import) -> Result<(), Failed> {
    let course = {
        let mut tx = campus.records().begin_read().await?;
        courses::find(&mut tx, import.course).await?.ok_or(Failed::NotFound)?
    };
    let id = CourseId::new(course.id.as_str()).map_err(|_| Failed::NotFound)?;
    if !campus.cloud().courses().exists(&id).await? {
        return bring_course::give_up(campus, import.key, "The cloud lost the package. Send it again.").await;
    }
    let detail = campus.cloud().courses().detail(&id).await?;
    let now = campus.now();
    sql::transact!(campus.records(), |tx| {
        imports::set_ended(tx, import.key, ImportState::Succeeded, "", &[], now).await?;
        Ok(courses::set_ready(tx, import.course, &detail.course.title).await?)
    })
}
