//! A registration as its page in the console shows and changes it. Ids come as somebody sent them: what cannot be one
//! names nothing.

mod changes;
mod clocks;
mod data;
mod launches;
mod postbacks;

use platform::{AppId, InstanceNumber};
use store::{Store, Tx, apps::App, instances::Instance, registrations::Registration};

use crate::find_registration::{FindRegistrationError, find_registration};

pub use ::runtime::GlobalObjective;
pub(crate) use changes::NotedRegistration;
pub use changes::{
    Deleted, delete_registration, new_registration_instance, pause_postback, reset_registration,
    send_postback_now,
};
pub use clocks::Clocks;
pub use data::{ActivityData, RegistrationData, registration_data, registration_xml};
pub use launches::{LaunchesPage, registration_launches};
pub use postbacks::{Postbacks, registration_postbacks};

/// A registration with the instance that is shown.
#[derive(Clone, Debug)]
pub struct ShownRegistration {
    /// The application.
    pub app: App,
    /// The application that has the course: another one where this is an attempt of the sandbox.
    pub home: AppId,
    /// The registration.
    pub registration: Registration,
    /// The instance.
    pub instance: Instance,
    /// The numbers of all instances, first to latest.
    pub instances: Vec<InstanceNumber>,
}

impl ShownRegistration {
    /// Whether the instance is the one that counts.
    #[must_use]
    pub fn is_latest(&self) -> bool {
        self.instance.number == self.registration.latest_instance
    }
}

/// Which registration somebody asks for: the ids of application and registration as they were sent, and the number of
/// an instance; without one the one that counts is meant.
#[derive(Clone, Copy, Debug)]
pub struct WantedRegistration<'a> {
    /// The application's id.
    pub app: &'a str,
    /// The registration's id.
    pub registration: &'a str,
    /// The instance's number.
    pub instance: Option<u32>,
}

/// A registration by its ids.
///
/// # Errors
/// When there is no such application, registration or instance, or the database cannot be read.
pub async fn find_shown_registration(
    store: &Store,
    wanted: WantedRegistration<'_>,
) -> Result<ShownRegistration, FindRegistrationError> {
    find(&mut store.begin_read().await?, wanted).await
}

async fn find(
    tx: &mut Tx,
    wanted: WantedRegistration<'_>,
) -> Result<ShownRegistration, FindRegistrationError> {
    let (app, registration) = find_plain(tx, wanted.app, wanted.registration).await?;
    let instances = store::instances::list(tx, registration.key).await?;
    let number = wanted.instance.map_or(registration.latest_instance, InstanceNumber);
    let instance = instances.iter().find(|instance| instance.number == number);
    let instance = instance.cloned().ok_or(FindRegistrationError::NoInstance(number.0))?;
    let instances = instances.iter().map(|instance| instance.number).collect();
    let original = match app.sandbox_of {
        Some(original) => store::apps::find_by_key(tx, original).await?,
        None => None,
    };
    let home = original.map_or_else(|| app.id.clone(), |original| original.id);
    Ok(ShownRegistration { app, home, registration, instance, instances })
}

async fn find_plain(
    tx: &mut Tx,
    app: &str,
    registration: &str,
) -> Result<(App, Registration), FindRegistrationError> {
    let app = AppId::new(app).map_err(|_| FindRegistrationError::NoRegistration)?;
    let app = store::apps::find(tx, &app).await?.ok_or(FindRegistrationError::NoRegistration)?;
    let registration = find_registration(tx, app.key, registration).await?;
    Ok((app, registration))
}
