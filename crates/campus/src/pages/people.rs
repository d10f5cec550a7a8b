//! People and groups.

use askama::Template;
use axum::Form;
use axum::extract::{Path, RawForm, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use lyceum_client::Secret;

use super::answer::{Page, PageError};
use super::session::Administrator;
use super::view::Frame;
use crate::Campus;
use crate::doing::{Failed, people};
use crate::records::groups::{self, Group};
use crate::records::users::{self, Role, User};

#[derive(Template)]
#[template(path = "people.html")]
struct PeoplePage {
    frame: Frame,
    people: Vec<Person>,
    /// Value and text.
    roles: Vec<(&'static str, String)>,
    groups: Vec<Members>,
}

struct Person {
    key: i64,
    name: String,
    login: String,
    first_name: String,
    last_name: String,
    role: String,
    active: bool,
    /// Value, text, and whether it is theirs.
    roles: Vec<(&'static str, String, bool)>,
}

struct Members {
    group: Group,
    /// How many, in words.
    count: String,
    /// Everybody, and whether they are in it.
    people: Vec<(User, bool)>,
}

pub(crate) async fn page(
    State(campus): State<Campus>,
    Administrator(user): Administrator,
) -> Result<Response, PageError> {
    let frame = Frame::of(&user, "people");
    let mut tx = campus.records().begin_read().await?;
    let people = users::list(&mut tx).await?;
    let mut groups = Vec::new();
    for group in groups::list(&mut tx).await? {
        let members = groups::members(&mut tx, group.key).await?;
        let people = people.iter().map(|person| (person.clone(), members.contains(&person.key))).collect();
        let count = match group.members {
            1 => frame.say("members-1"),
            more => frame.with("members-more", "count", more),
        };
        groups.push(Members { group, count, people });
    }
    let roles = Role::ALL.map(|role| (role.as_str(), in_words(&frame, role)));
    let people = people
        .into_iter()
        .map(|person| Person {
            key: person.key,
            name: person.name(),
            role: in_words(&frame, person.role),
            roles: Role::ALL.map(|role| (role.as_str(), in_words(&frame, role), role == person.role)).into(),
            login: person.login,
            first_name: person.first_name,
            last_name: person.last_name,
            active: person.active,
        })
        .collect();
    Ok(Page(PeoplePage { frame, people, roles: roles.into(), groups }).into_response())
}

fn in_words(frame: &Frame, role: Role) -> String {
    frame.say(&format!("role-{}", role.as_str()))
}

#[derive(serde::Deserialize)]
pub(crate) struct Given {
    #[serde(default)]
    login: String,
    first_name: String,
    last_name: String,
    role: String,
    #[serde(default)]
    password: String,
    /// A box that is ticked.
    active: Option<String>,
}

pub(crate) async fn add(
    State(campus): State<Campus>,
    Administrator(user): Administrator,
    Form(given): Form<Given>,
) -> Result<Redirect, PageError> {
    let person = people::Person {
        role: role(&given.role)?,
        login: given.login,
        first_name: given.first_name,
        last_name: given.last_name,
        password: Secret::new(given.password),
    };
    people::add(&campus, &user, person).await?;
    Ok(Redirect::to("/people"))
}

pub(crate) async fn change(
    State(campus): State<Campus>,
    Administrator(user): Administrator,
    Path(person): Path<i64>,
    Form(given): Form<Given>,
) -> Result<Redirect, PageError> {
    let known = {
        let mut tx = campus.records().begin_read().await?;
        users::find(&mut tx, person).await?.ok_or(Failed::NotFound)?
    };
    let changed = User {
        role: role(&given.role)?,
        first_name: given.first_name,
        last_name: given.last_name,
        active: given.active.is_some(),
        ..known
    };
    people::change(&campus, &user, changed).await?;
    Ok(Redirect::to("/people"))
}

#[derive(serde::Deserialize)]
pub(crate) struct Password {
    password: String,
}

pub(crate) async fn set_password(
    State(campus): State<Campus>,
    Administrator(user): Administrator,
    Path(person): Path<i64>,
    Form(given): Form<Password>,
) -> Result<Redirect, PageError> {
    people::set_password(&campus, &user, person, Secret::new(given.password)).await?;
    Ok(Redirect::to("/people"))
}

#[derive(serde::Deserialize)]
pub(crate) struct Name {
    name: String,
}

pub(crate) async fn add_group(
    State(campus): State<Campus>,
    Administrator(_): Administrator,
    Form(given): Form<Name>,
) -> Result<Redirect, PageError> {
    let name = given.name.trim();
    if name.is_empty() || name.chars().count() > 255 {
        return Err(Failed::Input("input-group").into());
    }
    let made: Result<Option<i64>, Failed> =
        sql::transact!(campus.records(), |tx| { Ok(groups::insert(tx, name).await?) });
    made?.ok_or(Failed::Input("input-group-taken"))?;
    Ok(Redirect::to("/people"))
}

/// Those who are ticked are in the group, the others are not.
pub(crate) async fn set_members(
    State(campus): State<Campus>,
    Administrator(_): Administrator,
    Path(group): Path<i64>,
    RawForm(form): RawForm,
) -> Result<Redirect, PageError> {
    let wanted: Vec<i64> = url::form_urlencoded::parse(&form)
        .filter(|(name, _)| name == "member")
        .filter_map(|(_, value)| value.parse().ok())
        .collect();
    let done: Result<(), Failed> = sql::transact!(campus.records(), |tx| {
        let known = groups::members(tx, group).await?;
        for person in known.iter().filter(|person| !wanted.contains(person)) {
            groups::remove(tx, group, *person).await?;
        }
        for person in wanted.iter().filter(|person| !known.contains(person)) {
            users::find(tx, *person).await?.ok_or(Failed::NotFound)?;
            groups::add(tx, group, *person).await?;
        }
        Ok(())
    });
    done?;
    Ok(Redirect::to("/people"))
}

pub(crate) async fn delete_group(
    State(campus): State<Campus>,
    Administrator(_): Administrator,
    Path(group): Path<i64>,
) -> Result<Redirect, PageError> {
    let done: Result<(), Failed> =
        sql::transact!(campus.records(), |tx| { Ok(groups::delete(tx, group).await?) });
    done?;
    Ok(Redirect::to("/people"))
}

fn role(text: &str) -> Result<Role, Failed> {
    Role::parse(text).ok_or(Failed::Input("input-role"))
}
