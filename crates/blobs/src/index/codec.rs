//! The index as bytes.
//!
//! `LyPI`, version, kind and id of the package, its size, size of the media blob, count; then per entry, in the
//! order of names: bytes shared with the name before, the rest of the name, flags, sizes, CRC-32, offsets. Numbers are
//! LEB128. A CRC-32 of all that closes it.
//!
//! Version 2 is written where files were updated since the import: in place of the package stands the number of layers
//! and for each kind and id, both sizes, and when it came (0 for the package); and before each entry's flags, its layer.

use super::{Entry, Layer, Method, PackageIndex, Text};
use crate::key::{BlobId, Key, Kind};

const MAGIC: &[u8; 4] = b"LyPI";
/// A package as it was imported.
const PLAIN: u8 = 1;
/// A package with updates over it.
const LAYERED: u8 = 2;
/// The latest version that is read.
const VERSION: u8 = LAYERED;

/// Longest name that is read back; the import's limit is lower.
const MAX_NAME_BYTES: usize = 1 << 16;

const DEFLATED: u8 = 1;
const IN_MEDIA: u8 = 2;
const DECLARES_CHARSET: u8 = 4;
const TEXT_SHIFT: u8 = 3;
const KNOWN_FLAGS: u8 = 0b1_1111;

/// Bytes that are no index.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum IndexError {
    /// Does not begin like an index.
    #[error("these bytes are not a package index")]
    NotAnIndex,
    /// Written by a newer program.
    #[error("the index has version {0}, this program reads up to {VERSION}")]
    Newer(u8),
    /// Cut off or changed.
    #[error("the index is damaged")]
    Damaged,
    /// Larger than any index we write.
    #[error("the index is too large")]
    TooLarge,
}

impl PackageIndex {
    /// Encodes the index.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(64 + self.entries.len() * 40);
        out.extend_from_slice(MAGIC);
        let layered = self.layers.len() > 1;
        out.push(if layered { LAYERED } else { PLAIN });
        if layered {
            put_number(&mut out, self.layers.len() as u64);
        }
        for layer in &self.layers {
            out.extend_from_slice(&encode_key(&layer.package));
            put_number(&mut out, layer.package_bytes);
            put_number(&mut out, layer.media_bytes);
            if layered {
                put_number(&mut out, layer.added_micros.unwrap_or(0));
            }
        }
        put_number(&mut out, self.entries.len() as u64);
        let mut before: &[u8] = b"";
        for entry in &self.entries {
            let name = entry.name.as_bytes();
            let shared = name.iter().zip(before).take_while(|(a, b)| a == b).count();
            put_number(&mut out, shared as u64);
            put_number(&mut out, (name.len() - shared) as u64);
            out.extend_from_slice(&name[shared..]);
            before = name;
            if layered {
                put_number(&mut out, u64::from(entry.layer));
            }
            encode_entry(&mut out, entry);
        }
        let crc = crc32fast::hash(&out);
        out.extend_from_slice(&crc.to_le_bytes());
        out
    }

    /// Decodes an index; never panics, whatever the bytes are.
    pub fn decode(bytes: &[u8]) -> Result<Self, IndexError> {
        let rest = bytes.strip_prefix(MAGIC).ok_or(IndexError::NotAnIndex)?;
        let (&version, _) = rest.split_first().ok_or(IndexError::Damaged)?;
        if !(PLAIN..=VERSION).contains(&version) {
            return Err(if version > VERSION { IndexError::Newer(version) } else { IndexError::Damaged });
        }
        let (body, crc) = bytes.split_last_chunk::<4>().ok_or(IndexError::Damaged)?;
        if crc32fast::hash(body) != u32::from_le_bytes(*crc) {
            return Err(IndexError::Damaged);
        }
        let body = body.get(MAGIC.len() + 1..).ok_or(IndexError::Damaged)?;
        decode_body(&mut Input(body), version == LAYERED).ok_or(IndexError::Damaged)
    }
}

fn encode_key(key: &Key) -> [u8; 17] {
    let mut bytes = [0; 17];
    bytes[0] = match key.kind() {
        Kind::Package => 0,
        Kind::Upload => 1,
        Kind::Media => 2,
        Kind::Index => 3,
        Kind::Export => 4,
    };
    bytes[1..].copy_from_slice(&key.id().to_bytes());
    bytes
}

