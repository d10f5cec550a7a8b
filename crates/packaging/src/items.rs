//! `item` elements: the activities, with everything the manifest says about each.

use std::collections::{BTreeMap, BTreeSet};

use cmi::{Edition, LaunchData};
use sequencing::definition::SequencingDefinition;

use crate::course::{DataMap, Item};
use crate::launch_data;
use crate::limits::TREE_DEPTH;
use crate::organizations;
use crate::prerequisites::{self, Prerequisites};
use crate::resources::{Reference, Resources};
use crate::sequencing_xml::SequencingReader;
use crate::values;
use crate::warning::{Code, Warnings};
use crate::xml::Element;

/// Reads the items of one organization after the other.
pub(crate) struct ItemReader<'a, 'w> {
    pub(crate) edition: Edition,
    pub(crate) resources: &'a Resources,
    pub(crate) submanifests: &'a BTreeMap<String, &'a Element>,
    pub(crate) sequencing: SequencingReader<'a>,
    pub(crate) warnings: &'w mut Warnings,
    /// Items that may still be made: sub-manifests that take each other in twice would double without end.
    pub(crate) left: usize,
    /// Sub-manifests that are being read, by their place in the text.
    open: Vec<usize>,
    /// How deep the items lie that are being read.
    depth: usize,
    /// Identifiers in use, and the number that the next duplicate gets.
    taken: BTreeMap<String, usize>,
}

impl<'a, 'w> ItemReader<'a, 'w> {
    pub(crate) fn new(
        edition: Edition,
        resources: &'a Resources,
        submanifests: &'a BTreeMap<String, &'a Element>,
        sequencing: SequencingReader<'a>,
        warnings: &'w mut Warnings,
        left: usize,
    ) -> Self {
        let (open, depth, taken) = (Vec::new(), 0, BTreeMap::new());
        Self { edition, resources, submanifests, sequencing, warnings, left, open, depth, taken }
    }

    /// Identifiers are unique within an organization, not across them.
    pub(crate) fn begin_organization(&mut self) {
        self.taken.clear();
    }

    /// The items directly below an element, prerequisites checked against all of the tree.
    pub(crate) fn items(&mut self, organization: &'a Element) -> Vec<Item> {
        let items = self.children(organization);
        self.check_prerequisites(&items);
        items
    }

    /// How the activity is sequenced, and what it hands to the data model.
    pub(crate) fn activity(&mut self, element: &'a Element) -> (SequencingDefinition, LaunchData) {
        let (sequencing, time_limit) = self.sequencing.read(element, self.warnings);
        let launch_data = launch_data::read(element, self.edition, &sequencing, time_limit, self.warnings);
        (sequencing, launch_data)
    }

    /// The element's identifier, trimmed and made unique.
    pub(crate) fn identifier(&mut self, element: &Element, what: &str) -> String {
        let written = element.attribute("identifier").unwrap_or_default();
        let mut identifier = written.trim().to_owned();
        if identifier.is_empty() {
            identifier = format!("{what}-{}", element.line);
            let text = format!("an {what} has no identifier; it is `{identifier}`");
            self.warnings.at(Code::MissingIdentifier, element.line, text);
        } else if identifier != written {
            let text = format!("white space around the identifier `{identifier}` is ignored");
            self.warnings.at(Code::UntrimmedIdentifier, element.line, text);
        }
        let unique = self.unique(&identifier);
        if unique != identifier {
            let text = format!("the identifier `{identifier}` is used twice; this one is `{unique}`");
            self.warnings.at(Code::DuplicateIdentifier, element.line, text);
        }
        unique
    }

    /// The identifier, with a number behind it when it is taken.
    fn unique(&mut self, identifier: &str) -> String {
        let Some(mut next) = self.taken.get(identifier).copied() else {
            self.taken.insert(identifier.to_owned(), 2);
            return identifier.to_owned();
        };
        let unique = loop {
            let candidate = format!("{identifier}-{next}");
            next += 1;
            if !self.taken.contains_key(&candidate) {
                break candidate;
            }
        };
        self.taken.insert(identifier.to_owned(), next);
        self.taken.insert(unique.clone(), 2);
        unique
    }

