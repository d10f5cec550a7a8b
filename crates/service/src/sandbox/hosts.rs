//! Which host a request is for.

use platform::{ContentKey, LaunchToken, Timestamp};
use runtime::{Note, NoteKind};
use store::{AppKey, Store, Tx};

use super::Host;
use crate::live_attempts::LiveAttempts;

/// The host that a launch plays at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LaunchHost {
    /// The host; this one for launches that count.
    pub host: Host,
    /// When the launch began, where that matters.
    pub began: Timestamp,
}

impl LaunchHost {
    const OURS: Self = Self { host: Host::AsSet, began: Timestamp(0) };
}

/// The host of a launch, by its token. A token that is none, or was not used yet, plays here.
///
/// # Errors
/// When the database cannot be read.
pub async fn launch_host(
    store: &Store,
    live: &LiveAttempts,
    token: &str,
) -> Result<LaunchHost, store::Error> {
    let Ok(token) = LaunchToken::parse(token) else { return Ok(LaunchHost::OURS) };
    let hash = token.hash();
    if let Some(known) = live.launch_hosts.get(&hash) {
        return Ok(known);
    }
    let mut once = store.read_once().await?;
    let found = store::sandbox::find_launch_host(&mut once, &hash).await?;
    let Some((name, began)) = found else {
        live.launch_hosts.insert(hash, LaunchHost::OURS);
        return Ok(LaunchHost::OURS);
    };
    let host = Host::parse(&name).unwrap_or_default();
    let Some(began) = began else { return Ok(LaunchHost { host, began: Timestamp(i64::MAX) }) };
    let found = LaunchHost { host, began };
    live.launch_hosts.insert(hash, found);
    Ok(found)
}

/// The host that files are served for, by the folder they are served under.
///
/// # Errors
/// When the database cannot be read.
pub async fn content_host(store: &Store, live: &LiveAttempts, key: &str) -> Result<Host, store::Error> {
    let Ok(key) = ContentKey::parse(key) else { return Ok(Host::AsSet) };
    if let Some(known) = live.content_hosts.get(&key) {
        return Ok(known);
    }
    let name = store::sandbox::find_content_host(&mut store.read_once().await?, &key).await?;
    let host = name.as_deref().and_then(Host::parse).unwrap_or_default();
    live.content_hosts.insert(key, host);
    Ok(host)
}

/// What the log of a launch begins with where it is one of the sandbox.
pub(crate) async fn host_note(
    tx: &mut Tx,
    app: AppKey,
    now: Timestamp,
) -> Result<Option<Note>, store::Error> {
    let name = store::sandbox::find_host(tx, app).await?;
    Ok(name.as_deref().and_then(Host::parse).map(|host| Note {
        at: now,
        kind: NoteKind::Implied,
        about: "host".to_owned(),
        text: host.note().to_owned(),
    }))
}
