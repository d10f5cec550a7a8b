//! Somebody has to be able to sign in first.

use lyceum_client::Guid;

use super::Failed;
use crate::records::users::{NewUser, Role};
use crate::records::{events, users};
use crate::{Campus, FirstAdministrator, passwords};

/// Whom they sign in as.
pub(crate) const LOGIN: &str = "admin";

/// Makes an administrator with a password that nobody chose, where there is nobody yet.
pub(crate) async fn make(campus: &Campus) -> Result<Option<FirstAdministrator>, Failed> {
    let password = passwords::generate(campus.random());
    let hash = campus.hasher().hash(campus.random(), password.clone()).await.ok_or(Failed::Password)?;
    let id = Guid::random(campus.random()).to_string();
    let now = campus.now();
    let made: Result<bool, Failed> = sql::transact!(campus.records(), |tx| {
        if !users::is_empty(tx).await? {
            return Ok(false);
        }
        let new = NewUser {
            id: &id,
            login: LOGIN,
            first_name: "",
            last_name: "Administrator",
            role: Role::Administrator,
            password: &hash,
        };
        let made = users::insert(tx, &new, now).await?.is_some();
        events::insert(tx, "Campus", "person.created", LOGIN, "first administrator", now).await?;
        Ok(made)
    });
    Ok(made?.then(|| FirstAdministrator { login: LOGIN.to_owned(), password }))
}
