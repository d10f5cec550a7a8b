//! Every statement is understood by both engines.

use super::*;

fn all() -> impl Iterator<Item = &'static sql::Statement> {
    [
        assignments::STATEMENTS,
        courses::STATEMENTS,
        events::STATEMENTS,
        groups::STATEMENTS,
        imports::STATEMENTS,
        overrides::STATEMENTS,
        postbacks::STATEMENTS,
        registrations::STATEMENTS,
        result_history::STATEMENTS,
        sessions::STATEMENTS,
        sign_ins::STATEMENTS,
        users::STATEMENTS,
    ]
    .into_iter()
    .flatten()
    .copied()
}

async fn check(database: &Database) {
    let mut refused = Vec::new();
    for statement in all() {
        let text = if database.is_postgres() { statement.postgres } else { statement.sqlite };
        if let Some(error) = sql::refused(database, text).await.unwrap() {
            refused.push(format!("{}.{} ({}): {error}", statement.table, statement.name, statement.purpose));
        }
    }
    assert!(refused.is_empty(), "{refused:#?}");
}

/// What looks at all that is there, and why it may.
const MAY_SCAN: [&str; 1] = [
    // Those that nobody has assigned are found by no index. It reads one for each registration, once a minute.
    "SET_UNASSIGNED_REMOVING",
];
/// They hold only what is looked for.
const SMALL_INDEXES: [&str; 3] =
    ["registrations_in_doubt", "registrations_reserved", "registrations_removing"];

#[tokio::test(flavor = "multi_thread")]
async fn nothing_looks_at_all_that_learners_do() {
    let folder = tempfile::tempdir().unwrap();
    let database = open(&DatabaseUrl::Sqlite(folder.path().join("campus.db"))).await.unwrap();
    let mut scans = Vec::new();
    for statement in all() {
        // Of an insertion the plan tells what would be looked at if something still pointed to the row.
        if MAY_SCAN.contains(&statement.name) || statement.sqlite.trim_start().starts_with("INSERT") {
            continue;
        }
        let mut tx = database.begin_read().await.unwrap();
        let text = format!("EXPLAIN QUERY PLAN {}", statement.sqlite);
        for step in tx.fetch_built(statement, text, &[]).await.unwrap() {
            let step = step.text("detail").unwrap();
            // Tables by the names that statements give them.
            let is_scan = ["registrations", "r", "overrides", "o", "assignments", "a", "result_history", "h"]
                .iter()
                .any(|table| step == format!("SCAN {table}") || step.starts_with(&format!("SCAN {table} ")));
            if is_scan && !SMALL_INDEXES.iter().any(|index| step.ends_with(index)) {
                scans.push(format!("{}.{}: {step}", statement.table, statement.name));
            }
        }
    }
    assert!(scans.is_empty(), "{scans:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_statement_is_understood_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    check(&open(&DatabaseUrl::Sqlite(folder.path().join("campus.db"))).await.unwrap()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_statement_is_understood_on_postgres() {
    let database = test_server::Database::new().await;
    check(&open(&database.url().parse().unwrap()).await.unwrap()).await;
}
