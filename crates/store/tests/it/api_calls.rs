//! The log of calls.

use platform::{SecretId, SeededRng};
use store::api_calls::{self, ApiCall, ApiCallFilter};
use store::{ApiCallKey, AppKey};

use crate::harness::{Db, app, at, commit, read, story};

fn call(n: u32) -> ApiCall {
    ApiCall {
        at: at(i64::from(n)),
        method: ["course.exists", "registration.launch"][n as usize % 2].to_owned(),
        code: n % 3,
        duration_us: u64::from(n) * 10,
        secret: (n > 0).then(|| SecretId::random(&SeededRng::new(u64::from(n)))),
        applib: "php".to_owned(),
        user_agent: format!("agent \"{n}\" ü\\ \u{1f600}"),
        origin: "acme.lms.1".to_owned(),
        request_id: format!("r{n}"),
    }
}

async fn numbers(db: &Db, app: AppKey, filter: ApiCallFilter<'_>, limit: u32) -> Vec<i64> {
    let page = api_calls::list(&mut read(db).await, app, filter, None, limit).await.unwrap();
    page.iter().map(|(_, call)| call.at.0 / 1_000_000).collect()
}

story!(
    /// Latest first, page by page, as they were noted.
    calls_come_back_in_pages,
    async |db: &Db| {
        let (one, two) = (app(db, "one").await, app(db, "two").await);
        let mut odd = call(7);
        odd.user_agent = "a\0b".to_owned();
        commit!(db, |tx| {
            let calls: Vec<_> = (0..7).map(|n| (if n == 3 { two } else { one }, call(n))).collect();
            api_calls::insert(tx, &calls).await?;
            api_calls::insert(tx, &[]).await?;
            api_calls::insert(tx, &[(two, odd.clone()), (AppKey(99), call(8))]).await?;
        });
        let mut tx = read(db).await;
        let all = ApiCallFilter::default();
        let page = api_calls::list(&mut tx, one, all, None, 4).await.unwrap();
        assert_eq!(page.iter().map(|(_, call)| call.clone()).collect::<Vec<_>>(), [6, 5, 4, 2].map(call));
        let rest = api_calls::list(&mut tx, one, all, Some(page[3].0), 4).await.unwrap();
        assert_eq!(rest.iter().map(|(_, call)| call.clone()).collect::<Vec<_>>(), [1, 0].map(call));
        assert!(api_calls::list(&mut tx, one, all, Some(ApiCallKey(0)), 4).await.unwrap().is_empty());
        let of_two = api_calls::list(&mut tx, two, all, None, 4).await.unwrap();
        assert_eq!(of_two.len(), 2);
        assert_eq!(of_two[0].1.user_agent, "a\u{fffd}b");
        drop(tx);
        let failed = ApiCallFilter { failed: true, ..ApiCallFilter::default() };
        assert_eq!(numbers(db, one, failed, 9).await, [5, 4, 2, 1]);
        let launches = ApiCallFilter {
            failed: true,
            method: Some("registration.launch"),
            ..ApiCallFilter::default()
        };
        assert_eq!(numbers(db, one, launches, 9).await, [5, 1]);
    }
);

story!(
    /// Of all applications, by a stretch of the log at a time; by key and by library.
    calls_of_all_applications,
    async |db: &Db| {
        let (one, two) = (app(db, "one").await, app(db, "two").await);
        let all = ApiCallFilter::default();
        let none = api_calls::list_all(&mut read(db).await, all, None, 4).await.unwrap();
        assert_eq!((none.calls.len(), none.older), (0, None));
        commit!(db, |tx| {
            let mut calls: Vec<_> = (0..6).map(|n| (if n % 2 == 0 { one } else { two }, call(n))).collect();
            calls[4].1.applib = "java'\"%".to_owned();
            api_calls::insert(tx, &calls).await?;
        });
        let mut tx = read(db).await;
        let page = api_calls::list_all(&mut tx, all, None, 4).await.unwrap();
        let shown: Vec<_> =
            page.calls.iter().map(|(_, app, call)| (app.as_str(), call.at.0 / 1_000_000)).collect();
        assert_eq!(shown, [("two", 5), ("one", 4), ("two", 3), ("one", 2)]);
        let rest = api_calls::list_all(&mut tx, all, page.older, 4).await.unwrap();
        assert_eq!((rest.calls.len(), rest.older), (2, None));
        let java = ApiCallFilter { applib: Some("java'\"%"), ..all };
        assert_eq!(api_calls::list_all(&mut tx, java, None, 4).await.unwrap().calls.len(), 1);
        let key = call(3).secret.unwrap();
        let of_key = ApiCallFilter { secret: Some(key.as_str()), ..all };
        assert_eq!(api_calls::list_all(&mut tx, of_key, None, 4).await.unwrap().calls.len(), 1);
        assert_eq!(api_calls::list(&mut tx, two, of_key, None, 4).await.unwrap().len(), 1);
        assert_eq!(api_calls::list(&mut tx, one, of_key, None, 4).await.unwrap().len(), 0);
        drop(tx);
        // What matches nothing is looked for in one stretch, and then further on.
        commit!(db, |tx| {
            store::run_for_tests(tx, "UPDATE api_calls SET key = key + 120000 WHERE key > 3").await
                .map_err(|source| store::Error::Transaction { step: "move", source })?;
        });
        let mut tx = read(db).await;
        let page = api_calls::list_all(&mut tx, all, None, 4).await.unwrap();
        assert_eq!((page.calls.len(), page.older.is_some()), (3, true));
        let page = api_calls::list_all(&mut tx, all, page.older, 4).await.unwrap();
        assert_eq!((page.calls.len(), page.older.is_some()), (0, true));
        let page = api_calls::list_all(&mut tx, all, page.older, 4).await.unwrap();
        assert_eq!((page.calls.len(), page.older), (3, None));
    }
);

story!(
    /// By age for all, by number for each application, some at a time.
    old_calls_are_forgotten,
    async |db: &Db| {
        let (one, two) = (app(db, "one").await, app(db, "two").await);
        commit!(db, |tx| {
            let calls: Vec<_> = (0..10).flat_map(|n| [(one, call(n)), (two, call(n))]).collect();
            api_calls::insert(tx, &calls).await?;
        });
        let all = ApiCallFilter::default();
        assert_eq!(commit!(db, |tx| { api_calls::delete_beyond(tx, one, 4, 2).await? }), 2);
        assert_eq!(numbers(db, one, all, 20).await, [9, 8, 7, 6, 5, 4, 3, 2]);
        assert_eq!(commit!(db, |tx| { api_calls::delete_beyond(tx, one, 4, 50).await? }), 4);
        assert_eq!(commit!(db, |tx| { api_calls::delete_beyond(tx, one, 4, 50).await? }), 0);
        assert_eq!(numbers(db, one, all, 20).await, [9, 8, 7, 6]);
        assert_eq!(commit!(db, |tx| { api_calls::delete_old(tx, at(8), 3).await? }), 3);
        assert_eq!(numbers(db, two, all, 20).await, [9, 8, 7, 6, 5, 4, 3]);
        assert_eq!(commit!(db, |tx| { api_calls::delete_old(tx, at(8), 50).await? }), 7);
        assert_eq!(numbers(db, one, all, 20).await, [9, 8]);
    }
);
