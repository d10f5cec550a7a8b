//! `organizations`: the trees that can be played, and which one is.

use crate::course::{Item, Organization};
use crate::items::ItemReader;
use crate::values::flag;
use crate::warning::Code;
use crate::xml::Element;

/// What became of the `organizations` element.
pub(crate) struct Organizations {
    pub(crate) all: Vec<Organization>,
    /// The elements they were read from, in the same order.
    pub(crate) elements: Vec<usize>,
    pub(crate) default: usize,
}

/// Reads every organization that has something to launch.
pub(crate) fn read<'a>(manifest: &'a Element, reader: &mut ItemReader<'a, '_>) -> Organizations {
    let mut found = Organizations { all: Vec::new(), elements: Vec::new(), default: 0 };
    let elements: Vec<&Element> = elements(manifest).collect();
    for (at, element) in elements.iter().enumerate() {
        let organization = organization(element, reader);
        let mut launchable = false;
        organization.walk(&mut |item, _| launchable |= item.resource.is_some());
        if launchable {
            found.all.push(organization);
            found.elements.push(at);
        } else {
            let text = format!("the organization `{}` has nothing to launch", organization.identifier);
            reader.warnings.at(Code::EmptyOrganization, element.line, text);
        }
    }
    if found.all.is_empty() {
        return found;
    }
    let wanted = manifest.first("organizations").and_then(|o| o.attribute("default")).map(str::trim);
    let line = manifest.first("organizations").map_or(manifest.line, |o| o.line);
    let at = wanted.and_then(|wanted| found.all.iter().position(|o| o.identifier == wanted));
    found.default = at.unwrap_or(0);
    let first = &found.all[found.default].identifier;
    let warnings = &mut *reader.warnings;
    match (at, wanted) {
        (Some(_), _) => {}
        (None, None | Some("")) => {
            warnings.at(
                Code::DefaultOrganization,
                line,
                format!("no default organization is named; `{first}` is used"),
            );
        }
        (None, Some(wanted)) => {
            let text = format!("the default organization `{wanted}` does not exist; `{first}` is used");
            warnings.at(Code::DefaultOrganization, line, text);
        }
    }
    if found.all.len() > 1 {
        let text = format!("`{first}` is played, {} other organizations are not", found.all.len() - 1);
        warnings.at(Code::SeveralOrganizations, line, text);
    }
    found
}

/// The organization elements in the order of the file.
pub(crate) fn elements(manifest: &Element) -> impl Iterator<Item = &Element> {
    manifest.all("organizations").flat_map(|organizations| organizations.all("organization"))
}

/// The organization of a sub-manifest that an item takes in.
pub(crate) fn default_element(manifest: &Element) -> Option<&Element> {
    let wanted = manifest.first("organizations")?.attribute("default").map(str::trim).unwrap_or_default();
    let named = elements(manifest).find(|o| o.attribute("identifier").is_some_and(|id| id.trim() == wanted));
    named.or_else(|| elements(manifest).next())
}

fn organization<'a>(element: &'a Element, reader: &mut ItemReader<'a, '_>) -> Organization {
    reader.begin_organization();
    let identifier = reader.identifier(element, "organization");
    let (sequencing, launch_data) = reader.activity(element);
    Organization {
        title: reader.title(element, &identifier),
        items: reader.items(element),
        sequencing,
        launch_data,
        // CAM 5.1.1 and 3.4.1.2: true when not said.
        objectives_global_to_system: flag(element, "objectivesGlobalToSystem", true, reader.warnings),
        shared_data_global_to_system: flag(element, "sharedDataGlobalToSystem", true, reader.warnings),
        identifier,
    }
}

/// A tree of one item, for a manifest that has resources and no usable organization.
pub(crate) fn made_from(item: Item) -> Organization {
    Organization {
        identifier: "organization-1".to_owned(),
        title: item.title.clone(),
        items: vec![item],
        objectives_global_to_system: true,
        shared_data_global_to_system: true,
        ..Organization::default()
    }
}
