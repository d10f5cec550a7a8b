//! A package on its way from an author into the cloud, by either way of the guide.

use lyceum_client::{CallError, CourseId, Guid, Package, SignedUrl, code};

use super::Failed;
use crate::Campus;
use crate::records::courses::{self, Course};
use crate::records::imports::{self, Import, ImportState};
use crate::records::users::User;

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
        let course = match course {
            Some(key) => key,
            None => courses::insert(tx, &id, &file_name, by.key, now).await?,
        };
        let import = imports::insert(tx, course, &file_name, by.key, now).await?;
        let course = courses::find(tx, course).await?.ok_or(Failed::NotFound)?;
        Ok((course, import))
    })
}

/// The link for the author's browser, made when the form is submitted.
pub(crate) fn link(campus: &Campus, course: &Course) -> Result<SignedUrl, Failed> {
    Ok(campus.cloud().courses().import_by_browser(&course_id(course)?).link())
}

/// Sends a package on as it comes in. Where the answer is lost the package is given up, since the token went with it:
/// the author is asked to send it again.
pub(crate) async fn send_on(
    campus: &Campus,
    course: &Course,
    import: i64,
    package: Package,
) -> Result<(), Failed> {
    match campus.cloud().courses().import(&course_id(course)?, package).await {
        Ok(token) => {
            let now = campus.now();
            let stored: Result<bool, Failed> = sql::transact!(campus.records(), |tx| {
                Ok(imports::set_running(tx, import, token.as_str(), now).await?)
            });
            stored.map(drop)
        }
        Err(error) => give_up(campus, import, sentence(&error)).await,
    }
}

/// What the cloud answered to the author's browser. It comes from outside, so nothing is believed but that the token is
/// the author's: whose import it is shows when the cloud is asked.
pub(crate) async fn answered(campus: &Campus, import: &Import, answer: Answered<'_>) -> Result<(), Failed> {
    let now = campus.now();
    match answer {
        Answered::Token(token) if !token.is_empty() && token.len() <= 255 => {
            let stored: Result<bool, Failed> = sql::transact!(campus.records(), |tx| {
                Ok(imports::set_running(tx, import.key, token, now).await?)
            });
            stored.map(drop)
        }
        Answered::Token(_) => Err(Failed::Input("This is no token.")),
        Answered::Refused(code::TIMESTAMP_EXPIRED) => {
            give_up(campus, import.key, "The upload was begun too long ago. Choose the file again.").await
        }
        Answered::Refused(_) => {
            give_up(campus, import.key, "The cloud refused the package. Choose the file again.").await
        }
        Answered::Broken => give_up(campus, import.key, "The upload broke off. Choose the file again.").await,
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

/// The package will not come.
pub(crate) async fn give_up(campus: &Campus, import: i64, why: &str) -> Result<(), Failed> {
    let now = campus.now();
    sql::transact!(campus.records(), |tx| {
        imports::set_ended(tx, import, ImportState::Failed, why, &[], now).await?;
        Ok(())
    })
}

/// What an author can do about a call that failed.
fn sentence(error: &CallError) -> &'static str {
    match error {
        CallError::Refused { .. } => {
            "The cloud refused the package. Try again; if it fails again, ask the administrator."
        }
        CallError::Unreachable { .. } => "The cloud cannot be reached at the moment. Try again in a while.",
        CallError::Unknown { .. } => "The connection to the cloud broke. Send the package again.",
        CallError::Package { .. } => "The upload broke off. Send the package again.",
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
