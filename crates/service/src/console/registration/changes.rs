//! What an author changes about a registration, with a line in the audit log in the same transaction.

use cloud_api::v1::values::Which;
use platform::{AppId, InstanceNumber, Timestamp};
use store::{Store, Tx, apps::App, registrations::Registration};

use super::find_plain;
use crate::{
    console::audit::{Actor, note},
    create_instance::{CreateInstanceError, instance_in},
    delete_registration::delete_in,
    find_registration::FindRegistrationError,
    load_attempt::Definitions,
    postback_settings::postback_host,
    reset_registration::reset,
};

/// Notes a change of a registration.
async fn note_change(
    tx: &mut Tx,
    by: Actor<'_>,
    kind: &str,
    of: (&App, &Registration),
    detail: &str,
    now: Timestamp,
) -> Result<(), store::Error> {
    let (app, registration) = of;
    let detail = match detail {
        "" => app.id.as_str().to_owned(),
        detail => format!("{}{BETWEEN}{detail}", app.id.as_str()),
    };
    note(tx, by, kind, registration.id.as_str(), &detail, now).await
}

/// Stands between the application and what else is noted.
const BETWEEN: &str = " · ";
const DELETED: &str = "registration.deleted";

/// What a line of the audit log tells of a registration: [`note_change`] read back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NotedRegistration<'a> {
    /// The registration.
    pub(crate) id: &'a str,
    /// Whose it was, as far as the line says so.
    pub(crate) learner: Option<&'a str>,
}

impl<'a> NotedRegistration<'a> {
    /// `None` where the line is of something else, or of another application.
    pub(crate) fn read(kind: &str, subject: &'a str, detail: &'a str, app: &AppId) -> Option<Self> {
        let rest = rest_of(detail, app)?;
        // Applications may be called nearly anything: what cannot stand behind this one's id is part of another's.
        let fits = match kind {
            "registration.reset" | "postback.paused" | "postback.resumed" => rest.is_none(),
            "registration.instance-deleted" | "registration.instance-made" => {
                rest.is_some_and(|number| number.parse::<u32>().is_ok())
            }
            "postback.sent" => rest.is_some_and(|host| !host.contains(BETWEEN)),
            DELETED => rest.is_some(),
            _ => false,
        };
        fits.then_some(Self { id: subject, learner: rest.filter(|_| kind == DELETED) })
    }

    /// The detail of a line with `instead` in the place of the learner.
    pub(crate) fn without_learner(kind: &str, detail: String, app: &AppId, instead: &str) -> String {
        if kind == DELETED { format!("{}{BETWEEN}{instead}", app.as_str()) } else { detail }
    }
}

/// What stands behind the application's id; `None` where another one stands there.
fn rest_of<'a>(detail: &'a str, app: &AppId) -> Option<Option<&'a str>> {
    match detail.strip_prefix(app.as_str())? {
        "" => Some(None),
        rest => rest.strip_prefix(BETWEEN).map(Some),
    }
}

/// Discards everything that the latest instance holds.
///
/// # Errors
/// When there is no such registration, or the database cannot be written.
pub async fn reset_registration(
    store: &Store,
    by: Actor<'_>,
    app: &str,
    id: &str,
    now: Timestamp,
) -> Result<(), FindRegistrationError> {
    store::transact!(store, |tx| {
        let (app, registration) = find_plain(tx, app, id).await?;
        reset(tx, &registration, now).await?;
        if let Some(postback) = &registration.postback {
            store::postback_outbox::enqueue(tx, registration.key, &postback_host(&postback.url), now).await?;
        }
        note_change(tx, by, "registration.reset", (&app, &registration), "", now).await?;
        Ok(())
    })
}

/// What is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deleted {
    /// The registration with all it had.
    Registration,
    /// One of its instances.
    Instance,
    /// Nothing: the instance is the only one left, and all results would go with it.
    Nothing,
}

