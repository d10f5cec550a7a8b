//! The player's script begins to run: only now the launch takes the lease, gets its record and opens the course.

use std::sync::Arc;

use platform::{
    Config, InstallationKey, InstanceNumber, LaunchId, Rng, Timestamp, player_protocol::Settings,
};
use runtime::{
    Attempt, Behaviour, Edition, Entry, EntryKind, GlobalObjective, Learner, Mode, Pins, client::open_stored,
};
use store::{
    LearnerScope, Store, Tx, course_versions::CourseVersion, hourly_figures::Figures, instances::Instance,
    launches::Launch, registrations::Registration,
};

use crate::{
    behaviour_of::Attributes,
    change::{Change, Manner, NotesStored, Prepared, Target, journal_row},
    end_launch::close_launch,
    journal_agrees::journal_agrees,
    links::content_base,
    load_attempt::{Definitions, Loaded, load_attempt, restore},
    play_error::PlayError,
    player_settings::settings,
    sandbox::host_note,
    storage_key::storage_key,
};

/// What the player says when it starts.
#[derive(Clone, Debug, Default)]
pub struct StartRequest<'a> {
    /// The token of its address.
    pub token: &'a str,
    /// What browser storage kept, each under its seal.
    pub kept: Vec<Vec<u8>>,
    /// The browser.
    pub user_agent: Option<&'a str>,
}

/// What the player runs on.
#[derive(Clone, Debug)]
pub struct StartedLaunch {
    /// The launch, as its row is now.
    pub launch: Launch,
    /// Encoded definition.
    pub definition: Arc<[u8]>,
    /// Its title.
    pub title: String,
    /// Its edition.
    pub edition: Edition,
    /// Whether there is one thing to open at most.
    pub single: bool,
    /// Encoded state.
    pub state: Vec<u8>,
    /// Number of the next entry.
    pub next: u64,
    /// Digest of the state.
    pub digest: u64,
    /// Path of the course's files.
    pub content_base: String,
    /// Longest wait before ordinary entries are sent, in milliseconds.
    pub commit_millis: u32,
    /// What the page itself acts on.
    pub settings: Settings,
    /// Key of the seal over what browser storage keeps; `None` where nothing may be kept.
    pub storage_key: Option<Vec<u8>>,
    /// The launch is over.
    pub ended: bool,
}

/// What starting works with.
#[derive(Clone, Copy)]
pub struct StartContext<'a> {
    /// The database.
    pub store: &'a Store,
    /// Definitions in use.
    pub definitions: &'a Definitions,
    /// Addresses and times.
    pub config: &'a Config,
    /// What keys are derived from.
    pub installation_key: &'a InstallationKey,
    /// For the seed of random orders.
    pub rng: &'a dyn Rng,
}

/// Starts a launch, or goes on with one whose page was loaded again.
///
/// # Errors
/// See [`PlayError`].
pub async fn start_launch(
    context: StartContext<'_>,
    request: &StartRequest<'_>,
    now: Timestamp,
) -> Result<StartedLaunch, PlayError> {
    let token = platform::LaunchToken::parse(request.token).map_err(|_| PlayError::Gone)?;
    let hash = token.hash();
    // Random numbers are drawn once, whatever the number of tries.
    let seed = context.rng.next_u64();
    store::transact!(context.store, |tx| {
        let launch = store::launches::find_by_token(tx, &hash).await?.ok_or(PlayError::Gone)?;
        let played = match launch.registration {
            Some(registration) if launch.tracking => {
                // Starts of one registration wait for each other: the newest wins.
                store::registrations::lock(tx, registration).await?;
                let registration =
                    store::registrations::find_by_key(tx, registration).await?.ok_or(PlayError::Gone)?;
                // Another start of the same launch may have been the one that was waited for.
                let launch = store::launches::find(tx, launch.id).await?.ok_or(PlayError::Gone)?;
                if launch.started_at.is_some() {
                    go_on(tx, context, request, &launch, &registration, now).await?
                } else {
                    begin(tx, context, request, &launch, &registration, seed, now).await?
                }
            }
            _ => untracked(tx, context, request, &launch, seed, now).await?,
        };
        finish(tx, context, launch.id, played).await
    })
}

