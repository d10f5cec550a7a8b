//! What an author changes about a registration. Ids stand in the form, for they may hold any character.

use axum::{extract::State, response::Redirect};
use service::{
    CreateInstanceError,
    console::registration::{
        Deleted, delete_registration, new_registration_instance, pause_postback, reset_registration,
        send_postback_now,
    },
};

use super::not_found;
use crate::{
    console::{
        answer::{Failed, Fields},
        asking::Me,
        frame::Frame,
    },
    services::Services,
};

/// What was done, in words; nothing for what nobody does.
pub(super) fn done(frame: &Frame, what: &str) -> Option<String> {
    let id = match what {
        "reset" => "reg-done-reset",
        "instance" => "reg-done-instance",
        "instance-deleted" => "reg-done-instance-deleted",
        "last-instance" => "reg-done-last-instance",
        "sent" => "reg-done-sent",
        "nowhere" => "reg-done-nowhere",
        "paused" => "reg-done-paused",
        "resumed" => "reg-done-resumed",
        _ => return None,
    };
    Some(frame.say(id))
}

/// Back to a part of the page.
fn back(me: &Me, form: &Fields, part: &str, done: &str) -> Redirect {
    let query = [
        ("app", form.get("app")),
        ("registration", form.get("registration")),
        ("part", part),
        ("done", done),
    ];
    Redirect::to(&Frame::of(&me.asking, "registrations").at("/registration", query))
}

/// `POST console/registration/reset`.
pub(in crate::console) async fn reset(
    State(services): State<Services>,
    me: Me,
    form: Fields,
) -> Result<Redirect, Failed> {
    let (app, id) = (form.get("app"), form.get("registration"));
    reset_registration(&services.store, me.actor(), app, id, services.clock.now())
        .await
        .map_err(not_found)?;
    Ok(back(&me, &form, "results", "reset"))
}

/// `POST console/registration/instance`.
pub(in crate::console) async fn instance(
    State(services): State<Services>,
    me: Me,
    form: Fields,
) -> Result<Redirect, Failed> {
    let (app, id, now) = (form.get("app"), form.get("registration"), services.clock.now());
    let definitions = services.live.definitions();
    new_registration_instance(&services.store, definitions, me.actor(), app, id, now).await.map_err(
        |error| match error {
            CreateInstanceError::Find(error) => not_found(error),
            CreateInstanceError::Play(error) => {
                tracing::error!(error = &error as &dyn std::error::Error, "a new instance cannot be made");
                Failed::NotNow
            }
        },
    )?;
    Ok(back(&me, &form, "results", "instance"))
}

/// `POST console/registration/delete`: one instance where one is named, otherwise the registration.
pub(in crate::console) async fn delete(
    State(services): State<Services>,
    me: Me,
    form: Fields,
) -> Result<Redirect, Failed> {
    let (app, id, now) = (form.get("app"), form.get("registration"), services.clock.now());
    let instance = match form.get("instance") {
        "" => None,
        number => Some(number.parse().map_err(|_| Failed::NotFound)?),
    };
    let deleted =
        delete_registration(&services.store, me.actor(), app, id, instance, now).await.map_err(not_found)?;
    Ok(match deleted {
        Deleted::Instance => back(&me, &form, "results", "instance-deleted"),
        Deleted::Nothing => back(&me, &form, "results", "last-instance"),
        Deleted::Registration => {
            Redirect::to(&Frame::of(&me.asking, "registrations").at("/registrations", [("app", app)]))
        }
    })
}

/// `POST console/registration/postback/send`.
pub(in crate::console) async fn send(
    State(services): State<Services>,
    me: Me,
    form: Fields,
) -> Result<Redirect, Failed> {
    let (app, id) = (form.get("app"), form.get("registration"));
    let is_sent = send_postback_now(&services.store, me.actor(), app, id, services.clock.now())
        .await
        .map_err(not_found)?;
    Ok(back(&me, &form, "postbacks", if is_sent { "sent" } else { "nowhere" }))
}

/// `POST console/registration/postback/pause`.
pub(in crate::console) async fn pause(
    State(services): State<Services>,
    me: Me,
    form: Fields,
) -> Result<Redirect, Failed> {
    set_paused(&services, &me, &form, true).await
}

/// `POST console/registration/postback/resume`.
pub(in crate::console) async fn resume(
    State(services): State<Services>,
    me: Me,
    form: Fields,
) -> Result<Redirect, Failed> {
    set_paused(&services, &me, &form, false).await
}

async fn set_paused(
    services: &Services,
    me: &Me,
    form: &Fields,
    is_paused: bool,
) -> Result<Redirect, Failed> {
    let (app, id) = (form.get("app"), form.get("registration"));
    pause_postback(&services.store, me.actor(), app, id, is_paused, services.clock.now())
        .await
        .map_err(not_found)?;
    Ok(back(me, form, "postbacks", if is_paused { "paused" } else { "resumed" }))
}
