//! Links with which somebody sets a password: the first administrator, a new user, one who forgot theirs. Whoever has
//! the link has the account, so it works once and not for long.

use std::time::Duration;

use platform::{Rng, SessionToken, Timestamp, TokenHash, WelcomeToken};
use store::{
    Store, Tx, UserKey,
    console_users::{self, Role},
    welcome_links,
};

use super::audit::{Actor, note};
use super::sign_in::{Door, begin_session, hash_password};
use super::{ConsoleError, check_password, checked_login};

/// How long a link works that is read where it is printed.
const FIRST_LASTS: Duration = Duration::from_secs(24 * 60 * 60);
/// How long a link works that is sent to somebody.
const SENT_LASTS: Duration = Duration::from_secs(3 * 24 * 60 * 60);

/// For whom a link is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Welcome {
    /// For the first administrator, who chooses a name too.
    First,
    /// For the user of this login.
    User(String),
}

/// A link for the first administrator; `None` where there is a user already. Links made before stay good: each node
/// prints one as it starts.
///
/// # Errors
/// When the database cannot be written.
pub async fn first_link(
    store: &Store,
    rng: &dyn Rng,
    now: Timestamp,
) -> Result<Option<WelcomeToken>, store::Error> {
    if !console_users::is_empty(&mut store.begin_read().await?).await? {
        return Ok(None);
    }
    let token = WelcomeToken::random(rng);
    let hash = token.hash();
    store::transact!(store, |tx| {
        welcome_links::delete_old(tx, now).await?;
        welcome_links::insert(tx, &hash, None, after(now, FIRST_LASTS)).await?;
        Ok(Some(token.clone()))
    })
}

/// A link with which the user of a login sets a new password. Earlier ones of theirs stop working; the password and
/// the sessions they have stay until it is used.
///
/// # Errors
/// When there is no such user, they are switched off, or the database cannot be written.
pub async fn user_link(
    store: &Store,
    rng: &dyn Rng,
    by: Actor<'_>,
    login: &str,
    now: Timestamp,
) -> Result<WelcomeToken, ConsoleError> {
    let login = checked_login(login)?;
    let token = WelcomeToken::random(rng);
    let hash = token.hash();
    store::transact!(store, |tx| {
        let (user, _) = console_users::find_by_login(tx, &login).await?.ok_or(ConsoleError::NoUser)?;
        if !user.active {
            return Err(ConsoleError::Inactive);
        }
        replace_link(tx, &hash, user.key, now).await?;
        note(tx, by, "user.link", &user.login, "", now).await?;
        Ok(token.clone())
    })
}

/// The only good link of a user from now on.
pub(super) async fn replace_link(
    tx: &mut Tx,
    hash: &TokenHash,
    user: UserKey,
    now: Timestamp,
) -> Result<(), store::Error> {
    welcome_links::delete_of(tx, Some(user)).await?;
    welcome_links::delete_old(tx, now).await?;
    welcome_links::insert(tx, hash, Some(user), after(now, SENT_LASTS)).await
}

/// For whom a link is, if it is good.
///
/// # Errors
/// When it is not, or the database cannot be read.
pub async fn find_welcome(store: &Store, token: &str, now: Timestamp) -> Result<Welcome, ConsoleError> {
    let hash = hash_of(token)?;
    let mut tx = store.begin_read().await?;
    let owner = welcome_links::find(&mut tx, &hash, now).await?.ok_or(ConsoleError::NoLink)?;
    match owner {
        None if console_users::is_empty(&mut tx).await? => Ok(Welcome::First),
        None => Err(ConsoleError::NoLink),
        Some(key) => {
            let user = console_users::find(&mut tx, key).await?.filter(|user| user.active);
            Ok(Welcome::User(user.ok_or(ConsoleError::NoLink)?.login))
        }
    }
}

/// Uses a link up: the password is set, all browsers of the user are signed out, and this one is signed in. `login`
/// counts for the first administrator alone.
///
/// # Errors
/// When the link is not good, name or password cannot be used (the link stays good then), or the database cannot be
/// written.
pub async fn welcome(
    door: Door<'_>,
    token: &str,
    login: &str,
    password: &str,
) -> Result<SessionToken, ConsoleError> {
    let Door { store, rng, hasher, address, now } = door;
    let hash = hash_of(token)?;
    // Nobody without a link makes the machine work.
    let login = match find_welcome(store, token, now).await? {
        Welcome::First => checked_login(login)?,
        Welcome::User(login) => login,
    };
    check_password(password)?;
    let password = hash_password(hasher, rng, password).await?;
    let session = SessionToken::random(rng);
    let session_hash = session.hash();
    let by = Actor { login: &login, address };
    store::transact!(store, |tx| {
        let owner = welcome_links::take(tx, &hash, now).await?.ok_or(ConsoleError::NoLink)?;
        let key = match owner {
            Some(key) => {
                let user = console_users::find(tx, key).await?.filter(|user| user.active);
                let user = user.ok_or(ConsoleError::NoLink)?;
                console_users::update_password(tx, key, &password).await?;
                note(tx, by, "user.password", &user.login, "", now).await?;
                key
            }
            None => {
                welcome_links::delete_of(tx, None).await?;
                if !console_users::is_empty(tx).await? {
                    return Err(ConsoleError::NoLink);
                }
                let role = Role::Administrator;
                let made = console_users::insert(tx, &login, role, Some(&password), now).await?;
                note(tx, by, "user.created", &login, role.as_str(), now).await?;
                made.ok_or(ConsoleError::NoLink)?
            }
        };
        store::console_sessions::delete_of(tx, key).await?;
        begin_session(tx, &session_hash, &login, key, now).await?;
        Ok(session.clone())
    })
}

fn hash_of(token: &str) -> Result<TokenHash, ConsoleError> {
    WelcomeToken::parse(token).map(|token| token.hash()).map_err(|_| ConsoleError::NoLink)
}

fn after(now: Timestamp, span: Duration) -> Timestamp {
    Timestamp(now.0.saturating_add(i64::try_from(span.as_micros()).unwrap_or(i64::MAX)))
}
