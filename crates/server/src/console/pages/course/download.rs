//! Files of a package leave as attachments: nothing of it is ever shown on this origin.

use axum::{
    body::Body as HttpBody,
    extract::State,
    http::{HeaderName, HeaderValue, header},
    response::Response,
};
use blobs::{Accept, Body, Content};

use super::{
    Asked, At,
    files::{open, unreadable},
    look_up,
};
use crate::{
    console::{answer::Failed, asking::Me},
    services::Services,
    v1::Download,
};

/// Whatever is inside does nothing: it is no page, no script and no picture, and no other site may load it.
const INERT: [(HeaderName, &str); 3] = [
    (header::CONTENT_TYPE, "application/octet-stream"),
    (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'; sandbox"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// `GET console/course/file`.
pub(in crate::console) async fn file(
    State(services): State<Services>,
    me: Me,
    asked: Asked,
) -> Result<Response, Failed> {
    let At { shown, .. } = look_up(&services, &me, &asked, "/files").await?;
    let files = open(&services, &shown).await?;
    let name = asked.get("path");
    let member = Content::new(files.index.clone()).open_exact(&services.blobs, name, Accept::default()).await;
    let member = member.map_err(|error| unreadable(&error))?.ok_or(Failed::NotFound)?;
    Ok(attachment(Download {
        file_name: name.rsplit('/').next().unwrap_or(name).to_owned(),
        content_type: String::new(),
        content_length: member.content_length,
        body: match member.body {
            Body::Empty => HttpBody::empty(),
            Body::Bytes(bytes) => HttpBody::from(bytes),
            Body::Stream(stream) => HttpBody::from_stream(stream),
        },
    }))
}

/// `GET console/course/package`: all files of the version as they are now, as a zip.
pub(in crate::console) async fn package(
    State(services): State<Services>,
    me: Me,
    asked: Asked,
) -> Result<Response, Failed> {
    let At { shown, .. } = look_up(&services, &me, &asked, "/files").await?;
    let files = open(&services, &shown).await?;
    let zip = services.blobs.zip_out(&files.index, files.changed_at.0, |_| true);
    Ok(attachment(Download {
        file_name: format!("{}.zip", shown.course.id.as_str()),
        content_type: String::new(),
        content_length: zip.content_length,
        body: HttpBody::from_stream(zip.stream),
    }))
}

fn attachment(download: Download) -> Response {
    let mut response = download.into_response();
    for (name, value) in INERT {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}
