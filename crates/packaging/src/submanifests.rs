//! Manifests inside the manifest (IMS Content Packaging 1.1.4, 4.2): resources they define, organizations that
//! an item can take in by naming them.

use std::collections::BTreeMap;

use crate::warning::Warnings;
use crate::xml::Element;
use crate::xml_base::{Base, References};

/// A manifest and where its references start.
#[derive(Debug, Clone)]
pub(crate) struct Scope<'a> {
    pub(crate) manifest: &'a Element,
    pub(crate) base: Base,
}

/// The root manifest and all below it, the root first.
pub(crate) fn scopes<'a>(
    root: &'a Element,
    base: &Base,
    references: &References<'_>,
    warnings: &mut Warnings,
) -> Vec<Scope<'a>> {
    let mut scopes =
        vec![Scope { manifest: root, base: references.base(base, root.xml_base(), root.line, warnings) }];
    let mut at = 0;
    while at < scopes.len() {
        let Scope { manifest, base } = scopes[at].clone();
        for inner in manifest.all("manifest") {
            let base = references.base(&base, inner.xml_base(), inner.line, warnings);
            scopes.push(Scope { manifest: inner, base });
        }
        at += 1;
    }
    scopes
}

/// Sub-manifests by identifier, the first of each.
pub(crate) fn by_identifier<'a>(scopes: &[Scope<'a>]) -> BTreeMap<String, &'a Element> {
    let mut found = BTreeMap::new();
    for scope in scopes.iter().skip(1) {
        if let Some(identifier) = scope.manifest.attribute("identifier") {
            found.entry(identifier.trim().to_owned()).or_insert(scope.manifest);
        }
    }
    found
}
