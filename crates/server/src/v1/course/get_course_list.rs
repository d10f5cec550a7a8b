//! `rustici.course.getCourseList`: the whole list, streamed.

use cloud_api::v1::{course::CourseList, envelope, error::Fault, request::ListCourses, xml::Writer};
use futures_util::stream;
use service::{CoursesWanted, Pattern};

use super::on_the_wire;
use crate::v1::{call::Call, transport::Answer};

pub(in crate::v1) fn answer(call: Call<'_>) -> Result<Answer, Fault> {
    let request: ListCourses = call.request()?;
    let filter = request.filter.as_deref().map(Pattern::new).transpose();
    let filter = filter.map_err(|_| Fault::invalid_because("filter", "expected a regular expression"))?;
    let mut begin = Writer::new();
    begin.raw(envelope::OK_BEGIN);
    CourseList::begin(&mut begin);
    let wanted = CoursesWanted { id: filter, tags: request.tags };
    let courses = service::list_courses(&call.services.store, call.app_key(), wanted);
    Ok(Answer::streamed(stream::try_unfold((begin, Some(courses)), |(mut xml, courses)| async move {
        let Some(mut courses) = courses else { return Ok(None) };
        let rest = match courses.next_page().await? {
            Some(page) => {
                for course in page {
                    on_the_wire(course.course, course.tags).write(&mut xml);
                }
                Some(courses)
            }
            None => {
                CourseList::end(&mut xml);
                xml.raw(envelope::END);
                None
            }
        };
        Ok::<_, service::rows::StoreError>(Some((xml.take(), (xml, rest))))
    })))
}
