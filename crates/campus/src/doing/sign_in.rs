//! Signing in and out.

use std::time::Duration;

use lyceum_client::{Secret, Timestamp};
use sha2::{Digest as _, Sha256};

use super::Failed;
use super::people::LONGEST_LOGIN;
use crate::records::users::User;
use crate::records::{sessions, sign_ins, users};
use crate::{Campus, clock};

/// A browser that was not used for so long is signed out.
const IDLE: Duration = Duration::from_secs(12 * 60 * 60);
/// However busy it is.
const LONGEST: Duration = Duration::from_secs(30 * 24 * 60 * 60);
/// How often the use of a session is written down.
const TOUCH_EVERY: Duration = Duration::from_secs(5 * 60);

/// What came of a try to sign in.
#[derive(Debug)]
pub(crate) enum SignIn {
    /// The token for the browser's cookie.
    Welcome(Secret),
    /// Login or password are wrong, or the person may not sign in.
    Refused,
    /// Too many wrong tries; again after so long.
    TooOften(Duration),
}

/// Checks a password and begins a session.
pub(crate) async fn sign_in(campus: &Campus, login: &str, password: Secret) -> Result<SignIn, Failed> {
    let now = campus.now();
    let login = login.trim().to_lowercase();
    if login.chars().count() > LONGEST_LOGIN {
        return Ok(SignIn::Refused);
    }
    // Counted as wrong before it is looked at, or many tries at the same moment would all be free. Logins that nobody
    // has are counted too, or the wait would tell which exist.
    let begun: Result<Result<_, Duration>, Failed> = sql::transact!(campus.records(), |tx| {
        let failures = sign_ins::lock(tx, &login, now).await?;
        if let Some(wait) = failures.and_then(|(count, last)| wait_after(count, last, now)) {
            return Ok(Err(wait));
        }
        sign_ins::count(tx, &login, now).await?;
        Ok(Ok(users::find_by_login(tx, &login).await?))
    });
    let known = match begun? {
        Ok(known) => known,
        Err(wait) => return Ok(SignIn::TooOften(wait)),
    };
    let hash = known.as_ref().map(|(_, hash)| hash.clone());
    let is_right = campus.hasher().is_right(hash, password).await;
    let Some((user, _)) = known.filter(|(user, _)| is_right && user.active) else {
        return Ok(SignIn::Refused);
    };
    let token = new_token(campus);
    let hash = hash_of(token.expose());
    let begun: Result<(), Failed> = sql::transact!(campus.records(), |tx| {
        sign_ins::forget(tx, &login).await?;
        sessions::delete_old(tx, clock::before(now, IDLE), clock::before(now, LONGEST)).await?;
        sign_ins::delete_old(tx, clock::before(now, LONGEST)).await?;
        Ok(sessions::insert(tx, &hash, user.key, now).await?)
    });
    begun?;
    Ok(SignIn::Welcome(token))
}

/// Who holds this token. What a page asks by itself is no use of the session, or a page left open would keep it for ever.
pub(crate) async fn who(campus: &Campus, token: &str, is_use: bool) -> Result<Option<User>, Failed> {
    let now = campus.now();
    let hash = hash_of(token);
    let (user, last_seen) = {
        let mut tx = campus.records().begin_read().await?;
        let (idle, longest) = (clock::before(now, IDLE), clock::before(now, LONGEST));
        let Some((key, last_seen)) = sessions::find(&mut tx, &hash, idle, longest).await? else {
            return Ok(None);
        };
        (users::find(&mut tx, key).await?, last_seen)
    };
    if is_use && last_seen < clock::before(now, TOUCH_EVERY) {
        let touched: Result<(), Failed> =
            sql::transact!(campus.records(), |tx| { Ok(sessions::touch(tx, &hash, now).await?) });
        touched?;
    }
    Ok(user)
}

/// Ends the session of this token.
pub(crate) async fn sign_out(campus: &Campus, token: &str) -> Result<(), Failed> {
    let hash = hash_of(token);
    sql::transact!(campus.records(), |tx| { Ok(sessions::delete(tx, &hash).await?) })
}

/// How much longer a login has to wait.
fn wait_after(failures: u64, last: Timestamp, now: Timestamp) -> Option<Duration> {
    let since = u64::try_from(now.0.saturating_sub(last.0)).unwrap_or_default();
    ::sign_in::wait_after(failures, Duration::from_micros(since))
}

fn new_token(campus: &Campus) -> Secret {
    let mut bytes = [0; 32];
    campus.random().fill(&mut bytes);
    let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    Secret::new(digits)
}

/// Only the hash is stored: who reads the records cannot use the sessions in them.
fn hash_of(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}