fn encode_entry(out: &mut Vec<u8>, entry: &Entry) {
    let mut flags = (entry.text as u8) << TEXT_SHIFT;
    if entry.method == Method::Deflated {
        flags |= DEFLATED;
    }
    if entry.media_offset.is_some() {
        flags |= IN_MEDIA;
    }
    if entry.declares_charset {
        flags |= DECLARES_CHARSET;
    }
    out.push(flags);
    put_number(out, entry.size_bytes);
    if entry.method == Method::Deflated {
        put_number(out, entry.packed_bytes);
    }
    out.extend_from_slice(&entry.crc32.to_le_bytes());
    put_number(out, entry.offset);
    if let Some(offset) = entry.media_offset {
        put_number(out, offset);
    }
}

fn decode_key(input: &mut Input<'_>) -> Option<Key> {
    let kind = match input.byte()? {
        0 => Kind::Package,
        1 => Kind::Upload,
        2 => Kind::Media,
        3 => Kind::Index,
        4 => Kind::Export,
        _ => return None,
    };
    Some(Key::new(kind, BlobId::from_random(*input.take(16)?.first_chunk()?)))
}

/// A count of things of at least so many bytes each: one that cannot be true must not reserve memory.
fn count_of(input: &mut Input<'_>, least_bytes: usize) -> Option<usize> {
    let count = usize::try_from(input.number()?).ok()?;
    (count <= input.0.len() / least_bytes).then_some(count)
}

fn decode_layers(input: &mut Input<'_>, layered: bool) -> Option<Vec<Layer>> {
    let count = if layered { count_of(input, 20)? } else { 1 };
    let mut layers = Vec::with_capacity(count);
    for _ in 0..count {
        let package = decode_key(input)?;
        let (package_bytes, media_bytes) = (input.number()?, input.number()?);
        let added_micros = if layered { input.number().map(|at| (at > 0).then_some(at))? } else { None };
        layers.push(Layer { package, package_bytes, media_bytes, added_micros });
    }
    (!layers.is_empty()).then_some(layers)
}

fn decode_body(input: &mut Input<'_>, layered: bool) -> Option<PackageIndex> {
    let layers = decode_layers(input, layered)?;
    let count = count_of(input, 9)?;
    let mut entries: Vec<Entry> = Vec::with_capacity(count);
    for _ in 0..count {
        let before = entries.last().map_or("", |entry| entry.name.as_str());
        let entry = decode_entry(input, before, layered)?;
        let layer = layers.get(entry.layer as usize)?;
        let fits =
            |offset: u64, size: u64, total: u64| offset.checked_add(size).is_some_and(|end| end <= total);
        let in_media = entry.media_offset.is_none_or(|at| fits(at, entry.size_bytes, layer.media_bytes));
        let sorted = entries.is_empty() || before < entry.name.as_str();
        if !sorted || !in_media || !fits(entry.offset, entry.packed_bytes, layer.package_bytes) {
            return None;
        }
        entries.push(entry);
    }
    input.0.is_empty().then(|| PackageIndex::layered(layers, entries))
}

fn decode_entry(input: &mut Input<'_>, before: &str, layered: bool) -> Option<Entry> {
    let shared = usize::try_from(input.number()?).ok()?;
    let own = usize::try_from(input.number()?).ok()?;
    if shared.checked_add(own)? > MAX_NAME_BYTES {
        return None;
    }
    let mut name = Vec::with_capacity(shared + own);
    name.extend_from_slice(before.as_bytes().get(..shared)?);
    name.extend_from_slice(input.take(own)?);
    let name = String::from_utf8(name).ok()?;
    let layer = if layered { u32::try_from(input.number()?).ok()? } else { 0 };
    let flags = input.byte()?;
    if flags & !KNOWN_FLAGS != 0 {
        return None;
    }
    let method = if flags & DEFLATED != 0 { Method::Deflated } else { Method::Stored };
    let text = match flags >> TEXT_SHIFT {
        0 => Text::Unknown,
        1 => Text::Ascii,
        2 => Text::Utf8,
        _ => Text::Other,
    };
    let size_bytes = input.number()?;
    let packed_bytes = if method == Method::Deflated { input.number()? } else { size_bytes };
    let crc32 = u32::from_le_bytes(*input.take(4)?.first_chunk()?);
    let offset = input.number()?;
    let media_offset = if flags & IN_MEDIA != 0 { Some(input.number()?) } else { None };
    let declares_charset = flags & DECLARES_CHARSET != 0;
    Some(Entry {
        name,
        size_bytes,
        packed_bytes,
        crc32,
        offset,
        method,
        media_offset,
        text,
        declares_charset,
        layer,
    })
}

