//! What both engines promise: all or nothing, nothing lost, nobody blocked by a neighbour.

use std::process::{Command, Stdio};
use std::time::Duration;

use futures_util::FutureExt as _;
use futures_util::future::join_all;
use platform::{AppId, DatabaseUrl, Timestamp};
use store::{Error, Store, apps};

use crate::harness::{Db, app, at, commit, read, story};

fn id(text: &str) -> AppId {
    AppId::new(text).unwrap()
}

#[derive(Debug)]
enum Refused {
    Store(#[expect(dead_code, reason = "shown by Debug where a test fails")] Error),
    Because,
}

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        Self::Store(error)
    }
}

story!(
    /// An error of the block takes back what the block wrote, and only that.
    an_error_takes_back_the_whole_block,
    async |db: &Db| {
        app(db, "kept").await;
        let result: Result<(), Refused> = store::transact!(db.store, |tx| {
            apps::insert(tx, &id("gone"), "", at(1)).await?;
            Err(Refused::Because)
        });
        assert!(matches!(result, Err(Refused::Because)));
        let mut tx = read(db).await;
        assert!(apps::find(&mut tx, &id("gone")).await.unwrap().is_none());
        assert!(apps::find(&mut tx, &id("kept")).await.unwrap().is_some());
    }
);

/// Connections that died while nobody used them (the database was started again) cost no reader an answer.
#[tokio::test(flavor = "multi_thread")]
async fn dead_connections_are_replaced_while_one_reads() {
    use sqlx::{Connection as _, Executor as _, PgConnection};

    let db = crate::harness::postgres().await;
    app(&db, "kept").await;
    let read_once = async || {
        let mut once = db.store.read_once().await.unwrap();
        apps::find(&mut once, &id("kept")).await.unwrap().is_some()
    };
    let several = || join_all((0..6).map(|_| read_once()));
    assert_eq!(several().await, [true; 6]);

    let DatabaseUrl::Postgres(url) = &db.url else { unreachable!("the database is PostgreSQL") };
    let mut other = PgConnection::connect(url).await.unwrap();
    let ended = other
        .execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity \
             WHERE datname = current_database() AND pid <> pg_backend_pid()",
        )
        .await
        .unwrap();
    assert!(ended.rows_affected() > 1);
    assert_eq!(several().await, [true; 6]);
}

/// A reader who goes away in the middle of an answer leaves nothing behind that the next one would read.
#[tokio::test(flavor = "multi_thread")]
async fn readers_who_go_away_do_not_spoil_a_connection() {
    for db in [crate::harness::sqlite().await, crate::harness::postgres().await] {
        for name in ["one", "two"] {
            app(&db, name).await;
        }
        for polls in 0..40 {
            let gone = async {
                let mut once = db.store.read_once().await.unwrap();
                apps::find(&mut once, &id("one")).await.unwrap()
            };
            let mut gone = Box::pin(gone);
            for _ in 0..polls {
                if (&mut gone).now_or_never().is_some() {
                    break;
                }
                tokio::task::yield_now().await;
            }
            drop(gone);
            let mut once = db.store.read_once().await.unwrap();
            assert_eq!(apps::find(&mut once, &id("two")).await.unwrap().unwrap().id, id("two"));
        }
    }
}

story!(
    /// A statement that the engine refuses does not harm those who write at the same time.
    neighbours_of_a_failure_are_stored,
    async |db: &Db| {
        let writes = (0..40).map(async |n: i64| {
            let result: Result<(), Refused> = store::transact!(db.store, |tx| {
                let name = if n % 2 == 0 { format!("a{n}") } else { "same".to_owned() };
                apps::insert(tx, &id(&name), "", at(n)).await?.map(|_| ()).ok_or(Refused::Because)
            });
            result.is_ok()
        });
        let stored = join_all(writes).await.into_iter().filter(|ok| *ok).count();
        assert_eq!(stored, 21);
        assert_eq!(apps::list(&mut read(db).await, None, 100).await.unwrap().len(), 21);
    }
);

story!(
    /// Who is refused over a neighbour's write finds that write stored.
    a_refusal_is_told_once_it_is_true,
    async |db: &Db| {
        let writes = (0..40).map(async |n: i64| {
            let result: Result<(), Refused> = store::transact!(db.store, |tx| {
                apps::insert(tx, &id("same"), "", at(n)).await?.map(|_| ()).ok_or(Refused::Because)
            });
            if result.is_err() {
                let mut tx = read(db).await;
                assert!(apps::find(&mut tx, &id("same")).await.unwrap().is_some());
            }
            result.is_ok()
        });
        assert_eq!(join_all(writes).await.into_iter().filter(|ok| *ok).count(), 1);
    }
);

