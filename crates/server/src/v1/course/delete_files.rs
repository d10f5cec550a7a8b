//! `rustici.course.deleteFiles`: of a file that is not there it says so (V1 spec §12 no. 40).

use cloud_api::v1::{
    error::Fault,
    request::CourseFiles,
    upload::{Deleted, DeletedPaths},
};

use super::no_files;
use crate::v1::{call::Call, transport::Answer};

pub(in crate::v1) async fn answer(call: Call<'_>) -> Result<Answer, Fault> {
    let request: CourseFiles = call.request()?;
    let services = call.services;
    let deleted = service::delete_files(
        &services.store,
        &services.blobs,
        &services.live,
        services.rng.as_ref(),
        call.app_key(),
        &request.course_id,
        request.version,
        &request.paths,
        call.now(),
    )
    .await
    .map_err(|error| no_files(&call, &request.course_id, &error))?;
    let results = request.paths.into_iter().zip(deleted);
    Ok(Answer::ok(&DeletedPaths(results.map(|(name, deleted)| Deleted { name, deleted }).collect())))
}
