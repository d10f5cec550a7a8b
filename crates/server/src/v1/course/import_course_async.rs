//! `rustici.course.importCourseAsync`: orders an import and answers its token at once.

use cloud_api::v1::{
    error::Fault,
    import::ImportToken,
    redirect,
    request::{ImportCourse, Request as _},
};
use platform::JobId;
use service::{PackageSource, StartImport, StartImportError};

use crate::v1::{
    call::{Call, internal},
    transport::Answer,
};

pub(in crate::v1) async fn answer(mut call: Call<'_>) -> Result<Answer, Fault> {
    let request = ImportCourse::read(call.params)?;
    let job = start(&mut call, &request).await?;
    Ok(match request.redirect_url.filter(|url| redirect::is_web_url(url)) {
        Some(url) => Answer::Redirect(redirect::append(
            &url,
            &[
                ("success", "true"),
                ("courseid", &request.course_id),
                ("appid", call.app_id().as_str()),
                ("tokenid", job.as_str()),
            ],
        )),
        None => Answer::ok(&ImportToken { id: job.as_str().to_owned() }),
    })
}

/// Orders the import of the file that came with the call, or of one that was uploaded before.
pub(super) async fn start(call: &mut Call<'_>, request: &ImportCourse) -> Result<JobId, Fault> {
    // Libraries write the same signature in either letter case, but each always in the same one. A file is not signed:
    // another one that comes within the second is another call.
    let signature = call.params.get("sig").map(str::to_ascii_lowercase).map(|signature| match &call.file {
        Some(file) => format!("{signature} {} {:08x}", file.size_bytes, file.crc32),
        None => signature,
    });
    let package = match (call.file.take(), &request.path) {
        (Some(file), _) => PackageSource::Parked(file.key),
        (None, Some(path)) => PackageSource::Uploaded(path.clone()),
        (None, None) => return Err(Fault::new(1, "The request has neither a file nor the parameter path")),
    };
    let method = call.method.full_name();
    let import = StartImport {
        app: call.app_key(),
        course_id: &request.course_id,
        package,
        item_id: request.item_id.as_deref(),
        call: signature.as_deref().map(|signature| (method.as_str(), signature)),
    };
    let services = call.services;
    service::start_import(&services.store, &services.blobs, services.rng.as_ref(), import, call.now())
        .await
        .map_err(|error| match &error {
            StartImportError::BadId(why) => Fault::invalid_because("courseid", &why.to_string()),
            StartImportError::NoUpload => Fault::new(2, error.to_string()),
            StartImportError::Store(_) | StartImportError::Blobs(_) => internal(&error),
        })
}