story!(
    /// A request that goes away in the middle leaves nothing behind and blocks nobody.
    an_abandoned_write_is_undone,
    async |db: &Db| {
        let store = db.store.clone();
        let (wrote, waits) = tokio::sync::oneshot::channel();
        let task = tokio::spawn(async move {
            let mut tx = store.begin_write().await.unwrap();
            apps::insert(&mut tx, &id("abandoned"), "", at(1)).await.unwrap();
            wrote.send(()).unwrap();
            std::future::pending::<()>().await;
        });
        waits.await.unwrap();
        task.abort();
        assert!(task.await.unwrap_err().is_cancelled());
        app(db, "next").await;
        let all = apps::list(&mut read(db).await, None, 10).await.unwrap();
        assert_eq!(all.iter().map(|a| a.id.as_str()).collect::<Vec<_>>(), ["next"]);
    }
);

story!(
    /// A reader sees one state, whatever is written meanwhile.
    a_reader_sees_one_state,
    async |db: &Db| {
        app(db, "one").await;
        let mut tx = read(db).await;
        assert_eq!(apps::list(&mut tx, None, 10).await.unwrap().len(), 1);
        app(db, "two").await;
        assert_eq!(apps::list(&mut tx, None, 10).await.unwrap().len(), 1);
        drop(tx);
        assert_eq!(apps::list(&mut read(db).await, None, 10).await.unwrap().len(), 2);
    }
);

story!(
    /// A reading transaction cannot write.
    a_reader_cannot_write,
    async |db: &Db| {
        let mut tx = read(db).await;
        assert!(apps::insert(&mut tx, &id("x"), "", at(1)).await.is_err());
    }
);

story!(
    /// A value that nobody can have meant names its place.
    a_bad_row_names_table_and_column,
    async |db: &Db| {
        let key = app(db, "app").await;
        let mut tx = db.store.begin_write().await.unwrap();
        store::run_for_tests(&mut tx, "UPDATE apps SET active = 7").await.unwrap();
        let error = apps::find_by_key(&mut tx, key).await.unwrap_err();
        let expected = format!("unreadable value in column `active` of table `apps`, row {}", key.0);
        assert_eq!(error.to_string(), expected);
        assert!(!error.is_temporary());
    }
);

story!(
    /// Text with U+0000, which PostgreSQL refuses, is stored alike on both.
    a_null_character_is_replaced,
    async |db: &Db| {
        let key = commit!(db, |tx| { apps::insert(tx, &id("a"), "x\0y", at(1)).await?.unwrap() });
        let found = apps::find_by_key(&mut read(db).await, key).await.unwrap().unwrap();
        assert_eq!(found.name, "x\u{FFFD}y");
    }
);

/// Two transactions that lock two rows crosswise: PostgreSQL gives one up, and it is run again.
#[tokio::test(flavor = "multi_thread")]
async fn a_deadlock_is_run_again() {
    let db = crate::harness::postgres().await;
    let (a, b) = (app(&db, "a").await, app(&db, "b").await);
    let barrier = tokio::sync::Barrier::new(2);
    let crosswise = async |first, second| {
        let mut tries = 0;
        let result: Result<(), Error> = store::transact!(db.store, |tx| {
            tries += 1;
            apps::update(tx, first, "", true).await?;
            if tries == 1 {
                barrier.wait().await;
            }
            apps::update(tx, second, "", true).await.map(|_| ())
        });
        result.unwrap();
        tries
    };
    let (one, two) = tokio::join!(crosswise(a, b), crosswise(b, a));
    assert_eq!(one + two, 3, "one of the two ran twice");
}

/// Writes that wait together are one commit: far fewer commits than writes.
#[tokio::test(flavor = "multi_thread")]
async fn waiting_writes_are_committed_together() {
    let db = crate::harness::sqlite().await;
    let before = db.store.commits();
    let writes = (0..200).map(|n| {
        let store = db.store.clone();
        tokio::spawn(async move {
            let result: Result<_, Error> =
                store::transact!(store, |tx| { apps::insert(tx, &id(&format!("a{n}")), "", at(n)).await });
            result.unwrap().unwrap();
        })
    });
    for written in join_all(writes.collect::<Vec<_>>()).await {
        written.unwrap();
    }
    let commits = db.store.commits() - before;
    assert!((1..100).contains(&commits), "{commits} commits for 200 writes");
    assert_eq!(apps::list(&mut read(&db).await, None, 300).await.unwrap().len(), 200);
}

