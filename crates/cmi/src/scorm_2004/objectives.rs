//! `cmi.objectives` (RTE 4.2.17), and the rules of identifiers.

use super::Scorm2004;
use crate::element::Name;
use crate::{CallError, Tree, number};

/// An objective's identifier is unique in its list, and stays what it is once set (RTE 4.2.17.1, 4.2.9.1).
pub(super) fn check_identifier(
    tree: &Tree,
    name: &Name,
    element: &str,
    value: &str,
) -> Result<(), CallError> {
    let stays = element == "cmi.objectives.n.id";
    if !stays && element != "cmi.interactions.n.objectives.n.id" {
        return Ok(());
    }
    let Some(((list, index), outer)) = name.lists.split_last() else { return Ok(()) };
    let Some(records) = tree.record(outer).map(|record| record.list(list)) else { return Ok(()) };
    if stays && records.get(*index).and_then(|r| r.value("id")).is_some_and(|old| old != value) {
        return Err(CallError::new(351, "the identifier of an objective cannot be changed"));
    }
    let twice = records.iter().enumerate().any(|(at, r)| at != *index && r.value("id") == Some(value));
    if twice { Err(CallError::new(351, "another objective has this identifier")) } else { Ok(()) }
}

impl Scorm2004 {
    /// The records of `cmi.objectives`.
    #[must_use]
    pub fn objectives(&self) -> &[Tree] {
        self.tree.list("cmi.objectives")
    }
}

impl Tree {
    /// A number, such as `score.scaled` or `progress_measure`.
    #[must_use]
    pub fn number(&self, name: &str) -> Option<f64> {
        number::lenient(self.value(name)?)
    }
}
