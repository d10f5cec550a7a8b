//! What content stored: values and lists, by the names of the data model.

use std::collections::BTreeMap;

use crate::session::RECORD_BYTES;

/// A record of the data model. The root's names carry their `cmi.` or `adl.`; within a list they are relative:
/// `cmi.interactions.2.objectives.0.id` is `id` in the first `objectives` of the third `cmi.interactions`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tree {
    /// Values as content reads them back.
    pub values: BTreeMap<String, String>,
    /// Lists of records.
    pub lists: BTreeMap<String, Vec<Self>>,
}

impl Tree {
    /// How deep records lie in each other at most: root, interaction, its objectives.
    pub const DEPTH: usize = 3;

    /// A value.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(String::as_str)
    }

    /// Stores a value.
    pub fn put(&mut self, name: &str, value: impl Into<String>) {
        self.values.insert(name.to_owned(), value.into());
    }

    /// The records of a list.
    #[must_use]
    pub fn list(&self, name: &str) -> &[Self] {
        self.lists.get(name).map_or(&[], Vec::as_slice)
    }

    /// Bytes that values and records take, as the ceiling of a data model counts them.
    #[must_use]
    pub(crate) fn size(&self) -> u64 {
        let values: usize = self.values.values().map(String::len).sum();
        let records = self.lists.values().flatten().map(|record| record.size() + RECORD_BYTES);
        values as u64 + records.sum::<u64>()
    }

    /// The record that a name lies in.
    pub(crate) fn record(&self, lists: &[(String, usize)]) -> Option<&Self> {
        lists.iter().try_fold(self, |at, (name, index)| at.list(name).get(*index))
    }

    /// The record that a name lies in, made where it is the next of its list.
    pub(crate) fn record_mut(&mut self, lists: &[(String, usize)]) -> Option<&mut Self> {
        lists.iter().try_fold(self, |at, (name, index)| {
            let list = at.lists.entry(name.clone()).or_default();
            if *index == list.len() {
                list.push(Self::default());
            }
            list.get_mut(*index)
        })
    }
}
