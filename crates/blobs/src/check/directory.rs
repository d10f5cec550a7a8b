//! The central directory: found from the tail of the blob, judged entry by entry.

use std::collections::HashMap;

use rawzip::{CompressionMethod, ErrorKind, ZipArchive, ZipLocator};

use super::pieces::Pieces;
use crate::index::{GuessedName, Method};
use crate::key::Key;
use crate::limits::Limits;
use crate::names::{self, Meaning};
use crate::package_error::{PackageError, PackageNote};
use crate::store::BlobStore;

/// The tail that is fetched first: the end record with the longest search space, and most directories.
const TAIL_BYTES: u64 = 1 << 20;

/// What is fetched where the end record points elsewhere.
const PIECE_BYTES: u64 = 64 << 10;

/// More fetches than this no real archive needs.
const MAX_FETCHES: usize = 12;

/// What the directory says, in the order of the data.
pub(super) struct Directory {
    pub(super) entries: Vec<Listed>,
    /// Data ends here: the directory begins.
    pub(super) end: u64,
    pub(super) guessed: Vec<GuessedName>,
    pub(super) notes: Vec<PackageNote>,
}

/// An entry of the directory.
pub(super) struct Listed {
    pub(super) name: String,
    /// The name's bytes, where they are not those of `name`.
    pub(super) raw_name: Option<Box<[u8]>>,
    pub(super) header_offset: u64,
    pub(super) packed_bytes: u64,
    pub(super) size_bytes: u64,
    pub(super) crc32: u32,
    pub(super) method: Method,
    pub(super) has_descriptor: bool,
    /// Folders, links and repeated files are verified like the rest, but not served.
    pub(super) serves: bool,
}

/// Reads the directory of a package of `size` bytes: one read for most packages, three for large ones.
pub(super) async fn read(
    store: &BlobStore,
    package: &Key,
    size: u64,
    limits: &Limits,
) -> Result<Directory, PackageError> {
    let mut pieces = Pieces::new(size);
    let tail = size.saturating_sub(TAIL_BYTES);
    pieces.add(tail, store.read_range(package, tail..size).await?);

    let mut archive = locate(store, package, size, pieces).await?;
    let start = archive.directory_offset();
    // The last byte that can belong to the directory; a zip64 end record before it is recognised by rawzip.
    let end = archive.eocd_offset();
    let size_bytes = end.saturating_sub(start);
    if size_bytes > limits.directory_bytes {
        return Err(PackageError::DirectoryTooLarge { size_bytes, limit_bytes: limits.directory_bytes });
    }
    if !archive.get_ref().covers(&(start..end)) && size_bytes > 0 {
        let bytes = store.read_range(package, start..end).await?;
        archive.get_mut().add(start, bytes);
    }
    judge(&archive, size, limits)
}

/// Finds the end record, fetching what it points to.
async fn locate(
    store: &BlobStore,
    package: &Key,
    size: u64,
    mut pieces: Pieces,
) -> Result<ZipArchive<Pieces>, PackageError> {
    let mut buffer = vec![0; rawzip::RECOMMENDED_BUFFER_SIZE];
    let mut search_end = size;
    for _ in 0..MAX_FETCHES {
        let locator = ZipLocator::new().max_search_space(TAIL_BYTES);
        let error = match locator.locate_in_reader(pieces, &mut buffer, search_end) {
            Ok(archive) if archive.end_offset() > size => return Err(PackageError::Truncated),
            Ok(archive) => match archive.get_ref().take_missing() {
                // A read that failed along the way may have made rawzip give up on a better answer.
                Some(at) => {
                    pieces = archive.into_inner();
                    fetch(store, package, size, &mut pieces, at).await?;
                    continue;
                }
                None => return Ok(archive),
            },
            Err((returned, error)) => {
                pieces = returned;
                error
            }
        };
        if let Some(at) = pieces.take_missing() {
            fetch(store, package, size, &mut pieces, at).await?;
        } else if let Some(false_end) = error.eocd_offset() {
            // The signature stood in a comment or in junk: look further ahead.
            search_end = false_end;
        } else {
            return Err(without_end(store, package, size).await?);
        }
    }
    Err(PackageError::Damaged("no end record leads to a directory"))
}

