//! The tables of a small LMS, in memory.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::{Arc, Mutex};

use lyceum_client::{
    Incoming, Known, NewRegistration, RecordState, RegistrationId, RegistrationRecords, ResultSink, Source,
    Stored, Timestamp, Verdict,
};

/// Registrations and their results.
#[derive(Clone, Default)]
pub(crate) struct Tables(Arc<Mutex<BTreeMap<RegistrationId, Row>>>);

pub(crate) struct Row {
    pub(crate) new: NewRegistration,
    pub(crate) state: RecordState,
    pub(crate) reserved: Timestamp,
    pub(crate) result: Option<Known>,
    /// Every result that came in, with what was made of it.
    pub(crate) history: Vec<(Incoming, Verdict)>,
}

impl Tables {
    pub(crate) fn state(&self, id: &RegistrationId) -> Option<RecordState> {
        self.0.lock().unwrap().get(id).map(|row| row.state)
    }

    pub(crate) fn result(&self, id: &RegistrationId) -> Option<Known> {
        self.0.lock().unwrap().get(id).and_then(|row| row.result)
    }

    pub(crate) fn verdicts(&self, id: &RegistrationId) -> Vec<Verdict> {
        let rows = self.0.lock().unwrap();
        rows.get(id).map(|row| row.history.iter().map(|(_, verdict)| *verdict).collect()).unwrap_or_default()
    }

    pub(crate) fn incoming(&self, id: &RegistrationId) -> Vec<Incoming> {
        let rows = self.0.lock().unwrap();
        rows.get(id).map(|row| row.history.iter().map(|(it, _)| it.clone()).collect()).unwrap_or_default()
    }

    pub(crate) fn ids(&self) -> Vec<RegistrationId> {
        self.0.lock().unwrap().keys().cloned().collect()
    }

    /// A record as it is there after its registration was made.
    pub(crate) fn insert_confirmed(&self, new: &NewRegistration) {
        self.0.lock().unwrap().insert(new.id.clone(), Row::new(new, RecordState::Confirmed, Timestamp(0)));
    }
}

impl Row {
    fn new(new: &NewRegistration, state: RecordState, reserved: Timestamp) -> Self {
        Self { new: new.clone(), state, reserved, result: None, history: Vec::new() }
    }
}

impl RegistrationRecords for Tables {
    type Error = Infallible;

    async fn reserve(&self, new: &NewRegistration, at: Timestamp) -> Result<RecordState, Infallible> {
        let mut rows = self.0.lock().unwrap();
        if let Some(row) = rows.get(&new.id) {
            return Ok(row.state);
        }
        rows.insert(new.id.clone(), Row::new(new, RecordState::Reserved, at));
        Ok(RecordState::New)
    }

    async fn confirm(&self, new: &NewRegistration) -> Result<(), Infallible> {
        let mut rows = self.0.lock().unwrap();
        let row = rows.entry(new.id.clone());
        row.or_insert_with(|| Row::new(new, RecordState::Reserved, Timestamp(0))).state =
            RecordState::Confirmed;
        Ok(())
    }

    async fn release(&self, id: &RegistrationId) -> Result<(), Infallible> {
        let mut rows = self.0.lock().unwrap();
        if rows.get(id).is_some_and(|row| row.state == RecordState::Reserved) {
            rows.remove(id);
        }
        Ok(())
    }

    async fn reserved_before(&self, before: Timestamp) -> Result<Vec<NewRegistration>, Infallible> {
        let rows = self.0.lock().unwrap();
        let left = rows.values().filter(|row| row.state == RecordState::Reserved && row.reserved < before);
        Ok(left.map(|row| row.new.clone()).collect())
    }
}

impl ResultSink for Tables {
    type Error = Infallible;

    async fn store(&self, incoming: Incoming) -> Result<Stored, Infallible> {
        let mut rows = self.0.lock().unwrap();
        let Some(row) = rows.get_mut(&incoming.id) else { return Ok(Stored::NotOurs) };
        let verdict = incoming.result.verdict(row.result.as_ref(), incoming.source);
        if verdict.take {
            let stored = match incoming.source {
                Source::Posted => Timestamp(1),
                Source::Asked(at) => at,
            };
            let (instance, summary) = (incoming.result.instance, incoming.result.summary);
            row.result = Some(Known { instance, summary, stored });
        }
        row.history.push((incoming, verdict));
        Ok(Stored::Kept)
    }
}
