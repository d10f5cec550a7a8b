//! Whole packages through the public interface.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests fail like tests"
)]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod clauses;
mod corpus;
mod launch_data;
mod mangled;
mod real_packages;
mod sequencing_definitions;

use std::collections::BTreeMap;

use packaging::{Course, Limits, NoCourse, ParserWarning, read_course};

/// A package of a manifest and empty files.
fn package(manifest: impl Into<Vec<u8>>, files: &[&str]) -> BTreeMap<String, Vec<u8>> {
    let mut package: BTreeMap<String, Vec<u8>> =
        files.iter().map(|f| ((*f).to_owned(), Vec::new())).collect();
    package.insert("imsmanifest.xml".to_owned(), manifest.into());
    package
}

fn read(package: &BTreeMap<String, Vec<u8>>) -> Result<(Course, Vec<ParserWarning>), NoCourse> {
    read_course(package, &Limits::default())
}

/// The course and the numbers of its warnings, each once.
fn read_good(package: &BTreeMap<String, Vec<u8>>) -> (Course, Vec<u16>) {
    let (course, warnings) = read(package).unwrap();
    let mut numbers: Vec<u16> = warnings.iter().map(|w| w.number).collect();
    numbers.sort_unstable();
    numbers.dedup();
    (course, numbers)
}

/// The played organization, one line per item: indent, identifier, title, address.
fn outline(course: &Course) -> String {
    let mut lines = String::new();
    course.organization().walk(&mut |item, depth| {
        let address = item.launch_address().map(|a| format!(" -> {a}")).unwrap_or_default();
        lines.push_str(&format!("{}{} \"{}\"{address}\n", "  ".repeat(depth), item.identifier, item.title));
    });
    lines
}
