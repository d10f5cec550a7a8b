//! A course as its authors see it: packages, learners, settings.

use std::collections::{HashMap, HashSet};

use askama::Template;
use axum::Form;
use axum::extract::{Path, RawForm, State};
use axum::response::{IntoResponse as _, Redirect, Response};

use super::answer::{Page, PageError};
use super::session::Author;
use super::view::{self, Chip, Frame};
use super::words::Words;
use crate::doing::{Failed, assign, remove};
use crate::records::courses::{self, Course, CourseState, RegisterAt};
use crate::records::imports::ImportState;
use crate::records::users::User;
use crate::records::{assignments, events, groups, imports, registrations, users};
use crate::{Campus, UploadWay};

#[derive(Template)]
#[template(path = "course.html")]
struct CoursePage {
    frame: Frame,
    key: i64,
    title: String,
    is_ready: bool,
    registers_at_launch: bool,
    posts_to_cloud: bool,
    imports: Vec<ImportRow>,
    /// The newest package, unless the course has it.
    under_way: Option<Newest>,
    warnings: Vec<String>,
    learners: Vec<LearnerRow>,
    others: Vec<User>,
    groups: Vec<groups::Group>,
}

struct ImportRow {
    key: i64,
    file_name: String,
    at: String,
    state: Chip,
}

struct Newest {
    key: i64,
    /// For the styles.
    kind: &'static str,
    text: String,
}

struct LearnerRow {
    key: i64,
    name: String,
    due_on: String,
    is_registered: bool,
}

pub(crate) async fn page(
    State(campus): State<Campus>,
    Author(user): Author,
    Path(course): Path<i64>,
) -> Result<Response, PageError> {
    let mut tx = campus.records().begin_read().await?;
    let course = courses::find(&mut tx, course).await?.ok_or(Failed::NotFound)?;
    let packages = imports::list(&mut tx, course.key).await?;
    let assigned = assignments::of_course(&mut tx, course.key).await?;
    let registered = registrations::of_course(&mut tx, course.key).await?;
    let registered: HashSet<i64> = registered.iter().map(|found| found.learner).collect();
    let everybody = users::list(&mut tx).await?;
    let groups = groups::list(&mut tx).await?;
    let people: HashMap<i64, &User> = everybody.iter().map(|user| (user.key, user)).collect();
    let learners = assigned
        .iter()
        .filter_map(|assignment| {
            let learner = people.get(&assignment.learner)?;
            Some(LearnerRow {
                key: learner.key,
                name: learner.name(),
                due_on: assignment.due_on.clone().unwrap_or_else(|| "–".to_owned()),
                is_registered: registered.contains(&learner.key),
            })
        })
        .collect();
    let assigned: HashSet<i64> = assigned.iter().map(|assignment| assignment.learner).collect();
    let others = everybody.into_iter().filter(|user| user.active && !assigned.contains(&user.key)).collect();
    let warnings = packages
        .iter()
        .find(|import| import.state == ImportState::Succeeded)
        .map(|import| import.warnings.clone())
        .unwrap_or_default();
    let page = Page(CoursePage {
        frame: Frame::of(&user, "courses"),
        under_way: packages.first().and_then(newest),
        key: course.key,
        title: course.title,
        is_ready: course.state == CourseState::Ready,
        registers_at_launch: course.register_at == RegisterAt::Launch,
        posts_to_cloud: campus.config().upload_way == UploadWay::Browser,
        imports: packages
            .into_iter()
            .map(|import| ImportRow {
                key: import.key,
                at: view::at(Some(import.created_at)),
                state: Chip::of_import(&import),
                file_name: import.file_name,
            })
            .collect(),
        warnings,
        learners,
        others,
        groups,
    });
    Ok(super::upload::may_post_to_cloud(&campus, page.into_response()))
}

fn newest(import: &imports::Import) -> Option<Newest> {
    let (kind, id) = match import.state {
        ImportState::Succeeded => return None,
        ImportState::Failed => ("bad", "course-failed"),
        ImportState::Awaited | ImportState::Running => ("warm", "course-under-way"),
    };
    Some(Newest { key: import.key, kind, text: Words::here().with(id, "file", &import.file_name) })
}

