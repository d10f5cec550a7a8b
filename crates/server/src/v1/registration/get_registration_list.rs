//! `rustici.registration.getRegistrationList`: the whole list, streamed.

use cloud_api::v1::{
    envelope,
    error::Fault,
    registration::{ListedRegistration, RegistrationList},
    request::ListRegistrations,
    xml::Writer,
};
use futures_util::stream;
use service::{Pattern, RegistrationsWanted, wire};

use crate::v1::{
    call::{Call, service_time},
    transport::Answer,
};

pub(in crate::v1) fn answer(call: Call<'_>) -> Result<Answer, Fault> {
    let request: ListRegistrations = call.request()?;
    let registrations =
        service::list_registrations(&call.services.store, call.app_key(), wanted(&request)?, call.now());
    let appid = call.app_id().as_str().to_owned();
    let mut begin = Writer::new();
    begin.raw(envelope::OK_BEGIN);
    RegistrationList::begin(&mut begin);
    let start = (begin, Some(registrations), appid);
    Ok(Answer::streamed(stream::try_unfold(start, |(mut xml, registrations, appid)| async move {
        let Some(mut registrations) = registrations else { return Ok(None) };
        let rest = match registrations.next_page().await? {
            Some(page) => {
                for registration in page {
                    let registration = wire::registration(&appid, registration);
                    ListedRegistration { registration, report: None }.write(&mut xml);
                }
                Some(registrations)
            }
            None => {
                RegistrationList::end(&mut xml);
                xml.raw(envelope::END);
                None
            }
        };
        Ok::<_, service::rows::StoreError>(Some((xml.take(), (xml, rest, appid))))
    })))
}

/// What the parameters of both list methods ask for.
pub(super) fn wanted(request: &ListRegistrations) -> Result<RegistrationsWanted, Fault> {
    let pattern = |name: &str, text: &Option<String>| {
        let pattern = text.as_deref().map(Pattern::new).transpose();
        pattern.map_err(|_| Fault::invalid_because(name, "expected a regular expression"))
    };
    // Java sends a `courseid` in preference to a filter; where both come the exact one rules.
    let course_id =
        if request.course_id.is_some() { None } else { pattern("coursefilter", &request.course_filter)? };
    Ok(RegistrationsWanted {
        course: request.course_id.clone(),
        learner: request.learner_id.clone(),
        id: pattern("filter", &request.filter)?,
        course_id,
        after: request.after.map(service_time),
        until: request.until.map(service_time),
    })
}