    pub(crate) fn title(&mut self, element: &Element, identifier: &str) -> String {
        let title = element.first("title").and_then(crate::metadata::text_below);
        let title = title.map(|title| title.split_whitespace().collect::<Vec<_>>().join(" "));
        title.unwrap_or_else(|| {
            self.warnings.at(Code::MissingTitle, element.line, format!("`{identifier}` has no title"));
            identifier.to_owned()
        })
    }

    fn children(&mut self, element: &'a Element) -> Vec<Item> {
        if self.depth == TREE_DEPTH {
            return self.all_below(element);
        }
        self.depth += 1;
        let mut items = Vec::new();
        for child in element.all("item") {
            if self.left == 0 {
                break;
            }
            self.left -= 1;
            items.push(self.item(child));
        }
        self.depth -= 1;
        items
    }

    /// What lies too deep, one after the other: whatever can be launched is kept.
    fn all_below(&mut self, element: &'a Element) -> Vec<Item> {
        let mut items = Vec::new();
        let mut waiting: Vec<&Element> = element.all("item").collect();
        if let Some(first) = waiting.first() {
            let text =
                format!("items more than {TREE_DEPTH} deep stand side by side below the last that is not");
            self.warnings.at(Code::TooDeep, first.line, text);
        }
        waiting.reverse();
        while let Some(element) = waiting.pop().filter(|_| self.left > 0) {
            self.left -= 1;
            let mut item = self.alone(element);
            if let Some(reference) = reference(element) {
                self.refer(&mut item, reference);
            }
            items.extend(item.resource.is_some().then_some(item));
            let from = waiting.len();
            waiting.extend(element.all("item"));
            waiting[from..].reverse();
        }
        items
    }

    fn item(&mut self, element: &'a Element) -> Item {
        let mut item = self.alone(element);
        item.children = self.children(element);
        match reference(element) {
            Some(reference) => self.refer(&mut item, reference),
            None if item.children.is_empty() => {
                let text = format!("the item `{}` has neither children nor a resource", item.identifier);
                self.warnings.at(Code::NothingToLaunch, item.line, text);
            }
            None => {}
        }
        if item.resource.is_some() && !item.children.is_empty() {
            self.split(&mut item);
        }
        item
    }

    /// The item without what it refers to and without its children.
    fn alone(&mut self, element: &'a Element) -> Item {
        let line = element.line;
        let identifier = self.identifier(element, "item");
        let (sequencing, launch_data) = self.activity(element);
        Item {
            title: self.title(element, &identifier),
            is_visible: values::flag(element, "isvisible", true, self.warnings),
            parameters: element.attribute("parameters").map(str::trim).unwrap_or_default().to_owned(),
            prerequisites: self.prerequisites(element),
            launch_data,
            data_maps: self.data_maps(element),
            sequencing,
            children: Vec::new(),
            line,
            resource: None,
            identifier,
        }
    }

    fn refer(&mut self, item: &mut Item, reference: &str) {
        if let Some(manifest) = self.submanifests.get(reference).copied() {
            return self.take_in(item, manifest);
        }
        match self.resources.find(reference, item.line, self.warnings) {
            Reference::Found(resource) => item.resource = Some(resource),
            Reference::NoHref => {
                let text =
                    format!("the resource `{reference}` of the item `{}` has no href", item.identifier);
                self.warnings.at(Code::MissingHref, item.line, text);
            }
            Reference::Dangling => {
                let text = format!(
                    "the item `{}` names the resource `{reference}`, which does not exist",
                    item.identifier
                );
                self.warnings.at(Code::DanglingReference, item.line, text);
            }
        }
    }

