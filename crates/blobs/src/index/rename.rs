//! Settling names whose encoding nobody declared, by what the manifest calls the files.

use std::collections::HashSet;

use percent_encoding::percent_decode_str;
use unicode_normalization::UnicodeNormalization;

use super::{Entry, PackageIndex};
use crate::limits::Limits;
use crate::names::{self, Encoding};

impl PackageIndex {
    /// Chooses the encoding under which most of `hrefs` (file references of the manifest, relative to the package's
    /// root) name a file, and renames the files of undeclared encoding accordingly. Returns it when names changed.
    ///
    /// Works on the index that a check has just returned; a decoded one has settled names.
    pub fn settle_names<'h>(&mut self, hrefs: impl IntoIterator<Item = &'h str>) -> Option<Encoding> {
        if self.guessed.is_empty() {
            return None;
        }
        let wanted: HashSet<String> = hrefs.into_iter().map(comparable).collect();
        let hits = |encoding: Encoding| {
            let names = self.guessed.iter().map(|name| comparable(&encoding.decode(&name.raw)));
            names.filter(|name| wanted.contains(name)).count()
        };
        let mut best = (Encoding::Cp437, hits(Encoding::Cp437));
        for encoding in Encoding::ALL {
            let count = hits(encoding);
            if count > best.1 {
                best = (encoding, count);
            }
        }
        (best.0 != Encoding::Cp437 && self.rename(best.0)).then_some(best.0)
    }

    /// Renames all guessed names, or none when a new name would be refused or meet another file's.
    fn rename(&mut self, encoding: Encoding) -> bool {
        let mut taken: HashSet<String> = self.entries.iter().map(|entry| entry.name.clone()).collect();
        for guessed in &self.guessed {
            taken.remove(&guessed.name);
        }
        let mut renamed = Vec::new();
        for guessed in &self.guessed {
            let Ok(shaped) = names::shape(&encoding.decode(&guessed.raw), &Limits::default()) else {
                return false;
            };
            let Some(at) = self.position(&guessed.name) else { return false };
            if shaped.folder || !taken.insert(shaped.name.clone()) {
                return false;
            }
            renamed.push((at, shaped.name));
        }
        for ((at, name), guessed) in renamed.into_iter().zip(&mut self.guessed) {
            guessed.name.clone_from(&name);
            if let Some(entry) = self.entries.get_mut(at) {
                entry.name = name;
            }
        }
        self.entries.sort_by(|a: &Entry, b| a.name.cmp(&b.name));
        self.folded.take();
        true
    }

    fn position(&self, name: &str) -> Option<usize> {
        self.entries.binary_search_by(|entry| entry.name.as_str().cmp(name)).ok()
    }
}

fn comparable(name: &str) -> String {
    let decoded = percent_decode_str(name).decode_utf8_lossy();
    decoded.replace('\\', "/").trim_start_matches("./").nfc().collect()
}
