//! The code of `docs/integrate.md`: it compiles here, and what stands there stands here.
#![expect(dead_code, unused_variables, reason = "it is compiled; other tests run the same calls")]

use std::collections::{HashMap, HashSet};
use std::error::Error;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use lyceum_client::postback::{PostbackKey, PostbackService};
use lyceum_client::wire::request::ListRegistrations;
use lyceum_client::*;
use tokio::sync::Mutex;

const GUIDE: &str = include_str!("../../../../docs/integrate.md");

async fn connect(secret: &str) -> Result<(), Box<dyn Error>> {
    let cloud = Cloud::new(Settings::new("https://cloud.example.com", "MYAPP", Secret::new(secret)))?;
    cloud.debug().auth_ping().await?;
    Ok(())
}

async fn import(cloud: Cloud, course: CourseId, path: &Path) -> Result<LinkAnswer, Box<dyn Error>> {
    let token = cloud.courses().import(&course, Package::file(path)).await?;
    // … store token.as_str(), then, in a background task:
    match cloud.courses().follow_import(token).wait().await? {
        ImportState::Succeeded(imported) => { /* ready; store imported.title */ }
        ImportState::Failed(why) => { /* show why.kind.advice(); the id is free again */ }
        ImportState::UnderWay { .. } => unreachable!("wait ends at the end"),
    }
    let your_page = "https://lms.example/imports/17";
    let link = cloud.courses().import_by_browser(&course).return_to(your_page).link();
    Ok(link.answer())
}

async fn register(
    cloud: Cloud,
    records: impl RegistrationRecords,
    postback_secret: &str,
    (learner_key, course_key): (i32, i32),
    (learner, course): (Learner, CourseId),
) -> Result<(), Box<dyn Error>> {
    let key = PostbackKey::new(Secret::new(postback_secret));
    let id = RegistrationId::of(&(learner_key, course_key))?;
    let postback = key.settings(&id, "https://lms.example/postback");
    let new = NewRegistration::new(id, course, learner).with_postback(postback);
    cloud.register(&records, &new).await?;
    let sample = key.settings(&RegistrationId::new("test_registration")?, "https://lms.example/postback");
    cloud.registrations().test_postback(&sample).await?;
    Ok(())
}

fn launch(cloud: Cloud, id: RegistrationId) -> LaunchRedirect {
    cloud.registrations().launch(&id).return_to("https://lms.example/back?reg=17").redirect()
}

/// A table of results, for registrations that are ours.
struct Results {
    rows: Mutex<HashMap<RegistrationId, Option<Known>>>,
    clock: Arc<dyn Clock>,
}

#[derive(Debug, thiserror::Error)]
#[error("the results cannot be stored now")]
struct Unavailable;

impl ResultSink for Results {
    type Error = Unavailable;

    // In one transaction of your database.
    async fn store(&self, incoming: Incoming) -> Result<Stored, Unavailable> {
        let mut rows = self.rows.lock().await;
        let Some(known) = rows.get_mut(&incoming.id) else { return Ok(Stored::NotOurs) };
        let Incoming { result, source, .. } = incoming;
        if result.verdict(known.as_ref(), source).take {
            let stored = self.clock.now();
            *known = Some(Known { instance: result.instance, summary: result.summary, stored });
        }
        Ok(Stored::Kept)
    }
}

fn receive(results: Results, key: PostbackKey) {
    let endpoint = PostbackService::new(key, results);
    let app = Router::new().route_service("/postback", endpoint);
    let app: Router = app;
}

async fn ask(
    cloud: Cloud,
    results: Results,
    (id, ours): (RegistrationId, HashSet<RegistrationId>),
    (last_night, grace): (Option<Timestamp>, Duration),
) -> Result<(), Box<dyn Error>> {
    refresh_result(&cloud, &results, &id, ResultsFormat::Course).await?;

    let refreshed = refresh_results(&cloud, &results, ListRegistrations::default(), last_night).await?;
    // … store refreshed.next_after for tomorrow
    let differences = cloud.registrations().compare(&ListRegistrations::default(), &ours, grace).await?;
    Ok(())
}

/// A text without what formatting changes.
fn packed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

#[test]
fn the_code_of_the_guide_is_compiled_here() {
    let here = packed(include_str!("guide.rs"));
    let blocks: Vec<&str> =
        GUIDE.split("```rust\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
    assert!(blocks.len() >= 7, "{}", blocks.len());
    for block in blocks {
        let block = block.trim_end();
        let code = packed(block);
        let code = code.trim_end_matches(';');
        assert!(here.contains(code), "the guide shows code that is not compiled:\n{block}");
    }
}

#[test]
fn every_place_that_the_guide_names_is_there() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut folder = String::new();
    let mut found = 0;
    for name in GUIDE.split('`').skip(1).step_by(2) {
        let path = if name.starts_with("campus/") {
            name.to_owned()
        } else if name.ends_with(".rs") {
            format!("{folder}{name}")
        } else {
            continue;
        };
        assert!(crates.join(&path).exists(), "{path}");
        folder = path[..path.rfind('/').unwrap() + 1].to_owned();
        found += 1;
    }
    assert!(found >= 10, "{found}");
}
