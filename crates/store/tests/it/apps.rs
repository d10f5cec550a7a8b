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
            app_secrets::insert(tx, app, &one, &Sealed(vec![0, 1, 255]), at(1)).await?;
            app_secrets::insert(tx, app, &two, &Sealed(vec![2]), at(2)).await?;
            app_secrets::update_active(tx, app, &one, false).await?;
            app_secrets::update_last_used(tx, app, &two, at(3)).await?;
        });
        let secrets = app_secrets::list(&mut read(db).await, app).await.unwrap();
        assert_eq!(secrets[0].sealed, Sealed(vec![0, 1, 255]));
        assert_eq!((secrets[0].active, secrets[1].active), (false, true));
        assert_eq!((secrets[0].last_used_at, secrets[1].last_used_at), (None, Some(at(3))));
        assert!(commit!(db, |tx| { app_secrets::delete(tx, app, &one).await? }));
        assert!(!commit!(db, |tx| { app_secrets::delete(tx, app, &one).await? }));
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