    /// The items of a sub-manifest's organization become children of the item that names it.
    fn take_in(&mut self, item: &mut Item, manifest: &'a Element) {
        if self.open.contains(&manifest.span.start) {
            let text = format!("the item `{}` takes in the manifest it is part of", item.identifier);
            self.warnings.at(Code::DanglingReference, item.line, text);
            return;
        }
        if self.depth == TREE_DEPTH {
            let text = format!("the manifest that the item `{}` takes in lies too deep", item.identifier);
            self.warnings.at(Code::TooDeep, item.line, text);
            return;
        }
        self.open.push(manifest.span.start);
        if let Some(organization) = organizations::default_element(manifest) {
            let children = self.children(organization);
            item.children.extend(children);
        }
        self.open.pop();
    }

    /// An activity is a cluster or it is launched, never both: what such an item launches becomes its first child.
    fn split(&mut self, item: &mut Item) {
        let leaf = Item {
            identifier: self.unique(&item.identifier),
            children: Vec::new(),
            sequencing: SequencingDefinition::default(),
            prerequisites: None,
            resource: item.resource.take(),
            title: item.title.clone(),
            launch_data: item.launch_data.clone(),
            data_maps: std::mem::take(&mut item.data_maps),
            parameters: std::mem::take(&mut item.parameters),
            is_visible: item.is_visible,
            line: item.line,
        };
        let text =
            format!("`{}` has children and a resource; the resource is its first child", item.identifier);
        self.warnings.at(Code::ClusterWithResource, item.line, text);
        item.children.insert(0, leaf);
    }

    fn prerequisites(&mut self, element: &Element) -> Option<Prerequisites> {
        let found = element.first("prerequisites").filter(|p| !p.text().is_empty())?;
        let text = found.text().to_owned();
        let expression = match prerequisites::read(&text) {
            Ok(None) => return None,
            Ok(Some(read)) => {
                if read.words {
                    let text = format!("words in place of & | ~ in the prerequisites `{text}`");
                    self.warnings.at(Code::WordOperator, found.line, text);
                }
                Some(read.expression)
            }
            Err(broken) => {
                let text = format!("the prerequisites `{text}` cannot be read: {broken}");
                self.warnings.at(Code::Prerequisites, found.line, text);
                None
            }
        };
        Some(Prerequisites { text, expression })
    }

    fn check_prerequisites(&mut self, items: &[Item]) {
        let mut identifiers = BTreeSet::new();
        let mut wanted = Vec::new();
        crate::course::walk(items, 0, &mut |item, _| {
            identifiers.insert(item.identifier.as_str());
            if let Some(Prerequisites { expression: Some(expression), .. }) = &item.prerequisites {
                expression.items(&mut |name| wanted.push((item.line, name)));
            }
        });
        for (line, name) in wanted {
            if !identifiers.contains(name) {
                let text = format!("prerequisites name the item `{name}`, which does not exist");
                self.warnings.at(Code::UnknownPrerequisite, line, text);
            }
        }
    }

    /// `adlcp:data` (4th Edition, CAM 3.4.1.16).
    fn data_maps(&mut self, element: &Element) -> Vec<DataMap> {
        let mut maps: Vec<DataMap> = Vec::new();
        let Some(data) = element.first("data") else { return maps };
        for map in values::parts(data, "map", self.warnings) {
            let Some(target_id) = values::uri(map.attribute("targetID")) else {
                self.warnings.at(Code::Value, map.line, "a shared data map has no targetID; it is left out");
                continue;
            };
            if maps.iter().any(|m| m.target_id == target_id) {
                let text = format!("the shared data `{target_id}` is mapped twice");
                self.warnings.at(Code::Value, map.line, text);
                continue;
            }
            maps.push(DataMap {
                target_id,
                read: values::flag(map, "readSharedData", true, self.warnings),
                write: values::flag(map, "writeSharedData", true, self.warnings),
            });
        }
        maps
    }
}

fn reference(element: &Element) -> Option<&str> {
    element.attribute("identifierref").map(str::trim).filter(|reference| !reference.is_empty())
}
