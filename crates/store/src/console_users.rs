//! Users of the console.

use platform::Timestamp;

use crate::row::{Columns as _, Row};
use crate::statement::statements;
use crate::value::args;
use crate::{Error, Tx, UserKey};

/// What a user of the console may do. Each role may do what the ones before it may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Sees.
    Viewer,
    /// Changes courses and registrations.
    Author,
    /// Changes users and applications too.
    Administrator,
}

impl Role {
    /// All, from the least.
    pub const ALL: [Self; 3] = [Self::Viewer, Self::Author, Self::Administrator];

    /// As it is stored and sent by forms.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Author => "author",
            Self::Administrator => "administrator",
        }
    }

    /// The role of this name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == text)
    }
}

statements! { "console_users";
    /// A new user, unless the login is taken.
    INSERT = "
        INSERT INTO console_users (login, role, password, active, created_at)
        VALUES ($1, $2, $3, 1, $4)
        ON CONFLICT (login) DO NOTHING
        RETURNING key";
    /// A page of users by login.
    LIST = "
        SELECT key, login, role, active, created_at, signed_in_at,
            CAST(CASE WHEN password IS NULL THEN 0 ELSE 1 END AS BIGINT) AS has_password
        FROM console_users
        WHERE login > $1
        ORDER BY login
        LIMIT $2";
    /// A user.
    FIND = "
        SELECT key, login, role, active, created_at, signed_in_at,
            CAST(CASE WHEN password IS NULL THEN 0 ELSE 1 END AS BIGINT) AS has_password
        FROM console_users
        WHERE key = $1";
    /// A user by login, with the password's hash.
    FIND_BY_LOGIN = "
        SELECT key, login, role, active, created_at, signed_in_at, password,
            CAST(CASE WHEN password IS NULL THEN 0 ELSE 1 END AS BIGINT) AS has_password
        FROM console_users
        WHERE login = $1";
    /// Whether anybody is there.
    ANY = "SELECT CAST(COUNT(*) AS BIGINT) AS n FROM (SELECT key FROM console_users LIMIT 1) AS one";
    /// Makes changes of administrators wait for each other.
    LOCK_ADMINISTRATORS = "SELECT key FROM console_users WHERE role = 'administrator' ORDER BY key",
        postgres "SELECT key FROM console_users WHERE role = 'administrator' ORDER BY key FOR UPDATE"
        because "SQLite has one writer, so there is nothing to lock and no syntax for it";
    /// Administrators who can sign in, besides this user.
    OTHER_ADMINISTRATORS = "
        SELECT CAST(COUNT(*) AS BIGINT) AS n
        FROM console_users
        WHERE role = 'administrator' AND active = 1 AND password IS NOT NULL AND key <> $1";
    /// Another role or state.
    UPDATE = "UPDATE console_users SET role = $2, active = $3 WHERE key = $1";
    /// Another password.
    UPDATE_PASSWORD = "UPDATE console_users SET password = $2 WHERE key = $1";
    /// Another password, if this is still the present one.
    REPLACE_PASSWORD = "UPDATE console_users SET password = $3 WHERE key = $1 AND password = $2 AND active = 1";
    /// Signed in.
    UPDATE_SIGNED_IN = "UPDATE console_users SET signed_in_at = $2 WHERE key = $1";
    /// Held in place, if this is still the password. Who changes it meanwhile waits, and then finds what was done.
    HOLD = "UPDATE console_users SET active = 1 WHERE key = $1 AND password = $2 AND active = 1";
}

/// A user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// Their row.
    pub key: UserKey,
    /// What they sign in as.
    pub login: String,
    /// What they may do.
    pub role: Role,
    /// Whether they may sign in.
    pub active: bool,
    /// Whether they have set a password.
    pub has_password: bool,
    /// When they were added.
    pub created_at: Timestamp,
    /// When they last signed in.
    pub signed_in_at: Option<Timestamp>,
}

pub(crate) fn user(row: &Row) -> Result<User, Error> {
    Ok(User {
        key: UserKey(row.int("key")?),
        login: row.text("login")?,
        role: row.parsed("role", Role::parse)?,
        active: row.flag("active")?,
        has_password: row.flag("has_password")?,
        created_at: row.at("created_at")?,
        signed_in_at: row.opt_at("signed_in_at")?,
    })
}

/// Adds a user; `None` when the login is taken. `password` is a hash.
pub async fn insert(
    tx: &mut Tx,
    login: &str,
    role: Role,
    password: Option<&str>,
    now: Timestamp,
) -> Result<Option<UserKey>, Error> {
    let row = tx.fetch_optional(&INSERT, args![login, role.as_str(), password, now]).await?;
    row.map(|row| row.int("key").map(UserKey)).transpose()
}

/// A page of users by login, those after `after`.
pub async fn list(tx: &mut Tx, after: &str, limit: u32) -> Result<Vec<User>, Error> {
    tx.fetch_all(&LIST, args![after, limit]).await?.iter().map(user).collect()
}

/// A user.
pub async fn find(tx: &mut Tx, key: UserKey) -> Result<Option<User>, Error> {
    tx.fetch_optional(&FIND, args![key]).await?.as_ref().map(user).transpose()
}

/// A user by login, with the hash of the password.
pub async fn find_by_login(tx: &mut Tx, login: &str) -> Result<Option<(User, Option<String>)>, Error> {
    let row = tx.fetch_optional(&FIND_BY_LOGIN, args![login]).await?;
    row.map(|row| Ok((user(&row)?, row.opt_text("password")?))).transpose()
}

/// Whether there is no user yet.
pub async fn is_empty(tx: &mut Tx) -> Result<bool, Error> {
    Ok(tx.fetch_one(&ANY, args![]).await?.int("n")? == 0)
}

/// Whether an administrator besides this one can sign in. Other changes of administrators wait until this transaction
/// ends.
pub async fn has_other_administrator(tx: &mut Tx, key: UserKey) -> Result<bool, Error> {
    tx.fetch_all(&LOCK_ADMINISTRATORS, args![]).await?;
    Ok(tx.fetch_one(&OTHER_ADMINISTRATORS, args![key]).await?.int("n")? > 0)
}

/// Gives a user a role, and lets them sign in or not.
pub async fn update(tx: &mut Tx, key: UserKey, role: Role, active: bool) -> Result<bool, Error> {
    Ok(tx.execute(&UPDATE, args![key, role.as_str(), active]).await? > 0)
}

/// Gives a user another password, by its hash.
pub async fn update_password(tx: &mut Tx, key: UserKey, password: &str) -> Result<bool, Error> {
    Ok(tx.execute(&UPDATE_PASSWORD, args![key, password]).await? > 0)
}

/// The same where `present` is still the hash of their password and they may sign in; `false` where not.
pub async fn replace_password(tx: &mut Tx, key: UserKey, present: &str, new: &str) -> Result<bool, Error> {
    Ok(tx.execute(&REPLACE_PASSWORD, args![key, present, new]).await? > 0)
}

/// Whether `password` is still the hash of a user's password and they may sign in. Nobody changes either until this
/// transaction ends.
pub async fn hold(tx: &mut Tx, key: UserKey, password: &str) -> Result<bool, Error> {
    Ok(tx.execute(&HOLD, args![key, password]).await? > 0)
}

/// Notes that a user signed in.
pub async fn update_signed_in(tx: &mut Tx, key: UserKey, now: Timestamp) -> Result<(), Error> {
    tx.execute(&UPDATE_SIGNED_IN, args![key, now]).await.map(|_| ())
}