/// An attempt on the way to the player.
struct Played {
    attempt: Attempt,
    version: CourseVersion,
    behaviour: Behaviour,
    storage_key: Option<Vec<u8>>,
}

async fn begin(
    tx: &mut Tx,
    context: StartContext<'_>,
    request: &StartRequest<'_>,
    launch: &Launch,
    registration: &Registration,
    seed: u64,
    now: Timestamp,
) -> Result<Played, PlayError> {
    let latest = store::instances::find_latest(tx, registration.key).await?.ok_or(PlayError::Gone)?;
    let (version, is_new) = choose_version(tx, registration, &latest).await?;
    let key = if is_new {
        let number = InstanceNumber(latest.number.0 + 1);
        let storage_key = storage_key(context.installation_key, registration.key);
        let kept = Kept { sealed: &request.kept, key: &storage_key };
        leave_instance(tx, context.definitions, Some(&kept), &latest, registration, now).await?;
        store::instances::insert(tx, registration.key, number, version.key, version.number, now).await?
    } else {
        latest.key
    };
    let (instance, state) = store::instances::find_for_update(tx, key).await?.ok_or(PlayError::Gone)?;
    let attributes = Attributes::of(tx, version.key).await?;
    let Loaded { mut attempt, mut tail } = load_attempt(tx, context.definitions, &instance, &state).await?;
    let storage_key = storage_key(context.installation_key, registration.key);
    let mut row_version = instance.row_version;

    // What the window before left unsent still counts, now or never.
    if let Some(older) = instance.current_launch {
        let older = store::launches::find(tx, older).await?;
        if let Some(older) = older {
            let kept = Kept { sealed: &request.kept, key: &storage_key };
            let target = target(registration, &instance, older.id, row_version);
            if take_kept(tx, &kept, &older, &mut attempt, &mut tail, &target, now).await? {
                row_version += 1;
            }
            let target = Target { row_version, ..target };
            if close_launch(tx, &older, &mut attempt, &mut tail, &target, now).await? {
                row_version += 1;
            }
        }
    }

    // The attempt may still have the edition of the launch before.
    let definition = context.definitions.get(tx, version.key).await?.definition;
    let behaviour = attributes.behaviour(&definition);
    let (mode, credit) = attempt.next_mode(&behaviour);
    let (global_objectives, shared_data) = outside(tx, registration, attempt.definition()).await?;
    let pins = Pins {
        launch: launch.id.to_string(),
        engine: runtime::ENGINE_VERSION,
        course_version: version.number.0,
        behaviour: behaviour.clone(),
        learner: learner(registration),
        mode,
        credit,
        global_objectives,
        shared_data,
        seed,
        heartbeat_secs: heartbeat_secs(context.config),
    };
    let mut change = Change::default();
    let entry = Entry { number: 1, at: now, what: EntryKind::Launched(Box::new(pins)) };
    change.apply_own(&mut attempt, entry).map_err(|_| PlayError::Malformed)?;
    change.notes.extend(host_note(tx, launch.app, now).await?);

    let start = store::launches::Start {
        instance: Some(instance.key),
        version: version.key,
        user_agent: request.user_agent,
    };
    store::launches::update_started(tx, launch.id, &start, now).await?;
    store::instances::update_lease(tx, instance.key, Some(launch.id)).await?;
    store::registrations::update_access(tx, registration.key, version.number, now).await?;
    let manner = Manner { snapshot: true, posts: change.posts_at_once(), by_server: false };
    let prepared = Prepared::new(&attempt, &change, &mut tail, NotesStored::default(), manner, now);
    let target = target(registration, &instance, launch.id, row_version);
    if !prepared.store(tx, &target, now, now).await? {
        return Err(PlayError::Gone);
    }
    let more = Figures { launches: 1, ..Figures::default() };
    store::hourly_figures::add(tx, launch.app, now, &more).await?;
    Ok(Played { attempt, version, behaviour, storage_key: Some(storage_key) })
}