async fn fetch(
    store: &BlobStore,
    package: &Key,
    size: u64,
    pieces: &mut Pieces,
    at: u64,
) -> Result<(), PackageError> {
    let bytes = store.read_range(package, at..size.min(at + PIECE_BYTES)).await?;
    pieces.add(at, bytes);
    Ok(())
}

/// What a blob without an end record is.
async fn without_end(store: &BlobStore, package: &Key, size: u64) -> Result<PackageError, PackageError> {
    let head = store.read_range(package, 0..size.min(4)).await?;
    Ok(match head.as_ref() {
        b"PK\x03\x04" => PackageError::Truncated,
        b"PK\x07\x08" => PackageError::Split,
        _ => PackageError::NotAZip,
    })
}

fn judge(archive: &ZipArchive<Pieces>, size: u64, limits: &Limits) -> Result<Directory, PackageError> {
    let mut judge = Judge::new(limits);
    let mut buffer = vec![0; rawzip::MAX_CENTRAL_DIRECTORY_RECORD_SIZE];
    let mut records = archive.entries(&mut buffer);
    let mut found = 0;
    loop {
        let record = match records.next_entry() {
            Ok(Some(record)) => record,
            Ok(None) => break,
            Err(error) => return Err(damaged(error.kind())),
        };
        found += 1;
        if found > limits.entries {
            return Err(PackageError::TooManyEntries { limit: limits.entries });
        }
        judge.take(&record)?;
    }
    let recorded = archive.entries_hint();
    // Writers without zip64 let the 16-bit count of more than 65,535 entries wrap around.
    if recorded != found && recorded != found & 0xffff {
        return Err(PackageError::EntryCount { recorded, found });
    }
    judge.finish(size, archive.directory_offset(), size.saturating_sub(archive.end_offset()))
}

fn damaged(kind: &ErrorKind) -> PackageError {
    match kind {
        ErrorKind::InvalidSignature { .. } => {
            PackageError::Damaged("its directory is not where the end record says")
        }
        ErrorKind::Eof | ErrorKind::IO(_) => PackageError::Damaged("its directory is cut off"),
        _ => PackageError::Damaged("its directory cannot be read"),
    }
}

/// Gathers entries and what is to be said about them.
struct Judge<'l> {
    limits: &'l Limits,
    entries: Vec<Listed>,
    guessed: Vec<GuessedName>,
    unpacked: u64,
    by_name: HashMap<String, (u32, u64)>,
    backslashes: Tally,
    utf8: Tally,
    trailing: Tally,
    links: Tally,
    repeated: Tally,
}

impl<'l> Judge<'l> {
    fn new(limits: &'l Limits) -> Self {
        Self {
            limits,
            entries: Vec::new(),
            guessed: Vec::new(),
            unpacked: 0,
            by_name: HashMap::new(),
            backslashes: Tally::default(),
            utf8: Tally::default(),
            trailing: Tally::default(),
            links: Tally::default(),
            repeated: Tally::default(),
        }
    }

