//! Writes zip files byte by byte, so that every way in which one can be broken takes a line or two.

use std::io::Write;

use flate2::Compression;
use flate2::write::DeflateEncoder;

/// One member of the zip.
#[derive(Debug, Clone)]
pub struct Entry {
    name: Vec<u8>,
    local_name: Option<Vec<u8>>,
    data: Vec<u8>,
    raw: Option<Vec<u8>>,
    method: u16,
    flags: u16,
    crc: Option<u32>,
    size: Option<u64>,
    local_size: Option<u32>,
    zip64: bool,
    overlaps: Option<usize>,
}

const STORED: u16 = 0;
const DEFLATED: u16 = 8;
const ENCRYPTED: u16 = 1;
const DESCRIPTOR: u16 = 1 << 3;
const UNICODE: u16 = 1 << 11;

impl Entry {
    /// A deflated member, its name marked as UTF-8.
    pub fn new(name: impl Into<String>, data: impl Into<Vec<u8>>) -> Self {
        Self {
            name: name.into().into_bytes(),
            local_name: None,
            data: data.into(),
            raw: None,
            method: DEFLATED,
            flags: UNICODE,
            crc: None,
            size: None,
            local_size: None,
            zip64: false,
            overlaps: None,
        }
    }

    /// Not compressed.
    pub fn stored(mut self) -> Self {
        self.method = STORED;
        self
    }

    /// Another compression method by number (9 is Deflate64); the bytes are stored as they are.
    pub fn method(mut self, method: u16) -> Self {
        self.raw = Some(self.data.clone());
        self.method = method;
        self
    }

    /// The name as these bytes, without the flag that says UTF-8.
    pub fn legacy_name(mut self, name: &[u8]) -> Self {
        self.name = name.to_vec();
        self.flags &= !UNICODE;
        self
    }

    /// Another name in the local header than in the directory.
    pub fn local_name(mut self, name: &str) -> Self {
        self.local_name = Some(name.as_bytes().to_vec());
        self
    }

    /// CRC and sizes behind the data, zeros in the local header.
    pub fn descriptor(mut self) -> Self {
        self.flags |= DESCRIPTOR;
        self
    }

    /// Sizes and offset in zip64 extra fields.
    pub fn zip64(mut self) -> Self {
        self.zip64 = true;
        self
    }

    /// Marked as encrypted.
    pub fn encrypted(mut self) -> Self {
        self.flags |= ENCRYPTED;
        self
    }

    /// A CRC that does not fit.
    pub fn wrong_crc(mut self) -> Self {
        self.crc = Some(0xDEAD_BEEF);
        self
    }

    /// Claims this uncompressed size in both headers.
    pub fn claimed_size(mut self, size: u64) -> Self {
        self.size = Some(size);
        self
    }

    /// Claims this uncompressed size in the local header only.
    pub fn local_size(mut self, size: u32) -> Self {
        self.local_size = Some(size);
        self
    }

    /// Has no bytes of its own: its directory record points at the member of that number.
    pub fn overlapping(mut self, member: usize) -> Self {
        self.overlaps = Some(member);
        self
    }

    /// A small member that inflates to `size` zeros.
    pub fn bomb(name: impl Into<String>, size: u64) -> Self {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
        let mut crc = crc32fast::Hasher::new();
        let zeros = vec![0; 1 << 16];
        let mut left = size;
        while left > 0 {
            let piece = &zeros[..usize::try_from(left).unwrap_or(usize::MAX).min(zeros.len())];
            encoder.write_all(piece).expect("memory");
            crc.update(piece);
            left -= piece.len() as u64;
        }
        let mut entry = Self::new(name, Vec::new());
        entry.raw = Some(encoder.finish().expect("memory"));
        entry.size = Some(size);
        entry.crc = Some(crc.finalize());
        entry
    }

    fn body(&self) -> Vec<u8> {
        if let Some(raw) = &self.raw {
            return raw.clone();
        }
        if self.method == STORED {
            return self.data.clone();
        }
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(&self.data).expect("memory");
        encoder.finish().expect("memory")
    }
}

/// A zip in the making.
///
/// ```
/// # use test_support::PackageBuilder;
/// let zip = PackageBuilder::new().manifest("<manifest/>").file("a.html", "<p>hello").truncated(40).build();
/// ```
#[derive(Debug, Clone, Default)]
pub struct PackageBuilder {
    entries: Vec<Entry>,
    folder: String,
    backslashes: bool,
    zip64: bool,
    prefix: Vec<u8>,
    comment: Vec<u8>,
    cut: usize,
    hidden: u16,
}

impl PackageBuilder {
    /// An empty zip.
    pub fn new() -> Self {
        Self::default()
    }

