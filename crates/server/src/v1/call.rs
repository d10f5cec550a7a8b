//! A call on its way to its method.

use blobs::BlobError;
use cloud_api::v1::{
    error::{Fault, Global},
    json::Format,
    method::Method,
    params::Params,
    request::Request,
    timestamp::Timestamp,
};
use platform::AppId;
use service::rows::{App, AppKey};

use crate::services::Services;

use super::{authenticate::Caller, receive::ReceivedFile, transport::Head};

/// A signed call with all its parameters.
pub(crate) struct Call<'a> {
    pub(crate) services: &'a Services,
    pub(crate) app: &'a App,
    /// Who signed: the same application but for calls about another one.
    pub(crate) caller: &'a Caller,
    pub(crate) method: &'static Method,
    pub(crate) params: &'a Params,
    pub(crate) head: &'a Head,
    /// The file that came with the call, stored and not yet owned.
    pub(crate) file: Option<ReceivedFile>,
}

impl Call<'_> {
    pub(crate) fn request<R: Request>(&self) -> Result<R, Fault> {
        R::read(self.params)
    }

    pub(crate) fn app_key(&self) -> AppKey {
        self.app.key
    }

    pub(crate) fn app_id(&self) -> &AppId {
        &self.app.id
    }

    pub(crate) fn now(&self) -> platform::Timestamp {
        self.services.clock.now()
    }

    /// The failure for an id under which this application has no registration.
    pub(crate) fn no_registration(&self, regid: &str) -> Fault {
        Fault::registration_not_found(regid, self.app.id.as_str())
    }

    /// The failure for an id under which this application has no course.
    pub(crate) fn no_course(&self, courseid: &str) -> Fault {
        Fault::course_not_found(courseid, self.app.id.as_str())
    }

    /// Host and port for clients that put them into their base URL: those they spoke to.
    pub(crate) fn own_host(&self) -> String {
        let url = &self.services.config.public_url;
        let configured = url.host_str().map(|host| match url.port() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        });
        self.head.host.clone().or(configured).unwrap_or_default()
    }

    pub(crate) fn format(&self) -> Format {
        Format::of(self.params)
    }
}

/// A failure that is ours. It is logged here with its causes, and the caller is told where to look.
pub(crate) fn internal(error: &(dyn std::error::Error + 'static)) -> Fault {
    tracing::error!(error, "a call failed");
    Fault::internal(&crate::request_id::current())
}

/// The fault for storage that does not take a file; that the disk is full is told, the rest is for the log.
pub(crate) fn not_stored(error: &BlobError) -> Fault {
    match error {
        BlobError::DiskFull { free_bytes, reserve_bytes } => {
            tracing::warn!(free_bytes, reserve_bytes, "a file was refused: the disk is nearly full");
            Fault::new(Global::Security.code(), error.to_string())
        }
        _ => internal(error),
    }
}

/// An instant of the service as the wire writes it.
pub(crate) fn wire_time(at: platform::Timestamp) -> Timestamp {
    Timestamp(at.0)
}

/// An instant of the wire as the service counts it.
pub(crate) fn service_time(at: Timestamp) -> platform::Timestamp {
    platform::Timestamp(at.0)
}
