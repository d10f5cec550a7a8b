//! A small zip writer that can also write zips that nobody should.

use std::io::Write;

use flate2::Compression;
use flate2::write::DeflateEncoder;

/// One entry; the fields are what is written, true or not.
#[derive(Clone)]
pub(crate) struct File {
    pub(crate) name: Vec<u8>,
    pub(crate) local_name: Option<Vec<u8>>,
    pub(crate) data: Vec<u8>,
    pub(crate) method: u16,
    pub(crate) local_method: Option<u16>,
    pub(crate) flags: u16,
    pub(crate) crc: u32,
    pub(crate) size: u64,
    pub(crate) extra: Vec<u8>,
    pub(crate) attributes: u32,
    /// A header offset to claim in place of the true one.
    pub(crate) offset: Option<u32>,
    /// Sizes and offsets go into a zip64 field.
    pub(crate) zip64: bool,
}

pub(crate) fn stored(name: &str, data: &[u8]) -> File {
    File {
        name: name.as_bytes().to_vec(),
        local_name: None,
        data: data.to_vec(),
        method: 0,
        local_method: None,
        flags: if name.is_ascii() { 0 } else { 1 << 11 },
        crc: crc32fast::hash(data),
        size: data.len() as u64,
        extra: Vec::new(),
        attributes: 0,
        offset: None,
        zip64: false,
    }
}

pub(crate) fn deflated(name: &str, data: &[u8]) -> File {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(data).unwrap();
    File { data: encoder.finish().unwrap(), method: 8, ..stored(name, data) }
}

impl File {
    /// Sizes and checksum behind the data.
    pub(crate) fn with_descriptor(mut self) -> Self {
        self.flags |= 1 << 3;
        self
    }
}

/// Writes a zip of the files, `prefix` before it and `comment` in its end record.
pub(crate) struct Zip {
    pub(crate) files: Vec<File>,
    pub(crate) prefix: Vec<u8>,
    pub(crate) comment: Vec<u8>,
    pub(crate) zip64: bool,
    pub(crate) count: Option<u16>,
}

pub(crate) fn zip(files: impl IntoIterator<Item = File>) -> Zip {
    let files = files.into_iter().collect();
    Zip { files, prefix: Vec::new(), comment: Vec::new(), zip64: false, count: None }
}

