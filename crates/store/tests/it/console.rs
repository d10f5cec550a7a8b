//! Users of the console, their sessions and links, and the log of what they change.

use platform::{SeededRng, SessionToken, TokenHash, WelcomeToken};
use store::audit_events::{self, AuditEvent};
use store::console_users::{self, Role};
use store::{UserKey, console_sessions, console_tries, welcome_links};

use crate::harness::{Db, at, commit, read, story};

async fn add(db: &Db, login: &str, role: Role, password: Option<&str>) -> UserKey {
    commit!(db, |tx| { console_users::insert(tx, login, role, password, at(1)).await?.unwrap() })
}

fn session(seed: u64) -> TokenHash {
    SessionToken::random(&SeededRng::new(seed)).hash()
}

story!(
    /// A login is taken once; lists go by it.
    users_of_the_console,
    async |db: &Db| {
        assert!(console_users::is_empty(&mut read(db).await).await.unwrap());
        let zoe = add(db, "zoe", Role::Viewer, None).await;
        add(db, "ann", Role::Administrator, Some("hash")).await;
        assert!(!console_users::is_empty(&mut read(db).await).await.unwrap());
        let taken =
            commit!(db, |tx| { console_users::insert(tx, "zoe", Role::Viewer, None, at(2)).await? });
        assert_eq!(taken, None);
        commit!(db, |tx| {
            console_users::update(tx, zoe, Role::Author, false).await?;
            console_users::update_signed_in(tx, zoe, at(5)).await?;
            assert!(!console_users::update(tx, UserKey(99), Role::Author, false).await?);
        });
        let users = console_users::list(&mut read(db).await, "", 9).await.unwrap();
        assert_eq!(users.iter().map(|user| user.login.as_str()).collect::<Vec<_>>(), ["ann", "zoe"]);
        assert!(users[0].has_password && users[0].active && users[0].signed_in_at.is_none());
        assert!(!users[1].has_password && !users[1].active && users[1].role == Role::Author);
        assert_eq!(users[1].signed_in_at, Some(at(5)));
        assert_eq!(console_users::list(&mut read(db).await, "ann", 9).await.unwrap().len(), 1);
        let (_, hash) = console_users::find_by_login(&mut read(db).await, "ann").await.unwrap().unwrap();
        assert_eq!(hash.as_deref(), Some("hash"));
    }
);

story!(
    /// What was checked a moment ago is checked again where it counts.
    a_password_counts_while_it_is_the_present_one,
    async |db: &Db| {
        let ann = add(db, "ann", Role::Viewer, Some("old")).await;
        let invited = add(db, "invited", Role::Viewer, None).await;
        let hold = async |key, hash| -> bool { commit!(db, |tx| { console_users::hold(tx, key, hash).await? }) };
        let replace = async |hash, new| -> bool {
            commit!(db, |tx| { console_users::replace_password(tx, ann, hash, new).await? })
        };
        assert!(hold(ann, "old").await && !hold(invited, "old").await);
        assert!(replace("old", "new").await && !replace("old", "newer").await);
        assert!(!hold(ann, "old").await && hold(ann, "new").await);
        commit!(db, |tx| { console_users::update(tx, ann, Role::Viewer, false).await? });
        assert!(!hold(ann, "new").await && !replace("new", "newest").await);
    }
);

story!(
    /// Two administrators who demote each other at the same moment: one of them stays.
    an_administrator_stays,
    async |db: &Db| {
        let ann = add(db, "ann", Role::Administrator, Some("hash")).await;
        let bob = add(db, "bob", Role::Administrator, Some("hash")).await;
        add(db, "invited", Role::Administrator, None).await;
        let demote = async |key| -> bool {
            commit!(db, |tx| {
                let may = console_users::has_other_administrator(tx, key).await?;
                if may {
                    console_users::update(tx, key, Role::Viewer, true).await?;
                }
                may
            })
        };
        let (one, two) = tokio::join!(demote(ann), demote(bob));
        assert!(one != two, "{one} {two}");
    }
);

story!(
    /// A session is found while it is young, used and its user may sign in.
    sessions_of_the_console,
    async |db: &Db| {
        let ann = add(db, "ann", Role::Viewer, Some("hash")).await;
        commit!(db, |tx| {
            console_sessions::insert(tx, &session(1), ann, at(10)).await?;
            console_sessions::insert(tx, &session(2), ann, at(20)).await?;
            console_sessions::update_last_seen(tx, &session(1), at(30)).await?;
        });
        let find = async |seed, idle, begun| {
            let found = console_sessions::find(&mut read(db).await, &session(seed), at(idle), at(begun)).await;
            found.unwrap().map(|(user, seen)| (user.login, seen))
        };
        assert_eq!(find(1, 29, 9).await, Some(("ann".to_owned(), at(30))));
        assert_eq!(find(1, 30, 9).await, None);
        assert_eq!(find(1, 29, 10).await, None);
        assert_eq!(find(3, 0, 0).await, None);
        commit!(db, |tx| { console_sessions::delete_old(tx, at(20), at(5)).await? });
        assert!(find(2, 0, 0).await.is_none() && find(1, 0, 0).await.is_some());
        commit!(db, |tx| { console_users::update(tx, ann, Role::Viewer, false).await? });
        assert_eq!(find(1, 0, 0).await, None);
        assert_eq!(commit!(db, |tx| { console_sessions::delete_of(tx, ann).await? }), 1);
    }
);

