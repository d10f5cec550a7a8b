//! Links with which somebody without an account plays a course. Each time one is used a new learner begins.

use std::time::Duration;

use cloud_api::v1::values::Which;
use platform::{SandboxToken, Timestamp};
use store::{
    AppKey, SandboxLinkKey, Store, Tx,
    course_versions::CourseVersion,
    courses::Course,
    sandbox_attempts::NewAttempt,
    sandbox_links::{NewSandboxLink, SandboxLink},
};

use super::begin::{Drawn, Launched, Who, copy_version, insert, insert_launch};
use super::{Host, Sandbox, SandboxError};
use crate::{
    FindVersionError,
    console::{Actor, note},
    find_version::{find_course, find_version},
    launch::NewPlayer,
};

/// How often a link may work.
pub(super) const MOST_USES: u32 = 1000;
/// How long a link may work.
pub(super) const MOST_DAYS: u32 = 90;
/// Links to one course.
pub(super) const MOST_LINKS: u32 = 100;
const DAY: Duration = Duration::from_secs(24 * 3600);

/// What a link is for.
#[derive(Clone, Copy, Debug)]
pub struct MakeLink<'a> {
    /// The course.
    pub course: &'a str,
    /// The number of the version; whatever is the latest where none is named.
    pub version: Option<u32>,
    /// The host to imitate.
    pub host: Host,
    /// The language of the player; empty for the browser's.
    pub culture: &'a str,
    /// Days that it works.
    pub days: u32,
    /// How often it works.
    pub uses: u32,
}

/// Makes a link; the answer is its secret, which nothing shows again.
///
/// # Errors
/// See [`SandboxError`].
pub async fn make_link(
    sandbox: Sandbox<'_>,
    by: Actor<'_>,
    app: AppKey,
    wanted: MakeLink<'_>,
) -> Result<SandboxToken, SandboxError> {
    if !(1..=MOST_DAYS).contains(&wanted.days) || !(1..=MOST_USES).contains(&wanted.uses) {
        return Err(SandboxError::BadLimits);
    }
    let who = Who::new(sandbox.rng, "", "", wanted.culture)?;
    let token = SandboxToken::random(sandbox.rng);
    let hash = token.hash();
    let now = sandbox.now;
    let lasts = i64::try_from((DAY * wanted.days).as_micros()).unwrap_or(i64::MAX);
    store::transact!(sandbox.store, |tx| {
        let which = wanted.version.map(Which::Number);
        let (course, version) = find_version(tx, app, wanted.course, which).await?;
        let there_are = store::sandbox_links::list(tx, course.key, now, MOST_LINKS).await?.len();
        if there_are >= MOST_LINKS as usize {
            return Err(SandboxError::TooManyLinks);
        }
        let new = NewSandboxLink {
            token_hash: &hash,
            course: course.key,
            version: wanted.version.map(|_| version.key),
            host: wanted.host.as_str(),
            culture: who.culture(),
            made_by: by.login,
            most_uses: wanted.uses,
            expires_at: Timestamp(now.0.saturating_add(lasts)),
        };
        store::sandbox_links::insert(tx, &new, now).await?;
        let detail = format!("{}, uses: {}, days: {}", wanted.host.as_str(), wanted.uses, wanted.days);
        note(tx, by, "sandbox.link-made", wanted.course, &detail, now).await?;
        Ok(token.clone())
    })
}

/// Ends a link.
///
/// # Errors
/// When there is no such course or link, or the database cannot be written.
pub async fn delete_link(
    store: &Store,
    by: Actor<'_>,
    app: AppKey,
    course: &str,
    link: SandboxLinkKey,
    now: Timestamp,
) -> Result<(), SandboxError> {
    store::transact!(store, |tx| {
        let course = find_course(tx, app, course).await?.ok_or(FindVersionError::NoCourse)?;
        if !store::sandbox_links::delete(tx, course.key, link).await? {
            return Err(SandboxError::NoLink);
        }
        note(tx, by, "sandbox.link-ended", course.id.as_str(), "", now).await?;
        Ok(())
    })
}

/// What somebody who followed a link is told.
#[derive(Clone, Debug)]
pub struct ShownLink {
    /// The title of the course.
    pub title: String,
    /// The host that is imitated.
    pub host: Host,
    /// Who made the link.
    pub made_by: String,
}

/// A link that is still good. Looking does not use it.
///
/// # Errors
/// See [`SandboxError`].
pub async fn find_link(store: &Store, token: &str, now: Timestamp) -> Result<ShownLink, SandboxError> {
    let token = SandboxToken::parse(token).map_err(|_| SandboxError::NoLink)?;
    let mut tx = store.begin_read().await?;
    let link = store::sandbox_links::find(&mut tx, &token.hash(), now).await?;
    let link = link.ok_or(SandboxError::NoLink)?;
    let (course, version) = played(&mut tx, &link).await?;
    let named = store::version_attributes::list(&mut tx, version.key).await?.remove("title");
    let title = named.unwrap_or(version.title);
    Ok(ShownLink {
        title: if title.is_empty() { course.title } else { title },
        host: Host::parse(&link.host).unwrap_or_default(),
        made_by: link.made_by,
    })
}

async fn played(tx: &mut Tx, link: &SandboxLink) -> Result<(Course, CourseVersion), SandboxError> {
    let course = store::courses::find_by_key(tx, link.course).await?.ok_or(SandboxError::NoLink)?;
    let version = match link.version {
        Some(version) => store::course_versions::find_by_key(tx, version).await?,
        None => store::course_versions::find_latest(tx, course.key).await?,
    };
    Ok((course, version.ok_or(SandboxError::NoLink)?))
}

/// Uses a link: an attempt of a learner of its own, and its launch.
///
/// # Errors
/// See [`SandboxError`].
pub async fn play_link(
    sandbox: Sandbox<'_>,
    token: &str,
    first: &str,
    last: &str,
    exit: Option<&str>,
) -> Result<NewPlayer, SandboxError> {
    let token = SandboxToken::parse(token).map_err(|_| SandboxError::NoLink)?;
    let mut who = Who::new(sandbox.rng, first, last, "")?;
    let (drawn, hash, now) = (Drawn::new(sandbox.rng), token.hash(), sandbox.now);
    // The language is the link's; it was checked when that was made.
    let shown = store::sandbox_links::find(&mut sandbox.store.read_once().await?, &hash, now).await?;
    who.speaks(shown.and_then(|link| link.culture));
    store::transact!(sandbox.store, |tx| {
        let link = store::sandbox_links::take(tx, &hash, now).await?.ok_or(SandboxError::NoLink)?;
        let (course, version) = played(tx, &link).await?;
        let host = Host::parse(&link.host).unwrap_or_default();
        let copy = copy_version(tx, sandbox, &course, &version, host, &drawn).await?;
        let new = NewAttempt { culture: who.culture(), made_by: &link.made_by, link: Some(link.key) };
        let registration = insert(tx, &copy, &who, new, now).await?;
        let launched = Launched { registration, exit, culture: who.culture() };
        insert_launch(tx, &copy, launched, &drawn.token, now).await
    })
}
