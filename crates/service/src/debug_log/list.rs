//! Launches of an application, latest first: the way to their logs.

use platform::LaunchId;
use store::{AppKey, Store, apps::App, launches::Launch};

use crate::sandbox::Host;

pub use store::launches::ListedLaunch;

/// A page of launches that began, those before `before`, latest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn list_launches(
    store: &Store,
    app: AppKey,
    before: Option<LaunchId>,
    limit: u32,
) -> Result<Vec<ListedLaunch>, store::Error> {
    store::launches::list_of_app(&mut store.read_once().await?, app, before, limit).await
}

/// Where else the courses of an application are played, itself first: at hosts of its sandbox. The same for a hidden
/// application of the sandbox.
///
/// # Errors
/// When the database cannot be read.
pub async fn playgrounds(store: &Store, app: &App) -> Result<Vec<(App, Option<Host>)>, store::Error> {
    let mut tx = store.begin_read().await?;
    let main = match app.sandbox_of {
        Some(main) => store::apps::find_by_key(&mut tx, main).await?,
        None => Some(app.clone()),
    };
    let Some(main) = main else { return Ok(Vec::new()) };
    let hidden = store::sandbox::list_apps(&mut tx, main.key).await?;
    let hidden = hidden.into_iter().map(|(app, host)| (app, Some(Host::parse(&host).unwrap_or_default())));
    Ok(std::iter::once((main, None)).chain(hidden).collect())
}

/// A launch of an application by its id, whether or not it began and whatever it is for, with what it belongs to.
///
/// # Errors
/// When the database cannot be read.
pub async fn find_launch(store: &Store, app: AppKey, id: &str) -> Result<Option<ListedLaunch>, store::Error> {
    let Ok(id) = id.trim().parse::<LaunchId>() else { return Ok(None) };
    let found = store::launches::find_listed(&mut store.read_once().await?, id).await?;
    Ok(found.filter(|found| is_of(&found.launch, app)))
}

fn is_of(launch: &Launch, app: AppKey) -> bool {
    launch.app == app
}
