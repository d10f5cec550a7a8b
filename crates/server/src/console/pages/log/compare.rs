//! Two launches of a course side by side.

use askama::Template;
use axum::{
    extract::{RawQuery, State},
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use cloud_api::v1::params::Params;
use service::{
    debug_log::{ListedLaunch, Pair, Sameness, compare, list_launches, playgrounds},
    rows::App,
    sandbox::Host,
};

use super::{
    lines::{PAGE, Row},
    place::{address, beside, launch, learner, open},
};
use crate::{
    console::{
        answer::{Failed, Page},
        app_choice::find_app,
        asking::Me,
        frame::{Frame, minute},
        pages::sandbox::host_title,
    },
    services::Services,
};

/// Launches that are looked through for others of the same course, and those that are offered.
const LOOKED_AT: u32 = 1_000;
const OFFERED: usize = 50;
/// Lines in front of the first difference.
const BEFORE: usize = 5;

#[derive(Template)]
#[template(path = "console/log_compare.html")]
struct ComparePage {
    frame: Frame,
    title: String,
    to_log: String,
    form: String,
    fields: Vec<(&'static str, String)>,
    /// Others to choose from: id, text, whether it is chosen.
    others: Vec<(String, String, bool)>,
    typed: String,
    problem: Option<String>,
    sides: Option<Sides>,
}

struct Sides {
    left: String,
    right: String,
    verdict: String,
    rows: Vec<Beside>,
    range: String,
    earlier: Option<String>,
    later: Option<String>,
    first: Option<String>,
    toggle: Option<(String, String)>,
}

/// Two lines beside each other, each with its address.
struct Beside {
    lines: [Option<(Row, String)>; 2],
    how: String,
    sort: &'static str,
    is_first: bool,
}

/// `GET console/log/compare`.
pub(in crate::console) async fn page(
    State(services): State<Services>,
    me: Me,
    RawQuery(query): RawQuery,
) -> Result<Response, Failed> {
    let query = Params::from_urlencoded(query.unwrap_or_default());
    let app = find_app(&services, query.get("app").unwrap_or_default()).await?;
    let left = launch(&services, &app, query.get("left").unwrap_or_default()).await?;
    let frame = Frame::of(&me.asking, "logs");
    let typed = query.get("right").unwrap_or_default().trim().to_owned();
    let places = Places(playgrounds(&services.store, &app).await?);
    let (mut right, mut problem) = (None, None);
    if !typed.is_empty() {
        match places.launch(&services, &typed).await? {
            Some(other) if other.launch.id == left.launch.id => problem = Some(frame.say("log-compare-self")),
            Some(other) => right = Some(other),
            None => problem = Some(frame.say("log-compare-wrong")),
        }
    }
    let sides = match &right {
        Some(right) => Some(sides(&services, &frame, &places, &left, right, &query).await?),
        None => None,
    };
    let same = places.others(&services, &left).await?;
    let page = ComparePage {
        title: if left.title.is_empty() { left.course.clone() } else { left.title.clone() },
        to_log: frame.to(&format!("/log?{}", address(&app, &left).to_urlencoded())),
        form: frame.to("/log/compare"),
        fields: vec![("app", app.id.as_str().to_owned()), ("left", left.launch.id.to_string())],
        others: same
            .iter()
            .map(|other| {
                let id = other.launch.id.to_string();
                let chosen = id == typed;
                (id, places.named(&frame, other), chosen)
            })
            .collect(),
        typed,
        problem,
        sides,
        frame,
    };
    Ok(Page(StatusCode::OK, page).into_response())
}

/// Where a course is played: in its application, and at hosts of the sandbox. What works here and fails there is seen
/// best side by side.
struct Places(Vec<(App, Option<Host>)>);

impl Places {
    /// A launch, wherever it was.
    async fn launch(&self, services: &Services, id: &str) -> Result<Option<ListedLaunch>, Failed> {
        for (app, _) in &self.0 {
            match launch(services, app, id).await {
                Err(Failed::NotFound) => {}
                found => return found.map(Some),
            }
        }
        Ok(None)
    }

    /// Other launches of the same course, latest first.
    async fn others(&self, services: &Services, left: &ListedLaunch) -> Result<Vec<ListedLaunch>, Failed> {
        let mut others = Vec::new();
        for (app, _) in &self.0 {
            others.extend(list_launches(&services.store, app.key, None, LOOKED_AT).await?);
        }
        others.retain(|other| other.course == left.course && other.launch.id != left.launch.id);
        others.sort_by_key(|other| std::cmp::Reverse(other.launch.id));
        others.truncate(OFFERED);
        Ok(others)
    }

    fn of(&self, listed: &ListedLaunch) -> Option<&(App, Option<Host>)> {
        self.0.iter().find(|(app, _)| app.key == listed.launch.app)
    }

    /// What names the log of a launch in a query.
    fn address(&self, listed: &ListedLaunch) -> Params {
        self.of(listed).map_or_else(Params::new, |(app, _)| address(app, listed))
    }

    /// A launch in words: its number, when, who, and where that was no real one.
    fn named(&self, frame: &Frame, listed: &ListedLaunch) -> String {
        let at = minute(listed.launch.started_at.unwrap_or(listed.launch.created_at));
        let host = self.of(listed).and_then(|(_, host)| *host).map(|host| host_title(frame, host));
        let who = Some(learner(listed)).filter(|who| !who.is_empty());
        let parts = [Some(listed.launch.id.to_string()), Some(at), who, host];
        parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }
}

async fn sides(
    services: &Services,
    frame: &Frame,
    places: &Places,
    left: &ListedLaunch,
    right: &ListedLaunch,
    query: &Params,
) -> Result<Sides, Failed> {
    // Always in the same order, so that two who compare the same launches do not wait for each other.
    let (one, other) = if left.launch.id < right.launch.id {
        let one = open(services, left).await?;
        (one, open(services, right).await?)
    } else {
        let other = open(services, right).await?;
        (open(services, left).await?, other)
    };
    let (one, other, mut pairs) = beside(move || {
        let pairs = compare(&one, &other);
        (one, other, pairs)
    })
    .await?;
    let differences = pairs.iter().filter(|pair| pair.is_difference()).count();
    let only = query.get("only").is_some();
    if only {
        pairs.retain(Pair::is_difference);
    }
    let first = pairs.iter().position(Pair::is_difference);
    let total = pairs.len();
    let from = query.get("from").and_then(|from| from.parse().ok()).unwrap_or(0_usize);
    let from = from.min(total.saturating_sub(1));
    let until = total.min(from + PAGE);
    let to = |from: usize, only: bool| {
        let app = places.of(left).map_or("", |(app, _)| app.id.as_str());
        let mut query = Params::new()
            .with("app", app.to_owned())
            .with("left", left.launch.id.to_string())
            .with("right", right.launch.id.to_string())
            .with("from", from.to_string());
        if only {
            query = query.with("only", "yes".to_owned());
        }
        frame.to(&format!("/log/compare?{}", query.to_urlencoded()))
    };
    let row = |log, listed: &ListedLaunch, at: Option<usize>| {
        let row = Row::of(frame, log, at? + 1)?;
        let query = places.address(listed).with("at", row.number.to_string());
        Some((row, frame.to(&format!("/log/step?{}", query.to_urlencoded()))))
    };
    let side_by_side = |(at, pair): (usize, &Pair)| {
        let (id, sort) = match pair.sameness {
            Sameness::Same => ("log-compare-is-same", "same"),
            Sameness::SameButTime => ("log-compare-is-time", "same"),
            Sameness::OtherValue => ("log-compare-is-other", "other"),
            Sameness::Alone => ("log-compare-is-alone", "alone"),
        };
        Beside {
            lines: [row(&one, left, pair.left), row(&other, right, pair.right)],
            how: frame.say(id),
            sort,
            is_first: first == Some(from + at),
        }
    };
    let (from_text, until_text) = ((from + 1).min(total).to_string(), until.to_string());
    Ok(Sides {
        left: places.named(frame, left),
        right: places.named(frame, right),
        verdict: match differences {
            0 => frame.say("log-compare-same"),
            count => frame.with("log-compare-count", "count", count),
        },
        rows: pairs[from..until].iter().enumerate().map(side_by_side).collect(),
        range: frame.with_all(
            "log-range",
            &[("from", &from_text), ("to", &until_text), ("total", &total.to_string())],
        ),
        earlier: (from > 0).then(|| to(from.saturating_sub(PAGE), only)),
        later: (until < total).then(|| to(until, only)),
        first: first.filter(|_| !only).map(|first| to(first.saturating_sub(BEFORE), false)),
        toggle: (differences > 0).then(|| {
            let id = if only { "log-compare-all" } else { "log-compare-only" };
            (to(0, !only), frame.say(id))
        }),
    })
}
