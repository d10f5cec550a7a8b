//! Tables from nothing, and every statement against them.

use platform::DatabaseUrl;
use store::{Error, Store};

use crate::harness::{Db, commit, registered, story};

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

/// Runs statements that no program of ours would.
async fn run(db: &Db, text: &str) {
    commit!(db, |tx| { store::run_for_tests(tx, text).await.unwrap() });
}

story!(
    /// A migration that is missing runs, whatever ran after it; without it the program does not start.
    a_migration_that_is_missing_runs,
    async |db: &Db| {
        run(db, "DELETE FROM schema_migrations WHERE number = 12; DROP TABLE backup_holds").await;
        let error = db.store.check_schema().await.unwrap_err();
        assert!(matches!(error, Error::OlderSchema { found: 11, .. }), "{error}");
        db.store.migrate().await.unwrap();
        db.store.check_schema().await.unwrap();
        assert_eq!(store::count_for_tests(&db.store, "backup_holds").await.unwrap(), 0);
    }
);

story!(
    /// One that this program does not have, between those that it has, is told by its number.
    a_migration_of_another_program_is_told,
    async |db: &Db| {
        run(db, "INSERT INTO schema_migrations (number) VALUES (5)").await;
        for error in [db.store.check_schema().await.unwrap_err(), db.store.migrate().await.unwrap_err()] {
            assert!(matches!(error, Error::ForeignSchema { number: 5 }), "{error}");
            assert!(error.to_string().contains("migration 5"), "{error}");
        }
    }
);

story!(
    /// Names from before there was a search are folded once, however many they are.
    old_names_are_folded_once,
    async |db: &Db| {
        let (registration, ..) = registered(db).await;
        let many = format!(
            "UPDATE registrations SET learner_first = 'ÉMILE', learner_last = 'Ödön', learner_name = 'Ödön Émile';
            WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 2500)
            INSERT INTO registrations (app, id, course, learner_id, learner_first, learner_last, learner_email,
                learner_name, latest_instance, created_at, updated_at)
            SELECT app, 'more' || n, course, 'x', 'ÄNNE', '', '', 'Änne', 0, 0, 0 FROM registrations, n
            WHERE key = {};
            INSERT INTO rewrites (name, after) VALUES ('learner_names', 0)",
            registration.key.0
        );
        run(db, &many).await;
        db.store.migrate().await.unwrap();
        assert_eq!(store::count_for_tests(&db.store, "rewrites").await.unwrap(), 0);
        for (name, count) in [("ödön émile", 1), ("änne", 2500)] {
            let found = format!("registrations WHERE learner_name = '{name}'");
            assert_eq!(store::count_for_tests(&db.store, &found).await.unwrap(), count, "{name}");
        }
        // What is folded stays as it is.
        run(db, "UPDATE registrations SET learner_name = 'X'").await;
        db.store.migrate().await.unwrap();
        let found = store::count_for_tests(&db.store, "registrations WHERE learner_name = 'X'").await.unwrap();
        assert_eq!(found, 2501);
    }
);

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
