//! What a call asks for, typed: read from parameters by the server, written by the client library.
//!
//! Reading takes every form that clients send (spec §1.2, §3.1) and fails with 203 or 205; whether
//! the course or registration exists is not known here.

mod application;
mod course;
mod registration;
mod tagging;
mod upload;

pub use application::{AddSecretKey, ChangeSecretKey, ChildApp, CreateApplication, UpdateApplication};
pub use course::{
    CourseFiles, CourseVersion, GetMetadata, ImportCourse, ListCourses, MetadataScope, Preview, Properties,
    UpdateAssets, UpdateAttributes,
};
pub use registration::{
    CreateRegistration, GetRegistrationResult, Launch, ListRegistrations, Registration, TagsToAdd,
    UpdateLearnerInfo,
};
pub use tagging::{TagOwner, Tagging};
pub use upload::{DeleteUploads, UploadFile};

use super::error::Fault;
use super::params::Params;
use super::timestamp::Timestamp;
use super::values::Which;

/// The parameters of one method beyond those that every call has.
pub trait Request: Sized {
    /// Reads them.
    fn read(params: &Params) -> Result<Self, Fault>;

    /// Adds them to a call.
    fn write(&self, params: &mut Params);

    /// As the parameters of a call, without its method and signature.
    fn to_params(&self) -> Params {
        let mut params = Params::new();
        self.write(&mut params);
        params
    }
}

fn required(params: &Params, name: &str) -> Result<String, Fault> {
    params.get(name).map(str::to_owned).ok_or_else(|| Fault::missing(name))
}

fn optional(params: &Params, name: &str) -> Option<String> {
    params.get(name).map(str::to_owned)
}

fn which(params: &Params, name: &str) -> Result<Option<Which>, Fault> {
    let Some(text) = params.get(name) else { return Ok(None) };
    Which::parse(text)
        .map(Some)
        .ok_or_else(|| Fault::invalid_because(name, "expected a whole number or `latest`"))
}

fn instant(params: &Params, name: &str) -> Result<Option<Timestamp>, Fault> {
    let Some(text) = params.get(name) else { return Ok(None) };
    Timestamp::parse_lenient(text)
        .map(Some)
        .ok_or_else(|| Fault::invalid_because(name, "expected a date such as 2012-03-02T21:39:23Z"))
}

fn push(params: &mut Params, name: &str, value: Option<&str>) {
    if let Some(value) = value.filter(|value| !value.is_empty()) {
        params.push(name, value);
    }
}

fn push_which(params: &mut Params, name: &str, which: Option<Which>) {
    match which {
        None => {}
        Some(Which::Latest) => params.push(name, "latest"),
        Some(Which::Number(number)) => params.push(name, number.to_string()),
    }
}

fn push_instant(params: &mut Params, name: &str, at: Option<Timestamp>) {
    if let Some(at) = at {
        params.push(name, at.to_xml());
    }
}

fn push_tags(params: &mut Params, name: &str, tags: &[String]) {
    if !tags.is_empty() {
        params.push(name, tags.join(","));
    }
}

#[cfg(test)]
mod testing {
    use super::*;

    pub(super) fn read<R: Request>(query: &str) -> Result<R, Fault> {
        R::read(&Params::from_urlencoded(query))
    }

    pub(super) fn round_trip<R: Request>(request: &R) -> R {
        R::read(&Params::from_urlencoded(request.to_params().to_urlencoded())).unwrap()
    }
}
