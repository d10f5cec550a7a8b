//! `cmi.objectives` (RTE 4.2.17) for who tracks, and the rules of identifiers.

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
    /// The records of `cmi.objectives`, with typed readings in [`Tree::number`], [`Tree::completed`] and
    /// [`Tree::satisfied`].
    #[must_use]
    pub fn objectives(&self) -> &[Tree] {
        self.tree.list("cmi.objectives")
    }

    /// The record of an objective, made where there is none: for what tracking knows when a session begins.
    pub fn objective_mut(&mut self, id: &str) -> &mut Tree {
        let list = self.tree.lists.entry(String::from("cmi.objectives")).or_default();
        let at = list.iter().position(|record| record.value("id") == Some(id));
        let at = at.unwrap_or_else(|| {
            let mut record = Tree::default();
            record.put("id", id);
            list.push(record);
            list.len() - 1
        });
        &mut list[at]
    }
}

/// Typed readings of a record that has `success_status`, `completion_status` and the like.
impl Tree {
    /// A number, such as `score.scaled` or `progress_measure`.
    #[must_use]
    pub fn number(&self, name: &str) -> Option<f64> {
        number::lenient(self.value(name)?)
    }

    /// Stores a number as content reads it.
    pub fn put_number(&mut self, name: &str, value: f64) {
        self.put(name, number::text(value));
    }

    /// `success_status`: `None` was never set, `Some(None)` was set to `unknown`.
    #[must_use]
    pub fn satisfied(&self, name: &str) -> Option<Option<bool>> {
        self.value(name).map(|word| match word {
            "passed" => Some(true),
            "failed" => Some(false),
            _ => None,
        })
    }

    /// `completion_status`: `None` was never set, `Some(None)` was set to `unknown`. `not attempted` is not completed.
    #[must_use]
    pub fn completed(&self, name: &str) -> Option<Option<bool>> {
        self.value(name).map(|word| match word {
            "completed" => Some(true),
            "incomplete" | "not attempted" => Some(false),
            _ => None,
        })
    }
}
