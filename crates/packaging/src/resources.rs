//! `resources`: what items launch, with files and dependencies checked against the package.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::course::{Resource, ResourceKind};
use crate::limits::ADDRESS_BYTES;
use crate::warning::{Code, Warnings};
use crate::xml::Element;
use crate::xml_base::{Base, References};

/// Every resource of a manifest and its sub-manifests by identifier.
#[derive(Debug, Default)]
pub(crate) struct Resources {
    by_identifier: BTreeMap<String, Entry>,
    /// Lower case to identifier, for references in the wrong case.
    folded: BTreeMap<String, String>,
    /// Identifiers in the order of the file.
    order: Vec<String>,
}

#[derive(Debug)]
struct Entry {
    resource: Option<Arc<Resource>>,
    says_type: bool,
    line: u32,
}

/// What an `identifierref` leads to.
pub(crate) enum Reference {
    Found(Arc<Resource>),
    NoHref,
    Dangling,
}

impl Resources {
    /// Adds the resources of one manifest, whose base is `base`.
    pub(crate) fn add(
        &mut self,
        manifest: &Element,
        base: &Base,
        references: &References<'_>,
        warnings: &mut Warnings,
    ) {
        for resources in manifest.all("resources") {
            let base = references.base(base, resources.xml_base(), resources.line, warnings);
            for element in resources.all("resource") {
                self.resource(element, &base, references, warnings);
            }
        }
    }

    fn resource(
        &mut self,
        element: &Element,
        base: &Base,
        references: &References<'_>,
        warnings: &mut Warnings,
    ) {
        let line = element.line;
        let identifier = match element.attribute("identifier").map(str::trim).unwrap_or_default() {
            "" => {
                let made = format!("resource-{}", self.order.len() + 1);
                warnings.at(
                    Code::MissingIdentifier,
                    line,
                    format!("a resource has no identifier; it is `{made}`"),
                );
                made
            }
            identifier => identifier.to_owned(),
        };
        if self.by_identifier.contains_key(&identifier) {
            warnings.at(
                Code::DuplicateIdentifier,
                line,
                format!("the resource `{identifier}` is defined twice"),
            );
            return;
        }
        let base = references.base(base, element.xml_base(), line, warnings);
        let href = element.attribute("href").map(str::trim).filter(|href| !href.is_empty());
        let target = href.and_then(|href| references.target(&base, href, line, warnings));
        let target = target.filter(|target| {
            let fits = target.address.len() <= ADDRESS_BYTES;
            if !fits {
                let text = format!("the address of the resource `{identifier}` is far too long");
                warnings.at(Code::MissingHref, line, text);
            }
            fits
        });
        let mut files: BTreeSet<String> = target.iter().filter_map(|target| target.file.clone()).collect();
        let mut missing = BTreeSet::new();
        for file in element.all("file") {
            let base = references.base(&base, file.xml_base(), file.line, warnings);
            let Some(href) = file.attribute("href").map(str::trim).filter(|href| !href.is_empty()) else {
                continue;
            };
            let Some(found) = references.target(&base, href, file.line, warnings) else { continue };
            match found.file {
                Some(name) => _ = files.insert(name),
                None if found.inside && missing.insert(found.address.clone()) => {
                    warnings.at(
                        Code::MissingFile,
                        file.line,
                        format!("the listed file `{href}` is not in the package"),
                    );
                }
                None => {}
            }
        }
        let says_type = element.attribute("scormtype");
        let kind = match says_type.map(|kind| kind.trim().to_ascii_lowercase()).as_deref() {
            Some("asset") => ResourceKind::Asset,
            Some("sco" | "") | None => ResourceKind::Sco,
            Some(other) => {
                warnings.at(Code::UnknownWord, line, format!("`{other}` is neither `sco` nor `asset`"));
                ResourceKind::Sco
            }
        };
        let resource = target.map(|target| {
            if !target.inside {
                let text = format!("`{}` lies on another server", target.address);
                warnings.at(Code::AbsoluteAddress, line, text);
            } else if target.file.is_none() && missing.insert(target.address.clone()) {
                let text = format!("the page `{}` is not in the package", target.address);
                warnings.at(Code::MissingFile, line, text);
            }
            Arc::new(Resource {
                identifier: identifier.clone(),
                kind,
                href: target.address,
                launch_file: target.file,
                files: files.into_iter().collect(),
            })
        });
        self.folded.entry(identifier.to_lowercase()).or_insert_with(|| identifier.clone());
        self.order.push(identifier.clone());
        let says_type = says_type.is_some_and(|kind| !kind.trim().is_empty());
        self.by_identifier.insert(identifier, Entry { resource, says_type, line });
    }

    /// Warns of dependencies on nothing. For all manifests at the end, since they may refer to each other.
    pub(crate) fn check_dependencies(&self, manifest: &Element, warnings: &mut Warnings) {
        for resource in manifest.all("resources").flat_map(|resources| resources.all("resource")) {
            for dependency in resource.all("dependency") {
                let name = dependency.attribute("identifierref").map(str::trim).unwrap_or_default();
                if !name.is_empty() && !self.by_identifier.contains_key(name) {
                    let text = format!("a dependency names the resource `{name}`, which does not exist");
                    warnings.at(Code::DanglingDependency, dependency.line, text);
                }
            }
        }
    }

    /// The resource that an item in that line refers to.
    pub(crate) fn find(&self, name: &str, line: u32, warnings: &mut Warnings) -> Reference {
        let entry = self.by_identifier.get(name).or_else(|| {
            let identifier = self.folded.get(&name.to_lowercase())?;
            let text = format!("`{name}` is the resource `{identifier}`");
            warnings.at(Code::IdentifierCase, line, text);
            self.by_identifier.get(identifier)
        });
        let Some(entry) = entry else { return Reference::Dangling };
        let Some(resource) = &entry.resource else { return Reference::NoHref };
        if !entry.says_type {
            let text =
                format!("the resource `{}` has no scormType; it is taken as a SCO", resource.identifier);
            warnings.at(Code::MissingScormType, entry.line, text);
        }
        Reference::Found(Arc::clone(resource))
    }

    /// The first resource that says it is a SCO, else the first that can be launched at all.
    pub(crate) fn first_launchable(&self) -> Option<Arc<Resource>> {
        let entries = || self.order.iter().filter_map(|identifier| self.by_identifier.get(identifier));
        let sco = entries().filter(|entry| entry.says_type).filter_map(|entry| entry.resource.as_ref());
        sco.filter(|resource| resource.kind == ResourceKind::Sco)
            .chain(entries().filter_map(|entry| entry.resource.as_ref()))
            .next()
            .map(Arc::clone)
    }
}
