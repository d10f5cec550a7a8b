//! `rustici.course.importCourse`: orders an import and answers when it is over.

use cloud_api::v1::{
    envelope,
    error::Fault,
    request::{ImportCourse, Request as _},
};

use super::import_course_async::order;
use crate::v1::{call::Call, transport::Answer};

pub(in crate::v1) async fn answer(mut call: Call<'_>) -> Result<Answer, Fault> {
    let request = ImportCourse::read(call.params)?;
    order(&mut call, &request).await?.end(&call, envelope::ok).await
}
