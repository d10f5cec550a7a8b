//! What requests would lead to: for controls, table of contents and `adl.nav.request_valid`.
//!
//! Looking ahead changes nothing, but works on the tracking itself; so it is done on a copy, made once per change.

use sequencing::{ActivityId, NavigationRequest, Outcome, Reported, Sequencer, TableOfContents, TreeState};

use super::navigation::leaves;
use super::{Attempt, id, standing};
use crate::entry::Request;
use crate::results::{Completion, Success};

/// What was found since the last change.
#[derive(Debug, Clone)]
pub(crate) struct Ahead {
    state: TreeState,
    reported: Reported,
    contents: Option<Contents>,
}

/// The table of contents, by activity.
#[derive(Debug, Clone)]
struct Contents {
    table: TableOfContents,
    /// Place of each activity in `table`.
    places: Vec<usize>,
}

impl Attempt {
    fn look_ahead<T>(&self, question: impl FnOnce(&mut Sequencer<'_>, &Reported) -> T) -> Option<T> {
        let tree = self.tree.as_deref()?;
        let mut ahead = self.ahead.borrow_mut();
        if ahead.is_none() {
            let state = self.state.tree.clone()?;
            *ahead = Some(Ahead { state, reported: self.reported_now(), contents: None });
        }
        let Ahead { state, reported, .. } = ahead.as_mut()?;
        Some(question(&mut Sequencer::new(tree, state), reported))
    }

    /// What a request would lead to now.
    pub(super) fn foresee(&self, request: NavigationRequest) -> Option<Outcome> {
        self.look_ahead(|sequencer, reported| sequencer.foresee(reported, request))
    }

    /// Asks the table of contents, which is made once per change.
    fn contents<T>(&self, question: impl FnOnce(&Contents) -> T) -> Option<T> {
        let made = self.ahead.borrow().as_ref().is_some_and(|ahead| ahead.contents.is_some());
        if !made {
            let table = self.look_ahead(|sequencer, reported| sequencer.table_of_contents(Some(reported)))?;
            let mut places = vec![0; table.entries.len()];
            for (place, entry) in table.entries.iter().enumerate() {
                places[entry.activity.index()] = place;
            }
            if let Some(ahead) = self.ahead.borrow_mut().as_mut() {
                ahead.contents = Some(Contents { table, places });
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
            Request::Continue => contents.table.continue_,
            Request::Previous => contents.table.previous,
            Request::Exit => contents.table.exit,
            Request::Abandon => contents.table.abandon,
            Request::Choice(target) => contents.entry(self.tree.as_ref()?.find(target)?.index())?.enabled,
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

    /// Whether choosing an activity would lead somewhere now.
    pub(in super::super) fn can_choose(&self, index: usize) -> bool {
        self.contents(|contents| contents.entry(index).is_some_and(|entry| entry.enabled)).unwrap_or(false)
    }

    /// Hidden by a rule, or not among the activities selected.
    pub(in super::super) fn hidden_from_choice(&self, index: usize) -> bool {
        let hidden = |contents: &Contents| {
            contents.entry(index).is_some_and(|entry| entry.hidden_from_choice || !entry.visible)
        };
        self.contents(hidden).unwrap_or(false)
    }

    /// All activities in the order in which they are offered.
    pub(in super::super) fn offered_order(&self) -> Vec<usize> {
        let order = |contents: &Contents| {
            contents.table.entries.iter().map(|entry| entry.activity.index()).collect::<Vec<_>>()
        };
        self.contents(order).unwrap_or_else(|| (0..self.definition.activities.len()).collect())
    }

    /// The activity that is open, or was left last, where the session has begun.
    pub(in super::super) fn sequencing_current(&self) -> Option<usize> {
        self.state.tree.as_ref()?.current().map(ActivityId::index)
    }

    /// What content would hand over, were it to finish now.
    fn reported_now(&self) -> Reported {
        let current = self.sequencing_current();
        match &self.state.open {
            Some(open) if Some(open.activity) == current => self.reported(open.activity, true),
            _ => match (current, &self.state.tree) {
                // Nothing more is said of what is no longer open.
                (Some(current), Some(tree)) if tree.is_active(id(current)) => self.reported(current, true),
                _ => Reported::default(),
            },
        }
    }
}

impl Contents {
    fn entry(&self, index: usize) -> Option<&sequencing::TocEntry> {
        self.table.entries.get(*self.places.get(index)?)
    }
}