/// The page of a launch was loaded again.
async fn go_on(
    tx: &mut Tx,
    context: StartContext<'_>,
    request: &StartRequest<'_>,
    launch: &Launch,
    registration: &Registration,
    now: Timestamp,
) -> Result<Played, PlayError> {
    let instance = launch.instance.ok_or(PlayError::Gone)?;
    let (instance, state) = store::instances::find_for_update(tx, instance).await?.ok_or(PlayError::Gone)?;
    if instance.current_launch != Some(launch.id) {
        return Err(PlayError::Frozen);
    }
    let version = instance.version.ok_or(PlayError::Gone)?;
    let version = store::course_versions::find_by_key(tx, version).await?.ok_or(PlayError::Gone)?;
    let Loaded { mut attempt, mut tail } = load_attempt(tx, context.definitions, &instance, &state).await?;
    let storage_key = storage_key(context.installation_key, registration.key);
    let kept = Kept { sealed: &request.kept, key: &storage_key };
    let mut target = target(registration, &instance, launch.id, instance.row_version);
    if take_kept(tx, &kept, launch, &mut attempt, &mut tail, &target, now).await? {
        target.row_version += 1;
    }
    let was_closed = attempt.closed_by_server();
    let mut change = Change::default();
    // A sign of life. It undoes the server's close, and takes the number that an older window of this launch would give
    // to its next entry: so that one is found out, and the newest window wins.
    let entry = Entry { number: attempt.applied() + 1, at: now, what: EntryKind::Heartbeat };
    if (was_closed || !attempt.ended()) && change.apply_own(&mut attempt, entry).is_ok() {
        let manner = Manner { snapshot: true, posts: was_closed, by_server: false };
        let noted = NotesStored { count: launch.note_count, bytes: launch.note_bytes };
        let prepared = Prepared::new(&attempt, &change, &mut tail, noted, manner, now);
        if !prepared.store(tx, &target, now, now).await? {
            return Err(PlayError::Gone);
        }
    }
    let behaviour = attempt.pins().map(|pins| pins.behaviour.clone()).ok_or(PlayError::NotStarted)?;
    Ok(Played { attempt, version, behaviour, storage_key: Some(storage_key) })
}

/// A preview, or a launch that is not tracked: an attempt that no registration keeps, on its own from beginning to end.
async fn untracked(
    tx: &mut Tx,
    context: StartContext<'_>,
    request: &StartRequest<'_>,
    launch: &Launch,
    seed: u64,
    now: Timestamp,
) -> Result<Played, PlayError> {
    let registration = match launch.registration {
        Some(key) => Some(store::registrations::find_by_key(tx, key).await?.ok_or(PlayError::Gone)?),
        None => None,
    };
    let version = match (&registration, launch.version) {
        (_, Some(version)) => {
            store::course_versions::find_by_key(tx, version).await?.ok_or(PlayError::Gone)?
        }
        (Some(registration), None) => {
            let latest = store::instances::find_latest(tx, registration.key).await?.ok_or(PlayError::Gone)?;
            choose_version(tx, registration, &latest).await?.0
        }
        (None, None) => return Err(PlayError::Gone),
    };
    let definition = context.definitions.get(tx, version.key).await?.definition;
    if launch.started_at.is_some() {
        let state = store::launches::find_state(tx, launch.id).await?.ok_or(PlayError::Gone)?;
        let attempt = restore(definition, Some(&state))?;
        let behaviour = attempt.pins().map(|pins| pins.behaviour.clone()).ok_or(PlayError::NotStarted)?;
        return Ok(Played { attempt, version, behaviour, storage_key: None });
    }
    let behaviour = Attributes::of(tx, version.key).await?.behaviour(&definition);
    let mut attempt = Attempt::new(definition);
    let pins = Pins {
        launch: launch.id.to_string(),
        engine: runtime::ENGINE_VERSION,
        course_version: version.number.0,
        behaviour: behaviour.clone(),
        learner: registration.as_ref().map_or_else(preview_learner, learner),
        mode: Mode::Normal,
        credit: true,
        global_objectives: Vec::new(),
        shared_data: Vec::new(),
        seed,
        heartbeat_secs: heartbeat_secs(context.config),
    };
    let mut change = Change::default();
    let entry = Entry { number: 1, at: now, what: EntryKind::Launched(Box::new(pins)) };
    change.apply_own(&mut attempt, entry).map_err(|_| PlayError::Malformed)?;
    let start =
        store::launches::Start { instance: None, version: version.key, user_agent: request.user_agent };
    store::launches::update_started(tx, launch.id, &start, now).await?;
    // A preview has a log of its own.
    if launch.registration.is_none()
        && let Some(row) = journal_row(&change, false, now)
    {
        store::journal::insert(tx, launch.id, &row).await?;
    }
    store::launches::update_seen(tx, launch.id, now, 2, store::launches::Added::default()).await?;
    store::launches::update_state(tx, launch.id, &attempt.snapshot()).await?;
    Ok(Played { attempt, version, behaviour, storage_key: None })
}

