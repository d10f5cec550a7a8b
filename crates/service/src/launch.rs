//! Makes the token of a launch. Nothing else happens here: lease, launch record, first access and instancing wait
//! until the player's script starts, since prefetchers and mail scanners follow links too.

use cloud_api::v1::request::{Launch, Preview};
use platform::{ContentKey, LaunchToken, Rng, Timestamp};
use store::{
    AppKey, Store, Tx,
    launches::{LaunchMode, NewLaunch},
    registrations::Registration,
};

use crate::{
    behaviour_of::Attributes,
    find_registration::{FindRegistrationError, find_registration},
    find_version::{FindVersionError, find_version},
    tags::{TagCarrier, add_tags_of_call},
};

/// A token, and what else its link is made of.
#[derive(Clone, Debug)]
pub struct NewPlayer {
    /// The token.
    pub token: LaunchToken,
    /// The content key of the version that will be played as things stand.
    pub content_key: ContentKey,
}

/// A launch could not be prepared.
#[derive(Debug, thiserror::Error)]
pub enum LaunchError {
    /// No such registration.
    #[error(transparent)]
    Registration(#[from] FindRegistrationError),
    /// The version that would be played was deleted.
    #[error("the course of this registration is gone")]
    NoCourse,
}

impl From<store::Error> for LaunchError {
    fn from(error: store::Error) -> Self {
        Self::Registration(error.into())
    }
}

/// Prepares a launch of a registration.
///
/// # Errors
/// See [`LaunchError`].
pub async fn launch(
    store: &Store,
    rng: &dyn Rng,
    app: AppKey,
    request: &Launch,
    now: Timestamp,
) -> Result<NewPlayer, LaunchError> {
    let token = LaunchToken::random(rng);
    let hash = token.hash();
    let content_key = store::transact!(store, |tx| {
        let registration = find_registration(tx, app, &request.reg_id).await?;
        let content_key = content_key(tx, &registration).await?.ok_or(LaunchError::NoCourse)?;
        let new = NewLaunch {
            app,
            registration: Some(registration.key),
            version: None,
            mode: LaunchMode::Normal,
            tracking: !request.disable_tracking,
            redirect_url: request.redirect_url.as_deref(),
            css_url: request.css_url.as_deref(),
            culture: request.culture.as_deref(),
            token_hash: &hash,
        };
        store::launches::insert(tx, &new, now).await?;
        if !request.disable_tracking {
            add_tags_of_call(tx, TagCarrier::of(&registration), &request.tags).await?;
        }
        Ok::<_, LaunchError>(content_key)
    })?;
    Ok(NewPlayer { token, content_key })
}

/// Prepares a look at a course, of which nothing is kept.
///
/// # Errors
/// When there is no such course or version, or the database cannot be written.
pub async fn preview(
    store: &Store,
    rng: &dyn Rng,
    app: AppKey,
    request: &Preview,
    now: Timestamp,
) -> Result<NewPlayer, FindVersionError> {
    let token = LaunchToken::random(rng);
    let hash = token.hash();
    let content_key = store::transact!(store, |tx| {
        let (_, version) = find_version(tx, app, &request.course_id, request.version).await?;
        let new = NewLaunch {
            app,
            registration: None,
            version: Some(version.key),
            mode: LaunchMode::Preview,
            tracking: false,
            redirect_url: request.redirect_url.as_deref(),
            css_url: request.css_url.as_deref(),
            culture: request.culture.as_deref(),
            token_hash: &hash,
        };
        store::launches::insert(tx, &new, now).await?;
        Ok::<_, FindVersionError>(version.content_key)
    })?;
    Ok(NewPlayer { token, content_key })
}

/// Prepares a look at the version that is served under `key`, for somebody who came upon one of its files; `None` when
/// there is no such version. Nothing is kept of it.
///
/// # Errors
/// When the database cannot be written.
pub async fn preview_content(
    store: &Store,
    rng: &dyn Rng,
    key: &str,
    now: Timestamp,
) -> Result<Option<NewPlayer>, store::Error> {
    let Ok(content_key) = ContentKey::parse(key) else { return Ok(None) };
    let token = LaunchToken::random(rng);
    let hash = token.hash();
    let made: Result<bool, store::Error> = store::transact!(store, |tx| {
        let version = store::course_versions::find_by_content_key(tx, &content_key).await?;
        let Some(version) = version else { return Ok(false) };
        let Some(course) = store::courses::find_by_key(tx, version.course).await? else { return Ok(false) };
        let new = NewLaunch {
            app: course.app,
            registration: None,
            version: Some(version.key),
            mode: LaunchMode::Sandbox,
            tracking: false,
            redirect_url: None,
            css_url: None,
            culture: None,
            token_hash: &hash,
        };
        store::launches::insert(tx, &new, now).await?;
        Ok(true)
    });
    Ok(made?.then_some(NewPlayer { token, content_key }))
}

/// The key of the version that a launch would play now: its host may depend on it.
async fn content_key(tx: &mut Tx, registration: &Registration) -> Result<Option<ContentKey>, store::Error> {
    let Some(instance) = store::instances::find_latest(tx, registration.key).await? else { return Ok(None) };
    let latest = store::course_versions::find_latest(tx, registration.course).await?;
    let bound = match instance.version {
        Some(version) => store::course_versions::find_by_key(tx, version).await?,
        None => None,
    };
    let moves = match (&bound, &latest) {
        (Some(bound), Some(latest)) if latest.number > bound.number => {
            Attributes::of(tx, latest.key).await?.moves_to_newest(&instance.result)
        }
        _ => false,
    };
    Ok(if moves { latest } else { bound.or(latest) }.map(|version| version.content_key))
}
