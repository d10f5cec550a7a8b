//! People and groups, as an administrator keeps them.

use ::sign_in::SHORTEST_PASSWORD;
use lyceum_client::{CallError, Guid, Learner, LearnerId, Secret, code};

use super::Failed;
use crate::Campus;
use crate::records::users::{NewUser, Role, User};
use crate::records::{events, sessions, users};

/// Characters of a login at most.
pub(crate) const LONGEST_LOGIN: usize = 255;

/// What a form says about a person.
pub(crate) struct Person {
    pub(crate) login: String,
    pub(crate) first_name: String,
    pub(crate) last_name: String,
    pub(crate) role: Role,
    pub(crate) password: Secret,
}

/// Adds somebody.
pub(crate) async fn add(campus: &Campus, by: &User, person: Person) -> Result<i64, Failed> {
    let login = person.login.trim().to_lowercase();
    if login.is_empty() || login.chars().count() > LONGEST_LOGIN {
        return Err(Failed::Input("input-login"));
    }
    let (first, last) = names(&person.first_name, &person.last_name)?;
    let hash = hashed(campus, person.password).await?;
    let id = Guid::random(campus.random()).to_string();
    let now = campus.now();
    let added: Result<Option<i64>, Failed> = sql::transact!(campus.records(), |tx| {
        let new = NewUser {
            id: &id,
            login: &login,
            first_name: first,
            last_name: last,
            role: person.role,
            password: &hash,
        };
        let key = users::insert(tx, &new, now).await?;
        if key.is_some() {
            events::insert(tx, &by.login, "person.created", &login, person.role.as_str(), now).await?;
        }
        Ok(key)
    });
    added?.ok_or(Failed::Input("input-login-taken"))
}

/// Another name, role or state. The cloud is told of a new name, for courses show it.
pub(crate) async fn change(campus: &Campus, by: &User, changed: User) -> Result<(), Failed> {
    let (first, last) = names(&changed.first_name, &changed.last_name)?;
    let changed = User { first_name: first.to_owned(), last_name: last.to_owned(), ..changed };
    let now = campus.now();
    let renamed: Result<bool, Failed> = sql::transact!(campus.records(), |tx| {
        let known = users::find(tx, changed.key).await?.ok_or(Failed::NotFound)?;
        let stays = changed.role == Role::Administrator && changed.active;
        if !stays && users::lock_administrators(tx).await?.iter().all(|key| *key == changed.key) {
            return Err(Failed::Input("input-last-administrator"));
        }
        users::update(tx, &changed).await?;
        if !changed.active {
            sessions::delete_of(tx, changed.key).await?;
        }
        let detail =
            format!("{}, {}", changed.role.as_str(), if changed.active { "active" } else { "not active" });
        events::insert(tx, &by.login, "person.changed", &known.login, &detail, now).await?;
        Ok(known.name() != changed.name())
    });
    if renamed? { tell_cloud(campus, &changed).await } else { Ok(()) }
}

/// Another password; whoever was signed in with the old one is signed out.
pub(crate) async fn set_password(
    campus: &Campus,
    by: &User,
    of: i64,
    password: Secret,
) -> Result<(), Failed> {
    let hash = hashed(campus, password).await?;
    let now = campus.now();
    sql::transact!(campus.records(), |tx| {
        let user = users::find(tx, of).await?.ok_or(Failed::NotFound)?;
        users::set_password(tx, of, &hash).await?;
        sessions::delete_of(tx, of).await?;
        Ok(events::insert(tx, &by.login, "person.password", &user.login, "", now).await?)
    })
}

/// The learner as the cloud gets to see them.
pub(crate) fn learner(user: &User) -> Result<Learner, Failed> {
    Ok(Learner {
        // Made by us: a GUID.
        id: LearnerId::new(user.id.as_str()).map_err(|_| Failed::NotFound)?,
        first_name: user.first_name.clone(),
        last_name: user.last_name.clone(),
    })
}

/// A learner whom the cloud does not know has no registration there, and nothing to be told about.
async fn tell_cloud(campus: &Campus, user: &User) -> Result<(), Failed> {
    match campus.cloud().registrations().update_learner(&learner(user)?).await {
        Ok(()) | Err(CallError::Refused { code: code::NOT_FOUND, .. }) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

fn names<'a>(first: &'a str, last: &'a str) -> Result<(&'a str, &'a str), Failed> {
    let (first, last) = (first.trim(), last.trim());
    if first.is_empty() && last.is_empty() {
        return Err(Failed::Input("input-name"));
    }
    if first.chars().count() > 255 || last.chars().count() > 255 {
        return Err(Failed::Input("input-name-long"));
    }
    Ok((first, last))
}

async fn hashed(campus: &Campus, password: Secret) -> Result<String, Failed> {
    if password.expose().chars().count() < SHORTEST_PASSWORD {
        return Err(Failed::Input("input-password"));
    }
    campus.hasher().hash(campus.random(), password).await.ok_or(Failed::Password)
}
