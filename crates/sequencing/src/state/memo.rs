//! What was found of the state and stays true until it changes: for tables of contents, which are asked for after
//! every step and of which little changes.

use std::sync::Arc;

use super::TreeState;
use crate::tree::{ActivityId, Tree};

/// What the pre-condition rules and limits of an activity say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Findings(u8);

impl Findings {
    /// Not asked since it last changed.
    const UNKNOWN: Self = Self(0x80);
    /// Nothing is true of it.
    pub(crate) const NONE: Self = Self(0);
    /// `skip`
    pub(crate) const SKIPPED: Self = Self(1);
    /// UP.5: `disabled`, or a limit is reached.
    pub(crate) const BARRED: Self = Self(2);
    /// `hiddenFromChoice`
    pub(crate) const HIDDEN: Self = Self(4);
    /// `stopForwardTraversal`
    pub(crate) const STOPS: Self = Self(8);

    pub(crate) fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(crate) fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// How the Available Children order the tree.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Order {
    /// All activities, parents before children, children as they are offered; those not selected come last.
    pub(crate) offered: Vec<ActivityId>,
    /// For each activity its place among its parent's Available Children; the root has place 0.
    pub(crate) positions: Vec<Option<u32>>,
    /// For each activity the first of its Available Children.
    pub(crate) first: Vec<Option<ActivityId>>,
    /// For each activity the one that comes next where all below it is passed by.
    pub(crate) next: Vec<Option<ActivityId>>,
    available: Vec<bool>,
}

impl Order {
    /// Whether the activity and all above it are among the Available Children.
    pub(crate) fn is_available(&self, activity: ActivityId) -> bool {
        self.available[activity.index()]
    }
}

/// Completion and satisfaction as reports show them; `None` is unknown.
pub type Standing = (Option<bool>, Option<bool>);

/// Bookkeeping beside the state proper: no part of its equality or its encoding.
#[derive(Debug, Clone, Default)]
pub(crate) struct Memo {
    /// By activity; empty until somebody asks.
    findings: Vec<Findings>,
    /// By shared objective: whether it changed since its readers were last marked. Empty where none did.
    globals: Vec<bool>,
    order: Option<Arc<Order>>,
    /// By activity, `None` where it may have changed; empty until somebody asks.
    standings: Vec<Option<Standing>>,
    /// By activity: whether anything of it was ever changed, so that it may differ from the beginning. Shorter where none
    /// of the rest was.
    used: Vec<bool>,
}

impl PartialEq for Memo {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Memo {
    /// The activity's state or objectives change.
    pub(super) fn forget(&mut self, activity: ActivityId) {
        if self.used.len() <= activity.index() {
            self.used.resize(activity.index() + 1, false);
        }
        self.used[activity.index()] = true;
        if let Some(findings) = self.findings.get_mut(activity.index()) {
            *findings = Findings::UNKNOWN;
        }
        if let Some(standing) = self.standings.get_mut(activity.index()) {
            *standing = None;
        }
    }

    /// Activities that may differ from the beginning, in order: all others do not.
    pub(super) fn used(&self) -> impl Iterator<Item = ActivityId> {
        (0..).zip(&self.used).filter(|(_, used)| **used).map(|(index, _)| ActivityId(index))
    }

    /// A shared objective changes.
    pub(super) fn forget_global(&mut self, index: usize) {
        if self.findings.is_empty() && self.standings.is_empty() {
            return;
        }
        if self.globals.len() <= index {
            self.globals.resize(index + 1, false);
        }
        self.globals[index] = true;
    }

    pub(super) fn forget_order(&mut self) {
        self.order = None;
    }

    /// Forgets what follows from shared objectives that changed.
    fn forget_readers(&mut self, tree: &Tree) {
        for (global, _) in
            std::mem::take(&mut self.globals).iter().enumerate().filter(|(_, changed)| **changed)
        {
            for reader in tree.rule_readers.get(global).into_iter().flatten() {
                if let Some(findings) = self.findings.get_mut(reader.index()) {
                    *findings = Findings::UNKNOWN;
                }
            }
            for reader in tree.readers.get(global).into_iter().flatten() {
                if let Some(standing) = self.standings.get_mut(reader.index()) {
                    *standing = None;
                }
            }
        }
    }
}

impl TreeState {
    /// What is known of each activity, to be worked with and handed back by [`Self::set_findings`]. What is not known
    /// any longer is asked anew.
    pub(crate) fn take_findings(
        &mut self,
        tree: &Tree,
        mut ask: impl FnMut(&mut Self, ActivityId) -> Findings,
    ) -> Vec<Findings> {
        self.memo.forget_readers(tree);
        let mut findings = std::mem::take(&mut self.memo.findings);
        if findings.is_empty() {
            findings = vec![Findings::UNKNOWN; tree.len()];
        }
        for (found, activity) in findings.iter_mut().zip(tree.activities()) {
            if *found == Findings::UNKNOWN {
                *found = ask(self, activity);
            }
        }
        findings
    }

    pub(crate) fn set_findings(&mut self, findings: Vec<Findings>) {
        self.memo.findings = findings;
    }

    /// Completion and satisfaction of every activity, as [`Self::status`] has them. Only what may have changed since
    /// the last call is looked at.
    pub fn standings(&mut self, tree: &Tree) -> impl Iterator<Item = Standing> {
        self.memo.forget_readers(tree);
        let mut standings = std::mem::take(&mut self.memo.standings);
        standings.resize(tree.len(), None);
        for (standing, activity) in standings.iter_mut().zip(tree.activities()) {
            if standing.is_none() {
                let primary = self.status(tree, activity).primary;
                *standing = Some((primary.completed, primary.satisfied));
            }
        }
        self.memo.standings = standings;
        self.memo.standings.iter().map(|standing| standing.unwrap_or_default())
    }

    /// Place of an activity among its parent's Available Children, where the order is at hand.
    pub(crate) fn known_position(&self, activity: ActivityId) -> Option<Option<usize>> {
        let order = self.memo.order.as_ref()?;
        Some(order.positions[activity.index()].map(|at| at as usize))
    }

    /// The order in which the activities are offered.
    pub(crate) fn order(&mut self, tree: &Tree) -> Arc<Order> {
        if let Some(order) = &self.memo.order {
            return Arc::clone(order);
        }
        let order = Arc::new(self.arrange(tree));
        self.memo.order = Some(Arc::clone(&order));
        order
    }

    fn arrange(&self, tree: &Tree) -> Order {
        let mut offered = Vec::with_capacity(tree.len());
        let mut positions = vec![None; tree.len()];
        positions[0] = Some(0);
        let (mut first, mut next) = (vec![None; tree.len()], vec![None; tree.len()]);
        let mut open = vec![ActivityId::ROOT];
        while let Some(activity) = open.pop() {
            offered.push(activity);
            let all = tree.children(activity);
            let available = self.available_children(tree, activity);
            first[activity.index()] = available.first().copied();
            for (at, child) in available.iter().enumerate() {
                positions[child.index()] = u32::try_from(at).ok();
                next[child.index()] = available.get(at + 1).copied().or(next[activity.index()]);
            }
            if available.len() < all.len() {
                open.extend(all.iter().rev().filter(|child| positions[child.index()].is_none()));
            }
            open.extend(available.iter().rev());
        }
        let mut available = vec![true; tree.len()];
        for activity in tree.activities() {
            let above = tree.parent(activity).is_none_or(|parent| available[parent.index()]);
            available[activity.index()] = above && positions[activity.index()].is_some();
        }
        Order { offered, positions, first, next, available }
    }
}
