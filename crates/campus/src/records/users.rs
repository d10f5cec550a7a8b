//! People: administrators, authors, learners.

use lyceum_client::Timestamp;
use sql::{Error, Row, Tx, statements};

use super::args;

/// What somebody may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Role {
    /// Takes courses.
    Learner,
    /// Brings and assigns courses, sees results; takes courses too.
    Author,
    /// Everything.
    Administrator,
}

impl Role {
    pub(crate) const ALL: [Self; 3] = [Self::Learner, Self::Author, Self::Administrator];

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Learner => "learner",
            Self::Author => "author",
            Self::Administrator => "administrator",
        }
    }

    pub(crate) fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == text)
    }
}

/// A person.
#[derive(Debug, Clone)]
pub(crate) struct User {
    pub(crate) key: i64,
    /// What the cloud knows the learner by.
    pub(crate) id: String,
    pub(crate) login: String,
    pub(crate) first_name: String,
    pub(crate) last_name: String,
    pub(crate) role: Role,
    pub(crate) active: bool,
}

impl User {
    pub(crate) fn name(&self) -> String {
        format!("{} {}", self.first_name, self.last_name).trim().to_owned()
    }
}

/// A person to be.
pub(crate) struct NewUser<'a> {
    pub(crate) id: &'a str,
    pub(crate) login: &'a str,
    pub(crate) first_name: &'a str,
    pub(crate) last_name: &'a str,
    pub(crate) role: Role,
    /// As `passwords::hash` makes it.
    pub(crate) password: &'a str,
}

statements! { "users";
    /// A new person, unless the login is taken.
    INSERT = "
        INSERT INTO users (id, login, first_name, last_name, role, password, active, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, 1, $7)
        ON CONFLICT (login) DO NOTHING
        RETURNING key";
    /// Everybody.
    LIST = "
        SELECT key, id, login, first_name, last_name, role, active FROM users
        ORDER BY last_name, first_name, key";
    /// One person.
    FIND = "SELECT key, id, login, first_name, last_name, role, active FROM users WHERE key = $1";
    /// One person by login, with the password's hash.
    FIND_BY_LOGIN = "
        SELECT key, id, login, first_name, last_name, role, active, password FROM users
        WHERE login = $1";
    /// One person by the id that the cloud knows.
    FIND_BY_ID = "SELECT key, id, login, first_name, last_name, role, active FROM users WHERE id = $1";
    /// Whether anybody is there.
    ANY = "SELECT CAST(COUNT(*) AS BIGINT) AS n FROM (SELECT key FROM users LIMIT 1) AS one";
    /// Another name or role.
    UPDATE = "
        UPDATE users SET first_name = $2, last_name = $3, role = $4, active = $5 WHERE key = $1";
    /// Another password.
    SET_PASSWORD = "UPDATE users SET password = $2 WHERE key = $1";
    /// Administrators who can sign in, of whom some are to be changed.
    LOCK_ADMINISTRATORS = "SELECT key FROM users WHERE role = 'administrator' AND active = 1 ORDER BY key",
        postgres "SELECT key FROM users WHERE role = 'administrator' AND active = 1 ORDER BY key FOR UPDATE"
        because "of two who take the role from each other at once one must fail; on SQLite one writer sees to that";
}

fn user(row: &Row) -> Result<User, Error> {
    Ok(User {
        key: row.int("key")?,
        id: row.text("id")?,
        login: row.text("login")?,
        first_name: row.text("first_name")?,
        last_name: row.text("last_name")?,
        role: row.parsed("role", Role::parse)?,
        active: row.flag("active")?,
    })
}

/// The key of the new person; `None` when the login is taken.
pub(crate) async fn insert(tx: &mut Tx, new: &NewUser<'_>, now: Timestamp) -> Result<Option<i64>, Error> {
    let row = tx
        .fetch_optional(
            &INSERT,
            args![new.id, new.login, new.first_name, new.last_name, new.role.as_str(), new.password, now.0],
        )
        .await?;
    row.map(|row| row.int("key")).transpose()
}

pub(crate) async fn list(tx: &mut Tx) -> Result<Vec<User>, Error> {
    tx.fetch_all(&LIST, args![]).await?.iter().map(user).collect()
}

pub(crate) async fn find(tx: &mut Tx, key: i64) -> Result<Option<User>, Error> {
    tx.fetch_optional(&FIND, args![key]).await?.as_ref().map(user).transpose()
}

/// A person and the hash of the password.
pub(crate) async fn find_by_login(tx: &mut Tx, login: &str) -> Result<Option<(User, String)>, Error> {
    let row = tx.fetch_optional(&FIND_BY_LOGIN, args![login]).await?;
    row.map(|row| Ok((user(&row)?, row.text("password")?))).transpose()
}

pub(crate) async fn find_by_id(tx: &mut Tx, id: &str) -> Result<Option<User>, Error> {
    tx.fetch_optional(&FIND_BY_ID, args![id]).await?.as_ref().map(user).transpose()
}

pub(crate) async fn is_empty(tx: &mut Tx) -> Result<bool, Error> {
    Ok(tx.fetch_one(&ANY, args![]).await?.int("n")? == 0)
}

/// Another name, role or state.
pub(crate) async fn update(tx: &mut Tx, user: &User) -> Result<(), Error> {
    let args = args![user.key, &user.first_name, &user.last_name, user.role.as_str(), user.active];
    tx.execute(&UPDATE, args).await.map(|_| ())
}

pub(crate) async fn set_password(tx: &mut Tx, key: i64, hash: &str) -> Result<(), Error> {
    tx.execute(&SET_PASSWORD, args![key, hash]).await.map(|_| ())
}

/// The keys of all who can administrate, in a writing transaction, so that nobody else takes the role from any of them
/// meanwhile.
pub(crate) async fn lock_administrators(tx: &mut Tx) -> Result<Vec<i64>, Error> {
    tx.fetch_all(&LOCK_ADMINISTRATORS, args![]).await?.iter().map(|row| row.int("key")).collect()
}