/// Deletes a registration, or one instance of it where that is not its last.
///
/// # Errors
/// When there is no such registration or instance, or the database cannot be written.
pub async fn delete_registration(
    store: &Store,
    by: Actor<'_>,
    app: &str,
    id: &str,
    instance: Option<u32>,
    now: Timestamp,
) -> Result<Deleted, FindRegistrationError> {
    store::transact!(store, |tx| {
        let (app, registration) = find_plain(tx, app, id).await?;
        store::registrations::lock(tx, registration.key).await?;
        let Some(number) = instance else {
            if app.sandbox_of.is_some() {
                store::sandbox_attempts::delete(tx, &registration).await?;
            } else {
                store::registrations::delete(tx, &registration).await?;
            }
            let learner = registration.learner.id.as_str();
            note_change(tx, by, DELETED, (&app, &registration), learner, now).await?;
            return Ok(Deleted::Registration);
        };
        let left = store::instances::list(tx, registration.key).await?;
        if left.len() == 1 && left.iter().any(|instance| instance.number.0 == number) {
            return Ok(Deleted::Nothing);
        }
        delete_in(tx, &registration, Some(Which::Number(number)), now).await?;
        let detail = number.to_string();
        note_change(tx, by, "registration.instance-deleted", (&app, &registration), &detail, now).await?;
        Ok(Deleted::Instance)
    })
}

/// Begins a new instance on the latest version of the course.
///
/// # Errors
/// When there is no such registration, what runs on it cannot be ended, or the database cannot be written.
pub async fn new_registration_instance(
    store: &Store,
    definitions: &Definitions,
    by: Actor<'_>,
    app: &str,
    id: &str,
    now: Timestamp,
) -> Result<InstanceNumber, CreateInstanceError> {
    store::transact!(store, |tx| {
        let (app, registration) = find_plain(tx, app, id).await?;
        store::registrations::lock(tx, registration.key).await?;
        let number = instance_in(tx, definitions, &registration, now).await?;
        let detail = number.0.to_string();
        note_change(tx, by, "registration.instance-made", (&app, &registration), &detail, now).await?;
        Ok(number)
    })
}

/// Posts the results at once, whatever waits; `false` where there is nowhere to post to.
///
/// # Errors
/// When there is no such registration, or the database cannot be written.
pub async fn send_postback_now(
    store: &Store,
    by: Actor<'_>,
    app: &str,
    id: &str,
    now: Timestamp,
) -> Result<bool, FindRegistrationError> {
    store::transact!(store, |tx| {
        let (app, registration) = find_plain(tx, app, id).await?;
        let Some(postback) = &registration.postback else { return Ok(false) };
        let host = postback_host(&postback.url);
        store::postback_outbox::enqueue_now(tx, registration.key, &host, now).await?;
        note_change(tx, by, "postback.sent", (&app, &registration), &host, now).await?;
        Ok(true)
    })
}

/// Posts nothing any more, or again and at once.
///
/// # Errors
/// When there is no such registration, or the database cannot be written.
pub async fn pause_postback(
    store: &Store,
    by: Actor<'_>,
    app: &str,
    id: &str,
    is_paused: bool,
    now: Timestamp,
) -> Result<(), FindRegistrationError> {
    store::transact!(store, |tx| {
        let (app, registration) = find_plain(tx, app, id).await?;
        store::registrations::lock(tx, registration.key).await?;
        if store::registrations::find_paused(tx, registration.key).await? == is_paused {
            return Ok(());
        }
        store::registrations::update_paused(tx, registration.key, is_paused).await?;
        let kind = if is_paused {
            store::postback_outbox::pause(tx, registration.key).await?;
            "postback.paused"
        } else {
            store::postback_outbox::resume(tx, registration.key, now).await?;
            "postback.resumed"
        };
        note_change(tx, by, kind, (&app, &registration), "", now).await?;
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read_back_for_their_application_alone() {
        let (app, longer) = (AppId::new("a").unwrap(), AppId::new("a · 5").unwrap());
        let read = |kind, detail, app| NotedRegistration::read(kind, "r", detail, app);
        let known = |learner| Some(NotedRegistration { id: "r", learner });
        assert_eq!(read("registration.reset", "a", &app), known(None));
        assert_eq!(read("registration.deleted", "a · ann", &app), known(Some("ann")));
        assert_eq!(read("registration.instance-made", "a · 2", &app), known(None));
        assert_eq!(read("postback.sent", "a · lms.example", &app), known(None));
        for (kind, detail) in [
            ("registration.reset", "ab"),
            ("registration.reset", "a · 5"),
            ("registration.instance-made", "a · 5 · 2"),
            ("postback.sent", "a · 5 · lms.example"),
            ("user.created", "a"),
        ] {
            assert_eq!(read(kind, detail, &app), None, "{kind} {detail}");
        }
        assert_eq!(read("registration.reset", "a · 5", &longer), known(None));
        let without = |detail: &str| {
            NotedRegistration::without_learner("registration.deleted", detail.to_owned(), &app, "x")
        };
        assert_eq!(without("a · ann"), "a · x");
    }
}
