//! Launches and their journals.

use platform::{LaunchId, Timestamp};
use store::journal::{self, Batch};
use store::launches::{self, Added, History, LaunchMode, NewLaunch, Start};
use store::{journal_notes, totals};

use crate::harness::{Db, at, commit, launch, read, registered, story, token};

story!(
    /// A token makes no history; the first start does, and only once.
    a_launch_begins_when_the_player_starts,
    async |db: &Db| {
        let (registration, instance, version) = registered(db).await;
        let id = launch(db, &registration, 1).await;
        let hash = token(1).hash();
        let history = async || {
            launches::list_history(&mut read(db).await, registration.key, None, 10).await.unwrap()
        };
        assert!(history().await.is_empty());
        let start = Start { instance: Some(instance), version: version.key, user_agent: Some("Browser") };
        assert!(commit!(db, |tx| { launches::update_started(tx, id, &start, at(10)).await? }));
        assert!(!commit!(db, |tx| { launches::update_started(tx, id, &start, at(11)).await? }));
        let found = launches::find_by_token(&mut read(db).await, &hash).await.unwrap().unwrap();
        assert_eq!((found.id, found.started_at, found.next_entry), (id, Some(at(10)), 1));
        assert_eq!((found.instance, found.culture.as_deref()), (Some(instance), Some("de")));
        assert_eq!(history().await, [found]);
        assert_eq!(totals::find(&mut read(db).await, registration.app).await.unwrap().launches, 1);
        assert_eq!(launches::find_by_token(&mut read(db).await, &token(2).hash()).await.unwrap(), None);
    }
);

story!(
    /// History is listed oldest first, by pages, without launches that were not tracked.
    history_is_oldest_first,
    async |db: &Db| {
        let (registration, instance, version) = registered(db).await;
        let start = Start { instance: Some(instance), version: version.key, user_agent: None };
        let mut ids = Vec::new();
        for n in 0..3 {
            let id = launch(db, &registration, n).await;
            commit!(db, |tx| { launches::update_started(tx, id, &start, at(10)).await? });
            ids.push(id);
        }
        let untracked = commit!(db, |tx| {
            let new = NewLaunch {
                app: registration.app,
                registration: Some(registration.key),
                version: None,
                mode: LaunchMode::Normal,
                tracking: false,
                redirect_url: None,
                css_url: None,
                culture: None,
                token_hash: &token(9).hash(),
            };
            let id = launches::insert(tx, &new, at(4)).await?;
            launches::update_started(tx, id, &start, at(10)).await?;
            launches::update_state(tx, id, b"kept for F5").await?;
            id
        });
        let mut tx = read(db).await;
        let list = launches::list_history(&mut tx, registration.key, None, 2).await.unwrap();
        let rest = launches::list_history(&mut tx, registration.key, Some(list[1].id), 2).await.unwrap();
        let seen: Vec<LaunchId> = list.iter().chain(&rest).map(|l| l.id).collect();
        assert_eq!(seen, ids);
        let state = launches::find_state(&mut tx, untracked).await.unwrap();
        assert_eq!(state.as_deref(), Some(b"kept for F5".as_slice()));
    }
);

story!(
    /// What falls silent is found, closed, and opened again by its own later entries.
    a_silent_launch_is_closed_and_reopened,
    async |db: &Db| {
        let (registration, instance, version) = registered(db).await;
        let id = launch(db, &registration, 1).await;
        let start = Start { instance: Some(instance), version: version.key, user_agent: None };
        commit!(db, |tx| {
            launches::update_started(tx, id, &start, at(10)).await?;
            let added = Added { entry_bytes: 5, notes: 1, note_bytes: 7 };
            launches::update_seen(tx, id, at(20), 4, added).await?;
            launches::update_seen(tx, id, at(30), 4, Added::default()).await?;
        });
        let silent = async |before: Timestamp| {
            launches::list_silent(&mut read(db).await, before, 10).await.unwrap()
        };
        assert!(silent(at(30)).await.is_empty());
        let found = silent(at(31)).await.remove(0);
        assert_eq!((found.next_entry, found.entry_bytes, found.note_count), (4, 5, 1));
        commit!(db, |tx| {
            launches::update_ended(tx, id, at(30), true).await?;
            let history = History {
                completion: "complete".to_owned(),
                satisfaction: "failed".to_owned(),
                measure: Some(-0.5),
                tracked_centiseconds: 3870,
            };
            launches::update_history(tx, id, &history, at(30)).await?;
        });
        assert!(silent(at(99)).await.is_empty());
        let closed = launches::find(&mut read(db).await, id).await.unwrap().unwrap();
        assert!(closed.closed_by_server);
        assert_eq!((closed.ended_at, closed.history.measure), (Some(at(30)), Some(-0.5)));
        commit!(db, |tx| { launches::update_reopened(tx, id, at(40)).await? });
        assert_eq!(silent(at(41)).await.len(), 1);
    }
);

story!(
    /// A batch that comes twice is stored once; the tail is read from any entry on.
    the_journal_is_append_only,
    async |db: &Db| {
        let (registration, _, _) = registered(db).await;
        let id = launch(db, &registration, 1).await;
        let batch = |first, last, bytes: &[u8]| Batch { first, last, at: at(1), bytes: bytes.to_vec() };
        commit!(db, |tx| {
            assert!(journal::insert(tx, id, &batch(1, 3, b"one")).await?);
            assert!(journal::insert(tx, id, &batch(4, 4, b"two")).await?);
            assert!(!journal::insert(tx, id, &batch(1, 3, b"again")).await?);
            journal_notes::insert(tx, id, at(1), b"note 1").await?;
            journal_notes::insert(tx, id, at(2), b"note 2").await?;
        });
        let mut tx = read(db).await;
        let tail = |batches: Vec<Batch>| batches.into_iter().map(|b| b.bytes).collect::<Vec<_>>();
        assert_eq!(tail(journal::list(&mut tx, id, 1, 10).await.unwrap()), [b"one", b"two"]);
        assert_eq!(tail(journal::list(&mut tx, id, 3, 10).await.unwrap()), [b"one", b"two"]);
        assert_eq!(tail(journal::list(&mut tx, id, 4, 10).await.unwrap()), [b"two"]);
        let notes = journal_notes::list(&mut tx, id, None, 1).await.unwrap();
        let next = journal_notes::list(&mut tx, id, Some(notes[0].number), 9).await.unwrap();
        assert_eq!((notes[0].bytes.as_slice(), next[0].bytes.as_slice()), (&b"note 1"[..], &b"note 2"[..]));
        drop(tx);
        assert_eq!(commit!(db, |tx| { journal_notes::delete_old(tx, at(2), 10).await? }), 1);
    }
);

story!(
    /// Launch ids are never used twice, not even the id of a launch that was deleted.
    launch_ids_are_not_used_twice,
    async |db: &Db| {
        let (registration, _, _) = registered(db).await;
        let first = launch(db, &registration, 1).await;
        assert_eq!(commit!(db, |tx| { launches::delete_unstarted(tx, at(99), 10).await? }), 1);
        assert!(launch(db, &registration, 2).await > first);
    }
);

story!(
    /// Deleting the registration ends the launch: its token leads nowhere.
    a_launch_goes_with_its_registration,
    async |db: &Db| {
        let (registration, _, _) = registered(db).await;
        launch(db, &registration, 1).await;
        assert!(commit!(db, |tx| { store::registrations::delete(tx, &registration).await? }));
        let found = launches::find_by_token(&mut read(db).await, &token(1).hash()).await.unwrap();
        assert_eq!(found, None);
    }
);
