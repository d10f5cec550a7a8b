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
    let signature = signature(call);
    let package = package(call, request.path.as_deref()).ok_or_else(|| no_package(1))?;
    let method = call.method.full_name();
    let import = StartImport {
        app: call.app_key(),
        course_id: &request.course_id,
        package,
        item_id: request.item_id.as_deref(),
        culture: request.culture.as_deref(),
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

/// What tells a call from others: its signature, and its file. Libraries write the same signature in either letter case,
/// but each always in the same one. A file is not signed: another one that comes within the second is another call.
pub(super) fn signature(call: &Call<'_>) -> Option<String> {
    let signature = call.params.get("sig")?.to_ascii_lowercase();
    Some(match &call.file {
        Some(file) => format!("{signature} {} {:08x}", file.size_bytes, file.crc32),
        None => signature,
    })
}

/// The file that came with the call, or else the one at `path`.
pub(super) fn package(call: &mut Call<'_>, path: Option<&str>) -> Option<PackageSource> {
    match (call.file.take(), path) {
        (Some(file), _) => Some(PackageSource::Parked(file.key)),
        (None, path) => path.map(|path| PackageSource::Uploaded(path.to_owned())),
    }
}

/// The failure of a call that brings no package; each method has its number.
pub(super) fn no_package(code: u32) -> Fault {
    Fault::new(code, "The request has neither a file nor the parameter path")
}