/// The row as it is now, and everything the page needs.
async fn finish(
    tx: &mut Tx,
    context: StartContext<'_>,
    launch: LaunchId,
    played: Played,
) -> Result<StartedLaunch, PlayError> {
    let Played { attempt, version, behaviour, storage_key } = played;
    let stored = context.definitions.get(tx, version.key).await?;
    let launch = store::launches::find(tx, launch).await?.ok_or(PlayError::Gone)?;
    let named = Attributes::of(tx, version.key).await?.title().map(str::to_owned);
    let title = named.unwrap_or(version.title);
    Ok(StartedLaunch {
        launch,
        title: if title.is_empty() { stored.definition.title.clone() } else { title },
        edition: stored.definition.edition,
        single: stored.definition.is_single(),
        definition: stored.bytes,
        state: attempt.snapshot(),
        next: attempt.applied() + 1,
        digest: attempt.digest(),
        content_base: content_base(context.config, &version.content_key),
        commit_millis: behaviour.comm_commit_frequency,
        settings: settings(&attempt, &behaviour),
        storage_key,
        ended: attempt.ended() && !attempt.closed_by_server(),
    })
}

/// The version that a launch plays, and whether that takes a new instance (V1 spec §8.4).
pub(crate) async fn choose_version(
    tx: &mut Tx,
    registration: &Registration,
    instance: &Instance,
) -> Result<(CourseVersion, bool), PlayError> {
    let newest =
        store::course_versions::find_latest(tx, registration.course).await?.ok_or(PlayError::Gone)?;
    let bound = match instance.version {
        Some(version) => store::course_versions::find_by_key(tx, version).await?,
        None => None,
    };
    let Some(bound) = bound else { return Ok((newest, true)) };
    let moves = newest.number > bound.number
        && Attributes::of(tx, newest.key).await?.moves_to_newest(&instance.result);
    Ok(if moves { (newest, true) } else { (bound, false) })
}

/// A launch that still runs on an instance that another one takes the place of ends there. What its browser kept is
/// taken where it is at hand.
pub(crate) async fn leave_instance(
    tx: &mut Tx,
    definitions: &Definitions,
    kept: Option<&Kept<'_>>,
    instance: &Instance,
    registration: &Registration,
    now: Timestamp,
) -> Result<(), PlayError> {
    let Some(running) = instance.current_launch else { return Ok(()) };
    let Some(launch) = store::launches::find(tx, running).await? else { return Ok(()) };
    let Some((instance, state)) = store::instances::find_for_update(tx, instance.key).await? else {
        return Ok(());
    };
    if instance.version.is_some() {
        let Loaded { mut attempt, mut tail } = load_attempt(tx, definitions, &instance, &state).await?;
        let mut target = target(registration, &instance, running, instance.row_version);
        if let Some(kept) = kept
            && take_kept(tx, kept, &launch, &mut attempt, &mut tail, &target, now).await?
        {
            target.row_version += 1;
        }
        close_launch(tx, &launch, &mut attempt, &mut tail, &target, now).await?;
    } else if launch.ended_at.is_none() {
        store::launches::update_ended(tx, running, launch.last_seen_at.unwrap_or(now), true).await?;
    }
    store::instances::update_lease(tx, instance.key, None).await?;
    Ok(())
}

