//! Packages to measure with: files on disk, packed by a program that is not ours.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use platform::{Rng as _, SeededRng};

use crate::process;

/// What a file is made of.
#[derive(Clone, Copy)]
enum Filling {
    /// Words: deflates to about a third.
    Text,
    /// Noise: does not deflate at all, as pictures and films do not.
    Noise,
    /// The same few bytes again and again.
    Plain,
}

/// 100 MB in 2,000 files: 60 % text, 30 % noise, 10 % plain.
pub(crate) fn mixed(folder: &Path) -> anyhow::Result<PathBuf> {
    files(folder, "mixed", 2_000, 50 << 10, |at| match at % 10 {
        0..6 => Filling::Text,
        6..9 => Filling::Noise,
        _ => Filling::Plain,
    })
}

/// 20,000 files of 1 KB.
pub(crate) fn tiny(folder: &Path) -> anyhow::Result<PathBuf> {
    files(folder, "tiny", 20_000, 1 << 10, |_| Filling::Text)
}

/// One film of 2 GB, deflated as careless tools do it.
pub(crate) fn video(folder: &Path) -> anyhow::Result<PathBuf> {
    one_file(folder, "video", "film.mp4", 2 << 30, "deflate")
}

/// One file of 5 GB, stored: needs zip64.
pub(crate) fn huge(folder: &Path) -> anyhow::Result<PathBuf> {
    one_file(folder, "huge", "film.mp4", 5 << 30, "store")
}

/// Files of given sizes that do not deflate, under their names.
pub(crate) fn sized(folder: &Path, sizes: &[(&str, u64)]) -> anyhow::Result<PathBuf> {
    let tree = begin(folder, "sized")?;
    for (at, (name, size)) in sizes.iter().enumerate() {
        write_file(&tree.join(name), *size, Filling::Text, at as u64)?;
    }
    pack(folder, "sized", "deflate")
}

/// A course of so many SCOs, one page for all.
pub(crate) fn scos(folder: &Path, count: usize) -> anyhow::Result<PathBuf> {
    let tree = begin(folder, "scos")?;
    let items: String = (1..=count)
        .map(|at| format!("<item identifier=\"i{at}\" identifierref=\"r\"><title>Part {at}</title></item>"))
        .collect();
    let path = tree.join("imsmanifest.xml");
    let manifest = fs::read_to_string(&path)?;
    let (before, rest) = manifest.split_once("<item ").context("no item")?;
    let (_, after) = rest.split_once("</item>").context("no item")?;
    fs::write(&path, format!("{before}{items}{after}"))?;
    pack(folder, "scos", "deflate")
}

fn files(
    folder: &Path,
    name: &str,
    count: usize,
    size: u64,
    filling: impl Fn(usize) -> Filling,
) -> anyhow::Result<PathBuf> {
    let tree = begin(folder, name)?;
    for at in 0..count {
        let place = tree.join(format!("part{}", at / 100));
        fs::create_dir_all(&place)?;
        write_file(&place.join(format!("file{at}.bin")), size, filling(at), at as u64)?;
    }
    pack(folder, name, "deflate")
}

fn one_file(folder: &Path, name: &str, file: &str, size: u64, method: &str) -> anyhow::Result<PathBuf> {
    let tree = begin(folder, name)?;
    write_file(&tree.join(file), size, Filling::Noise, 1)?;
    pack(folder, name, method)
}

/// A folder with a manifest and one SCO.
fn begin(folder: &Path, name: &str) -> anyhow::Result<PathBuf> {
    let tree = folder.join(name);
    fs::create_dir(&tree)?;
    fs::write(tree.join("index.html"), "<!doctype html><title>Bench</title><p>Nothing to see.</p>")?;
    fs::write(
        tree.join("imsmanifest.xml"),
        r#"<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="bench" xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2" xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2">
  <metadata><schema>ADL SCORM</schema><schemaversion>1.2</schemaversion></metadata>
  <organizations default="o"><organization identifier="o"><title>Bench</title>
    <item identifier="i" identifierref="r"><title>Bench</title></item></organization></organizations>
  <resources><resource identifier="r" type="webcontent" adlcp:scormtype="sco" href="index.html"><file href="index.html"/></resource></resources>
</manifest>
"#,
    )?;
    Ok(tree)
}

fn pack(folder: &Path, name: &str, method: &str) -> anyhow::Result<PathBuf> {
    process::need("bsdtar", "libarchive-tools")?;
    let line = format!("cd {name} && bsdtar -a --options zip:compression={method} -cf ../{name}.zip *");
    process::timed(&line, folder)?;
    fs::remove_dir_all(folder.join(name))?;
    Ok(folder.join(format!("{name}.zip")))
}

fn write_file(path: &Path, size: u64, filling: Filling, seed: u64) -> anyhow::Result<()> {
    let mut file = fs::File::create(path).with_context(|| format!("cannot write {}", path.display()))?;
    let block = block(filling, seed);
    let mut left = size;
    let mut turn = 0u64;
    while left > 0 {
        let take = left.min(block.len() as u64);
        // Turned a little each time, so that no block repeats the one before at the same place.
        let from = (turn.wrapping_mul(7_919) % block.len() as u64) as usize;
        let (back, front) = block.split_at(from);
        let mut rest = take as usize;
        for piece in [front, back] {
            let piece = &piece[..piece.len().min(rest)];
            file.write_all(piece)?;
            rest -= piece.len();
        }
        left -= take;
        turn += 1;
    }
    Ok(())
}

const WORDS: &[&str] = &[
    "course",
    "learner",
    "activity",
    "objective",
    "status",
    "score",
    "launch",
    "attempt",
    "attend",
    "answer",
    "question",
    "page",
    "module",
    "lesson",
    "the",
    "of",
    "and",
    "to",
    "in",
    "is",
];

/// A megabyte to cut files from.
fn block(filling: Filling, seed: u64) -> Vec<u8> {
    let rng = SeededRng::new(seed);
    let mut block = vec![0u8; 1 << 20];
    match filling {
        Filling::Noise => rng.fill(&mut block),
        Filling::Plain => block.iter_mut().enumerate().for_each(|(at, byte)| *byte = b"lyceum "[at % 7]),
        Filling::Text => {
            let mut noise = vec![0u8; 1 << 18];
            rng.fill(&mut noise);
            let text: Vec<u8> = noise
                .iter()
                .flat_map(|byte| WORDS[usize::from(*byte) % WORDS.len()].bytes().chain([b' ']))
                .take(block.len())
                .collect();
            block.truncate(text.len());
            block.copy_from_slice(&text);
        }
    }
    block
}