    /// `imsmanifest.xml` as UTF-8.
    pub fn manifest(self, text: &str) -> Self {
        self.file("imsmanifest.xml", text)
    }

    /// `imsmanifest.xml` with a byte-order mark.
    pub fn manifest_with_mark(self, text: &str) -> Self {
        self.file("imsmanifest.xml", format!("\u{feff}{text}"))
    }

    /// `imsmanifest.xml` as UTF-16, little end first, with a byte-order mark.
    pub fn manifest_utf16(self, text: &str) -> Self {
        let bytes: Vec<u8> = format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
        self.file("imsmanifest.xml", bytes)
    }

    /// A deflated file.
    pub fn file(self, name: &str, data: impl Into<Vec<u8>>) -> Self {
        self.entry(Entry::new(name, data))
    }

    /// A stored file.
    pub fn stored(self, name: &str, data: impl Into<Vec<u8>>) -> Self {
        self.entry(Entry::new(name, data).stored())
    }

    /// Any member; two of one name are two members.
    pub fn entry(mut self, entry: Entry) -> Self {
        self.entries.push(entry);
        self
    }

    /// Replaces the bytes of a file, or adds it.
    pub fn replace(mut self, name: &str, data: impl Into<Vec<u8>>) -> Self {
        self.entries.retain(|entry| entry.name != name.as_bytes());
        self.file(name, data)
    }

    /// Leaves a file out.
    pub fn without(mut self, name: &str) -> Self {
        self.entries.retain(|entry| entry.name != name.as_bytes());
        self
    }

    /// Everything one folder down, as when somebody zips the folder.
    pub fn nested(mut self, folder: &str) -> Self {
        self.folder = format!("{}/", folder.trim_end_matches('/'));
        self
    }

    /// Names with backslashes, as old Windows tools write them.
    pub fn backslashes(mut self) -> Self {
        self.backslashes = true;
        self
    }

    /// A zip64 end record, whatever the size.
    pub fn zip64(mut self) -> Self {
        self.zip64 = true;
        self
    }

    /// Bytes before the first member, as a self-extracting archive has.
    pub fn prefix(mut self, bytes: &[u8]) -> Self {
        self.prefix = bytes.to_vec();
        self
    }

    /// An archive comment.
    pub fn comment(mut self, bytes: &[u8]) -> Self {
        self.comment = bytes.to_vec();
        self
    }

    /// Cuts that many bytes off the end.
    pub fn truncated(mut self, bytes: usize) -> Self {
        self.cut = bytes;
        self
    }

    /// Counts that many members too few in the end record.
    pub fn hiding(mut self, members: u16) -> Self {
        self.hidden = members;
        self
    }

    /// The zip's bytes.
    pub fn build(&self) -> Vec<u8> {
        let mut zip = self.prefix.clone();
        let mut directory = Vec::new();
        let mut offsets: Vec<(u64, u32, Vec<u8>)> = Vec::new();
        for entry in &self.entries {
            let name = self.full_name(&entry.name);
            let size = entry.size.unwrap_or(entry.data.len() as u64);
            let (offset, crc, body) = match entry.overlaps {
                Some(member) => offsets[member].clone(),
                None => {
                    let body = entry.body();
                    let crc = entry.crc.unwrap_or_else(|| crc32fast::hash(&entry.data));
                    let offset = (zip.len() - self.prefix.len()) as u64;
                    self.local(&mut zip, entry, &name, crc, &body, size);
                    (offset, crc, body)
                }
            };
            central(&mut directory, entry, &name, crc, body.len() as u64, size, offset);
            offsets.push((offset, crc, body));
        }
        self.end(&mut zip, &directory);
        zip.truncate(zip.len().saturating_sub(self.cut));
        zip
    }

    fn full_name(&self, name: &[u8]) -> Vec<u8> {
        let mut full = self.folder.clone().into_bytes();
        full.extend_from_slice(name);
        if self.backslashes {
            full.iter_mut().filter(|b| **b == b'/').for_each(|b| *b = b'\\');
        }
        full
    }

    fn local(&self, zip: &mut Vec<u8>, entry: &Entry, name: &[u8], crc: u32, body: &[u8], size: u64) {
        let name = entry.local_name.as_deref().unwrap_or(name);
        let later = entry.flags & DESCRIPTOR != 0;
        let local_size = entry.local_size.map_or(size, u64::from);
        let packed = body.len() as u64;
        zip.extend(b"PK\x03\x04");
        put16(zip, &[if entry.zip64 { 45 } else { 20 }, entry.flags, entry.method, 0, 0x21]);
        put32(zip, &[if later { 0 } else { crc }]);
        match (entry.zip64, later) {
            (true, _) => put32(zip, &[u32::MAX, u32::MAX]),
            (false, true) => put32(zip, &[0, 0]),
            (false, false) => put32(zip, &[small(packed), small(local_size)]),
        }
        put16(zip, &[short(name.len()), if entry.zip64 { 20 } else { 0 }]);
        zip.extend(name);
        if entry.zip64 {
            put16(zip, &[1, 16]);
            put64(zip, &if later { [0, 0] } else { [local_size, packed] });
        }
        zip.extend(body);
        if later {
            zip.extend(b"PK\x07\x08");
            put32(zip, &[crc]);
            if entry.zip64 { put64(zip, &[packed, size]) } else { put32(zip, &[small(packed), small(size)]) }
        }
    }

