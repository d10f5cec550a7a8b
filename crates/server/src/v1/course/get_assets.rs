//! `rustici.course.getAssets`: a file of a course, or a zip of several or of all.

use std::collections::BTreeSet;

use axum::body::Body as HttpBody;
use blobs::{Accept, Body, Content};
use cloud_api::v1::{error::Fault, request::CourseFiles};

use super::no_files;
use crate::v1::{
    call::{Call, internal},
    transport::{Answer, Download},
};

pub(in crate::v1) async fn answer(call: Call<'_>) -> Result<Answer, Fault> {
    let request: CourseFiles = call.request()?;
    let services = call.services;
    let files = service::course_files(
        &services.store,
        &services.blobs,
        call.app_key(),
        &request.course_id,
        request.version,
    )
    .await
    .map_err(|error| no_files(&call, &request.course_id, &error))?;
    let mut names = BTreeSet::new();
    for path in &request.paths {
        let entry = files.find(path).ok_or_else(|| {
            Fault::new(2, format!("Could not find file [{path}] of course [{}]", request.course_id))
        })?;
        names.insert(entry.name.as_str());
    }
    if let (1, Some(name)) = (request.paths.len(), names.first()) {
        return file(&call, &files, name).await;
    }
    // No path at all means all files.
    let wanted = |entry: &blobs::Entry| request.paths.is_empty() || names.contains(entry.name.as_str());
    let zip = services.blobs.zip_out(&files.index, files.changed_at.0, wanted);
    Ok(Answer::Download(Download {
        file_name: format!("{}.zip", request.course_id),
        content_type: "application/zip".to_owned(),
        content_length: zip.content_length,
        body: HttpBody::from_stream(zip.stream),
    }))
}

async fn file(call: &Call<'_>, files: &service::CourseFiles, name: &str) -> Result<Answer, Fault> {
    let content = Content::new(files.index.clone());
    let member = content.open_exact(&call.services.blobs, name, Accept::default()).await;
    let member = member.map_err(|error| internal(&error))?;
    let member = member.ok_or_else(|| Fault::new(2, format!("Could not find file [{name}]")))?;
    Ok(Answer::Download(Download {
        file_name: name.rsplit('/').next().unwrap_or(name).to_owned(),
        content_type: member.content_type,
        content_length: member.content_length,
        body: match member.body {
            Body::Empty => HttpBody::empty(),
            Body::Bytes(bytes) => HttpBody::from(bytes),
            Body::Stream(stream) => HttpBody::from_stream(stream),
        },
    }))
}
