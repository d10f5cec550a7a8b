//! `rustici.course.importCourseAsync`: orders an import and answers its token at once.

use cloud_api::v1::{
    error::Fault,
    request::{ImportCourse, Request as _},
};
use service::{StartImport, StartImportError};

use super::package_job::{Ordered, package, signature};
use crate::v1::{
    call::{Call, internal, not_stored},
    transport::Answer,
};

pub(in crate::v1) async fn answer(mut call: Call<'_>) -> Result<Answer, Fault> {
    let request = ImportCourse::read(call.params)?;
    Ok(order(&mut call, &request).await?.token(&call))
}

/// Orders the import of the file that came with the call, or of one that was uploaded before.
pub(super) async fn order<'a>(call: &mut Call<'_>, request: &'a ImportCourse) -> Result<Ordered<'a>, Fault> {
    let signature = signature(call);
    let package = package(call, request.path.as_deref(), 1)?;
    let method = call.method.full_name();
    let import = StartImport {
        app: call.app_key(),
        course_id: &request.course_id,
        package,
        item_id: request.item_id.as_deref(),
        culture: request.culture.as_deref(),
        by: None,
        call: signature.as_deref().map(|signature| (method.as_str(), signature)),
    };
    let services = call.services;
    let job =
        service::start_import(&services.store, &services.blobs, services.rng.as_ref(), import, call.now())
            .await
            .map_err(|error| match &error {
                StartImportError::BadId(why) => Fault::invalid_because("courseid", &why.to_string()),
                StartImportError::NoUpload => Fault::new(2, error.to_string()),
                StartImportError::Store(_) => internal(&error),
                StartImportError::Blobs(error) => not_stored(error),
            })?;
    Ok(Ordered { job, course_id: &request.course_id, redirect_url: request.redirect_url.as_deref() })
}
