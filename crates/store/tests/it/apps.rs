//! Applications and their secrets.

use platform::{AppId, Sealed, SecretId, SeededRng};
use store::{app_secrets, apps};

use crate::harness::{Db, app, at, commit, import, read, story};

story!(
    /// An id is taken once; letter case matters.
    an_id_is_unique,
    async |db: &Db| {
        app(db, "App").await;
        let id = AppId::new("App").unwrap();
        assert_eq!(commit!(db, |tx| { apps::insert(tx, &id, "again", at(9)).await? }), None);
        app(db, "app").await;
        let found = apps::find(&mut read(db).await, &id).await.unwrap().unwrap();
        assert_eq!((found.name.as_str(), found.active, found.created_at), ("An application", true, at(1)));
    }
);

story!(
    /// Secrets live and go by themselves.
    secrets_can_be_added_switched_and_deleted,
    async |db: &Db| {
        let app = app(db, "app").await;
        let (one, two) = (SecretId::random(&SeededRng::new(1)), SecretId::random(&SeededRng::new(2)));
        commit!(db, |tx| {
            app_secrets::insert(tx, app, &one, &Sealed(vec![0, 1, 255]), "first", at(1)).await?;
            app_secrets::insert(tx, app, &two, &Sealed(vec![2]), "", at(2)).await?;
            app_secrets::update_active(tx, app, &one, false).await?;
            app_secrets::update_last_used(tx, &two, at(3)).await?;
            app_secrets::update_last_used(tx, &two, at(2)).await?;
            app_secrets::update_description(tx, app, &two, "second").await?;
        });
        let secrets = app_secrets::list(&mut read(db).await, app).await.unwrap();
        assert_eq!(secrets[0].sealed, Sealed(vec![0, 1, 255]));
        assert_eq!((secrets[0].active, secrets[1].active), (false, true));
        assert_eq!((secrets[0].last_used_at, secrets[1].last_used_at), (None, Some(at(3))));
        assert_eq!((secrets[0].description.as_str(), secrets[1].description.as_str()), ("first", "second"));
        assert!(commit!(db, |tx| { app_secrets::delete(tx, app, &one).await? }));
        assert!(!commit!(db, |tx| { app_secrets::delete(tx, app, &one).await? }));
    }
);

story!(
    /// Few applications manage others; all may delete at first.
    what_an_application_may_do,
    async |db: &Db| {
        let (one, two) = (app(db, "one").await, app(db, "two").await);
        let find = async |key| apps::find_by_key(&mut read(db).await, key).await.unwrap().unwrap();
        assert!(find(one).await.allow_delete && !find(one).await.manages);
        commit!(db, |tx| {
            assert!(apps::lock(tx, two).await?);
            assert!(!apps::lock(tx, store::AppKey(99)).await?);
            apps::update_manages(tx, two, true).await?;
            apps::update_allow_delete(tx, one, false).await?;
        });
        let managing = apps::list_managing(&mut read(db).await).await.unwrap();
        assert_eq!(managing.iter().map(|app| app.key).collect::<Vec<_>>(), [two]);
        assert!(managing[0].manages && !find(one).await.allow_delete);
    }
);

story!(
    /// Registrations are counted by the month they are made in, and stay counted.
    registrations_of_a_month,
    async |db: &Db| {
        let app = app(db, "one").await;
        let (course, version) = import(db, app, "course").await;
        let (first, _) = crate::harness::register(db, &course, &version, "r1").await;
        crate::harness::register(db, &course, &version, "r2").await;
        commit!(db, |tx| { store::registrations::delete(tx, &first).await? });
        let sum = async |month| store::totals::sum(&mut read(db).await, month).await.unwrap();
        let usage = sum(at(0)).await;
        assert_eq!((usage.courses, usage.registrations, usage.month_registrations), (1, 1, 2));
        assert_eq!(sum(at(31 * 86_400)).await.month_registrations, 0);
        // The next month begins anew.
        commit!(db, |tx| {
            let new = store::registrations::NewRegistration {
                id: &platform::RegistrationId::new("r3").unwrap(),
                learner: &crate::harness::learner("ann"),
                postback: None,
            };
            store::registrations::insert(tx, &course, &new, at(32 * 86_400)).await?;
        });
        assert_eq!(sum(at(31 * 86_400)).await.month_registrations, 1);
        assert_eq!(sum(at(0)).await.month_registrations, 0);
    }
);

story!(
    /// With an application goes all it has; its blobs are orphans then.
    deleting_an_application_takes_everything,
    async |db: &Db| {
        let (registration, _, _) = crate::harness::registered(db).await;
        crate::harness::launch(db, &registration, 1).await;
        let other = app(db, "other").await;
        import(db, other, "course").await;
        commit!(db, |tx| { apps::delete(tx, registration.app).await? });
        let mut tx = read(db).await;
        assert!(store::registrations::find_by_key(&mut tx, registration.key).await.unwrap().is_none());
        assert_eq!(store::blobs::list_orphans(&mut tx, at(9), 10).await.unwrap().len(), 2);
        assert_eq!(store::totals::find(&mut tx, other).await.unwrap().courses, 1);
    }
);
