//! Packages that are sent through the console, part by part: what came stays, whatever happens to connection, server or
//! browser. Decision 23 says why it is done like this.

use std::time::Duration;

use blobs::{BlobError, BlobId, BlobStore, BlobWriter, Key, Kind};
use bytes::Bytes;
use futures_util::{Stream, StreamExt as _, stream};
use platform::{Clock, CourseId, JobId, Rng, Timestamp};
use store::{
    AppKey, IncomingKey, Store, UserKey,
    incoming_packages::{self, Incoming, NewIncoming},
};

use super::audit::Actor;
use super::imports::{OrderedFile, order_in};

/// A package has to come within this time.
pub const PACKAGE_TIME: Duration = Duration::from_secs(3 * 24 * 3600);

/// Its parts are kept a little longer: an import may take them at the last moment.
const PARTS_KEPT: Duration = Duration::from_secs(4 * 24 * 3600);

/// What came is safe whenever so much of it has. A break costs no more than the part under way, if that.
pub const PART_BYTES: u64 = 16 << 20;

/// Pieces of one package that are kept; a sender of pieces of a few bytes each fills no table.
const MOST_PARTS: u32 = 20_000;

/// Unfinished packages of one person that are shown.
const MOST_SHOWN: u32 = 50;

/// A name is kept up to so many characters; browsers send what a file system allows.
const MAX_NAME_CHARS: usize = 255;

/// A package is not taken in.
#[derive(Debug, thiserror::Error)]
pub enum PackageError {
    /// There is none of this id, it is somebody else's, or its time is over.
    #[error("there is no such upload, or its time is over")]
    NotFound,
    /// Another number of bytes came so far.
    #[error("{received_bytes} bytes came so far")]
    Offset {
        /// How many.
        received_bytes: u64,
    },
    /// Another request goes on with it.
    #[error("another request goes on with this upload")]
    Overtaken,
    /// More came than was announced.
    #[error("more bytes came than were announced")]
    TooLong,
    /// It came in more pieces than are kept.
    #[error("the upload came in too many pieces")]
    TooManyParts,
    /// The database.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// The storage.
    #[error(transparent)]
    Blobs(#[from] BlobError),
}

/// What a package is announced with.
#[derive(Debug, Clone, Copy)]
pub struct NewPackage<'a> {
    /// The application that gets the course.
    pub app: AppKey,
    /// Who sends it.
    pub owner: UserKey,
    /// The id of the course.
    pub course: &'a CourseId,
    /// Whether it is to be a new course, of another id where this one is taken; if not, it is its next version.
    pub is_new: bool,
    /// Name of the file.
    pub file_name: &'a str,
    /// What tells it from others of its name, as the browser knows it.
    pub file_mark: &'a str,
    /// How large it will be: at least one byte. The caller knows the limit.
    pub size_bytes: u64,
}

/// What came of a request that went on with a package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    /// How much of the package is safe.
    pub received_bytes: u64,
    /// Its import, when that is all.
    pub job: Option<JobId>,
}

/// What taking in works with.
#[derive(Clone, Copy)]
pub struct Intake<'a> {
    /// The database.
    pub store: &'a Store,
    /// The files.
    pub blobs: &'a BlobStore,
    /// The time.
    pub clock: &'a dyn Clock,
    /// For keys and ids.
    pub rng: &'a dyn Rng,
}

/// Announces a package.
///
/// # Errors
/// When the database cannot be written.
pub async fn announce_package(
    store: &Store,
    rng: &dyn Rng,
    new: NewPackage<'_>,
    now: Timestamp,
) -> Result<JobId, store::Error> {
    let id = JobId::random(rng);
    let file_name = short(new.file_name);
    let file_mark = short(new.file_mark);
    store::transact!(store, |tx| {
        let new = NewIncoming {
            id: &id,
            app: new.app,
            owner: new.owner,
            course: new.course,
            is_new: new.is_new,
            file_name: &file_name,
            file_mark: &file_mark,
            size_bytes: new.size_bytes,
        };
        incoming_packages::insert(tx, &new, now).await?;
        Ok(id.clone())
    })
}

/// A name of a file as it is kept: its end, which tells more than its beginning.
pub(super) fn short(name: &str) -> String {
    // PostgreSQL takes no zero in a text.
    let clean: Vec<char> = name.chars().filter(|c| *c != '\0').collect();
    clean.iter().skip(clean.len().saturating_sub(MAX_NAME_CHARS)).collect()
}

/// A package of `owner` whose time is not over.
///
/// # Errors
/// When there is none, or the database cannot be read.
pub async fn find_package(
    store: &Store,
    owner: UserKey,
    id: &str,
    now: Timestamp,
) -> Result<Incoming, PackageError> {
    let id = JobId::parse(id).map_err(|_| PackageError::NotFound)?;
    let found = incoming_packages::find(&mut store.begin_read().await?, &id).await?;
    found.filter(|known| known.owner == owner && now < package_ends(known)).ok_or(PackageError::NotFound)
}

