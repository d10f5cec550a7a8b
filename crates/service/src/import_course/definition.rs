//! From the course of a manifest to the definition that the engine plays.

use packaging::{Course, Expression, Item, Organization};
use runtime::{Activity, DataMap, Definition, ItemStatus, Prerequisite, Resource, ResourceKind};

/// The organization that is played as activities in preorder.
pub(super) fn definition(course: &Course) -> Definition {
    let organization = course.organization();
    let mut activities = vec![root(course, organization)];
    add(&organization.items, 0, &mut activities);
    Definition {
        edition: course.edition,
        title: course.title.clone(),
        activities,
        objectives_global_to_system: organization.objectives_global_to_system,
        shared_data_global_to_system: organization.shared_data_global_to_system,
    }
}

fn root(course: &Course, organization: &Organization) -> Activity {
    let mut taken = false;
    organization.walk(&mut |item, _| taken |= item.identifier == organization.identifier);
    // Activities are found by their identifier; an item of the same name is what an author means by it.
    let suffix = if taken { "-root" } else { "" };
    Activity {
        identifier: format!("{}{suffix}", organization.identifier),
        title: if organization.title.is_empty() { course.title.clone() } else { organization.title.clone() },
        parent: None,
        children: Vec::new(),
        resource: None,
        visible: true,
        sequencing: organization.sequencing.clone(),
        launch_data: organization.launch_data.clone(),
        prerequisites: None,
        data_maps: Vec::new(),
    }
}

/// Depth is bounded by the manifest's limit on nesting.
fn add(items: &[Item], parent: usize, activities: &mut Vec<Activity>) {
    for item in items {
        let index = activities.len();
        activities[parent].children.push(index);
        activities.push(activity(item, parent));
        add(&item.children, index, activities);
    }
}

fn activity(item: &Item, parent: usize) -> Activity {
    let kind = item.resource.as_ref().map(|resource| match resource.kind {
        packaging::ResourceKind::Sco => ResourceKind::Sco,
        packaging::ResourceKind::Asset => ResourceKind::Asset,
    });
    Activity {
        identifier: item.identifier.clone(),
        title: item.title.clone(),
        parent: Some(parent),
        children: Vec::new(),
        resource: kind.zip(item.launch_address()).map(|(kind, href)| Resource { kind, href }),
        visible: item.is_visible,
        sequencing: item.sequencing.clone(),
        launch_data: item.launch_data.clone(),
        prerequisites: item.prerequisites.as_ref().and_then(|p| p.expression.as_ref()).map(prerequisite),
        data_maps: item
            .data_maps
            .iter()
            .map(|map| DataMap { target_id: map.target_id.clone(), read: map.read, write: map.write })
            .collect(),
    }
}

fn prerequisite(expression: &Expression) -> Prerequisite {
    let all = |parts: &[Expression]| parts.iter().map(prerequisite).collect();
    match expression {
        Expression::Done(item) => Prerequisite::Done(item.clone()),
        Expression::Is(item, status) => Prerequisite::Is(item.clone(), item_status(*status)),
        Expression::IsNot(item, status) => Prerequisite::IsNot(item.clone(), item_status(*status)),
        Expression::Not(inner) => Prerequisite::Not(Box::new(prerequisite(inner))),
        Expression::All(parts) => Prerequisite::All(all(parts)),
        Expression::Any(parts) => Prerequisite::Any(all(parts)),
        Expression::AtLeast(count, parts) => Prerequisite::AtLeast(*count, all(parts)),
    }
}

fn item_status(status: packaging::ItemStatus) -> ItemStatus {
    match status {
        packaging::ItemStatus::Passed => ItemStatus::Passed,
        packaging::ItemStatus::Completed => ItemStatus::Completed,
        packaging::ItemStatus::Browsed => ItemStatus::Browsed,
        packaging::ItemStatus::Failed => ItemStatus::Failed,
        packaging::ItemStatus::NotAttempted => ItemStatus::NotAttempted,
        packaging::ItemStatus::Incomplete => ItemStatus::Incomplete,
    }
}

/// Leaves only the organization or item of that identifier (`itemid`). `false`: there is none.
pub(super) fn keep_only(course: &mut Course, identifier: &str) -> bool {
    let identifier = identifier.trim();
    if let Some(at) = course.organizations.iter().position(|o| o.identifier == identifier) {
        course.default_organization = at;
        course.title.clone_from(&course.organizations[at].title);
        return true;
    }
    for (at, organization) in course.organizations.iter_mut().enumerate() {
        if let Some(item) = take(&mut organization.items, identifier) {
            course.default_organization = at;
            course.title.clone_from(&item.title);
            organization.items = vec![item];
            return true;
        }
    }
    false
}

fn take(items: &mut Vec<Item>, identifier: &str) -> Option<Item> {
    if let Some(at) = items.iter().position(|item| item.identifier == identifier) {
        return Some(items.swap_remove(at));
    }
    items.iter_mut().find_map(|item| take(&mut item.children, identifier))
}

#[cfg(test)]
mod hostile;
