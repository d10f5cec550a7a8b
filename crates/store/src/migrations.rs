//! The cloud's tables, numbered.

use std::collections::BTreeSet;

use sql::Migrations;

pub(crate) const MIGRATIONS: Migrations = Migrations {
    texts: &[
        (1, include_str!("../migrations/0001_start.sql")),
        (2, include_str!("../migrations/0002_course_files.sql")),
        (3, include_str!("../migrations/0003_tags.sql")),
        (4, include_str!("../migrations/0004_applications.sql")),
        (6, include_str!("../migrations/0006_exports_and_lists.sql")),
        (7, include_str!("../migrations/0007_console.sql")),
        (8, include_str!("../migrations/0008_registrations_in_the_console.sql")),
        (9, include_str!("../migrations/0009_logs.sql")),
        (10, include_str!("../migrations/0010_sandbox.sql")),
        (11, include_str!("../migrations/0011_operations.sql")),
        (12, include_str!("../migrations/0012_backups.sql")),
        (13, include_str!("../migrations/0013_incoming_packages.sql")),
        (14, include_str!("../migrations/0014_course_pages.sql")),
        (20, include_str!("../migrations/0020_retention.sql")),
        (21, include_str!("../migrations/0021_postbacks.sql")),
        (22, include_str!("../migrations/0022_names_folded.sql")),
    ],
    lock: 0x4c79_6365_756d,
    remedy: "run `lyceum migrate`",
};

/// The names of all tables that the migrations make.
pub(crate) fn tables() -> BTreeSet<&'static str> {
    let words = |text: &'static str| text.split("CREATE TABLE ").skip(1);
    let texts = MIGRATIONS.texts.iter().flat_map(|(_, text)| words(text));
    texts.filter_map(|rest| rest.split([' ', '(', '\n']).next()).collect()
}
