//! The launches and instances of a registration.

use std::collections::BTreeMap;

use platform::{InstanceNumber, LaunchId};
use store::{InstanceKey, Store, instances::Instance, launches::Launch};

use super::ShownRegistration;

/// Launches with the instances they belong to.
#[derive(Clone, Debug)]
pub struct LaunchesPage {
    /// All instances, first to latest.
    pub instances: Vec<Instance>,
    /// Launches in the order they were asked for, those that never started as well.
    pub launches: Vec<Launch>,
    /// Behind which launch the page of earlier ones begins.
    pub earlier: Option<LaunchId>,
}

impl LaunchesPage {
    /// The number of the instance that a launch played.
    #[must_use]
    pub fn instance_of(&self, launch: &Launch) -> Option<InstanceNumber> {
        let numbers: BTreeMap<InstanceKey, InstanceNumber> =
            self.instances.iter().map(|instance| (instance.key, instance.number)).collect();
        launch.instance.and_then(|key| numbers.get(&key).copied())
    }
}

/// The last `limit` launches of a registration, or the last of those before `before`.
///
/// # Errors
/// When the database cannot be read.
pub async fn registration_launches(
    store: &Store,
    shown: &ShownRegistration,
    before: Option<LaunchId>,
    limit: u32,
) -> Result<LaunchesPage, store::Error> {
    let mut tx = store.begin_read().await?;
    let key = shown.registration.key;
    let mut launches = store::launches::list_of_registration(&mut tx, key, before, limit + 1).await?;
    let is_more = launches.len() > limit as usize;
    launches.truncate(limit as usize);
    let earlier = launches.last().map(|launch| launch.id).filter(|_| is_more);
    launches.reverse();
    Ok(LaunchesPage { instances: store::instances::list(&mut tx, key).await?, launches, earlier })
}
