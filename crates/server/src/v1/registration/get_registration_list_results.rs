//! `rustici.registration.getRegistrationListResults`: the whole list with the results of each, streamed.

use std::sync::Arc;

use cloud_api::v1::{
    envelope, error::Fault, registration::RegistrationList, request::ListRegistrations,
    values::ResultsFormat, xml::Writer,
};
use futures_util::stream;
use service::{ListRegistrations as Pages, LiveAttempts, ResultError, wire};

use super::get_registration_list::wanted;
use crate::v1::{call::Call, transport::Answer};

/// A list on its way.
struct Listing {
    live: Arc<LiveAttempts>,
    appid: String,
    format: ResultsFormat,
    pages: Pages,
    xml: Writer,
}

pub(in crate::v1) fn answer(call: Call<'_>) -> Result<Answer, Fault> {
    let request: ListRegistrations = call.request()?;
    let pages =
        service::list_registrations(&call.services.store, call.app_key(), wanted(&request)?, call.now());
    let mut xml = Writer::new();
    xml.raw(envelope::OK_BEGIN);
    RegistrationList::begin(&mut xml);
    let listing = Listing {
        live: call.services.live.clone(),
        appid: call.app_id().as_str().to_owned(),
        format: request.format,
        pages,
        xml,
    };
    Ok(Answer::streamed(stream::try_unfold(Some(listing), |listing| async move {
        match listing {
            Some(listing) => listing.next_piece().await.map(Some),
            None => Ok(None),
        }
    })))
}

impl Listing {
    /// The next piece of the answer, and what comes after it.
    async fn next_piece(mut self) -> Result<(String, Option<Self>), ResultError> {
        match self.pages.next_page_with_results(self.live.definitions(), self.format).await? {
            Some(page) => {
                for (registration, report) in page {
                    wire::registration(&self.appid, registration).write_with(&report, &mut self.xml);
                }
                Ok((self.xml.take(), Some(self)))
            }
            None => {
                RegistrationList::end(&mut self.xml);
                self.xml.raw(envelope::END);
                Ok((self.xml.take(), None))
            }
        }
    }
}
