//! A new attempt: a learner of its own, on a copy of the course, with the token of its first launch.

use cloud_api::v1::values::{Which, check_id};
use platform::{AppId, ContentKey, InstanceNumber, LaunchToken, LearnerId, RegistrationId, Rng, Timestamp};
use store::{
    AppKey, RegistrationKey, Tx,
    course_versions::CourseVersion,
    courses::Course,
    launches::{LaunchMode, NewLaunch},
    registrations::{Learner, NewRegistration},
    sandbox::HiddenApp,
    sandbox_attempts::NewAttempt,
};

use super::{Host, Sandbox, SandboxError};
use crate::{
    FindVersionError,
    console::{Actor, note},
    find_version::find_version,
    launch::NewPlayer,
    load_attempt::Definitions,
};

/// The longest language tag.
const CULTURE_CHARS: usize = 35;

/// What somebody wants to play.
#[derive(Clone, Copy, Debug)]
pub struct BeginAttempt<'a> {
    /// The course.
    pub course: &'a str,
    /// The number of the version; the latest where none is named.
    pub version: Option<u32>,
    /// The host to imitate.
    pub host: Host,
    /// The learner's first name.
    pub first: &'a str,
    /// The learner's last name.
    pub last: &'a str,
    /// The language of the player; empty for the browser's.
    pub culture: &'a str,
    /// Where the player goes when it is left; nowhere where none is named.
    pub exit: Option<&'a str>,
}

/// Begins an attempt and prepares its first launch; the answer is the registration's id too.
///
/// # Errors
/// See [`SandboxError`].
pub async fn begin_attempt(
    sandbox: Sandbox<'_>,
    by: Actor<'_>,
    app: AppKey,
    wanted: BeginAttempt<'_>,
) -> Result<(NewPlayer, RegistrationId), SandboxError> {
    let who = Who::new(sandbox.rng, wanted.first, wanted.last, wanted.culture)?;
    let drawn = Drawn::new(sandbox.rng);
    store::transact!(sandbox.store, |tx| {
        let which = wanted.version.map(Which::Number);
        let (course, version) = find_version(tx, app, wanted.course, which).await?;
        let copy = copy_version(tx, sandbox, &course, &version, wanted.host, &drawn).await?;
        let new = NewAttempt { culture: who.culture(), made_by: by.login, link: None };
        let registration = insert(tx, &copy, &who, new, sandbox.now).await?;
        let detail = format!("{}, version {}", wanted.host.as_str(), version.number.0);
        note(tx, by, "sandbox.begun", wanted.course, &detail, sandbox.now).await?;
        let launch = Launched { registration, exit: wanted.exit, culture: who.culture() };
        let player = insert_launch(tx, &copy, launch, &drawn.token, sandbox.now).await?;
        Ok::<_, SandboxError>((player, who.registration.clone()))
    })
}

/// Who plays: a learner that nobody else is.
pub(super) struct Who {
    registration: RegistrationId,
    learner: Learner,
    culture: String,
}

impl Who {
    pub(super) fn new(rng: &dyn Rng, first: &str, last: &str, culture: &str) -> Result<Self, SandboxError> {
        let (first, last, culture) = (first.trim(), last.trim(), culture.trim());
        for name in [first, last] {
            if !name.is_empty() && check_id("name", name).is_err() {
                return Err(SandboxError::BadName);
            }
        }
        let is_tag = culture.len() <= CULTURE_CHARS
            && culture.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
        if !is_tag {
            return Err(SandboxError::BadCulture);
        }
        let id = random_name(rng);
        Ok(Self {
            registration: RegistrationId::new(&id).map_err(|_| SandboxError::BadName)?,
            learner: Learner {
                id: LearnerId::new(&id).map_err(|_| SandboxError::BadName)?,
                first: first.to_owned(),
                last: last.to_owned(),
                email: String::new(),
            },
            culture: culture.to_owned(),
        })
    }

    pub(super) fn speaks(&mut self, culture: Option<String>) {
        self.culture = culture.unwrap_or_default();
    }

    pub(super) fn culture(&self) -> Option<&str> {
        Some(self.culture.as_str()).filter(|culture| !culture.is_empty())
    }
}

/// Random things, drawn once whatever the number of tries.
pub(super) struct Drawn {
    pub(super) token: LaunchToken,
    app: String,
    content_key: ContentKey,
}

