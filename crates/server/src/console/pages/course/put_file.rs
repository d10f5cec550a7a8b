//! A file is put into a version: in the place of one that is there, or as a new one. It is stored while it comes in.

use axum::{
    body::Body,
    extract::State,
    http::HeaderMap,
    response::{IntoResponse as _, Response},
};
use blobs::BlobError;
use futures_util::StreamExt as _;
use http_in::{FilePart, FormReader, Part};
use service::{
    CourseFiles, StartUpdateError,
    console::course::{PutFileError, ShownCourse, put_course_file},
};

use super::{
    Asked,
    files::{folder, open, show},
    look_up, not_now, not_there,
};
use crate::{
    console::{answer::Failed, asking::Me, frame::size, pages::upload::limit_bytes, see},
    services::Services,
};

/// Of a file that is refused so much more is read, so that the browser comes to read the answer.
const POLITE_BYTES: usize = 16 << 20;

/// `POST console/course/files`: a form with the path, which stands before the file.
pub(in crate::console) async fn submit(
    State(services): State<Services>,
    me: Me,
    asked: Asked,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Failed> {
    let at = look_up(&services, &me, &asked, "/files").await?;
    let files = open(&services, &at.shown).await?;
    let http_in::Body::Multipart(mut form) =
        http_in::Body::open(&headers, body).await.map_err(|_| Failed::Form)?
    else {
        return Err(Failed::Form);
    };
    form.limit_patience(POLITE_BYTES);
    let mut path = String::new();
    let file = loop {
        match form.next().await.map_err(|_| Failed::Form)? {
            Some(Part::Field { name, value }) if name == "path" => path = value,
            Some(Part::Field { .. }) => {}
            Some(Part::File(file)) => break Some(*file),
            None => break None,
        }
    };
    let Some(file) = file else {
        let problem = at.frame.say("file-none");
        return show(&services, at, &asked, path, Some(problem)).await;
    };
    // Without a path the file keeps its name, in the folder that was shown.
    let wanted = match path.trim() {
        "" => format!("{}{}", folder(asked.get("folder")), file.name),
        path => path.to_owned(),
    };
    match store(&services, &me, (&at.shown, &files), &wanted, file, &mut form).await {
        Ok((job, path)) => {
            let more = [("folder", asked.get("folder")), ("job", job.as_str()), ("path", path.as_str())];
            Ok(see(&me.asking, &at.head.links.path("/files", &more)).into_response())
        }
        Err(error) => {
            let problem = match &error {
                PutFileError::BadPath => at.frame.say("file-bad-path"),
                PutFileError::Manifest => at.frame.say("file-manifest"),
                PutFileError::InTheWay => at.frame.say("file-in-the-way"),
                PutFileError::TooLarge(limit) => at.frame.with("file-too-large", "limit", size(*limit)),
                PutFileError::BrokeOff => at.frame.say("file-broke-off"),
                PutFileError::Start(StartUpdateError::Blobs(BlobError::DiskFull { .. })) => {
                    at.frame.say("upload-disk-full")
                }
                PutFileError::Start(StartUpdateError::Find(error)) => return Err(not_there(error)),
                PutFileError::Start(error) => return Err(not_now(error)),
            };
            show(&services, at, &asked, wanted, Some(problem)).await
        }
    }
}

async fn store(
    services: &Services,
    me: &Me,
    (shown, files): (&ShownCourse, &CourseFiles),
    path: &str,
    file: FilePart,
    form: &mut FormReader,
) -> Result<(platform::JobId, String), PutFileError> {
    let mut pieces = Box::pin(file.into_stream());
    let put = put_course_file(
        &services.store,
        &services.blobs,
        services.rng.as_ref(),
        me.actor(),
        files,
        shown,
        path,
        limit_bytes(services),
        pieces.by_ref(),
        services.clock.now(),
    )
    .await;
    if put.is_err() {
        let mut read = 0;
        while let Some(Ok(piece)) = pieces.next().await {
            read += piece.len();
            if read > POLITE_BYTES {
                return put;
            }
        }
    }
    drop(pieces);
    while let Ok(Some(_)) = form.next().await {}
    put
}
