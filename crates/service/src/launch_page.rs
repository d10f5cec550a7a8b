//! What the player's page must know before its script runs. Looking begins nothing.

use platform::{LaunchToken, player_protocol::WindowSettings};
use runtime::Edition;
use store::{Store, Tx, course_versions::CourseVersion, launches::Launch};

use crate::{
    behaviour_of::Attributes, play_error::PlayError, player_settings::window, start_launch::choose_version,
};

/// The looks of a launch's page, as LMS and package wished them.
#[derive(Clone, Debug, PartialEq)]
pub struct LaunchPage {
    /// Language (`culture`).
    pub culture: Option<String>,
    /// Style sheet of the LMS (`cssurl`).
    pub css_url: Option<String>,
    /// The player's window (`playerLaunchType`), as the attributes are now.
    pub window: WindowSettings,
}

/// The page of a launch; `None` where no launch has this token.
///
/// # Errors
/// When the database cannot be read.
pub async fn launch_page(store: &Store, token: &str) -> Result<Option<LaunchPage>, store::Error> {
    let Ok(token) = LaunchToken::parse(token) else { return Ok(None) };
    let mut tx = store.begin_read().await?;
    let Some(launch) = store::launches::find_by_token(&mut tx, &token.hash()).await? else { return Ok(None) };
    let attributes = match version(&mut tx, &launch).await {
        Ok(Some(version)) => Attributes::of(&mut tx, version.key).await?,
        // The start of the launch says what is wrong.
        Ok(None) | Err(_) => Attributes::default(),
    };
    // What a window depends on is the same for every kind of course.
    let behaviour = attributes.behaviour_as(Edition::Scorm12, 1);
    let window = window(&behaviour, behaviour.player_launch_type);
    Ok(Some(LaunchPage { culture: launch.culture, css_url: launch.css_url, window }))
}

/// The version that a launch plays, or would play if it began now.
async fn version(tx: &mut Tx, launch: &Launch) -> Result<Option<CourseVersion>, PlayError> {
    if let Some(version) = launch.version {
        return Ok(store::course_versions::find_by_key(tx, version).await?);
    }
    let Some(registration) = launch.registration else { return Ok(None) };
    let Some(registration) = store::registrations::find_by_key(tx, registration).await? else {
        return Ok(None);
    };
    let Some(latest) = store::instances::find_latest(tx, registration.key).await? else { return Ok(None) };
    Ok(Some(choose_version(tx, &registration, &latest).await?.0))
}
