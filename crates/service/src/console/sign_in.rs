//! Signing in and out of the console.

use std::time::Duration;

use ::sign_in::wait_after;
use platform::{Rng, SessionToken, Timestamp, TokenHash};
use sha2::{Digest as _, Sha256};
use store::{
    Store, Tx, UserKey, console_sessions, console_tries,
    console_users::{self, User},
    welcome_links,
};

use super::audit::{Actor, note};
use super::{ConsoleError, Hasher, check_password};

/// A browser that was not used for so long is signed out.
const IDLE: Duration = Duration::from_secs(12 * 60 * 60);
/// However busy it is.
pub const SESSION_LONGEST: Duration = Duration::from_secs(30 * 24 * 60 * 60);
/// How often the use of a session is written down.
const TOUCH_EVERY: Duration = Duration::from_secs(5 * 60);
/// Rows that all logins share for counting wrong passwords.
const BUCKETS: u32 = 1 << 16;

/// What signing in works with.
#[derive(Clone, Copy)]
pub struct Door<'a> {
    /// The database.
    pub store: &'a Store,
    /// For tokens and salts.
    pub rng: &'a dyn Rng,
    /// For passwords.
    pub hasher: &'a Hasher,
    /// The address of the browser, empty where it is not known.
    pub address: &'a str,
    /// The present instant.
    pub now: Timestamp,
}

/// What came of a try to sign in.
#[derive(Debug)]
pub enum SignIn {
    /// What the browser is to hold.
    Welcome(SessionToken),
    /// Login or password are wrong, or the user may not sign in.
    Refused,
    /// Too many wrong tries; again after so long.
    TooOften(Duration),
}

/// Checks a password and begins a session. A try is counted before its password is checked, so that many at once are
/// no way around the wait.
///
/// # Errors
/// When too many passwords are checked at once, or the database cannot be used.
pub async fn sign_in(door: Door<'_>, login: &str, password: &str) -> Result<SignIn, ConsoleError> {
    let Door { store, rng, hasher, address, now } = door;
    let login = login.trim().to_lowercase();
    let bucket = bucket_of(&login);
    let (known, wait) = store::transact!(store, |tx| {
        let wait = claim_try(tx, bucket, now).await?;
        Ok::<_, store::Error>((console_users::find_by_login(tx, &login).await?, wait))
    })?;
    if let Some(wait) = wait {
        return Ok(SignIn::TooOften(wait));
    }
    let (user, hash) = known.map_or((None, None), |(user, hash)| (Some(user), hash));
    let is_right = hasher.is_right(hash.clone(), password).await.ok_or(ConsoleError::Busy)?;
    let token = SessionToken::random(rng);
    let session = token.hash();
    let mut is_in = false;
    if let (Some(user), Some(hash), true) = (user, hash, is_right) {
        is_in = store::transact!(store, |tx| {
            // While the password was checked it may have been changed, and every session with it ended.
            if !console_users::hold(tx, user.key, &hash).await? {
                return Ok(false);
            }
            begin_session(tx, &session, &user.login, user.key, now).await?;
            note(tx, Actor { login: &user.login, address }, "session.begun", &user.login, "", now).await?;
            Ok::<_, ConsoleError>(true)
        })?;
    }
    if is_in {
        return Ok(SignIn::Welcome(token));
    }
    // What was typed as a login may be a password.
    tracing::info!(address, "somebody could not sign in to the console");
    Ok(SignIn::Refused)
}

/// Who holds this token.
///
/// # Errors
/// When the database cannot be used.
pub async fn who(
    store: &Store,
    token: &str,
    is_use: bool,
    now: Timestamp,
) -> Result<Option<User>, store::Error> {
    let Ok(token) = SessionToken::parse(token) else { return Ok(None) };
    let hash = token.hash();
    let (idle, longest) = (before(now, IDLE), before(now, SESSION_LONGEST));
    let found = console_sessions::find(&mut store.read_once().await?, &hash, idle, longest).await?;
    let Some((user, last_seen)) = found else { return Ok(None) };
    if is_use && last_seen < before(now, TOUCH_EVERY) {
        let touched: Result<(), store::Error> =
            store::transact!(store, |tx| { console_sessions::update_last_seen(tx, &hash, now).await });
        // A full disk is looked into by people who are signed in.
        if let Err(error) = touched {
            tracing::warn!(error = &error as &dyn std::error::Error, "the use of a session is not noted");
        }
    }
    Ok(Some(user))
}

