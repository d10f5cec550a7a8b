//! Both sides compared: what only one of them has.

use std::collections::HashSet;
use std::time::Duration;

use lyceum_client::RegistrationId;
use lyceum_client::wire::request::{ListCourses, ListRegistrations};

use crate::Campus;
use crate::doing::{Failed, go_on, take_result};
use crate::records::{courses, events, registrations};

/// What is younger may be in the making.
const GRACE: Duration = Duration::from_secs(10 * 60);

/// Refreshes all results, makes what the cloud lost anew, and deletes there what nobody here knows.
pub(crate) async fn both_sides(campus: &Campus) -> Result<(), Failed> {
    take_result::refresh_all(campus, None, None).await?;
    lost_courses(campus).await?;
    let ours = all_confirmed(campus).await?;
    let what = ListRegistrations::default();
    let differences = campus.cloud().registrations().compare(&what, &ours, GRACE).await?;
    for id in &differences.only_here {
        take_result::lose(campus, id.as_str()).await?;
    }
    for there in &differences.only_there {
        // The application may be shared: only registrations in courses of ours are ours to delete. One that is written
        // down here is in the making, was confirmed meanwhile, or is deleted by somebody else.
        let is_stray = {
            let mut tx = campus.records().begin_read().await?;
            courses::find_by_id(&mut tx, &there.course_id).await?.is_some()
                && registrations::find_by_id(&mut tx, &there.id).await?.is_none()
        };
        if let (true, Ok(id)) = (is_stray, RegistrationId::new(there.id.as_str())) {
            go_on(delete_stray(campus, &id).await, "delete a registration that is nobody's", id.as_str())?;
        }
    }
    Ok(())
}

async fn delete_stray(campus: &Campus, id: &RegistrationId) -> Result<(), Failed> {
    campus.cloud().registrations().delete(id).await?;
    let now = campus.now();
    sql::transact!(campus.records(), |tx| {
        Ok(events::insert(tx, "Campus", "registration.unknown", id.as_str(), "", now).await?)
    })
}

/// A course that the cloud does not have cannot be launched: its authors are to bring it again. Courses that only the
/// cloud has may be those of another program; the ids of ours are written down before they get there.
async fn lost_courses(campus: &Campus) -> Result<(), Failed> {
    let ours = {
        let mut tx = campus.records().begin_read().await?;
        courses::ready(&mut tx).await?
    };
    let there = campus.cloud().courses().list(&ListCourses::default()).await?;
    let there: HashSet<&str> = there.iter().map(|course| course.id.as_str()).collect();
    let now = campus.now();
    for course in ours.iter().filter(|course| !there.contains(course.id.as_str())) {
        let noted: Result<(), Failed> = sql::transact!(campus.records(), |tx| {
            if courses::set_lost(tx, course.key).await? {
                events::insert(tx, "Campus", "course.lost", &course.title, &course.id, now).await?;
            }
            Ok(())
        });
        noted?;
    }
    Ok(())
}

async fn all_confirmed(campus: &Campus) -> Result<HashSet<RegistrationId>, Failed> {
    let mut ours = HashSet::new();
    let mut after = 0;
    loop {
        let page = {
            let mut tx = campus.records().begin_read().await?;
            registrations::page(&mut tx, after).await?
        };
        let Some(last) = page.last() else { return Ok(ours) };
        after = last.key;
        ours.extend(page.iter().filter_map(|found| RegistrationId::new(found.id.as_str()).ok()));
    }
}