/// A second process on the same file waits for its turn (`lyceum apps create` beside a server).
#[tokio::test(flavor = "multi_thread")]
async fn two_processes_share_a_file() {
    let db = crate::harness::sqlite().await;
    let other = Store::connect(&db.url).await.unwrap();
    let write = async |store: &Store, name: String| {
        let result: Result<_, Error> =
            store::transact!(store, |tx| { apps::insert(tx, &id(&name), "", at(1)).await });
        result.unwrap().unwrap();
    };
    let ours = async {
        for n in 0..30 {
            write(&db.store, format!("a{n}")).await;
        }
    };
    let theirs = async {
        for n in 0..30 {
            write(&other, format!("b{n}")).await;
        }
    };
    tokio::join!(ours, theirs);
    assert_eq!(apps::list(&mut read(&db).await, None, 100).await.unwrap().len(), 60);
}

/// Name of the variable that turns this test program into the child that is killed.
const CHILD: &str = "LYCEUM_STORE_TEST_CHILD";

/// The child's part: writes one application after the other and says so when each is acknowledged.
#[tokio::test(flavor = "multi_thread")]
async fn child_that_writes() {
    // Without the variable this is no test; the story below starts it with one.
    let Ok(path) = std::env::var(CHILD) else { return };
    let store = Store::connect(&DatabaseUrl::Sqlite(path.into())).await.unwrap();
    for n in 0..100_000 {
        let result: Result<_, Error> =
            store::transact!(store, |tx| { apps::insert(tx, &id(&format!("a{n}")), "", Timestamp(n)).await });
        result.unwrap();
        eprintln!("acknowledged {n}");
    }
}

/// What was acknowledged survives `kill -9`.
#[tokio::test(flavor = "multi_thread")]
async fn acknowledged_writes_survive_a_kill() {
    use std::io::BufRead as _;
    let db = crate::harness::sqlite().await;
    let DatabaseUrl::Sqlite(path) = &db.url else { unreachable!() };
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "engine::child_that_writes", "--nocapture"])
        .env(CHILD, path)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = std::io::BufReader::new(child.stderr.take().unwrap()).lines();
    let mut acknowledged = None;
    for line in lines.map_while(Result::ok) {
        if let Some(n) = line.strip_prefix("acknowledged ") {
            acknowledged = Some(n.parse::<usize>().unwrap());
            if acknowledged == Some(50) {
                // SIGKILL; what it still says before it dies is read on.
                child.kill().unwrap();
            }
        }
    }
    child.wait().unwrap();
    let acknowledged = acknowledged.unwrap();
    assert!(acknowledged >= 50);
    let mut found = std::collections::BTreeSet::new();
    let mut after = None;
    let mut tx = read(&db).await;
    loop {
        let page = apps::list(&mut tx, after, 1000).await.unwrap();
        let Some(last) = page.last() else { break };
        after = Some(last.key);
        found.extend(page.into_iter().map(|app| app.id.to_string()));
    }
    for n in 0..=acknowledged {
        assert!(found.contains(&format!("a{n}")), "a{n} was acknowledged and is gone");
    }
}

/// A write that sits on the database is given up, so that a mistake cannot stop the server.
#[tokio::test(start_paused = true)]
async fn a_write_that_takes_too_long_is_given_up() {
    let folder = tempfile::tempdir().unwrap();
    tokio::time::resume();
    let store = Store::connect(&DatabaseUrl::Sqlite(folder.path().join("x.db"))).await.unwrap();
    store.migrate().await.unwrap();
    let mut tx = store.begin_write().await.unwrap();
    apps::insert(&mut tx, &id("first"), "", at(1)).await.unwrap();
    tx.commit().await.unwrap();
    let result: Result<(), Error> = store::transact!(store, |tx| {
        apps::insert(tx, &id("slow"), "", at(1)).await?;
        tokio::time::pause();
        tokio::time::sleep(Duration::from_secs(3600)).await;
        Ok(())
    });
    assert!(matches!(result, Err(Error::TooLong(30))), "{result:?}");
    tokio::time::resume();
    let mut tx = store.begin_write().await.unwrap();
    assert!(apps::find(&mut tx, &id("slow")).await.unwrap().is_none());
}
