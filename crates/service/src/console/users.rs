//! Users of the console, as an administrator keeps them.

use platform::{Rng, Timestamp, WelcomeToken};
use store::{
    Store, UserKey, console_sessions,
    console_users::{self, Role, User},
    welcome_links,
};

use super::audit::{Actor, note};
use super::links::replace_link;
use super::{ConsoleError, checked_login};

/// Users per page of a list.
const PAGE: u32 = 500;

/// All users, by login.
///
/// # Errors
/// When the database cannot be read.
pub async fn list_users(store: &Store) -> Result<Vec<User>, store::Error> {
    let mut tx = store.begin_read().await?;
    let mut users: Vec<User> = Vec::new();
    loop {
        let after = users.last().map_or_else(String::new, |user| user.login.clone());
        let page = console_users::list(&mut tx, &after, PAGE).await?;
        let is_last = page.len() < PAGE as usize;
        users.extend(page);
        if is_last {
            return Ok(users);
        }
    }
}

/// Adds a user, who sets a password with the link that comes back; also the login as it is stored.
///
/// # Errors
/// When the login cannot be used or is taken, or the database cannot be written.
pub async fn add_user(
    store: &Store,
    rng: &dyn Rng,
    by: Actor<'_>,
    login: &str,
    role: Role,
    now: Timestamp,
) -> Result<(String, WelcomeToken), ConsoleError> {
    let login = checked_login(login)?;
    let token = WelcomeToken::random(rng);
    let hash = token.hash();
    store::transact!(store, |tx| {
        let key = console_users::insert(tx, &login, role, None, now).await?;
        let key = key.ok_or_else(|| ConsoleError::LoginTaken(login.clone()))?;
        replace_link(tx, &hash, key, now).await?;
        note(tx, by, "user.created", &login, role.as_str(), now).await?;
        Ok((login.clone(), token.clone()))
    })
}

/// Gives a user another role, and lets them sign in or not; who may not is signed out at once.
///
/// # Errors
/// When there is no such user, no administrator would be left, or the database cannot be written.
pub async fn change_user(
    store: &Store,
    by: Actor<'_>,
    key: UserKey,
    role: Role,
    active: bool,
    now: Timestamp,
) -> Result<(), ConsoleError> {
    store::transact!(store, |tx| {
        let stays = role == Role::Administrator && active;
        if !stays && !console_users::has_other_administrator(tx, key).await? {
            // Somebody who is none may change as they like.
            let is_last = console_users::find(tx, key)
                .await?
                .is_some_and(|user| user.role == Role::Administrator && user.active && user.has_password);
            if is_last {
                return Err(ConsoleError::LastAdministrator);
            }
        }
        let known = console_users::find(tx, key).await?.ok_or(ConsoleError::NoUser)?;
        console_users::update(tx, key, role, active).await?;
        if !active {
            console_sessions::delete_of(tx, key).await?;
            welcome_links::delete_of(tx, Some(key)).await?;
        }
        if known.role != role {
            note(tx, by, "user.role", &known.login, role.as_str(), now).await?;
        }
        if known.active != active {
            let kind = if active { "user.switched-on" } else { "user.switched-off" };
            note(tx, by, kind, &known.login, "", now).await?;
        }
        Ok(())
    })
}
