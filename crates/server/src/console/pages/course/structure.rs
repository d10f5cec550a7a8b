//! What is in a course: the tree of its activities, and what was odd about the package.

use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use service::console::course::{ActivityKind, Fact, ShownActivity, Warning, course_structure};
use ui::Language;

use super::{Asked, At, Head, look_up, not_now};
use crate::{
    console::{
        answer::{Failed, Page},
        asking::Me,
        frame::Frame,
        pages::imports::advice,
    },
    services::Services,
};

/// Activities on the page; more than anybody reads.
const MOST: usize = 2_000;
/// Characters of a value on the page.
const MOST_CHARS: usize = 300;

#[derive(Template)]
#[template(path = "console/course/structure.html")]
struct StructurePage {
    frame: Frame,
    head: Head,
    nodes: Vec<Node>,
    /// How many activities there are, where the page has not all.
    cut: Option<String>,
    warnings: Vec<Told>,
}

/// An activity in the order of the tree. Lists are opened and closed around it.
struct Node {
    title: String,
    identifier: String,
    kind: String,
    facts: Vec<(String, String)>,
    /// Whether a list of its children follows.
    opens: bool,
    /// How many lists end behind it.
    closes: usize,
}

/// A warning in words.
struct Told {
    number: String,
    meaning: String,
    /// File and line.
    place: String,
    /// The address of the file.
    file: Option<String>,
    text: String,
    todo: String,
}

/// `GET console/course/structure`.
pub(in crate::console) async fn page(
    State(services): State<Services>,
    me: Me,
    asked: Asked,
) -> Result<Response, Failed> {
    let At { frame, shown, head } = look_up(&services, &me, &asked, "/structure").await?;
    let structure = course_structure(&services.store, services.live.definitions(), &shown, MOST).await;
    let structure = structure.map_err(|error| not_now(&error))?;
    let all = structure.all;
    let page = StructurePage {
        nodes: nodes(&frame, structure.activities),
        cut: (all > MOST)
            .then(|| frame.with_all("tree-cut", &[("shown", &MOST.to_string()), ("all", &all.to_string())])),
        warnings: structure.warnings.into_iter().map(|warning| told(&frame, &head, warning)).collect(),
        head,
        frame,
    };
    Ok(Page(StatusCode::OK, page).into_response())
}

fn nodes(frame: &Frame, activities: Vec<ShownActivity>) -> Vec<Node> {
    let depths: Vec<usize> = activities.iter().map(|activity| activity.depth).collect();
    let node = |(at, activity): (usize, ShownActivity)| {
        let next = depths.get(at + 1).copied();
        Node {
            title: activity.title,
            identifier: activity.identifier,
            kind: frame.say(match activity.kind {
                ActivityKind::Group => "tree-group",
                ActivityKind::Sco => "tree-sco",
                ActivityKind::Asset => "tree-asset",
            }),
            facts: activity.facts.into_iter().map(|(fact, value)| said(frame, fact, value)).collect(),
            opens: next.is_some_and(|next| next > activity.depth),
            closes: activity.depth.saturating_sub(next.unwrap_or(0)),
        }
    };
    activities.into_iter().enumerate().map(node).collect()
}

/// A fact in words. Long values are cut: the manifest has them whole.
fn said(frame: &Frame, fact: Fact, value: String) -> (String, String) {
    let (id, without) = match fact {
        Fact::Opens => ("tree-opens", None),
        Fact::Parameters => ("tree-parameters", None),
        Fact::LaunchData => ("tree-launch-data", None),
        Fact::MasteryScore => ("tree-mastery", None),
        Fact::PassingScore => ("tree-passing", None),
        Fact::CompletionThreshold => ("tree-threshold", None),
        Fact::MaxTime => ("tree-time", None),
        Fact::TimeLimitAction => ("tree-time-action", None),
        Fact::Prerequisites => ("tree-prerequisites", Some("course-yes")),
        Fact::Hidden => ("tree-visible", Some("course-no")),
        Fact::ControlMode => ("tree-mode", Some("tree-mode-none")),
        Fact::Rules => ("tree-rules", None),
        Fact::AttemptLimit => ("tree-attempts", None),
        Fact::Objectives => ("tree-objectives", None),
        Fact::SelectCount => ("tree-select", None),
        Fact::Shuffled => ("tree-shuffled", Some("course-yes")),
        Fact::Untracked => ("tree-tracked", Some("course-no")),
    };
    let value = match without {
        Some(id) if value.is_empty() => frame.say(id),
        _ if value.chars().count() > MOST_CHARS => value.chars().take(MOST_CHARS).chain(['…']).collect(),
        _ => value,
    };
    (frame.say(id), value)
}

fn told(frame: &Frame, head: &Head, warning: Warning) -> Told {
    let id = format!("w{}", warning.number);
    let meaning = Language::ENGLISH.text("warnings", &id);
    let place = match warning.line {
        Some(line) => {
            frame.with_all("warning-place", &[("file", &warning.file), ("line", &line.to_string())])
        }
        None => warning.file.clone(),
    };
    let file = (!warning.file.is_empty()).then(|| head.links.to("/file", &[("path", &warning.file)]));
    Told {
        number: format!("W{:03}", warning.number),
        // A number of a newer program has no words here.
        meaning: if meaning == id { String::new() } else { meaning },
        place,
        file,
        text: warning.text,
        todo: frame.say(advice(warning.number)),
    }
}