/// When a package's time is over.
#[must_use]
pub fn package_ends(package: &Incoming) -> Timestamp {
    later(package.created_at, PACKAGE_TIME)
}

/// What somebody began to send to an application and did not finish, latest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn unfinished_packages(
    store: &Store,
    app: AppKey,
    owner: UserKey,
    now: Timestamp,
) -> Result<Vec<Incoming>, store::Error> {
    let mut tx = store.begin_read().await?;
    let mut known = incoming_packages::list_unfinished(&mut tx, app, owner, MOST_SHOWN).await?;
    known.retain(|package| now < package_ends(package));
    Ok(known)
}

/// Goes on with a package of which `offset` bytes came. What comes is safe part by part; where the sender breaks off, the
/// last part is what came of it. All that came makes its import.
///
/// # Errors
/// See [`PackageError`]; what is safe stays so.
pub async fn receive_package<S, E>(
    intake: Intake<'_>,
    by: Actor<'_>,
    package: &Incoming,
    offset: u64,
    body: S,
) -> Result<Received, PackageError>
where
    S: Stream<Item = Result<Bytes, E>>,
    E: Into<blobs::Cause>,
{
    let store = intake.store;
    let claimed: Result<Option<Incoming>, store::Error> =
        store::transact!(store, |tx| { incoming_packages::claim(tx, package.key, offset).await });
    let Some(mut package) = claimed? else {
        let known = incoming_packages::find(&mut store.begin_read().await?, &package.id).await?;
        let known = known.ok_or(PackageError::NotFound)?;
        if offset == known.received_bytes && known.job.is_some() {
            // The answer to the last part was lost.
            return Ok(Received { received_bytes: known.received_bytes, job: known.job });
        }
        return Err(PackageError::Offset { received_bytes: known.received_bytes });
    };
    if package.parts >= MOST_PARTS {
        return Err(PackageError::TooManyParts);
    }
    let mut body = std::pin::pin!(body);
    let mut left = Bytes::new();
    let mut ended = None;
    while ended.is_none() && package.received_bytes < package.size_bytes {
        let room = (package.size_bytes - package.received_bytes).min(PART_BYTES);
        let key = Key::new(Kind::Upload, BlobId::from_random(intake.rng.next_id()));
        let (name, until) = (key.to_string(), later(package.created_at, PARTS_KEPT));
        let reserved: Result<(), store::Error> =
            store::transact!(store, |tx| { store::blobs::reserve(tx, &name, until).await });
        reserved?;
        let mut part = intake.blobs.writer(key, PART_BYTES);
        ended = fill(&mut part, &mut body, &mut left, room).await?;
        let size = part.written();
        let is_last = package.received_bytes + size == package.size_bytes;
        let is_too_long = is_last && !left.is_empty();
        if size == 0 || is_too_long {
            part.abort().await;
            crate::discard_parked_file(store, intake.blobs, &key).await;
            if is_too_long {
                return Err(PackageError::TooLong);
            }
            break;
        }
        part.finish().await?;
        match keep_part(intake, by, &package, &name, size, is_last).await? {
            Kept::Part => {}
            Kept::All(job) => {
                return Ok(Received { received_bytes: package.size_bytes, job: Some(job) });
            }
            Kept::Overtaken => {
                crate::discard_parked_file(store, intake.blobs, &key).await;
                return Err(PackageError::Overtaken);
            }
        }
        package.received_bytes += size;
        package.parts += 1;
    }
    if let Some(End::Broken(cause)) = ended {
        tracing::debug!(error = cause.to_string(), "the sender of a package broke off");
    }
    Ok(Received { received_bytes: package.received_bytes, job: None })
}

/// Why nothing more comes.
enum End {
    /// The request is over.
    Over,
    /// It broke off.
    Broken(blobs::Cause),
}

/// Writes up to `room` bytes; what was read beyond them is `left` for the next part.
async fn fill<S, E>(
    part: &mut BlobWriter,
    body: &mut std::pin::Pin<&mut S>,
    left: &mut Bytes,
    room: u64,
) -> Result<Option<End>, BlobError>
where
    S: Stream<Item = Result<Bytes, E>>,
    E: Into<blobs::Cause>,
{
    while part.written() < room {
        if left.is_empty() {
            match body.next().await {
                Some(Ok(piece)) => *left = piece,
                Some(Err(cause)) => return Ok(Some(End::Broken(cause.into()))),
                None => return Ok(Some(End::Over)),
            }
        }
        let fits = usize::try_from(room - part.written()).unwrap_or(usize::MAX).min(left.len());
        part.write(left.split_to(fits)).await?;
    }
    Ok(None)
}

