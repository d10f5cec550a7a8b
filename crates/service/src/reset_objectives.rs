//! Forgets the objectives that activities of a registration's course share, here and, where the course lets them outlive
//! it, wherever the learner took them.

use cloud_api::v1::values::Which;
use platform::{InstanceNumber, Timestamp};
use runtime::{Attempt, Entry, EntryKind};
use store::{
    AppKey, LearnerScope, Store, Tx, instances::Instance, launches::Launch, registrations::Registration,
};

use crate::{
    change::{Change, Manner, NotesStored, Prepared, Target},
    find_registration::{FindRegistrationError, find_registration},
    load_attempt::{Definitions, LoadError, Loaded, Tail, load_attempt},
};

/// Objectives could not be reset.
#[derive(Debug, thiserror::Error)]
pub enum ResetObjectivesError {
    /// No such registration or instance, or the database.
    #[error(transparent)]
    Find(#[from] FindRegistrationError),
    /// What is stored cannot be read.
    #[error("the state of the registration cannot be read")]
    Load(#[from] LoadError),
}

impl From<store::Error> for ResetObjectivesError {
    fn from(error: store::Error) -> Self {
        Self::Find(error.into())
    }
}

/// Resets the shared objectives of an instance, of the latest where none is named. Where the course keeps them global to
/// the system, what is known of the same objectives outside the registration goes too; those of other courses stay. While
/// the course is played the reset stands in the journal as an entry of the server, and the browser learns of it with its
/// next batch. What activities came to, and so the results, stays.
///
/// # Errors
/// See [`ResetObjectivesError`]; nothing was changed then.
pub async fn reset_objectives(
    store: &Store,
    definitions: &Definitions,
    app: AppKey,
    id: &str,
    which: Option<Which>,
    now: Timestamp,
) -> Result<(), ResetObjectivesError> {
    store::transact!(store, |tx| {
        let registration = find_registration(tx, app, id).await?;
        store::registrations::lock(tx, registration.key).await?;
        let number = match which {
            None | Some(Which::Latest) => registration.latest_instance,
            Some(Which::Number(number)) => InstanceNumber(number),
        };
        let instance = store::instances::find(tx, registration.key, number)
            .await?
            .ok_or(FindRegistrationError::NoInstance(number.0))?;
        let (instance, state) = store::instances::find_for_update(tx, instance.key)
            .await?
            .ok_or(FindRegistrationError::NoInstance(number.0))?;
        if instance.version.is_none() {
            // Nothing of it can be played any more.
            return Ok(());
        }
        let Loaded { mut attempt, mut tail } = load_attempt(tx, definitions, &instance, &state).await?;
        if attempt.definition().objectives_global_to_system {
            let scope = LearnerScope { app, learner: &registration.learner.id, scope: "" };
            for objective in attempt.shared_objectives() {
                store::global_objectives::delete_one(tx, scope, objective).await?;
            }
        }
        if attempt.shared_objectives().is_empty() {
            return Ok(());
        }
        let launch = match instance.current_launch.or(state.launch) {
            Some(launch) => store::launches::find(tx, launch).await?,
            None => None,
        };
        // Without a launch nothing was ever known.
        if let Some(launch) = launch {
            forget(tx, &registration, &instance, &launch, &mut attempt, &mut tail, now).await?;
        }
        Ok(())
    })
}

async fn forget(
    tx: &mut Tx,
    registration: &Registration,
    instance: &Instance,
    launch: &Launch,
    attempt: &mut Attempt,
    tail: &mut Tail,
    now: Timestamp,
) -> Result<(), ResetObjectivesError> {
    let mut change = Change::default();
    let entry = Entry { number: attempt.applied(), at: now, what: EntryKind::ObjectivesReset };
    if change.apply_own(attempt, entry).is_err() {
        return Ok(());
    }
    if instance.current_launch.is_none() {
        // Nobody plays: the state is all there is to change.
        let (row_version, applied) = (instance.row_version, attempt.applied());
        let (snapshot, digest) = (attempt.snapshot(), attempt.digest());
        store::instances::update_state(tx, instance.key, row_version, launch.id, applied, &snapshot, digest)
            .await?;
        return Ok(());
    }
    let manner = Manner { snapshot: true, posts: false, by_server: true };
    let noted = NotesStored { count: launch.note_count, bytes: launch.note_bytes };
    let prepared = Prepared::new(attempt, &change, tail, noted, manner, now);
    let target = Target {
        app: registration.app,
        registration: registration.key,
        instance: instance.key,
        launch: launch.id,
        row_version: instance.row_version,
    };
    // It is no sign of life. The row is locked, so that nobody was quicker.
    prepared.store(tx, &target, launch.last_seen_at.unwrap_or(now), now).await?;
    Ok(())
}