/// Ends the session of this token.
///
/// # Errors
/// When the database cannot be written.
pub async fn sign_out(store: &Store, token: &str) -> Result<(), store::Error> {
    let Ok(token) = SessionToken::parse(token) else { return Ok(()) };
    let hash = token.hash();
    store::transact!(store, |tx| { console_sessions::delete(tx, &hash).await })
}

/// Ends all sessions of a user, in whatever browsers they are.
///
/// # Errors
/// When the database cannot be written.
pub async fn sign_out_everywhere(
    store: &Store,
    by: Actor<'_>,
    user: UserKey,
    now: Timestamp,
) -> Result<(), store::Error> {
    store::transact!(store, |tx| {
        let ended = console_sessions::delete_of(tx, user).await?;
        note(tx, by, "session.all-ended", by.login, &ended.to_string(), now).await
    })
}

/// Another password for somebody who knows the present one. All their browsers are signed out, and this one is signed
/// in anew.
///
/// # Errors
/// When the present password is another one or was guessed too often ([`ConsoleError::Busy`]), the new one cannot be
/// used, or the database cannot be written.
pub async fn change_password(
    door: Door<'_>,
    user: &User,
    present: &str,
    new: &str,
) -> Result<SessionToken, ConsoleError> {
    let Door { store, rng, hasher, address, now } = door;
    check_password(new)?;
    let bucket = bucket_of(&user.login);
    let (known, wait) = store::transact!(store, |tx| {
        let wait = claim_try(tx, bucket, now).await?;
        Ok::<_, store::Error>((console_users::find_by_login(tx, &user.login).await?, wait))
    })?;
    if wait.is_some() {
        return Err(ConsoleError::Busy);
    }
    let hash = known.and_then(|(_, hash)| hash);
    let is_right = hasher.is_right(hash.clone(), present).await.ok_or(ConsoleError::Busy)?;
    let Some(hash) = hash.filter(|_| is_right) else { return Err(ConsoleError::WrongPassword) };
    let password = hash_password(hasher, rng, new).await?;
    let token = SessionToken::random(rng);
    let session = token.hash();
    store::transact!(store, |tx| {
        if !console_users::replace_password(tx, user.key, &hash, &password).await? {
            return Err(ConsoleError::WrongPassword);
        }
        // A link that was never used would undo what was just done.
        welcome_links::delete_of(tx, Some(user.key)).await?;
        console_sessions::delete_of(tx, user.key).await?;
        begin_session(tx, &session, &user.login, user.key, now).await?;
        note(tx, Actor { login: &user.login, address }, "user.password", &user.login, "", now).await?;
        Ok(token.clone())
    })
}

/// Begins a session, and forgets what went wrong before.
pub(super) async fn begin_session(
    tx: &mut Tx,
    hash: &TokenHash,
    login: &str,
    user: UserKey,
    now: Timestamp,
) -> Result<(), store::Error> {
    console_tries::forget(tx, bucket_of(login)).await?;
    console_sessions::delete_old(tx, before(now, IDLE), before(now, SESSION_LONGEST)).await?;
    console_sessions::insert(tx, hash, user, now).await?;
    console_users::update_signed_in(tx, user, now).await
}

pub(super) async fn hash_password(
    hasher: &Hasher,
    rng: &dyn Rng,
    password: &str,
) -> Result<String, ConsoleError> {
    let mut salt = [0; 16];
    rng.fill(&mut salt);
    hasher.hash(salt, password).await.ok_or(ConsoleError::Busy)
}

/// Counts a try, or says how long the next one has to wait.
async fn claim_try(tx: &mut Tx, bucket: u32, now: Timestamp) -> Result<Option<Duration>, store::Error> {
    let (failures, last) = console_tries::lock(tx, bucket, now).await?;
    let since = Duration::from_micros(u64::try_from(now.0.saturating_sub(last.0)).unwrap_or_default());
    let wait = wait_after(failures, since);
    if wait.is_none() {
        console_tries::count(tx, bucket, now).await?;
    }
    Ok(wait)
}

fn bucket_of(login: &str) -> u32 {
    let hash: [u8; 32] = Sha256::digest(login.as_bytes()).into();
    u32::from_le_bytes([hash[0], hash[1], hash[2], hash[3]]) % BUCKETS
}

fn before(now: Timestamp, span: Duration) -> Timestamp {
    Timestamp(now.0.saturating_sub(i64::try_from(span.as_micros()).unwrap_or(i64::MAX)))
}
