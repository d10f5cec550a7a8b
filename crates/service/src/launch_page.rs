//! What the player's page must know before its script runs. Looking begins nothing.

use platform::LaunchToken;
use store::Store;

/// The looks of a launch's page, as the LMS wished them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LaunchPage {
    /// Language (`culture`).
    pub culture: Option<String>,
    /// Style sheet of the LMS (`cssurl`).
    pub css_url: Option<String>,
}

/// The page of a launch; `None` where no launch has this token.
///
/// # Errors
/// When the database cannot be read.
pub async fn launch_page(store: &Store, token: &str) -> Result<Option<LaunchPage>, store::Error> {
    let Ok(token) = LaunchToken::parse(token) else { return Ok(None) };
    let mut tx = store.begin_read().await?;
    let launch = store::launches::find_by_token(&mut tx, &token.hash()).await?;
    Ok(launch.map(|launch| LaunchPage { culture: launch.culture, css_url: launch.css_url }))
}
