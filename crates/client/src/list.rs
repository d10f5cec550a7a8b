//! Long lists, read one by one as they come: what is in memory is one entry, however long the list is.

use std::collections::HashSet;
use std::time::Duration;

use cloud_api::v1::envelope;
use cloud_api::v1::list_splitter::ListSplitter;
use cloud_api::v1::params::Params;
use cloud_api::v1::registration::{ListedRegistration, Registration, RegistrationList};
use cloud_api::v1::request::{ListRegistrations, Request as _};
use reqwest::Response;

use crate::calls::Registrations;
use crate::clock::earlier;
use crate::cloud::not_understood;
use crate::{CallError, Cloud, RegistrationId, Repeat};

/// What surrounds the entries of a list may have so many bytes.
const MAX_FRAME: usize = 64 << 10;

/// A list of registrations under way.
#[derive(Debug)]
pub struct RegistrationStream {
    cloud: Cloud,
    method: &'static str,
    answer: Option<Response>,
    splitter: ListSplitter,
}

impl Registrations<'_> {
    /// The registrations that `what` chooses, one after another: for lists that may be long.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn stream(&self, what: &ListRegistrations) -> Result<RegistrationStream, CallError> {
        RegistrationStream::open(self.0, "registration.getRegistrationList", &what.to_params()).await
    }

    /// The registrations that `what` chooses, one after another, each with the result of its latest instance.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn stream_results(&self, what: &ListRegistrations) -> Result<RegistrationStream, CallError> {
        RegistrationStream::open(self.0, "registration.getRegistrationListResults", &what.to_params()).await
    }

    /// Compares the cloud's registrations with `ours`: both must be the same choice, for instance all of one course.
    /// What is younger than `grace` is left out, since it may be in the making.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn compare(
        &self,
        what: &ListRegistrations,
        ours: &HashSet<RegistrationId>,
        grace: Duration,
    ) -> Result<Differences, CallError> {
        let made_before = earlier(self.0.clock().now(), grace);
        let mut only_there = Vec::new();
        let mut unseen: HashSet<&str> = ours.iter().map(RegistrationId::as_str).collect();
        let mut list = self.stream(what).await?;
        while let Some(listed) = list.next().await? {
            let registration = listed.registration;
            if !unseen.remove(registration.id.as_str()) && registration.create_date < made_before {
                only_there.push(registration);
            }
        }
        let mut only_here = Vec::new();
        for id in ours.iter().filter(|id| unseen.contains(id.as_str())) {
            // It may have been made after the list was.
            if !self.exists(id).await? {
                only_here.push(id.clone());
            }
        }
        only_here.sort();
        Ok(Differences { only_here, only_there })
    }
}

/// What only one side has.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Differences {
    /// Yours that the cloud does not have: deleted there, or never made. Register anew, or give up the record.
    pub only_here: Vec<RegistrationId>,
    /// The cloud's that you do not have. Delete those that are yours by their id; an application may be shared.
    pub only_there: Vec<Registration>,
}

impl RegistrationStream {
    async fn open(cloud: &Cloud, method: &'static str, params: &Params) -> Result<Self, CallError> {
        let answer = cloud.open(method, params, Repeat::Always).await?;
        let splitter = ListSplitter::new(MAX_FRAME, cloud.max_answer_bytes());
        Ok(Self { cloud: cloud.clone(), method, answer: Some(answer), splitter })
    }

    /// The next one; `None` at the end of the list.
    ///
    /// # Errors
    /// See [`CallError`]; nothing comes after an error.
    pub async fn next(&mut self) -> Result<Option<ListedRegistration>, CallError> {
        let method = self.method;
        loop {
            if let Some(entry) = self.splitter.next_entry() {
                let text = format!(
                    "{}<registrationlist>{entry}</registrationlist>{}",
                    envelope::OK_BEGIN,
                    envelope::END
                );
                let list: RegistrationList = crate::cloud::read(method, &text)?;
                return Ok(list.0.into_iter().next());
            }
            let Some(answer) = &mut self.answer else { return Ok(None) };
            let chunk = self.cloud.transport().chunk(answer).await.map_err(|failure| failure.of(method))?;
            let Some(chunk) = chunk else {
                self.answer = None;
                // The frame says whether the list is whole, and whether it is a list at all.
                let frame = self.splitter.frame();
                envelope::read::<RegistrationList>(&frame).map_err(|error| not_understood(method, error))?;
                continue;
            };
            if let Err(reason) = self.splitter.push(&chunk) {
                self.answer = None;
                return Err(CallError::Unknown { method, reason: reason.to_owned() });
            }
        }
    }
}