    fn end(&self, zip: &mut Vec<u8>, directory: &[u8]) {
        let start = (zip.len() - self.prefix.len()) as u64;
        let count = self.entries.len() as u64 - u64::from(self.hidden);
        zip.extend(directory);
        let length = directory.len() as u64;
        if self.zip64 {
            let at = (zip.len() - self.prefix.len()) as u64;
            zip.extend(b"PK\x06\x06");
            put64(zip, &[44]);
            put16(zip, &[45, 45]);
            put32(zip, &[0, 0]);
            put64(zip, &[count, count, length, start]);
            zip.extend(b"PK\x06\x07");
            put32(zip, &[0]);
            put64(zip, &[at]);
            put32(zip, &[1]);
        }
        zip.extend(b"PK\x05\x06");
        put16(zip, &[0, 0]);
        if self.zip64 {
            put16(zip, &[u16::MAX, u16::MAX]);
            put32(zip, &[u32::MAX, u32::MAX]);
        } else {
            let count = u16::try_from(count).expect("more members need zip64()");
            put16(zip, &[count, count]);
            put32(zip, &[small(length), small(start)]);
        }
        put16(zip, &[short(self.comment.len())]);
        zip.extend(&self.comment);
    }
}

fn central(out: &mut Vec<u8>, entry: &Entry, name: &[u8], crc: u32, packed: u64, size: u64, offset: u64) {
    out.extend(b"PK\x01\x02");
    put16(out, &[0x031E, if entry.zip64 { 45 } else { 20 }, entry.flags, entry.method, 0, 0x21]);
    put32(out, &[crc]);
    if entry.zip64 {
        put32(out, &[u32::MAX, u32::MAX]);
    } else {
        put32(out, &[small(packed), small(size)]);
    }
    put16(out, &[short(name.len()), if entry.zip64 { 28 } else { 0 }, 0, 0, 0]);
    put32(out, &[0o100_644 << 16, if entry.zip64 { u32::MAX } else { small(offset) }]);
    out.extend(name);
    if entry.zip64 {
        put16(out, &[1, 24]);
        put64(out, &[size, packed, offset]);
    }
}

fn put16(out: &mut Vec<u8>, values: &[u16]) {
    values.iter().for_each(|value| out.extend(value.to_le_bytes()));
}

fn put32(out: &mut Vec<u8>, values: &[u32]) {
    values.iter().for_each(|value| out.extend(value.to_le_bytes()));
}

fn put64(out: &mut Vec<u8>, values: &[u64]) {
    values.iter().for_each(|value| out.extend(value.to_le_bytes()));
}

/// Sizes beyond 32 bits are claims of a broken header and get cut.
#[expect(clippy::cast_possible_truncation, reason = "a claimed size may be nonsense")]
fn small(value: u64) -> u32 {
    value as u32
}

fn short(length: usize) -> u16 {
    u16::try_from(length).expect("names and comments are short")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::unzip;

    #[test]
    fn every_good_form_reads_back() {
        let good = PackageBuilder::new()
            .manifest("<manifest/>")
            .stored("a/b.txt", "stored")
            .entry(Entry::new("c.txt", "later").descriptor())
            .entry(Entry::new("d.txt", "large").zip64())
            .entry(Entry::new("e.txt", "both").zip64().descriptor().stored());
        for builder in
            [good.clone(), good.clone().zip64(), good.clone().prefix(b"#!/bin/sh\n"), good.comment(b"hi")]
        {
            let files = unzip(&builder.build());
            let texts: Vec<&str> = files.values().map(|v| std::str::from_utf8(v).unwrap()).collect();
            assert_eq!(texts, ["stored", "later", "large", "both", "<manifest/>"]);
        }
        let names: Vec<String> =
            unzip(&PackageBuilder::new().file("a/b", "").nested("top").backslashes().build())
                .into_keys()
                .collect();
        assert_eq!(names, ["top\\a\\b"]);
    }

    #[test]
    fn bombs_are_small() {
        let zip = PackageBuilder::new().entry(Entry::bomb("zeros.bin", 50 << 20)).build();
        assert!(zip.len() < 100_000);
        assert_eq!(unzip(&zip)["zeros.bin"].len(), 50 << 20);
    }
}
