//! `docs/integration-checklist.md`: what the integration guide wants, and the tests that prove it.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod found;
mod rows;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use found::Test;
use rows::{Row, SECTIONS, Whose};

const HEAD: &str = "\
# Integration checklist

What the vendor's guide for LMS integrations states and recommends, one row each, in our words, then the lessons from
existing integrations. *Cloud* is Lyceum's side, *LMS* that of Campus and its SDK. Each row is proved by tests whose names
begin with its id; a test may prove several.

This page is generated. `LYCEUM_UPDATE_DOCS=1 cargo test -p xtask --test checklist` makes it anew; the same test fails
while the page is stale or a row has no test.
";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().unwrap()
}

fn rows() -> impl Iterator<Item = &'static Row> {
    SECTIONS.iter().flat_map(|section| section.rows)
}

#[test]
fn every_row_is_proved_and_the_page_is_fresh() {
    let found = found::all(&root());
    let page = page(&found);
    let path = root().join("docs/integration-checklist.md");
    if std::env::var_os("LYCEUM_UPDATE_DOCS").is_some() {
        std::fs::write(&path, &page).unwrap();
    }
    let unproved: Vec<&str> = rows().map(|row| row.id).filter(|id| !found.contains_key(*id)).collect();
    assert!(unproved.is_empty(), "no test bears these ids: {unproved:?}");
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == page,
        "docs/integration-checklist.md is stale; type: LYCEUM_UPDATE_DOCS=1 cargo test -p xtask --test checklist"
    );
}

#[test]
fn no_test_bears_an_id_that_is_no_row() {
    let known: Vec<&str> = rows().map(|row| row.id).collect();
    let strays: Vec<(String, Vec<Test>)> =
        found::all(&root()).into_iter().filter(|(id, _)| !known.contains(&id.as_str())).collect();
    assert!(strays.is_empty(), "{strays:#?}");
}

#[test]
fn rows_are_counted_through() {
    let ids: Vec<&str> = rows().map(|row| row.id).collect();
    let expected: Vec<String> =
        (1..=66).map(|at| format!("s{at:02}")).chain((1..=9).map(|at| format!("l{at}"))).collect();
    assert_eq!(ids, expected);
}

#[test]
fn ids_stand_at_the_beginning_of_a_name() {
    assert_eq!(found::ids("s36_s37_l2_a_crash"), ["s36", "s37", "l2"]);
    assert_eq!(found::ids("s23, s24: a browser posts"), ["s23", "s24"]);
    for name in ["s3", "s36", "s3_x", "story_s36_x", "last_one", "s3x_y", "", "l10_x"] {
        assert!(found::ids(name).is_empty(), "{name}");
    }
}

fn page(found: &BTreeMap<String, Vec<Test>>) -> String {
    let mut page = HEAD.to_owned();
    for section in SECTIONS {
        write!(page, "\n## {}\n\n| | | Whose | Proved by |\n|---|---|---|---|\n", section.title).unwrap();
        for row in section.rows {
            let whose = match row.whose {
                Whose::Cloud => "cloud",
                Whose::Lms => "LMS",
                Whose::Both => "both",
            };
            let mut tests = found.get(row.id).cloned().unwrap_or_default();
            tests.sort_by(|a, b| (&a.file, &a.name).cmp(&(&b.file, &b.name)));
            tests.dedup();
            let tests: Vec<String> =
                tests.iter().map(|test| format!("[`{}`](../{})", test.name, test.file)).collect();
            writeln!(page, "| {} | {} | {whose} | {} |", row.id.to_uppercase(), row.says, tests.join("<br>"))
                .unwrap();
        }
    }
    page
}