impl Zip {
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut out = self.prefix.clone();
        let mut directory = Vec::new();
        for file in &self.files {
            let offset = file.offset.unwrap_or((out.len() - self.prefix.len()) as u32);
            self.local(&mut out, file);
            central(&mut directory, file, offset);
        }
        let start = (out.len() - self.prefix.len()) as u64;
        let end64 = (out.len() + directory.len()) as u64;
        out.extend_from_slice(&directory);
        let count = self.files.len() as u64;
        if self.zip64 {
            out.extend_from_slice(b"PK\x06\x06");
            out.extend_from_slice(&44_u64.to_le_bytes());
            out.extend_from_slice(&[45, 0, 45, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
            for number in [count, count, directory.len() as u64, start] {
                out.extend_from_slice(&number.to_le_bytes());
            }
            out.extend_from_slice(b"PK\x06\x07\0\0\0\0");
            out.extend_from_slice(&end64.to_le_bytes());
            out.extend_from_slice(&1_u32.to_le_bytes());
        }
        out.extend_from_slice(b"PK\x05\x06\0\0\0\0");
        let count = self.count.unwrap_or(if self.zip64 { u16::MAX } else { count as u16 });
        out.extend_from_slice(&count.to_le_bytes());
        out.extend_from_slice(&count.to_le_bytes());
        let (size, start) =
            if self.zip64 { (u32::MAX, u32::MAX) } else { (directory.len() as u32, start as u32) };
        out.extend_from_slice(&size.to_le_bytes());
        out.extend_from_slice(&start.to_le_bytes());
        out.extend_from_slice(&(self.comment.len() as u16).to_le_bytes());
        out.extend_from_slice(&self.comment);
        out
    }

    fn local(&self, out: &mut Vec<u8>, file: &File) {
        let name = file.local_name.as_ref().unwrap_or(&file.name);
        let descriptor = file.flags & 8 != 0;
        out.extend_from_slice(b"PK\x03\x04\x14\0");
        out.extend_from_slice(&file.flags.to_le_bytes());
        out.extend_from_slice(&file.local_method.unwrap_or(file.method).to_le_bytes());
        out.extend_from_slice(&[0; 4]);
        let mut extra = Vec::new();
        if descriptor {
            out.extend_from_slice(&[0; 12]);
        } else {
            out.extend_from_slice(&file.crc.to_le_bytes());
            if file.zip64 {
                out.extend_from_slice(&[0xff; 8]);
                extra.extend_from_slice(&[1, 0, 16, 0]);
                extra.extend_from_slice(&file.size.to_le_bytes());
                extra.extend_from_slice(&(file.data.len() as u64).to_le_bytes());
            } else {
                out.extend_from_slice(&(file.data.len() as u32).to_le_bytes());
                out.extend_from_slice(&(file.size as u32).to_le_bytes());
            }
        }
        out.extend_from_slice(&(name.len() as u16).to_le_bytes());
        out.extend_from_slice(&(extra.len() as u16).to_le_bytes());
        out.extend_from_slice(name);
        out.extend_from_slice(&extra);
        out.extend_from_slice(&file.data);
        if descriptor {
            out.extend_from_slice(b"PK\x07\x08");
            out.extend_from_slice(&file.crc.to_le_bytes());
            out.extend_from_slice(&(file.data.len() as u32).to_le_bytes());
            out.extend_from_slice(&(file.size as u32).to_le_bytes());
        }
    }
}

fn central(out: &mut Vec<u8>, file: &File, offset: u32) {
    let mut extra = file.extra.clone();
    let (packed, size, at) = if file.zip64 {
        extra.extend_from_slice(&[1, 0, 24, 0]);
        for number in [file.size, file.data.len() as u64, u64::from(offset)] {
            extra.extend_from_slice(&number.to_le_bytes());
        }
        (u32::MAX, u32::MAX, u32::MAX)
    } else {
        (file.data.len() as u32, file.size as u32, offset)
    };
    out.extend_from_slice(b"PK\x01\x02\x14\x03\x14\0");
    out.extend_from_slice(&file.flags.to_le_bytes());
    out.extend_from_slice(&file.method.to_le_bytes());
    out.extend_from_slice(&[0; 4]);
    out.extend_from_slice(&file.crc.to_le_bytes());
    out.extend_from_slice(&packed.to_le_bytes());
    out.extend_from_slice(&size.to_le_bytes());
    out.extend_from_slice(&(file.name.len() as u16).to_le_bytes());
    out.extend_from_slice(&(extra.len() as u16).to_le_bytes());
    out.extend_from_slice(&[0; 6]);
    out.extend_from_slice(&file.attributes.to_le_bytes());
    out.extend_from_slice(&at.to_le_bytes());
    out.extend_from_slice(&file.name);
    out.extend_from_slice(&extra);
}

impl File {
    /// What stands before and behind `length` bytes of stored data that are not held in memory.
    pub(crate) fn around_data(&self, length: usize) -> (Vec<u8>, Vec<u8>) {
        let mut head = b"PK\x03\x04\x14\0\0\0\0\0\0\0\0\0".to_vec();
        head.extend_from_slice(&self.crc.to_le_bytes());
        head.extend_from_slice(&(length as u32).to_le_bytes());
        head.extend_from_slice(&(length as u32).to_le_bytes());
        head.extend_from_slice(&(self.name.len() as u16).to_le_bytes());
        head.extend_from_slice(&[0; 2]);
        head.extend_from_slice(&self.name);
        let mut tail = Vec::new();
        central(&mut tail, self, 0);
        tail[20..24].copy_from_slice(&(length as u32).to_le_bytes());
        let size = tail.len() as u32;
        tail.extend_from_slice(b"PK\x05\x06\0\0\0\0\x01\0\x01\0");
        tail.extend_from_slice(&size.to_le_bytes());
        tail.extend_from_slice(&((head.len() + length) as u32).to_le_bytes());
        tail.extend_from_slice(&[0; 2]);
        (head, tail)
    }
}
