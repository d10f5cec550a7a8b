//! Updates of single files: a zip laid over the course, or files taken away.
//!
//! The result is one index again, however many updates came: a request is one lookup, and a zip that no file lies in any
//! more is no layer any more.

use std::collections::{BTreeMap, BTreeSet};

use super::{Entry, Layer, PackageIndex};

impl PackageIndex {
    /// The course with the files of `update` over it. `place` says under which name a file of the update stands in the
    /// course; `None` leaves it out. A file takes the place of [`find_alike`](Self::find_alike).
    #[must_use]
    pub fn updated(
        &self,
        update: &Self,
        added_micros: u64,
        mut place: impl FnMut(&str) -> Option<String>,
    ) -> Self {
        let mut files: BTreeMap<String, Entry> =
            self.entries.iter().map(|entry| (entry.name.clone(), entry.clone())).collect();
        // Judged by the files of before, so that the order within the update does not matter.
        let placed: Vec<(String, &Entry)> =
            update.entries.iter().filter_map(|entry| Some((place(&entry.name)?, entry))).collect();
        for (name, _) in &placed {
            if let Some(alike) = self.find_alike(name) {
                files.remove(&alike.name);
            }
        }
        // One that differs is bounded by what a directory can hold.
        let base = u32::try_from(self.layers.len()).unwrap_or(u32::MAX);
        for (name, entry) in placed {
            let entry =
                Entry { name: name.clone(), layer: base.saturating_add(entry.layer), ..entry.clone() };
            files.insert(name, entry);
        }
        let mut layers = self.layers.clone();
        layers.extend(update.layers.iter().map(|layer| Layer { added_micros: Some(added_micros), ..*layer }));
        Self::compacted(layers, files.into_values())
    }

    /// The course without some of its files, by their exact names.
    #[must_use]
    pub fn without(&self, names: &BTreeSet<&str>) -> Self {
        let left = self.entries.iter().filter(|entry| !names.contains(entry.name.as_str()));
        Self::compacted(self.layers.clone(), left.cloned())
    }

    /// Drops the updates that no file lies in; the package itself stays.
    fn compacted(layers: Vec<Layer>, entries: impl Iterator<Item = Entry>) -> Self {
        let mut entries: Vec<Entry> = entries.collect();
        let mut used = vec![false; layers.len()];
        used[0] = true;
        for entry in &entries {
            used[entry.layer as usize] = true;
        }
        let mut numbers = Vec::with_capacity(layers.len());
        let mut kept = Vec::new();
        for (layer, used) in layers.into_iter().zip(used) {
            numbers.push(kept.len() as u32);
            if used {
                kept.push(layer);
            }
        }
        for entry in &mut entries {
            entry.layer = numbers[entry.layer as usize];
        }
        Self::layered(kept, entries)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::{Method, Text};
    use crate::key::{BlobId, Key, Kind};

    fn index(id: u8, names: &[&str]) -> PackageIndex {
        let entry = |name: &&str| Entry {
            name: (*name).to_owned(),
            size_bytes: u64::from(id),
            packed_bytes: 0,
            crc32: 0,
            offset: 0,
            method: Method::Stored,
            media_offset: None,
            text: Text::Unknown,
            declares_charset: false,
            layer: 0,
        };
        let package = Key::new(Kind::Package, BlobId::from_random([id; 16]));
        PackageIndex::new(package, 100, 0, names.iter().map(entry).collect(), Vec::new())
    }

    fn same(name: &str) -> Option<String> {
        Some(name.to_owned())
    }

    /// Names, and the update that each comes from.
    fn files(index: &PackageIndex) -> Vec<(&str, u64)> {
        index.entries().iter().map(|entry| (entry.name.as_str(), entry.size_bytes)).collect()
    }

    #[test]
    fn a_later_update_wins_and_what_is_hidden_whole_is_no_layer() {
        let course = index(1, &["a", "b", "c"]);
        let course = course.updated(&index(2, &["a", "d"]), 5, same);
        assert_eq!(files(&course), [("a", 2), ("b", 1), ("c", 1), ("d", 2)]);
        let course = course.updated(&index(3, &["a", "d"]), 6, same);
        assert_eq!(files(&course), [("a", 3), ("b", 1), ("c", 1), ("d", 3)]);
        let layers: Vec<_> = course.layers().iter().map(|layer| layer.added_micros).collect();
        assert_eq!(layers, [None, Some(6)]);
        let course = course.without(&BTreeSet::from(["a", "d", "nothing"]));
        assert_eq!((files(&course), course.layers().len()), (vec![("b", 1), ("c", 1)], 1));
        let course = course.without(&BTreeSet::from(["b", "c"]));
        assert_eq!((course.entries().len(), course.layers().len()), (0, 1));
    }

    #[test]
    fn an_update_replaces_what_its_name_would_find() {
        let course = index(1, &["Page.HTML", "twice", "Twice", "caf\u{e9}"]);
        let course = course.updated(&index(2, &["page.html", "TWICE", "cafe\u{301}"]), 1, same);
        assert_eq!(
            files(&course),
            [("TWICE", 2), ("Twice", 1), ("cafe\u{301}", 2), ("page.html", 2), ("twice", 1)]
        );
    }

    #[test]
    fn a_file_of_an_update_is_placed_or_left_out() {
        let course = index(1, &["top/a", "m"]);
        let place = |name: &str| (name != "m").then(|| format!("top/{name}"));
        let course = course.updated(&index(2, &["a", "m"]), 1, place);
        assert_eq!(files(&course), [("m", 1), ("top/a", 2)]);
    }
}
