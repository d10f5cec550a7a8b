//! A course or a version is deleted: a page first says what goes with it.

use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use service::console::course::{course_history, course_numbers, delete_course, delete_course_version};

use super::{Asked, At, Head, look_up, not_there, up_to};
use crate::{
    console::{
        answer::{Failed, Fields, Page},
        asking::Me,
        frame::{Frame, size},
        see,
    },
    services::Services,
    to_its_end::to_its_end,
};

/// A page that asks before something is lost.
#[derive(Template)]
#[template(path = "console/course/confirm.html")]
pub(super) struct ConfirmPage {
    pub(super) frame: Frame,
    pub(super) head: Head,
    pub(super) heading: String,
    pub(super) text: String,
    /// What is lost, with its number.
    pub(super) lost: Vec<(String, String)>,
    /// What has to be ticked.
    pub(super) consent: Option<String>,
    pub(super) problem: Option<String>,
    pub(super) button: String,
    /// Where the form goes to.
    pub(super) action: String,
    /// Where one goes who thinks better of it.
    pub(super) back: String,
}

/// `GET console/course/delete`.
pub(in crate::console) async fn ask(
    State(services): State<Services>,
    me: Me,
    asked: Asked,
) -> Result<Response, Failed> {
    let at = look_up(&services, &me, &asked, "/about").await?;
    course_page(&services, at, None).await
}

/// `POST console/course/delete`.
pub(in crate::console) async fn delete(
    State(services): State<Services>,
    me: Me,
    asked: Asked,
    form: Fields,
) -> Result<Response, Failed> {
    let at = look_up(&services, &me, &asked, "/about").await?;
    if at.shown.course.registrations > 0 && !form.has("consent") {
        return course_page(&services, at, Some("delete-no-consent")).await;
    }
    let (deleted, me) = to_its_end(async move {
        let now = services.clock.now();
        (delete_course(&services.store, me.actor(), &at.shown, now).await, me)
    })
    .await;
    deleted.map_err(|error| not_there(&error))?;
    Ok(see(&me.asking, "/courses").into_response())
}

async fn course_page(services: &Services, at: At, problem: Option<&str>) -> Result<Response, Failed> {
    let At { frame, shown, head } = at;
    let numbers = course_numbers(&services.store, &shown).await?;
    let course = &shown.course;
    let lost = [
        ("delete-versions", course.versions.to_string()),
        ("delete-registrations", course.registrations.to_string()),
        ("delete-completed", up_to(&frame, numbers.completed)),
        ("delete-size", size(course.size_bytes)),
    ];
    let page = ConfirmPage {
        heading: frame.with("delete-course", "title", &head.title),
        text: frame.say("delete-course-text"),
        lost: lost.into_iter().map(|(id, number)| (frame.say(id), number)).collect(),
        consent: (course.registrations > 0)
            .then(|| frame.with("delete-consent", "count", course.registrations)),
        problem: problem.map(|id| frame.say(id)),
        button: frame.say("delete-course-button"),
        action: head.links.to("/delete", &[]),
        back: head.links.to("/about", &[]),
        head,
        frame,
    };
    let status = if page.problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok(Page(status, page).into_response())
}

/// `GET console/course/versions/delete`.
pub(in crate::console) async fn ask_version(
    State(services): State<Services>,
    me: Me,
    asked: Asked,
) -> Result<Response, Failed> {
    let at = look_up(&services, &me, &asked, "/versions").await?;
    version_page(&services, at, None).await
}

/// `POST console/course/versions/delete`.
pub(in crate::console) async fn delete_version(
    State(services): State<Services>,
    me: Me,
    asked: Asked,
    form: Fields,
) -> Result<Response, Failed> {
    // Without a number the latest would go, whichever that is by now.
    asked.given("version").ok_or(Failed::NotFound)?;
    let at = look_up(&services, &me, &asked, "/versions").await?;
    if !form.has("consent") {
        return version_page(&services, at, Some("delete-no-consent")).await;
    }
    let (deleted, me, at) = to_its_end(async move {
        let now = services.clock.now();
        (delete_course_version(&services.store, me.actor(), &at.shown, now).await, me, at)
    })
    .await;
    let course_stays = deleted.map_err(|error| not_there(&error))?;
    let place = if course_stays { at.head.links.latest_path("/versions") } else { "/courses".to_owned() };
    Ok(see(&me.asking, &place).into_response())
}

async fn version_page(services: &Services, at: At, problem: Option<&str>) -> Result<Response, Failed> {
    let At { frame, shown, head } = at;
    let number = shown.version.number.0;
    let entries = course_history(&services.store, &shown, number.checked_add(1), 1).await?;
    let standing = entries.first().map_or_else(String::new, |entry| up_to(&frame, entry.standing));
    let is_last = shown.course.versions <= 1;
    let mut lost = vec![
        (frame.say("delete-files"), shown.version.files.to_string()),
        (frame.say("delete-size"), size(shown.version.size_bytes)),
        (frame.say("delete-standing"), standing),
    ];
    if is_last {
        lost.push((frame.say("delete-registrations"), shown.course.registrations.to_string()));
    }
    let page = ConfirmPage {
        heading: frame.with("delete-version", "number", number),
        text: frame.say(if is_last { "delete-last-version-text" } else { "delete-version-text" }),
        lost,
        consent: Some(frame.say("delete-version-consent")),
        problem: problem.map(|id| frame.say(id)),
        button: frame.say("delete-version-button"),
        action: head.links.version("/versions/delete", number),
        back: head.links.latest("/versions"),
        head,
        frame,
    };
    let status = if page.problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok(Page(status, page).into_response())
}
