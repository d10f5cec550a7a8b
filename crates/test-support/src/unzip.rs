//! Reads a good zip whole into memory.

use std::collections::BTreeMap;
use std::io::Read;

use flate2::read::DeflateDecoder;
use rawzip::{CompressionMethod, ZipArchive};

/// Every file by its name as the zip spells it. Panics when the zip is broken.
pub fn unzip(zip: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let archive = ZipArchive::from_slice(zip).expect("a zip");
    let mut files = BTreeMap::new();
    for record in archive.entries() {
        let record = record.expect("a directory record");
        if record.is_dir() {
            continue;
        }
        let name = String::from_utf8_lossy(record.file_path().as_bytes()).into_owned();
        let entry = archive.get_entry(record.wayfinder()).expect("a member");
        let data = match record.compression_method() {
            CompressionMethod::STORE => entry.data().to_vec(),
            CompressionMethod::DEFLATE => {
                let mut data = Vec::new();
                DeflateDecoder::new(entry.data()).read_to_end(&mut data).expect("deflated bytes");
                data
            }
            other => panic!("{name} is compressed by {other:?}"),
        };
        files.insert(name, data);
    }
    files
}
