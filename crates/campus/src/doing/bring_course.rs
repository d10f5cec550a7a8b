//! A package on its way from an author into the cloud, by either way of the guide.

use std::time::Duration;

use lyceum_client::{CallError, CourseId, Guid, Package, SignedUrl, code};

use super::Failed;
use crate::records::courses::{self, Course, CourseState};
use crate::records::imports::{self, Import, ImportState};
use crate::records::users::User;
use crate::{Campus, clock};

/// Packages that one author may begin within an hour.
const AN_HOUR: i64 = 60;
const HOUR: Duration = Duration::from_secs(60 * 60);
/// A package on its way through Campus is heard of so often.
const HEARD_OF_EVERY: Duration = Duration::from_secs(60);

/// Writes the package down before anything is sent: for a new course, whose id is made here, or as the next version of
/// one that is there.
pub(crate) async fn await_package(
    campus: &Campus,
    by: &User,
    course: Option<i64>,
    file_name: &str,
) -> Result<(Course, i64), Failed> {
    let now = campus.now();
    let file_name = shown_name(file_name);
    let id = Guid::random(campus.random()).to_string();
    sql::transact!(campus.records(), |tx| {
        if imports::count_by(tx, by.key, clock::before(now, HOUR)).await? >= AN_HOUR {
            return Err(Failed::Input("input-many-uploads"));
        }
        let course = match course {
            Some(key) => key,
            None => courses::insert(tx, &id, &file_name, by.key, now).await?,
        };
        let course = courses::find(tx, course).await?.ok_or(Failed::NotFound)?;
        if course.state == CourseState::Removing {
            return Err(Failed::NotFound);
        }
        let import = imports::insert(tx, course.key, &file_name, by.key, now).await?;
        Ok((course, import))
    })
}

/// The link for the author's browser, made when the form is submitted: once for each package, and for nobody else.
pub(crate) async fn link(campus: &Campus, by: &User, import: i64) -> Result<SignedUrl, Failed> {
    let now = campus.now();
    let course: Result<Course, Failed> = sql::transact!(campus.records(), |tx| {
        let import = imports::find(tx, import).await?.ok_or(Failed::NotFound)?;
        if import.created_by != Some(by.key) {
            return Err(Failed::NotFound);
        }
        if !imports::set_linked(tx, import.key, by.key, now).await? {
            return Err(Failed::Input("input-link-given"));
        }
        courses::find(tx, import.course).await?.ok_or(Failed::NotFound)
    });
    Ok(campus.cloud().courses().import_by_browser(&course_id(&course?)?).link())
}

/// Sends a package on as it comes in. Where the answer is lost the cloud may have taken it, and its token went with the
/// answer: the course shows in a while whether it did.
pub(crate) async fn send_on(
    campus: &Campus,
    course: &Course,
    import: i64,
    package: Package,
) -> Result<(), Failed> {
    let id = course_id(course)?;
    let courses = campus.cloud().courses();
    let sending = courses.import(&id, package);
    tokio::pin!(sending);
    let first = tokio::time::Instant::now() + HEARD_OF_EVERY;
    let mut heard_of = tokio::time::interval_at(first, HEARD_OF_EVERY);
    let sent = loop {
        tokio::select! {
            sent = &mut sending => break sent,
            _ = heard_of.tick() => touch(campus, import).await?,
        }
    };
    match sent {
        Ok(token) => run(campus, import, token.as_str()).await,
        Err(CallError::Unknown { .. }) => doubt(campus, import).await,
        Err(error) => give_up(campus, import, sentence(&error)).await,
    }
}

async fn touch(campus: &Campus, import: i64) -> Result<(), Failed> {
    let now = campus.now();
    sql::transact!(campus.records(), |tx| { Ok(imports::touch(tx, import, now).await?) })
}

async fn run(campus: &Campus, import: i64, token: &str) -> Result<(), Failed> {
    let now = campus.now();
    let stored: Result<bool, Failed> =
        sql::transact!(campus.records(), |tx| { Ok(imports::set_running(tx, import, token, now).await?) });
    stored.map(drop)
}

/// Whether the cloud took the package is not known: it is looked for.
pub(crate) async fn doubt(campus: &Campus, import: i64) -> Result<(), Failed> {
    const WHY: &str = "upload-in-doubt";
    let now = campus.now();
    sql::transact!(campus.records(), |tx| { Ok(imports::set_doubtful(tx, import, WHY, now).await?) })
}

/// What the cloud answered to the author's browser. It comes from outside, so nothing is believed but that there may be
/// an import: whether it is this course's shows when it has succeeded.
pub(crate) async fn answered(
    campus: &Campus,
    by: &User,
    import: &Import,
    answer: Answered<'_>,
) -> Result<(), Failed> {
    if import.created_by != Some(by.key) {
        return Err(Failed::NotFound);
    }
    match answer {
        Answered::Token(token) if !token.is_empty() && token.len() <= 255 => {
            run(campus, import.key, token).await
        }
        Answered::Token(_) => Err(Failed::Input("input-token")),
        Answered::Refused(code::TIMESTAMP_EXPIRED) => give_up(campus, import.key, "upload-too-late").await,
        Answered::Refused(_) => give_up(campus, import.key, "upload-refused").await,
        // The package may have got there all the same.
        Answered::Broken => doubt(campus, import.key).await,
    }
}

/// What an author's browser got from the cloud.
pub(crate) enum Answered<'a> {
    /// The token of the import.
    Token(&'a str),
    /// The code of a refusal.
    Refused(u32),
    /// Nothing.
    Broken,
}

/// The package will not come. `why` is the id of a text.
pub(crate) async fn give_up(campus: &Campus, import: i64, why: &str) -> Result<(), Failed> {
    let now = campus.now();
    sql::transact!(campus.records(), |tx| {
        imports::set_ended(tx, import, ImportState::Failed, why, &[], now).await?;
        Ok(())
    })
}

/// What an author can do about a call that failed: the id of a text.
fn sentence(error: &CallError) -> &'static str {
    match error {
        CallError::Refused { .. } => "upload-refused",
        CallError::Unreachable { .. } => "upload-no-cloud",
        CallError::Unknown { .. } => "upload-line-broke",
        CallError::Package { .. } => "upload-broke-off",
    }
}

fn course_id(course: &Course) -> Result<CourseId, Failed> {
    CourseId::new(course.id.as_str()).map_err(|_| Failed::NotFound)
}

/// The last part of a path, short enough for a page.
fn shown_name(name: &str) -> String {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default().trim();
    let name: String = name.chars().filter(|c| !c.is_control()).take(200).collect();
    if name.is_empty() { "package.zip".to_owned() } else { name }
}

#[cfg(test)]
mod tests {
    use super::shown_name;

    #[test]
    fn names_of_files() {
        assert_eq!(shown_name("C:\\courses\\golf.zip"), "golf.zip");
        assert_eq!(shown_name("/tmp/golf.zip\n"), "golf.zip");
        assert_eq!(shown_name(""), "package.zip");
        assert_eq!(shown_name(&"é".repeat(300)).chars().count(), 200);
    }
}