#[derive(serde::Deserialize)]
pub(crate) struct Title {
    title: String,
}

pub(crate) async fn set_title(
    State(campus): State<Campus>,
    Author(user): Author,
    Path(course): Path<i64>,
    Form(given): Form<Title>,
) -> Result<Redirect, PageError> {
    let course = find(&campus, course).await?;
    let title = given.title.trim().to_owned();
    if title.is_empty() || title.chars().count() > 500 {
        return Err(Failed::Input("input-title").into());
    }
    let now = campus.now();
    let done: Result<(), Failed> = sql::transact!(campus.records(), |tx| {
        courses::set_title(tx, course.key, &title).await?;
        Ok(events::insert(tx, &user.login, "course.renamed", &course.title, &title, now).await?)
    });
    done?;
    Ok(to(&course))
}

#[derive(serde::Deserialize)]
pub(crate) struct Registering {
    register_at: String,
}

pub(crate) async fn set_register_at(
    State(campus): State<Campus>,
    Author(_): Author,
    Path(course): Path<i64>,
    Form(given): Form<Registering>,
) -> Result<Redirect, PageError> {
    let course = find(&campus, course).await?;
    let at = RegisterAt::parse(&given.register_at).ok_or(Failed::Input("input-moment"))?;
    let done: Result<(), Failed> =
        sql::transact!(campus.records(), |tx| { Ok(courses::set_register_at(tx, course.key, at).await?) });
    done?;
    Ok(to(&course))
}

/// Fields that may come more than once are read by hand.
pub(crate) async fn assign(
    State(campus): State<Campus>,
    Author(user): Author,
    Path(course): Path<i64>,
    RawForm(form): RawForm,
) -> Result<Redirect, PageError> {
    let course = find(&campus, course).await?;
    let (mut learners, mut groups, mut due_on) = (Vec::new(), Vec::new(), None);
    for (name, value) in url::form_urlencoded::parse(&form) {
        match &*name {
            "learner" => learners.extend(value.parse::<i64>()),
            "group" => groups.extend(value.parse::<i64>()),
            "due_on" if !value.is_empty() => due_on = Some(value.into_owned()),
            _ => {}
        }
    }
    if learners.is_empty() && groups.is_empty() {
        return Err(Failed::Input("input-whom").into());
    }
    assign::assign(&campus, &user, &course, &learners, &groups, due_on.as_deref()).await?;
    Ok(to(&course))
}

#[derive(serde::Deserialize)]
pub(crate) struct Unassigned {
    learner: i64,
}

pub(crate) async fn unassign(
    State(campus): State<Campus>,
    Author(user): Author,
    Path(course): Path<i64>,
    Form(given): Form<Unassigned>,
) -> Result<Redirect, PageError> {
    let course = find(&campus, course).await?;
    assign::unassign(&campus, &user, &course, given.learner).await?;
    Ok(to(&course))
}

pub(crate) async fn delete(
    State(campus): State<Campus>,
    Author(user): Author,
    Path(course): Path<i64>,
) -> Result<Redirect, PageError> {
    let course = find(&campus, course).await?;
    remove::course(&campus, &user, &course).await?;
    // Mostly it is done at once; if the cloud does not answer, the sweeper does it.
    if let Err(error) = remove::finish(&campus).await {
        tracing::warn!(
            error = &error as &dyn std::error::Error,
            "a course could not be deleted in the cloud yet"
        );
    }
    Ok(Redirect::to("/courses"))
}

pub(super) async fn find(campus: &Campus, course: i64) -> Result<Course, PageError> {
    let mut tx = campus.records().begin_read().await?;
    Ok(courses::find(&mut tx, course).await?.ok_or(Failed::NotFound)?)
}

fn to(course: &Course) -> Redirect {
    Redirect::to(&format!("/courses/{}", course.key))
}
