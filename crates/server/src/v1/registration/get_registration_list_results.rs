//! `rustici.registration.getRegistrationListResults`: the whole list with the results of each, streamed.

use std::{collections::VecDeque, sync::Arc};

use cloud_api::v1::{
    envelope,
    error::Fault,
    registration::{ListedRegistration, RegistrationList},
    request::ListRegistrations,
    values::ResultsFormat,
    xml::Writer,
};
use futures_util::stream;
use service::{
    ListRegistrations as Pages, LiveAttempts, ResultError,
    rows::{Registration, Store},
    wire,
};

use super::get_registration_list::wanted;
use crate::v1::{call::Call, transport::Answer};

/// Registrations written at once. Reports may be large, so there are few.
const PIECE: usize = 20;

/// A list on its way.
struct Listing {
    store: Store,
    live: Arc<LiveAttempts>,
    appid: String,
    format: ResultsFormat,
    pages: Option<Pages>,
    page: VecDeque<Registration>,
    xml: Writer,
}

pub(in crate::v1) fn answer(call: Call<'_>) -> Result<Answer, Fault> {
    let request: ListRegistrations = call.request()?;
    let store = call.services.store.clone();
    let pages = service::list_registrations(&store, call.app_key(), wanted(&request)?);
    let mut xml = Writer::new();
    xml.raw(envelope::OK_BEGIN);
    RegistrationList::begin(&mut xml);
    let listing = Listing {
        store,
        live: call.services.live.clone(),
        appid: call.app_id().as_str().to_owned(),
        format: request.format,
        pages: Some(pages),
        page: VecDeque::new(),
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
        if self.page.is_empty() {
            let next = match &mut self.pages {
                Some(pages) => pages.next_page().await?,
                None => None,
            };
            match next {
                Some(page) => self.page = page.into(),
                None => {
                    RegistrationList::end(&mut self.xml);
                    self.xml.raw(envelope::END);
                    return Ok((self.xml.take(), None));
                }
            }
        }
        let count = self.page.len().min(PIECE);
        let piece: Vec<Registration> = self.page.drain(..count).collect();
        let definitions = self.live.definitions();
        let reports = service::latest_results(&self.store, definitions, &piece, self.format).await?;
        for (registration, report) in piece.into_iter().zip(reports) {
            let registration = wire::registration(&self.appid, registration);
            ListedRegistration { registration, report }.write(&mut self.xml);
        }
        Ok((self.xml.take(), Some(self)))
    }
}