/// What browser storage kept.
pub(crate) struct Kept<'a> {
    sealed: &'a [Vec<u8>],
    key: &'a [u8],
}

/// Applies what was kept of `launch`, which holds the lease, in the order of its numbers. Batches of other launches and
/// what carries a wrong seal are passed over.
async fn take_kept(
    tx: &mut Tx,
    kept: &Kept<'_>,
    launch: &Launch,
    attempt: &mut Attempt,
    tail: &mut crate::load_attempt::Tail,
    target: &Target,
    now: Timestamp,
) -> Result<bool, PlayError> {
    let id = launch.id.to_string();
    let before = attempt.applied();
    let opened = kept.sealed.iter().filter_map(|sealed| open_stored(kept.key, sealed));
    let mut batches: Vec<_> = opened.filter(|batch| batch.launch == id).collect();
    batches.sort_by_key(|batch| batch.first);
    let mut change = Change::default();
    for batch in batches {
        // The seal is in reach of content, and the server's own entries are not for it to make. What another window of
        // this launch left, before the newest began, tells another story.
        let is_players = batch.entries.iter().all(|entry| entry.what.is_from_player());
        if !is_players || !journal_agrees(tx, launch.id, &batch, before).await? {
            continue;
        }
        for entry in batch.entries {
            // A gap cannot be closed any more: what lies behind it is lost, as it would be with the browser.
            if change.apply(attempt, entry).is_err() {
                break;
            }
        }
        change.notes.extend(batch.notes);
    }
    if change.entries.is_empty() {
        return Ok(false);
    }
    let posts = change.posts_at_once() || change.posts_in_turn();
    let manner = Manner { snapshot: true, posts, by_server: false };
    let noted = NotesStored { count: launch.note_count, bytes: launch.note_bytes };
    let prepared = Prepared::new(attempt, &change, tail, noted, manner, now);
    let seen_at = launch.last_seen_at.unwrap_or(now);
    if prepared.store(tx, target, seen_at, now).await? { Ok(true) } else { Err(PlayError::Gone) }
}

fn target(registration: &Registration, instance: &Instance, launch: LaunchId, row_version: u64) -> Target {
    Target {
        app: registration.app,
        registration: registration.key,
        instance: instance.key,
        launch,
        row_version,
    }
}

/// Objectives and buckets from outside the registration, as far as the course reads any.
async fn outside(
    tx: &mut Tx,
    registration: &Registration,
    definition: &runtime::Definition,
) -> Result<(Vec<GlobalObjective>, Vec<(String, String)>), PlayError> {
    let scope = LearnerScope { app: registration.app, learner: &registration.learner.id, scope: "" };
    let mut objectives = Vec::new();
    if definition.objectives_global_to_system {
        for bytes in store::global_objectives::list(tx, scope).await?.into_values() {
            objectives.push(GlobalObjective::decode(&bytes).map_err(|error| match error {
                runtime::DecodeError::Newer => PlayError::Newer("a stored objective".to_owned()),
                runtime::DecodeError::Broken => {
                    PlayError::Damaged(crate::load_attempt::LoadError::Damaged("objective"))
                }
            })?);
        }
    }
    let mut shared_data = Vec::new();
    if definition.shared_data_global_to_system {
        for (id, bytes) in store::shared_data::list(tx, scope).await? {
            shared_data.push((id, String::from_utf8_lossy(&bytes).into_owned()));
        }
    }
    Ok((objectives, shared_data))
}

fn learner(registration: &Registration) -> Learner {
    Learner {
        id: registration.learner.id.as_str().to_owned(),
        first_name: registration.learner.first.clone(),
        last_name: registration.learner.last.clone(),
        language: None,
    }
}

fn preview_learner() -> Learner {
    Learner { id: "preview".to_owned(), first_name: "Preview".to_owned(), ..Learner::default() }
}

fn heartbeat_secs(config: &Config) -> u32 {
    u32::try_from(config.heartbeat.as_secs()).unwrap_or(60)
}
