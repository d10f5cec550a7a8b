//! What an instance of a registration holds: results by activity, run-time data, shared objectives and buckets.

use cloud_api::v1::{
    payload::Payload as _,
    report::{FullActivity, Results},
    values::ResultsFormat,
    xml::Writer,
};
use runtime::GlobalObjective;
use store::{LearnerScope, Store, Tx, instances::WhichResult, launches::Launch};

use super::{Clocks, ShownRegistration, WantedRegistration, clocks::clocks, find};
use crate::{
    load_attempt::{Definitions, load_attempt},
    registration_result::{ResultError, instance_result, registration_result},
};

/// Everything that is known of one activity's run-time data.
#[derive(Clone, Debug)]
pub struct ActivityData {
    /// Its identifier.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Every element with its value, as content reads it.
    pub elements: Vec<(String, String)>,
}

/// A registration's instance with all it holds.
#[derive(Clone, Debug)]
pub struct RegistrationData {
    /// Which it is.
    pub shown: ShownRegistration,
    /// Results by activity, as the API reports them in full; `None` where nothing but the course level is left.
    pub report: Option<Box<FullActivity>>,
    /// Activities that were opened; empty where the version is gone.
    pub activities: Vec<ActivityData>,
    /// What is known of the objectives that activities of this instance share.
    pub objectives: Vec<GlobalObjective>,
    /// Buckets of shared data of this instance.
    pub buckets: Vec<(String, String)>,
    /// What the learner carries from course to course: objectives.
    pub carried_objectives: Vec<GlobalObjective>,
    /// The same of buckets.
    pub carried_buckets: Vec<(String, String)>,
    /// The times that were counted.
    pub clocks: Clocks,
    /// The launch that is running.
    pub running: Option<Launch>,
}

/// Everything that an instance of a registration holds.
///
/// # Errors
/// When there is no such registration or instance, or what is stored cannot be read.
pub async fn registration_data(
    store: &Store,
    definitions: &Definitions,
    wanted: WantedRegistration<'_>,
) -> Result<RegistrationData, ResultError> {
    let mut tx = store.begin_read().await?;
    let shown = find(&mut tx, wanted).await?;
    let format = ResultsFormat::Full;
    let regid = shown.registration.id.as_str();
    let mut data = RegistrationData {
        report: None,
        activities: Vec::new(),
        objectives: Vec::new(),
        buckets: Vec::new(),
        carried_objectives: Vec::new(),
        carried_buckets: Vec::new(),
        clocks: Clocks::default(),
        running: None,
        shown: shown.clone(),
    };
    let state = store::instances::find_state(&mut tx, shown.instance.key).await?;
    let results = match state.filter(|(instance, _)| instance.version.is_some()) {
        Some((instance, state)) => {
            let attempt = load_attempt(&mut tx, definitions, &instance, &state).await?.attempt;
            data.objectives = attempt.known_objectives();
            data.buckets =
                attempt.shared_buckets().map(|(id, value)| (id.to_owned(), value.to_owned())).collect();
            let report = crate::report::report(&attempt.results(), regid, instance.number.0, format);
            if let Results::Full(root) = &report.results {
                open_activities(root, &attempt, &mut data.activities);
            }
            report.results
        }
        None => instance_result(&mut tx, definitions, regid, &shown.instance, format).await?.results,
    };
    if let Results::Full(root) = results {
        data.report = Some(root);
    }
    carried(&mut tx, &mut data).await?;
    data.clocks = clocks(&mut tx, &shown, data.report.as_deref()).await?;
    if let Some(launch) = shown.instance.current_launch {
        let launch = store::launches::find(&mut tx, launch).await?;
        data.running = launch.filter(|launch| launch.started_at.is_some() && launch.ended_at.is_none());
    }
    Ok(data)
}

/// Those with run-time data, in the order of the tree.
fn open_activities(activity: &FullActivity, attempt: &runtime::Attempt, to: &mut Vec<ActivityData>) {
    let elements = attempt.elements(&activity.id);
    if !elements.is_empty() {
        to.push(ActivityData { id: activity.id.clone(), title: activity.title.clone(), elements });
    }
    for child in &activity.children {
        open_activities(child, attempt, to);
    }
}

async fn carried(tx: &mut Tx, data: &mut RegistrationData) -> Result<(), store::Error> {
    let registration = &data.shown.registration;
    let scope = LearnerScope { app: registration.app, learner: &registration.learner.id, scope: "" };
    let objectives = store::global_objectives::list(tx, scope).await?;
    let read = |(id, bytes): (String, Vec<u8>)| {
        // What cannot be read is shown as unknown.
        let objective = GlobalObjective::decode(&bytes).unwrap_or_default();
        GlobalObjective { id, ..objective }
    };
    data.carried_objectives = objectives.into_iter().map(read).collect();
    let buckets = store::shared_data::list(tx, scope).await?;
    data.carried_buckets =
        buckets.into_iter().map(|(id, bytes)| (id, String::from_utf8_lossy(&bytes).into_owned())).collect();
    Ok(())
}

/// The report that `getRegistrationResult` answers in full for this instance, as text.
///
/// # Errors
/// When there is no such registration or instance, or what is stored cannot be read.
pub async fn registration_xml(
    store: &Store,
    definitions: &Definitions,
    shown: &ShownRegistration,
) -> Result<String, ResultError> {
    let asked = WhichResult {
        app: shown.app.key,
        registration: shown.registration.id.clone(),
        number: Some(shown.instance.number),
        with_report: true,
    };
    let report = registration_result(store, definitions, &asked, ResultsFormat::Full).await?;
    let mut text = Writer::new();
    report.write(&mut text);
    Ok(text.finish())
}
