//! All rows as bytes and back, within an engine and from one to the other.

use std::collections::BTreeSet;

use store::dump::{LoadError, Loader, take};
use store::{Error, Store};
use tokio::sync::mpsc;

use crate::harness::{self, Db, at, commit, story};

async fn dump(store: &Store) -> (Vec<u8>, u64) {
    let (out, mut pieces) = mpsc::channel(2);
    let gather = tokio::spawn(async move {
        let mut bytes = Vec::new();
        while let Some(piece) = pieces.recv().await {
            bytes.extend(piece);
        }
        bytes
    });
    let mut tx = store.begin_read().await.unwrap();
    let taken = take(&mut tx, &out, |_| {}).await.unwrap();
    drop(out);
    (gather.await.unwrap(), taken.rows)
}

/// Feeds in pieces that end anywhere.
async fn load(store: &Store, bytes: &[u8]) -> Result<u64, LoadError> {
    let mut loader = Loader::begin(store).await?;
    for piece in bytes.chunks(1237) {
        loader.feed(piece).await?;
    }
    loader.finish().await
}

/// The frames of a dump in an order that does not depend on the engine's.
fn frames(bytes: &[u8]) -> BTreeSet<Vec<u8>> {
    let mut rest = bytes.strip_prefix(b"lyceum dump 1\n").unwrap();
    let mut frames = BTreeSet::new();
    while let Some((length, more)) = rest.split_first_chunk::<4>() {
        let (frame, more) = more.split_at(u32::from_le_bytes(*length) as usize);
        frames.insert(frame.to_vec());
        rest = more;
    }
    frames
}

fn holds(bytes: &[u8], what: &[u8]) -> bool {
    bytes.windows(what.len()).any(|window| window == what)
}

async fn fill(db: &Db) {
    let (registration, instance, _) = harness::registered(db).await;
    let launch = harness::launch(db, &registration, 1).await;
    // Deleted again: its key is not to be given to another one.
    harness::app(db, "gone").await;
    let large = vec![7u8; 700_000];
    commit!(db, |tx| {
        store::journal_notes::insert(tx, launch, at(5), &large).await?;
        let batch = store::journal::Batch { first: 1, last: 2, at: at(5), bytes: vec![0, 255, 1] };
        store::journal::insert(tx, launch, &batch).await?;
        let gone = platform::AppId::new("gone").unwrap();
        let gone = store::apps::find(tx, &gone).await?.unwrap();
        store::apps::delete(tx, gone.key).await?;
    });
    commit!(db, |tx| {
        for number in 0..2500 {
            let text = format!(
                "INSERT INTO audit_events (at, kind, actor, subject, detail, address) \
                 VALUES (0, 'e{number}', 'a \"b\" ''c'' 😀', 'x', 'd', '')"
            );
            store::run_for_tests(tx, &text).await.unwrap();
        }
        // A row of its own table that it refers to, and that PostgreSQL has moved behind it since.
        let hidden = "INSERT INTO apps (id, name, active, created_at, sandbox_of, host) \
                      SELECT 'hidden', 'Hidden', 1, 0, key, 'plain' FROM apps WHERE id = 'app'";
        store::run_for_tests(tx, hidden).await.unwrap();
        store::run_for_tests(tx, "UPDATE apps SET name = 'Renamed' WHERE id = 'app'").await.unwrap();
        let real = format!("UPDATE instances SET score = 0.1 WHERE key = {}", instance.0);
        store::run_for_tests(tx, &real).await.unwrap();
        let session =
            "INSERT INTO console_users (login, role, active, created_at) VALUES ('x', 'viewer', 1, 0)";
        store::run_for_tests(tx, session).await.unwrap();
        let tries = "INSERT INTO console_tries (bucket, failures, last_at) VALUES (4711, 5, 0)";
        store::run_for_tests(tx, tries).await.unwrap();
    });
}

