//! Tables from nothing, and every statement against them.

use platform::DatabaseUrl;
use store::{Error, Store};

use crate::harness::{Db, story};

story!(
    /// One test prepares every statement of the crate.
    every_statement_is_understood,
    async |db: &Db| {
        let (count, refused) = store::prepare_all(&db.store).await.unwrap();
        assert!(count > 100, "{count}");
        assert!(refused.is_empty(), "{}", refused.join("\n"));
    }
);

story!(
    /// Migrating again changes nothing, and the schema is then what the program needs.
    migrating_twice_is_harmless,
    async |db: &Db| {
        db.store.migrate().await.unwrap();
        db.store.check_schema().await.unwrap();
        db.store.ping().await.unwrap();
    }
);

story!(
    /// Nodes that start together wait for each other.
    nodes_may_migrate_together,
    async |db: &Db| {
        let other = Store::connect(&db.url).await.unwrap();
        let (one, two) = tokio::join!(db.store.migrate(), other.migrate());
        one.unwrap();
        two.unwrap();
    }
);

#[tokio::test]
async fn an_empty_database_says_what_to_run() {
    let folder = tempfile::tempdir().unwrap();
    let url = DatabaseUrl::Sqlite(folder.path().join("new/lyceum.db"));
    let store = Store::connect(&url).await.unwrap();
    let error = store.check_schema().await.unwrap_err();
    assert!(matches!(error, Error::OlderSchema { found: 0, .. }));
    assert!(error.to_string().contains("run `lyceum migrate`"), "{error}");
}

#[tokio::test]
async fn a_database_of_a_newer_program_is_left_alone() {
    use sqlx::{ConnectOptions as _, Connection as _, Executor as _};
    let db = crate::harness::sqlite().await;
    let DatabaseUrl::Sqlite(path) = &db.url else { unreachable!() };
    let mut raw = sqlx::sqlite::SqliteConnectOptions::new().filename(path).connect().await.unwrap();
    raw.execute("INSERT INTO schema_migrations (number) VALUES (9999)").await.unwrap();
    raw.close().await.unwrap();
    assert!(matches!(db.store.migrate().await, Err(Error::NewerSchema { found: 9999, .. })));
    assert!(matches!(db.store.check_schema().await, Err(Error::NewerSchema { found: 9999, .. })));
}

#[tokio::test]
async fn a_database_that_cannot_be_opened_is_named_without_its_password() {
    let url = "postgres://u:hunter2@127.0.0.1:1/d".parse().unwrap();
    let error = Store::connect(&url).await.unwrap_err();
    assert!(error.is_temporary());
    assert!(!format!("{error} {error:?}").contains("hunter2"));
}