story!(
    /// A link is taken once, by one of those who come at the same moment.
    welcome_links_work_once,
    async |db: &Db| {
        let ann = add(db, "ann", Role::Viewer, None).await;
        let hash = |seed| WelcomeToken::random(&SeededRng::new(seed)).hash();
        commit!(db, |tx| {
            welcome_links::insert(tx, &hash(1), Some(ann), at(100)).await?;
            welcome_links::insert(tx, &hash(2), None, at(100)).await?;
            welcome_links::insert(tx, &hash(3), None, at(50)).await?;
        });
        let find = async |seed, now| welcome_links::find(&mut read(db).await, &hash(seed), at(now)).await.unwrap();
        assert_eq!((find(1, 99).await, find(2, 99).await), (Some(Some(ann)), Some(None)));
        assert_eq!((find(1, 100).await, find(3, 50).await), (None, None));
        let take = async || commit!(db, |tx| { welcome_links::take(tx, &hash(1), at(99)).await? });
        let (one, two) = tokio::join!(take(), take());
        assert!(one.is_some() != two.is_some(), "{one:?} {two:?}");
        commit!(db, |tx| { welcome_links::delete_of(tx, None).await? });
        assert_eq!(find(2, 9).await, None);
        commit!(db, |tx| { welcome_links::insert(tx, &hash(4), Some(ann), at(60)).await? });
        commit!(db, |tx| { welcome_links::delete_old(tx, at(60)).await? });
        assert_eq!(find(4, 9).await, None);
    }
);

story!(
    /// Tries that come together are counted one by one.
    tries_are_counted,
    async |db: &Db| {
        let a_try = async || -> u64 {
            commit!(db, |tx| {
                let (before, _) = console_tries::lock(tx, 7, at(1)).await?;
                console_tries::count(tx, 7, at(2)).await?;
                before
            })
        };
        let (one, two, three) = tokio::join!(a_try(), a_try(), a_try());
        let mut seen = [one, two, three];
        seen.sort_unstable();
        assert_eq!(seen, [0, 1, 2]);
        let look = async || commit!(db, |tx| { console_tries::lock(tx, 7, at(9)).await? });
        assert_eq!(look().await, (3, at(2)));
        commit!(db, |tx| { console_tries::forget(tx, 7).await? });
        assert_eq!(look().await, (0, at(9)));
    }
);

story!(
    /// Latest first, page by page.
    the_audit_log,
    async |db: &Db| {
        for n in 1..=3 {
            let event = AuditEvent {
                at: at(n),
                actor: "ann".into(),
                kind: "user.created".into(),
                subject: format!("user {n}"),
                detail: "viewer".into(),
                address: "::1".into(),
            };
            commit!(db, |tx| { audit_events::insert(tx, &event).await? });
        }
        let page = audit_events::list(&mut read(db).await, None, 2).await.unwrap();
        assert_eq!(page.iter().map(|(_, event)| event.at).collect::<Vec<_>>(), [at(3), at(2)]);
        let rest = audit_events::list(&mut read(db).await, Some(page[1].0), 2).await.unwrap();
        assert_eq!((rest.len(), rest[0].1.subject.as_str()), (1, "user 1"));
    }
);

story!(
    /// Links to a log: good until they expire or are taken back, and gone with their launch.
    links_to_logs,
    async |db: &Db| {
        use store::log_shares;
        let token = |seed| platform::ShareToken::random(&SeededRng::new(seed)).hash();
        let (registration, ..) = crate::harness::registered(db).await;
        let launch = crate::harness::launch(db, &registration, 9).await;
        commit!(db, |tx| {
            log_shares::insert(tx, &token(1), launch, "ann", at(1), at(10)).await?;
            log_shares::insert(tx, &token(2), launch, "bob", at(2), at(20)).await?;
        });
        let find = async |seed, now| log_shares::find(&mut read(db).await, &token(seed), at(now)).await.unwrap();
        assert_eq!((find(1, 9).await, find(1, 10).await), (Some(launch), None));
        let good = log_shares::list(&mut read(db).await, launch, at(10)).await.unwrap();
        assert_eq!(good.iter().map(|share| share.made_by.as_str()).collect::<Vec<_>>(), ["bob"]);
        commit!(db, |tx| {
            assert!(log_shares::delete(tx, launch, good[0].key).await?);
            assert!(!log_shares::delete(tx, launch, good[0].key).await?);
            log_shares::delete_old(tx, at(10)).await?;
        });
        assert_eq!((find(2, 3).await, find(1, 3).await), (None, None));
    }
);