fn put_number(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

struct Input<'a>(&'a [u8]);

impl<'a> Input<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    fn byte(&mut self) -> Option<u8> {
        self.take(1)?.first().copied()
    }

    fn number(&mut self) -> Option<u64> {
        let mut number = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            let bits = u64::from(byte & 0x7f);
            if (bits << shift) >> shift != bits {
                return None;
            }
            number |= bits << shift;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn index() -> PackageIndex {
        let entry = |name: &str, offset, media| Entry {
            name: name.to_owned(),
            size_bytes: 300,
            packed_bytes: if media { 120 } else { 300 },
            crc32: 0xdead_beef,
            offset,
            method: if media { Method::Deflated } else { Method::Stored },
            media_offset: media.then_some(7),
            text: Text::Utf8,
            declares_charset: !media,
            layer: 0,
        };
        let entries =
            vec![entry("b/\u{e4}.html", 60, false), entry("a", 400, false), entry("b/\u{e5}.mp4", 800, true)];
        let package = Key::new(Kind::Upload, BlobId::from_random([3; 16]));
        PackageIndex::new(package, 5000, 1000, entries, Vec::new())
    }

    #[test]
    fn an_index_reads_back_equal() {
        assert_eq!(PackageIndex::decode(&index().encode()), Ok(index()));
    }

    #[test]
    fn bytes_of_version_1_stay_readable() {
        // As the first program that knew this format wrote them; never change this text.
        let hex = "4c7950490101030303030303030303030303030303038827e8070300016114ac02efbeadde90030009622fc3a42e68746d6c14ac02efbeadde3c0305a52e6d703413ac0278efbeaddea006071d59907c";
        let bytes: Vec<u8> =
            (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect();
        assert_eq!(bytes, index().encode());
        assert_eq!(PackageIndex::decode(&bytes), Ok(index()));
    }

    /// The sample with an update over it.
    fn layered() -> PackageIndex {
        let package = Key::new(Kind::Package, BlobId::from_random([5; 16]));
        let entry = Entry { layer: 0, ..index().entries[0].clone() };
        let update = PackageIndex::new(package, 5000, 0, vec![entry], Vec::new());
        index().updated(&update, 1_709_195_415_000_000, |name| Some(name.to_owned()))
    }

    #[test]
    fn an_index_with_layers_reads_back_equal() {
        let index = layered();
        assert_eq!((index.layers.len(), index.entries[0].layer), (2, 1));
        assert_eq!(PackageIndex::decode(&index.encode()), Ok(index));
    }

    #[test]
    fn bytes_of_version_2_stay_readable() {
        // As the first program that knew this format wrote them; never change this text.
        let hex = "4c795049020201030303030303030303030303030303038827e807000005050505050505050505050505050505882700c0a7c08c91d08403030001610114ac02efbeadde90030009622fc3a42e68746d6c0014ac02efbeadde3c0305a52e6d70340013ac0278efbeaddea006074d6447b4";
        let bytes: Vec<u8> =
            (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect();
        assert_eq!(bytes, layered().encode());
        assert_eq!(PackageIndex::decode(&bytes), Ok(layered()));
    }

    #[test]
    fn every_changed_or_missing_byte_is_noticed() {
        for bytes in [index().encode(), layered().encode()] {
            every_byte_counts(&bytes);
        }
    }

    fn every_byte_counts(bytes: &[u8]) {
        for at in 0..bytes.len() {
            assert!(PackageIndex::decode(&bytes[..at]).is_err());
            let mut changed = bytes.to_vec();
            changed[at] ^= 0x10;
            assert!(PackageIndex::decode(&changed).is_err());
        }
        let mut newer = bytes.to_vec();
        newer[4] = 9;
        assert_eq!(PackageIndex::decode(&newer), Err(IndexError::Newer(9)));
    }

    proptest! {
        #[test]
        fn any_body_is_read_without_panic(
            version in PLAIN..=VERSION,
            mut body in proptest::collection::vec(any::<u8>(), 0..200),
        ) {
            let mut bytes = MAGIC.to_vec();
            bytes.push(version);
            bytes.append(&mut body);
            let crc = crc32fast::hash(&bytes);
            bytes.extend_from_slice(&crc.to_le_bytes());
            drop(PackageIndex::decode(&bytes));
        }
    }
}
