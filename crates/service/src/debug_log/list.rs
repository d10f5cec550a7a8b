//! Launches of an application, latest first: the way to their logs.

use platform::LaunchId;
use store::{AppKey, Store, launches::Launch};

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
