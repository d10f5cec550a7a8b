//! `rustici.course.getFileStructure`: folders and files of a version, as they are now.

use cloud_api::v1::{
    error::Fault,
    file_structure::{FileStructure, Folder},
    request::CourseVersion,
};

use super::no_files;
use crate::v1::{
    call::{Call, wire_time},
    transport::Answer,
};

pub(in crate::v1) async fn answer(call: Call<'_>) -> Result<Answer, Fault> {
    let request: CourseVersion = call.request()?;
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
    let mut top = Folder { name: service::COURSE_ROOT.to_owned(), ..Folder::default() };
    for entry in files.index.entries() {
        top.insert(&entry.name, entry.size_bytes, wire_time(files.added_at(entry)));
    }
    Ok(Answer::ok(&FileStructure(top)))
}