story!(
    /// What is taken from either engine is the same on both after it was put there.
    rows_come_back_on_either_engine,
    async |db: &Db| {
        fill(db).await;
        let (bytes, rows) = dump(&db.store).await;
        assert!(rows > 2500 && bytes.len() > 700_000, "{rows} {}", bytes.len());
        for other in [harness::empty_sqlite().await, harness::empty_postgres().await] {
            assert_eq!(load(&other.store, &bytes).await.unwrap(), rows);
            other.store.migrate().await.unwrap();
            other.store.check_schema().await.unwrap();
            let (again, again_rows) = dump(&other.store).await;
            assert_eq!(again_rows, rows);
            assert!(frames(&again) == frames(&bytes));
            // The next key is one that nobody had.
            assert!(harness::app(&other, "next").await.0 > 2);
        }
    }
);

story!(
    /// Sessions are not part of it.
    sessions_end,
    async |db: &Db| {
        fill(db).await;
        let (bytes, _) = dump(&db.store).await;
        assert!(!holds(&bytes, b"console_sessions") && !holds(&bytes, b"console_tries"));
        assert!(holds(&bytes, b"console_users"));
    }
);

story!(
    /// A dump that is cut off or changed leaves the database empty; so does one for a newer program.
    damage_changes_nothing,
    async |db: &Db| {
        fill(db).await;
        let (bytes, rows) = dump(&db.store).await;
        let other = if db.store.is_postgres() {
            harness::empty_postgres().await
        } else {
            harness::empty_sqlite().await
        };
        for cut in [0, 5, 20, bytes.len() / 2, bytes.len() - 1] {
            let refused = load(&other.store, &bytes[..cut]).await;
            assert!(matches!(refused, Err(LoadError::Damaged)), "{cut}: {refused:?}");
        }
        let mut newer = bytes.clone();
        newer[14 + 4 + 1..14 + 4 + 9].copy_from_slice(&9999i64.to_le_bytes());
        let refused = load(&other.store, &newer).await;
        assert!(matches!(refused, Err(LoadError::Store(Error::NewerSchema { found: 9999, .. }))), "{refused:?}");
        let mut longer = bytes.clone();
        longer.push(0);
        assert!(matches!(load(&other.store, &longer).await, Err(LoadError::Damaged)));
        let place = bytes.windows(12).position(|window| window == b"audit_events").unwrap();
        let mut strange = bytes.clone();
        strange[place] = b'A';
        assert!(matches!(load(&other.store, &strange).await, Err(LoadError::Unfitting)));
        // And now it fits.
        assert_eq!(load(&other.store, &bytes).await.unwrap(), rows);
        assert!(matches!(Loader::begin(&other.store).await, Err(LoadError::NotEmpty)));
    }
);

story!(
    /// What is written while the dump is taken is not in it, and is not held up.
    one_state_while_others_write,
    async |db: &Db| {
        fill(db).await;
        let (out, mut pieces) = mpsc::channel(1);
        let mut tx = db.store.begin_read().await.unwrap();
        let mut bytes = Vec::new();
        let (_, gathered) = tokio::join!(
            async {
                take(&mut tx, &out, |_| {}).await.unwrap();
                drop(out);
            },
            async {
                bytes.extend(pieces.recv().await.unwrap());
                harness::app(db, "written-meanwhile").await;
                while let Some(piece) = pieces.recv().await {
                    bytes.extend(piece);
                }
                bytes
            }
        );
        assert!(!holds(&gathered, b"written-meanwhile"));
        let other = harness::empty_sqlite().await;
        load(&other.store, &gathered).await.unwrap();
    }
);

#[tokio::test]
async fn every_table_is_known_by_the_migrations() {
    // A table that the dump does not find would be missing in every backup.
    let db = harness::sqlite().await;
    let (bytes, _) = dump(&db.store).await;
    let mut tx = db.store.begin_read().await.unwrap();
    for name in store::table_names_for_tests(&mut tx).await.unwrap() {
        let left_out = [
            "backup_holds",
            "console_sessions",
            "console_tries",
            "rewrites",
            "welcome_links",
            "schema_migrations",
        ];
        assert!(left_out.contains(&name.as_str()) || holds(&bytes, name.as_bytes()), "{name}");
    }
}
