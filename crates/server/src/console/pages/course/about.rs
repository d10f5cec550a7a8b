//! What the package says about itself, the tags that people gave it, and the way to delete it.

use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use cloud_api::v1::{
    metadata::MetadataContent,
    request::{GetMetadata, MetadataScope},
    tags::parse_list,
    values::check_id,
};
use service::{
    CourseMetadataError, TagChange, TagsError,
    console::course::{change_course_tags, course_numbers},
};

use super::{Asked, At, Head, look_up, not_now, not_there};
use crate::{
    console::{
        answer::{Failed, Fields, Page},
        asking::Me,
        frame::Frame,
        see,
    },
    services::Services,
};

/// A course has no more tags than this by its page.
const MOST_TAGS: usize = 100;

#[derive(Template)]
#[template(path = "console/course/about.html")]
struct AboutPage {
    frame: Frame,
    head: Head,
    title: String,
    description: String,
    keywords: Vec<String>,
    duration: String,
    typical_time: String,
    identifier: String,
    manifest_path: String,
    tags: Vec<(String, String)>,
    typed: String,
    problem: Option<String>,
}

/// `GET console/course/about`.
pub(in crate::console) async fn page(
    State(services): State<Services>,
    me: Me,
    asked: Asked,
) -> Result<Response, Failed> {
    let at = look_up(&services, &me, &asked, "/about").await?;
    show(&services, at, "", None).await
}

async fn show(services: &Services, at: At, typed: &str, problem: Option<&str>) -> Result<Response, Failed> {
    let At { frame, shown, head } = at;
    let wanted = GetMetadata {
        course_id: shown.course.id.as_str().to_owned(),
        version: shown.which(),
        scope: MetadataScope::Course,
        detail: false,
    };
    let metadata = service::course_metadata(&services.store, shown.app.key, &wanted).await;
    let metadata = metadata.map_err(|error| match &error {
        CourseMetadataError::Find(error) => not_there(error),
        CourseMetadataError::Definition(_) => not_now(&error),
    })?;
    // A summary was asked for.
    let MetadataContent::Summary(summary) = metadata.content else { return Err(Failed::NotNow) };
    let tags = course_numbers(&services.store, &shown).await?.tags;
    let page = AboutPage {
        title: summary.title,
        description: summary.description,
        keywords: summary.keywords,
        duration: duration(summary.duration),
        typical_time: duration(summary.typical_time),
        identifier: shown.version.identifier,
        manifest_path: shown.version.manifest_path,
        tags: tags.into_iter().map(|tag| (frame.with("tag-remove-of", "tag", &tag), tag)).collect(),
        typed: typed.to_owned(),
        problem: problem.map(|id| frame.say(id)),
        head,
        frame,
    };
    let status = if problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok(Page(status, page).into_response())
}

/// Hundredths of a second as hours, minutes and seconds; empty where nothing is known.
fn duration(hundredths: u64) -> String {
    if hundredths == 0 {
        return String::new();
    }
    let secs = hundredths / 100;
    format!("{}:{:02}:{:02}", secs / 3600, secs / 60 % 60, secs % 60)
}

/// `POST console/course/tags`: adds what is typed, or removes the tag of a button.
pub(in crate::console) async fn tags(
    State(services): State<Services>,
    me: Me,
    asked: Asked,
    form: Fields,
) -> Result<Response, Failed> {
    let at = look_up(&services, &me, &asked, "/about").await?;
    let typed = form.get("tags");
    let (change, tags) = match form.get("remove") {
        "" => (TagChange::Add, parse_list(typed)),
        tag => (TagChange::Remove, vec![tag.to_owned()]),
    };
    if change == TagChange::Add {
        if tags.is_empty() || tags.iter().any(|tag| check_id("tags", tag).is_err()) {
            return show(&services, at, typed, Some("tag-bad")).await;
        }
        let there = course_numbers(&services.store, &at.shown).await?.tags;
        if there.len() + tags.len() > MOST_TAGS {
            return show(&services, at, typed, Some("tag-many")).await;
        }
    }
    change_course_tags(&services.store, me.actor(), &at.shown, change, &tags, services.clock.now())
        .await
        .map_err(|error| match &error {
            TagsError::Store(_) => not_now(&error),
            _ => Failed::NotFound,
        })?;
    Ok(see(&me.asking, &at.head.links.path("/about", &[])).into_response())
}
