//! What learners see: their courses, the way into one, and the way back.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Response};
use lyceum_client::{Completion, RegistrationId, Success};

use super::answer::{Page, PageError};
use super::session::Person;
use super::view::{Chip, Frame, Shown};
use crate::Campus;
use crate::doing::{Failed, register, take_result};
use crate::records::courses::{Course, CourseState};
use crate::records::users::User;
use crate::records::{assignments, courses, events, overrides, registrations};

#[derive(Template)]
#[template(path = "my_courses.html")]
struct MyCourses {
    frame: Frame,
    courses: Vec<MyCourse>,
}

struct MyCourse {
    key: i64,
    title: String,
    status: Chip,
    due: Option<Chip>,
    is_ready: bool,
    is_begun: bool,
    is_overridden: bool,
    result: Shown,
}

/// The courses of whoever asks, with the results that are stored: no call to the cloud.
pub(crate) async fn my_courses(
    State(campus): State<Campus>,
    Person(user): Person,
) -> Result<Response, PageError> {
    let mut tx = campus.records().begin_read().await?;
    let registrations = registrations::of_learner(&mut tx, user.key).await?;
    let overrides = overrides::in_force_of_learner(&mut tx, user.key).await?;
    let mut shown = Vec::new();
    for assignment in assignments::of_learner(&mut tx, user.key).await? {
        let Some(course) = courses::find(&mut tx, assignment.course).await? else { continue };
        let registration = registrations.iter().find(|found| found.course == course.key);
        let reported = registration.map(|found| found.result).unwrap_or_default();
        let decided = registration
            .and_then(|found| overrides.iter().rev().find(|decided| decided.registration == found.key));
        let effective = decided.map_or(reported, |decided| decided.decision.over(&reported));
        let is_begun = registration.is_some_and(|found| found.launched_at.is_some());
        let is_done = effective.completion == Completion::Complete || effective.success == Success::Passed;
        shown.push(MyCourse {
            key: course.key,
            title: course.title,
            status: Chip::of_result(&effective, is_begun),
            due: assignment.due_on.map(|day| Chip::of_due(&day, campus.now(), is_done)),
            is_ready: course.state == CourseState::Ready,
            is_begun,
            is_overridden: decided.is_some(),
            result: Shown::of(&effective),
        });
    }
    Ok(Page(MyCourses { frame: Frame::of(&user, "learning"), courses: shown }).into_response())
}

/// Into the course by a redirection: the link is made now, for this browser, and is in no page.
pub(crate) async fn launch(
    State(campus): State<Campus>,
    Person(user): Person,
    Path(course): Path<i64>,
) -> Result<Response, PageError> {
    let id = launched(&campus, course, &user).await?;
    Ok(campus
        .cloud()
        .registrations()
        .launch(&id)
        .return_to(back_to(&campus, course))
        .redirect()
        .into_response())
}

/// The other way of the guide: a script asks for the link at the moment of the click, and opens it in a window.
pub(crate) async fn link(
    State(campus): State<Campus>,
    Person(user): Person,
    Path(course): Path<i64>,
) -> Result<Response, PageError> {
    let id = launched(&campus, course, &user).await?;
    let launch = campus.cloud().registrations().launch(&id).return_to(back_to(&campus, course));
    Ok(launch.link().answer().into_response())
}

/// The registration of somebody who is about to launch a course.
async fn launched(campus: &Campus, course: i64, user: &User) -> Result<RegistrationId, PageError> {
    let course = assigned(campus, course, user.key).await?;
    let registration = register::ensure(campus, &course, user).await?;
    let now = campus.now();
    let noted: Result<(), Failed> = sql::transact!(campus.records(), |tx| {
        registrations::set_launched(tx, registration.key, now).await?;
        Ok(events::insert(tx, &user.login, "course.launched", &course.title, &registration.id, now).await?)
    });
    noted?;
    Ok(RegistrationId::new(registration.id.as_str()).map_err(|_| Failed::NotFound)?)
}

/// Where the player sends the learner at the end.
fn back_to(campus: &Campus, course: i64) -> String {
    format!("{}/learn/{course}/back", campus.config().public_url)
}

#[derive(Template)]
#[template(path = "back.html")]
struct Back {
    frame: Frame,
    key: i64,
    title: String,
    status: Chip,
    result: Shown,
    is_overridden: bool,
    is_fresh: bool,
}

/// Back from the course. The cloud has the result already, so it is a good moment to ask; if it does not answer, the
/// stored one is shown, and the postback brings the new one.
pub(crate) async fn back(
    State(campus): State<Campus>,
    Person(user): Person,
    Path(course): Path<i64>,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let course = assigned(&campus, course, user.key).await?;
    let registration = {
        let mut tx = campus.records().begin_read().await?;
        registrations::find(&mut tx, course.key, user.key).await?.ok_or(Failed::NotFound)?
    };
    // A page that keeps up by itself asks the records alone.
    let is_first = !headers.contains_key(ui::live::SEEN);
    if is_first && let Err(error) = take_result::refresh(&campus, &registration).await {
        tracing::warn!(error = &error as &dyn std::error::Error, "no result on the way back");
    }
    let mut tx = campus.records().begin_read().await?;
    let registration =
        registrations::find_by_key(&mut tx, registration.key).await?.ok_or(Failed::NotFound)?;
    let decided = overrides::in_force_of_learner(&mut tx, user.key).await?;
    let decided = decided.iter().rev().find(|decided| decided.registration == registration.key);
    let effective =
        decided.map_or(registration.result, |decided| decided.decision.over(&registration.result));
    Ok(Page(Back {
        frame: Frame::of(&user, "learning"),
        key: course.key,
        title: course.title,
        status: Chip::of_result(&effective, true),
        result: Shown::of(&effective),
        is_overridden: decided.is_some(),
        is_fresh: registration.checked_at >= registration.launched_at,
    })
    .into_response())
}

/// A course that this person is to take.
async fn assigned(campus: &Campus, course: i64, learner: i64) -> Result<Course, PageError> {
    let mut tx = campus.records().begin_read().await?;
    assignments::find(&mut tx, course, learner).await?.ok_or(Failed::NotFound)?;
    Ok(courses::find(&mut tx, course).await?.ok_or(Failed::NotFound)?)
}