    fn take(&mut self, record: &rawzip::ZipFileHeaderRecord<'_>) -> Result<(), PackageError> {
        let limits = self.limits;
        let raw = record.file_path().as_bytes();
        let (decoded, meaning) = names::decode(raw, record.flags().is_utf8(), record.extra_fields());
        let shaped = names::shape(&decoded, limits).map_err(|problem| {
            let shown: String = decoded.chars().take(200).collect();
            PackageError::Name { name: shown.escape_debug().to_string(), problem }
        })?;
        let name = shaped.name;
        let flags = record.flags();
        if flags.is_encrypted() || flags.has_strong_encryption() || flags.is_masked() {
            return Err(PackageError::Encrypted { name });
        }
        let (packed_bytes, size_bytes) = (record.compressed_size_hint(), record.uncompressed_size_hint());
        let method = match record.compression_method() {
            CompressionMethod::STORE => Method::Stored,
            // Some writers mark empty entries as deflated without writing even an empty deflate stream.
            CompressionMethod::DEFLATE if packed_bytes == 0 && size_bytes == 0 => Method::Stored,
            CompressionMethod::DEFLATE => Method::Deflated,
            CompressionMethod::AES => return Err(PackageError::Encrypted { name }),
            other => return Err(PackageError::Method { name, method: method_name(other) }),
        };
        if method == Method::Stored && packed_bytes != size_bytes {
            return Err(PackageError::Size { name });
        }
        self.unpacked = self.unpacked.saturating_add(size_bytes);
        if self.unpacked > limits.unpacked_bytes {
            return Err(PackageError::UnpacksTooLarge {
                size_bytes: self.unpacked,
                limit_bytes: limits.unpacked_bytes,
            });
        }

        let link = record.mode().is_symlink();
        if shaped.backslashes {
            self.backslashes.count(&name);
        }
        if shaped.trailing {
            self.trailing.count(&name);
        }
        if meaning == Meaning::Utf8WithoutFlag {
            self.utf8.count(&name);
        }
        if link {
            self.links.count(&name);
        }
        let mut serves = !(shaped.folder || link);
        if serves {
            match self.by_name.get(&name) {
                Some(same) if *same == (record.crc32(), size_bytes) => {
                    self.repeated.count(&name);
                    serves = false;
                }
                Some(_) => return Err(PackageError::Duplicate { name }),
                None => {
                    self.by_name.insert(name.clone(), (record.crc32(), size_bytes));
                    if meaning == Meaning::Guessed {
                        self.guessed.push(GuessedName { name: name.clone(), raw: raw.into() });
                    }
                }
            }
        }
        self.entries.push(Listed {
            raw_name: (raw != name.as_bytes()).then(|| raw.into()),
            name,
            header_offset: record.local_header_offset(),
            packed_bytes,
            size_bytes,
            crc32: record.crc32(),
            method,
            has_descriptor: flags.has_data_descriptor(),
            serves,
        });
        Ok(())
    }

    fn finish(mut self, size: u64, end: u64, after: u64) -> Result<Directory, PackageError> {
        let ratio = self.unpacked / size.max(1);
        if ratio > self.limits.ratio && self.unpacked > self.limits.ratio_free_bytes {
            return Err(PackageError::Bomb { ratio, limit: self.limits.ratio });
        }
        let collisions = case_collisions(&self.by_name);
        drop(self.by_name);
        self.entries.sort_by_key(|entry| entry.header_offset);
        let before = self.entries.first().map_or(0, |entry| entry.header_offset);
        let guessed = Tally {
            count: self.guessed.len() as u64,
            first: self.guessed.first().map(|name| name.name.clone()),
        };
        let notes = [
            (before > 0).then_some(PackageNote::BytesBefore(before)),
            (after > 0).then_some(PackageNote::BytesAfter(after)),
            self.backslashes.note(|count, example| PackageNote::Backslashes { count, example }),
            self.utf8.note(|count, example| PackageNote::Utf8WithoutFlag { count, example }),
            guessed.note(|count, example| PackageNote::GuessedNames { count, example }),
            self.trailing.note(|count, example| PackageNote::TrailingDots { count, example }),
            self.links.note(|count, example| PackageNote::Links { count, example }),
            self.repeated.note(|count, example| PackageNote::Repeated { count, example }),
            collisions.note(|count, example| PackageNote::CaseCollision { count, example }),
        ];
        let notes = notes.into_iter().flatten().collect();
        Ok(Directory { entries: self.entries, end, guessed: self.guessed, notes })
    }
}

fn method_name(method: CompressionMethod) -> String {
    match method {
        CompressionMethod::DEFLATE64 => "Deflate64".to_owned(),
        other => other.name().map_or_else(|| format!("method {}", other.as_u16()), str::to_owned),
    }
}

fn case_collisions(names: &HashMap<String, (u32, u64)>) -> Tally {
    let mut folded: Vec<_> = names.keys().map(|name| (crate::index::fold(name), name.as_str())).collect();
    folded.sort_unstable();
    let mut collisions = Tally::default();
    for pair in folded.windows(2) {
        if let [(a, _), (b, name)] = pair
            && a == b
        {
            collisions.count(name);
        }
    }
    collisions
}

/// How often something was seen, and where first.
#[derive(Default)]
struct Tally {
    count: u64,
    first: Option<String>,
}

impl Tally {
    fn count(&mut self, name: &str) {
        self.count += 1;
        if self.first.is_none() {
            self.first = Some(name.to_owned());
        }
    }

    fn note(self, make: impl FnOnce(u64, String) -> PackageNote) -> Option<PackageNote> {
        self.first.map(|example| make(self.count, example))
    }
}