impl Drawn {
    pub(super) fn new(rng: &dyn Rng) -> Self {
        Self { token: LaunchToken::random(rng), app: random_name(rng), content_key: ContentKey::random(rng) }
    }
}

/// `sandbox-` and sixteen digits nobody can guess.
fn random_name(rng: &dyn Rng) -> String {
    format!("sandbox-{:016x}", rng.next_u64())
}

/// A copy, and where it is.
pub(super) struct Copy {
    pub(super) app: AppKey,
    course: Course,
    version: CourseVersion,
}

/// The copy of a version for a host, with the attributes that the original has now.
pub(super) async fn copy_version(
    tx: &mut Tx,
    sandbox: Sandbox<'_>,
    original: &Course,
    version: &CourseVersion,
    host: Host,
    drawn: &Drawn,
) -> Result<Copy, SandboxError> {
    let id = AppId::new(&drawn.app).map_err(|_| SandboxError::NoAttempt)?;
    let hidden = HiddenApp { of: original.app, host: host.as_str(), id: &id, name: "Sandbox" };
    let app = store::sandbox::find_or_insert_app(tx, hidden, sandbox.now).await?;
    let app = app.ok_or(SandboxError::NoAttempt)?;
    let course = store::sandbox::upsert_course(tx, app, original, sandbox.now).await?;
    let definition = definition(tx, sandbox.definitions, version, host).await?;
    store::sandbox::insert_version(tx, course, version, &drawn.content_key, &definition).await?;
    let course = store::courses::find_by_key(tx, course).await?.ok_or(FindVersionError::NoCourse)?;
    let copy = store::course_versions::find(tx, course.key, version.number).await?;
    let copy = copy.ok_or(FindVersionError::NoVersion(version.number.0))?;
    store::sandbox::delete_attributes(tx, copy.key).await?;
    store::version_attributes::copy(tx, version.key, copy.key).await?;
    for (name, value) in host.attributes() {
        store::version_attributes::upsert(tx, copy.key, name, value).await?;
    }
    Ok(Copy { app, course, version: copy })
}

async fn definition(
    tx: &mut Tx,
    definitions: &Definitions,
    version: &CourseVersion,
    host: Host,
) -> Result<Vec<u8>, SandboxError> {
    let whole = definitions.get(tx, version.key).await?;
    Ok(match host {
        Host::FlatList | Host::FirstPart => host.definition(&whole.definition).encode(),
        _ => whole.bytes.to_vec(),
    })
}

/// The registration with its first instance.
pub(super) async fn insert(
    tx: &mut Tx,
    copy: &Copy,
    who: &Who,
    attempt: NewAttempt<'_>,
    now: Timestamp,
) -> Result<RegistrationKey, SandboxError> {
    let new = NewRegistration { id: &who.registration, learner: &who.learner, postback: None };
    let registration = store::registrations::insert(tx, &copy.course, &new, now).await?;
    let registration = registration.ok_or(SandboxError::NoAttempt)?;
    let version = &copy.version;
    let first = InstanceNumber(0);
    store::instances::insert(tx, registration, first, version.key, version.number, now).await?;
    store::sandbox_attempts::insert(tx, registration, attempt, now).await?;
    Ok(registration)
}

/// A launch that is prepared.
pub(super) struct Launched<'a> {
    pub(super) registration: RegistrationKey,
    /// Where the player goes when it is left.
    pub(super) exit: Option<&'a str>,
    pub(super) culture: Option<&'a str>,
}

/// Keeps the token of a launch.
pub(super) async fn insert_launch(
    tx: &mut Tx,
    copy: &Copy,
    launched: Launched<'_>,
    token: &LaunchToken,
    now: Timestamp,
) -> Result<NewPlayer, SandboxError> {
    let hash = token.hash();
    let new = NewLaunch {
        app: copy.app,
        registration: Some(launched.registration),
        version: None,
        mode: LaunchMode::Sandbox,
        tracking: true,
        redirect_url: launched.exit,
        css_url: None,
        culture: launched.culture,
        token_hash: &hash,
    };
    store::launches::insert(tx, &new, now).await?;
    Ok(NewPlayer { token: token.clone(), content_key: copy.version.content_key.clone() })
}
