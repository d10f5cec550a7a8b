//! Courses that lie in folders: our own samples, and other people's packages where they are present.

use std::path::{Path, PathBuf};

use crate::PackageBuilder;

/// The repository's `samples` folder.
pub fn samples_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples")
}

/// One of our own sample courses (`welcome-scorm12`, `welcome-scorm2004`), zipped.
pub fn sample(name: &str) -> Vec<u8> {
    zip_folder(&samples_folder().join(name))
}

/// A zip of everything in a folder, names sorted.
pub fn zip_folder(folder: &Path) -> Vec<u8> {
    let mut files = Vec::new();
    collect(folder, &mut files);
    files.sort();
    let mut builder = PackageBuilder::new();
    for file in files {
        let name = file.strip_prefix(folder).expect("below the folder").to_string_lossy().replace('\\', "/");
        builder = builder.file(&name, std::fs::read(&file).expect("a readable file"));
    }
    builder.build()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display())) {
        let path = entry.expect("a readable folder").path();
        if path.is_dir() { collect(&path, files) } else { files.push(path) }
    }
}

/// The folder of packages that nobody here wrote: `LYCEUM_SHARED_CONTENT`, else beside the repository.
/// They may not be passed on, so a test must prove the same with a sample of our own when they are absent.
pub fn shared_content() -> Option<PathBuf> {
    let folder = match std::env::var_os("LYCEUM_SHARED_CONTENT") {
        Some(folder) => PathBuf::from(folder),
        None => Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/content"),
    };
    folder.is_dir().then_some(folder)
}

/// The zips of one folder of [`shared_content`] by their name, sorted; empty when absent.
pub fn shared_packages(folder: &str) -> Vec<(String, Vec<u8>)> {
    let Some(shared) = shared_content() else { return Vec::new() };
    let mut files = Vec::new();
    collect(&shared.join(folder), &mut files);
    files.retain(|file| file.extension().is_some_and(|e| e == "zip"));
    files.sort();
    let named = |file: PathBuf| {
        let name = file.file_name().expect("a file").to_string_lossy().into_owned();
        (name, std::fs::read(&file).expect("a readable file"))
    };
    files.into_iter().map(named).collect()
}
