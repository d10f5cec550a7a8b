//! `imsss:sequencing` and its extensions.

use sequencing::definition::SequencingDefinition;

use crate::warning::Warnings;
use crate::xml::Element;

pub(crate) struct SequencingReader<'a> {
    collections: Vec<&'a Element>,
}

impl<'a> SequencingReader<'a> {
    pub(crate) fn new(manifests: impl Iterator<Item = &'a Element>) -> Self {
        Self { collections: manifests.collect() }
    }

    pub(crate) fn read(&self, _element: &Element, _warnings: &mut Warnings) -> SequencingDefinition {
        let _ = self.collections.len();
        SequencingDefinition::default()
    }
}
