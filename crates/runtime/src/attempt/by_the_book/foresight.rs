//! What requests would lead to: for controls, table of contents and `adl.nav.request_valid`.
//!
//! Looking ahead works on the tracking itself and takes back what it changed.

use sequencing::{ActivityId, NavigationRequest, Outcome, Reported, Sequencer, TableOfContents};

use super::navigation::leaves;
use super::{Attempt, id, standing};
use crate::entry::Request;
use crate::results::{Completion, Success};

/// What was found since the last change.
#[derive(Debug, Clone)]
pub(crate) struct Ahead {
    reported: Reported,
    contents: Option<TableOfContents>,
}

impl Attempt {
    fn look_ahead<T>(&self, question: impl FnOnce(&mut Sequencer<'_>, &Reported) -> T) -> Option<T> {
        let tree = self.tree.as_deref()?;
        let mut ahead = self.ahead.borrow_mut();
        let Ahead { reported, .. } =
            ahead.get_or_insert_with(|| Ahead { reported: self.reported_now(), contents: None });
        let unknown = self.behaviour().rollup_empty_set_to_unknown;
        let mut state = self.state.tree.as_ref()?.borrow_mut();
        let per_attempt = !self.definition.objectives_global_to_system;
        let mut sequencer = Sequencer::new(tree, &mut state)
            .with_shared_per_attempt(per_attempt)
            .with_empty_set_unknown(unknown);
        Some(question(&mut sequencer, reported))
    }

    /// What a request would lead to now.
    pub(super) fn foresee(&self, request: NavigationRequest) -> Option<Outcome> {
        self.look_ahead(|sequencer, reported| sequencer.foresee(reported, request))
    }

    /// Asks the table of contents, which is made once per change.
    pub(in super::super) fn ask_contents<T>(
        &self,
        question: impl FnOnce(&TableOfContents) -> T,
    ) -> Option<T> {
        let made = self.ahead.borrow().as_ref().is_some_and(|ahead| ahead.contents.is_some());
        if !made {
            let table = self.look_ahead(|sequencer, reported| sequencer.table_of_contents(Some(reported)))?;
            if let Some(ahead) = self.ahead.borrow_mut().as_mut() {
                ahead.contents = Some(table);
            }
        }
        self.ahead.borrow().as_ref()?.contents.as_ref().map(question)
    }

    /// Whether a request would lead somewhere now.
    pub(in super::super) fn can_by_the_book(&self, request: &Request) -> bool {
        if leaves(request) {
            return true;
        }
        if let Some(known) = self.known(request) {
            return known;
        }
        let Some(navigation) = self.navigation_request(request) else { return false };
        matches!(
            self.foresee(navigation),
            Some(Outcome::Deliver(_) | Outcome::Ended | Outcome::Choosing(None))
        )
    }

    /// What the table of contents, where it was made, already says of a request.
    fn known(&self, request: &Request) -> Option<bool> {
        let ahead = self.ahead.borrow();
        let contents = ahead.as_ref()?.contents.as_ref()?;
        Some(match request {
            Request::Continue => contents.continue_,
            Request::Previous => contents.previous,
            Request::Exit => contents.exit,
            Request::Abandon => contents.abandon,
            Request::Choice(target) => contents.entry(self.tree.as_ref()?.find(target)?)?.enabled,
            _ => return None,
        })
    }

    /// Completion and success that what is open will have once its attempt has ended.
    pub(in super::super) fn status_after_exit(&self, index: usize) -> (Completion, Success) {
        let current = self.sequencing_current() == Some(index);
        let after = current
            .then(|| self.look_ahead(|sequencer, reported| sequencer.status_after_exit(reported)))
            .flatten()
            .flatten();
        match after {
            Some(status) => standing::of(&status.primary),
            None => self.status_by_the_book(index),
        }
    }

    /// The activity that is open, or was left last, where the session has begun.
    pub(in super::super) fn sequencing_current(&self) -> Option<usize> {
        self.state.tracking()?.current().map(ActivityId::index)
    }

    /// What content would hand over, were it to finish now.
    fn reported_now(&self) -> Reported {
        let current = self.sequencing_current();
        match &self.state.open {
            Some(open) if Some(open.activity) == current => self.reported(open.activity, true),
            _ => match (current, self.state.tracking()) {
                // Nothing more is said of what is no longer open.
                (Some(current), Some(tree)) if tree.is_active(id(current)) => self.reported(current, true),
                _ => Reported::default(),
            },
        }
    }
}
