//! SCORM 2004 through the Sequencing book.
use super::state::Course;
use super::{Applied, Attempt};
use crate::entry::Request;
use crate::results::{ActivityResult, Completion, Success};
use crate::run_data::CallError;
use cmi::Timestamp;

impl Attempt {
    pub(super) fn sequencing_launched(&mut self, _: Timestamp, _: &mut Applied) {}
    pub(super) fn sequencing_suspend_all(&mut self, _: Timestamp, _: &mut Applied) {}
    pub(super) fn sequencing_course(&self) -> Course {
        Course::default()
    }
    pub(super) fn navigate_by_the_book(&mut self, _: Timestamp, _: &Request, _: &mut Applied) {}
    pub(super) fn can_by_the_book(&self, _: &Request) -> bool {
        false
    }
    pub(super) fn hidden_from_choice(&self, _: usize) -> bool {
        false
    }
    pub(super) fn hand_over(&mut self, _: Timestamp, _: usize, _: &mut Applied) {}
    pub(super) fn keep_request(&mut self, _: Timestamp, _: usize, _: &mut Applied) {}
    pub(super) fn prepare_session(&mut self, _: Timestamp, _: usize) {}
    pub(super) fn after_set(&mut self, _: Timestamp, _: usize, _: &str, _: &mut Applied) {}
    pub(super) fn set_in(
        &mut self,
        _: Timestamp,
        activity: usize,
        element: &str,
        value: &str,
    ) -> Result<Vec<String>, CallError> {
        let state = self.touch(activity);
        match &mut state.data {
            Some(data) => data.set(element, value),
            None => Err(CallError::new(101, "no run-time data")),
        }
    }
    pub(super) fn get_in(&self, _: Timestamp, activity: usize, element: &str) -> Result<String, CallError> {
        self.data(activity).map_or(Err(CallError::new(101, "no run-time data")), |d| d.get(element))
    }
    pub(super) fn fill_by_the_book(&self, _: usize, _: &mut ActivityResult) {}
    pub(super) fn status_by_the_book(&self, _: usize) -> (Completion, Success) {
        Default::default()
    }
}
