//! `rustici.application`: applications and their keys. Only an application that manages others may call these.

use cloud_api::v1::application::{AppInfo, AppList, ListedApp};
use cloud_api::v1::params::Params;
use cloud_api::v1::payload::Payload;
use cloud_api::v1::request::{
    AddSecretKey, ChangeSecretKey, ChildApp, CreateApplication, Request, UpdateApplication,
};

use crate::{CallError, Cloud, Repeat};

/// The applications that the caller manages. An application without an id is the caller itself.
#[derive(Debug, Clone, Copy)]
pub struct Applications<'c>(pub(crate) &'c Cloud);

impl Applications<'_> {
    /// All of them.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn list(&self) -> Result<Vec<ListedApp>, CallError> {
        Ok(self.0.call::<AppList>("application.getAppList", &Params::new(), Repeat::Always).await?.0)
    }

    /// One of them with its keys.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn info(&self, app: Option<&str>) -> Result<AppInfo, CallError> {
        let request = ChildApp { app_id: app.map(str::to_owned) };
        self.send("application.getAppInfo", &request, Repeat::Always).await
    }

    /// Makes one, with a key.
    ///
    /// # Errors
    /// See [`CallError`]. Never made again by itself once it was sent: the cloud chooses the id, so [`list`](Self::list)
    /// tells whether it was done.
    pub async fn create(&self, name: &str) -> Result<AppInfo, CallError> {
        let request = CreateApplication { name: name.to_owned() };
        self.send("application.createApplication", &request, Repeat::UnlessSent).await
    }

    /// Changes its name, or whether it may delete registrations.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn update(&self, request: &UpdateApplication) -> Result<AppInfo, CallError> {
        self.send("application.updateApplication", request, Repeat::Always).await
    }

    /// Gives it another key. Both work until one is made inactive or deleted.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn add_key(&self, request: &AddSecretKey) -> Result<AppInfo, CallError> {
        self.send("application.addSecretKey", request, Repeat::UnlessSent).await
    }

    /// Changes what a key is for, or whether it works.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn update_key(&self, request: &ChangeSecretKey) -> Result<AppInfo, CallError> {
        self.send("application.updateSecretKey", request, Repeat::Always).await
    }

    /// Deletes a key.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn delete_key(&self, app: Option<&str>, key_id: &str) -> Result<AppInfo, CallError> {
        let request = ChangeSecretKey {
            app_id: app.map(str::to_owned),
            key_id: key_id.to_owned(),
            description: None,
            active: None,
        };
        self.send("application.deleteSecretKey", &request, Repeat::UnlessSent).await
    }

    async fn send<P: Payload>(
        &self,
        method: &'static str,
        request: &impl Request,
        repeat: Repeat,
    ) -> Result<P, CallError> {
        self.0.call(method, &request.to_params(), repeat).await
    }
}
