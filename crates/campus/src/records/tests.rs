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
