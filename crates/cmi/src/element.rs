//! Names of elements, and what tables say of them.

/// What content may do with an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    Both,
    Read,
    Write,
}

/// One element of a data model. `n` in the name stands for an index.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Element<K: 'static> {
    pub(crate) name: &'static str,
    pub(crate) access: Access,
    pub(crate) kind: K,
}

pub(crate) const fn both<K>(name: &'static str, kind: K) -> Element<K> {
    Element { name, access: Access::Both, kind }
}

pub(crate) const fn read<K>(name: &'static str, kind: K) -> Element<K> {
    Element { name, access: Access::Read, kind }
}

pub(crate) const fn write<K>(name: &'static str, kind: K) -> Element<K> {
    Element { name, access: Access::Write, kind }
}

/// Longer names are none.
const NAME_MAX: usize = 4096;

/// A name taken apart: `cmi.objectives.2.score.raw` has the shape `cmi.objectives.n.score.raw`, lies in the third
/// record of the list `cmi.objectives`, and is `score.raw` there.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Name {
    pub(crate) shape: String,
    pub(crate) lists: Vec<(String, usize)>,
    pub(crate) leaf: String,
}

impl Name {
    pub(crate) fn parse(name: &str) -> Option<Self> {
        if name.is_empty() || name.len() > NAME_MAX {
            return None;
        }
        let mut parsed = Self::default();
        for part in name.split('.') {
            if !parsed.shape.is_empty() {
                parsed.shape.push('.');
            }
            if let Some(index) = index(part) {
                parsed.shape.push('n');
                parsed.lists.push((std::mem::take(&mut parsed.leaf), index));
            } else if part.is_empty() || part == "n" {
                return None;
            } else {
                parsed.shape.push_str(part);
                if !parsed.leaf.is_empty() {
                    parsed.leaf.push('.');
                }
                parsed.leaf.push_str(part);
            }
        }
        Some(parsed)
    }

    /// The last part, where it is one that content only reads, with the shape before it.
    pub(crate) fn keyword(&self) -> Option<(&str, &'static str)> {
        let (before, last) = self.shape.rsplit_once('.')?;
        ["_children", "_count", "_version"].into_iter().find(|k| *k == last).map(|k| (before, k))
    }
}

/// Digits alone, without zeros in front. One too large for memory is one beyond every count.
fn index(part: &str) -> Option<usize> {
    let plain = part.bytes().all(|b| b.is_ascii_digit()) && !part.is_empty();
    (plain && (part.len() == 1 || !part.starts_with('0'))).then(|| part.parse().unwrap_or(usize::MAX))
}
