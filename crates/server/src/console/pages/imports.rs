//! An import: how far it is, what came of it, and what to do next.

use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use service::{
    console::{self, Import, ImportStage, ImportWarning},
    rows::App,
};

use crate::{
    console::{
        answer::{Failed, Fields, Page, Query},
        app_choice::{AppChoice, find_visible_app},
        asking::Me,
        frame::{Frame, machine, minute},
        see,
    },
    services::Services,
};

#[derive(Template)]
#[template(path = "console/import.html")]
struct ImportPage {
    frame: Frame,
    import: ImportLine,
    ordered: String,
    machine_ordered: String,
    warnings: Vec<Warning>,
    course: String,
    sandbox: String,
    upload: String,
    courses: String,
}

struct Warning {
    /// `W906`, as in the documents.
    number: String,
    meaning: String,
    text: String,
    file: String,
    line: Option<String>,
    advice: String,
}

/// An import as lists show it.
pub(super) struct ImportLine {
    pub(super) app: String,
    pub(super) id: String,
    pub(super) link: String,
    /// The file, or where that is not known the course.
    pub(super) name: String,
    pub(super) course_id: String,
    /// Kind and text of its mark.
    pub(super) kind: &'static str,
    pub(super) state: String,
    /// What it does now.
    pub(super) step: String,
    pub(super) percent: u32,
    pub(super) is_open: bool,
    /// Title and version, once it is done.
    pub(super) title: Option<String>,
    pub(super) version: String,
    pub(super) warnings: Option<String>,
    pub(super) course: String,
    /// Why it failed.
    pub(super) problems: Vec<String>,
    pub(super) is_canceled: bool,
}

impl ImportLine {
    pub(super) fn of(frame: &Frame, app: &App, import: &Import) -> Self {
        let app = app.id.as_str();
        let (kind, state, step, percent) = match &import.stage {
            ImportStage::Waiting => ("begun", "import-waiting", "import-step-waiting", 0),
            ImportStage::Joining { percent } => {
                ("begun", "import-under-way", "import-step-joining", *percent)
            }
            ImportStage::Reading { percent } => {
                ("begun", "import-under-way", "import-step-reading", *percent)
            }
            ImportStage::Done { warnings: 0, .. } => ("good", "import-done", "", 100),
            ImportStage::Done { .. } => ("warm", "import-done-warned", "", 100),
            ImportStage::Failed { .. } => ("bad", "import-failed", "", 100),
            ImportStage::Canceled => ("plain", "import-canceled", "", 100),
        };
        let (title, version, warnings) = match &import.stage {
            ImportStage::Done { title, version, warnings } => {
                let told = (*warnings > 0).then(|| frame.with("import-warnings", "count", warnings));
                (Some(title.clone()), frame.with("version-number", "number", version), told)
            }
            _ => (None, String::new(), None),
        };
        Self {
            link: frame.at("/import", [("app", app), ("import", import.id.as_str())]),
            course: frame.at("/course", [("app", app), ("course", import.course.as_str())]),
            app: app.to_owned(),
            id: import.id.as_str().to_owned(),
            name: import.file.clone().unwrap_or_else(|| import.course.clone()),
            course_id: import.course.clone(),
            kind,
            state: frame.say(state),
            step: if step.is_empty() { String::new() } else { frame.say(step) },
            percent,
            is_open: import.stage.is_open(),
            title,
            version,
            warnings,
            problems: match &import.stage {
                ImportStage::Failed { messages } => messages.clone(),
                _ => Vec::new(),
            },
            is_canceled: import.stage == ImportStage::Canceled,
        }
    }
}

/// `GET console/import`: `app`, `import`.
pub(in crate::console) async fn page(
    State(services): State<Services>,
    me: Me,
    Query(query): Query,
) -> Result<Response, Failed> {
    let frame = Frame::of(&me.asking, "courses");
    let choice = AppChoice::of(&services, &query).await?;
    let app = choice.app.as_ref().ok_or(Failed::NotFound)?;
    let id = query.get("import").unwrap_or_default();
    let import = console::find_import(&services.store, app.key, id).await?.ok_or(Failed::NotFound)?;
    let warnings = match &import.stage {
        ImportStage::Done { version, warnings, .. } if *warnings > 0 => {
            console::import_warnings(&services.store, app.key, &import.course, *version).await?
        }
        _ => Vec::new(),
    };
    let app_id = app.id.as_str();
    let place = [("app", app_id), ("course", import.course.as_str())];
    let page = ImportPage {
        ordered: minute(import.ordered_at),
        machine_ordered: machine(import.ordered_at),
        warnings: warnings.into_iter().map(|warning| told(&frame, warning)).collect(),
        course: frame.at("/course", place),
        sandbox: frame.at("/sandbox", place),
        upload: frame.at("/courses/upload", [("app", app_id)]),
        courses: frame.at("/courses", [("app", app_id)]),
        import: ImportLine::of(&frame, app, &import),
        frame,
    };
    Ok(Page(StatusCode::OK, page).into_response())
}

/// A warning with what it means and what to do about it.
fn told(frame: &Frame, warning: ImportWarning) -> Warning {
    Warning {
        number: format!("W{:03}", warning.number),
        meaning: ui::Language::ENGLISH.text("warnings", &format!("w{}", warning.number)),
        text: warning.text,
        line: warning.line.map(|line| frame.with("warning-line", "line", line)),
        file: warning.file,
        advice: frame.say(advice(warning.number)),
    }
}

/// The text that says what to do about a warning.
pub(super) fn advice(number: u16) -> &'static str {
    match number {
        502 | 505 | 512 => "advice-missing",
        509 | 701 | 702 => "advice-elsewhere",
        901 => "advice-http",
        902..=904 => "advice-plugin",
        905 | 510 => "advice-slash",
        906 => "advice-windows",
        101..=199 => "advice-zip",
        200..=299 => "advice-xml",
        600..=699 => "advice-values",
        _ => "advice-manifest",
    }
}

/// `POST console/import/cancel`: `app`, `import`.
pub(in crate::console) async fn cancel(
    State(services): State<Services>,
    me: Me,
    form: Fields,
) -> Result<Response, Failed> {
    let app = find_visible_app(&services, form.get("app")).await?;
    let (import, now) = (form.get("import"), services.clock.now());
    // One that ended in the meantime is shown as it ended.
    console::cancel_import(&services.store, me.actor(), app.key, import, now).await?;
    let query = cloud_api::v1::params::Params::new().with("app", app.id.as_str()).with("import", import);
    Ok(see(&me.asking, &format!("/import?{}", query.to_urlencoded())).into_response())
}