/// What became of a part.
enum Kept {
    /// More are to come.
    Part,
    /// It was the last, and this is the import.
    All(JobId),
    /// Another request goes on with the package by now.
    Overtaken,
}

/// Adds a part that is stored; with the last one goes the import, in the same transaction.
async fn keep_part(
    intake: Intake<'_>,
    by: Actor<'_>,
    package: &Incoming,
    part: &str,
    size_bytes: u64,
    is_last: bool,
) -> Result<Kept, store::Error> {
    let Intake { store, rng, clock, .. } = intake;
    let now = clock.now();
    let (job, target) = (JobId::random(rng), Key::new(Kind::Package, BlobId::from_random(rng.next_id())));
    store::transact!(store, |tx| {
        if !incoming_packages::add_part(tx, package, part, size_bytes).await? {
            return Ok(Kept::Overtaken);
        }
        if !is_last {
            return Ok(Kept::Part);
        }
        incoming_packages::update_job(tx, package.key, &job, later(now, PARTS_KEPT)).await?;
        let file = OrderedFile {
            course: &package.course,
            is_new: package.is_new,
            file_name: &package.file_name,
            package: &target,
            parts_of: Some(package.key),
        };
        order_in(tx, by, package.app, &job, file, now).await?;
        Ok(Kept::All(job.clone()))
    })
}

/// Gives up what somebody began to send. What has its import already stays.
///
/// # Errors
/// When there is no such package, or the database cannot be written.
pub async fn drop_package(
    store: &Store,
    owner: UserKey,
    id: &str,
    now: Timestamp,
) -> Result<(), PackageError> {
    let known = find_package(store, owner, id, now).await?;
    let dropped: Result<bool, store::Error> =
        store::transact!(store, |tx| { incoming_packages::drop_unordered(tx, known.key).await });
    dropped?;
    Ok(())
}

/// Makes one blob of the parts of a package, unless that was done before. Doing it twice does no harm.
///
/// # Errors
/// When database or storage cannot be used.
pub(crate) async fn join_parts(
    store: &Store,
    blobs: &BlobStore,
    package: IncomingKey,
    to: &Key,
    progress: impl FnMut(u64, u64),
) -> Result<(), PackageError> {
    let mut tx = store.begin_read().await?;
    let parts = incoming_packages::list_parts(&mut tx, package).await?;
    drop(tx);
    let parts: Vec<(Key, u64)> =
        parts.into_iter().filter_map(|(name, size)| Some((Key::parse(&name)?, size))).collect();
    match parts.as_slice() {
        [] => return Ok(()),
        [(only, _)] => {
            blobs.copy(only, to).await?;
        }
        parts => copy_all(blobs, parts, to, progress).await?,
    }
    let given_up: Result<(), store::Error> =
        store::transact!(store, |tx| { incoming_packages::delete_parts(tx, package).await });
    Ok(given_up?)
}

async fn copy_all(
    blobs: &BlobStore,
    parts: &[(Key, u64)],
    to: &Key,
    mut progress: impl FnMut(u64, u64),
) -> Result<(), BlobError> {
    let total = parts.iter().map(|(_, size)| size).sum();
    let bytes = stream::iter(parts.iter().copied()).flat_map(|(key, size)| blobs.stream_range(&key, 0..size));
    let copied = blobs.insert_stream(to, bytes, total, |done| progress(done, total)).await;
    match copied {
        // A part that is missing is said to be so, not that the sender broke off.
        Err(BlobError::Source(cause)) => match cause.downcast::<BlobError>() {
            Ok(error) => Err(*error),
            Err(cause) => Err(BlobError::Source(cause)),
        },
        other => other.map(|_| ()),
    }
}

/// Forgets packages whose time is over, with what came of them; the answer is how many. What came whole stays as long as
/// its parts do, for an import that waits.
///
/// # Errors
/// When the database cannot be written.
pub async fn forget_old_packages(store: &Store, now: Timestamp) -> Result<u64, store::Error> {
    const BATCH: u32 = 200;
    let before = Timestamp(now.0.saturating_sub(micros(PACKAGE_TIME)));
    let whole_before = Timestamp(before.0.saturating_sub(micros(PARTS_KEPT)));
    let mut forgotten = 0;
    loop {
        let mut tx = store.begin_read().await?;
        let old = incoming_packages::list_old(&mut tx, before, whole_before, BATCH).await?;
        drop(tx);
        for key in &old {
            let deleted: Result<bool, store::Error> =
                store::transact!(store, |tx| { incoming_packages::delete(tx, *key).await });
            forgotten += u64::from(deleted?);
        }
        if old.len() < BATCH as usize {
            return Ok(forgotten);
        }
    }
}

fn later(at: Timestamp, by: Duration) -> Timestamp {
    Timestamp(at.0.saturating_add(micros(by)))
}

fn micros(span: Duration) -> i64 {
    i64::try_from(span.as_micros()).unwrap_or(i64::MAX)
}
