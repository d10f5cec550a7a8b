//! `rustici.application`: who may call it, what it changes, and the manners in which clients call it.

use cloud_api::v1::{
    application::{AppInfo, AppList},
    debug::Pong,
    envelope,
    error::Fault,
    params::Params,
    payload::Payload,
    signature,
    simple::Done,
    timestamp::Timestamp as WireTime,
};
use platform::{AppId, SecretText};
use service::NewApp;

use super::harness::{Api, SECRET};

const MANAGER_KEY: &str = "key of the manager";

/// An ordinary application `A` and a managing one `M`.
async fn api() -> Api {
    let api = Api::new().await;
    let id = AppId::new("M").unwrap();
    let new = NewApp { manages: true, ..NewApp::new(&id, "Manager") };
    make(&api, new, MANAGER_KEY).await;
    api
}

async fn make(api: &Api, new: NewApp<'_>, secret: &str) {
    let services = &api.services;
    service::create_app(
        &services.store,
        &services.installation_key,
        services.rng.as_ref(),
        new,
        &SecretText::new(secret),
        platform::Clock::now(&*api.clock),
    )
    .await
    .unwrap();
}

/// A call in the name of `appid`, signed with `secret`.
async fn as_xml(api: &Api, (appid, secret): (&str, &str), method: &str, query: &str) -> String {
    let mut params = Params::from_urlencoded(query);
    params.push("method", format!("rustici.{method}"));
    params.push("appid", appid);
    params.push("ts", WireTime(platform::Clock::now(&*api.clock).0).to_compact());
    let signature = signature::sign(secret, &params);
    api.get(&params.with("sig", signature).to_urlencoded()).await.body
}

async fn call<P: Payload>(api: &Api, who: (&str, &str), method: &str, query: &str) -> Result<P, Fault> {
    match envelope::read(&as_xml(api, who, &format!("application.{method}"), query).await) {
        Ok(payload) => Ok(payload),
        Err(envelope::ReplyError::Fault(fault)) => Err(fault),
        Err(error) => panic!("{method}: {error}"),
    }
}

async fn info(api: &Api, method: &str, query: &str) -> AppInfo {
    call(api, ("M", MANAGER_KEY), method, query).await.unwrap()
}

async fn code(api: &Api, who: (&str, &str), method: &str, query: &str) -> u32 {
    call::<AppInfo>(api, who, method, query).await.unwrap_err().code
}

async fn pings(api: &Api, app: &str, secret: &str) -> bool {
    let body = as_xml(api, (app, secret), "debug.authPing", "").await;
    envelope::read::<Pong>(&body).is_ok()
}

#[tokio::test]
async fn a_child_is_made_shown_and_listed() {
    let api = api().await;
    let made = info(&api, "createApplication", "name=New+%26+good").await;
    assert_eq!((made.app.name.as_str(), made.allow_delete), ("New & good", false));
    assert_eq!(made.app.app_id.len(), 10);
    assert!(made.app.app_id.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit()));
    let [key] = &made.secret_keys[..] else { panic!("{made:?}") };
    assert_eq!((key.description.as_str(), key.active), ("First Secret Key", true));
    assert!(key.pens_key.len() >= 20 && key.pens_key != key.key);
    assert!(pings(&api, &made.app.app_id, &key.key).await);
    let body = as_xml(
        &api,
        ("M", MANAGER_KEY),
        "application.getAppInfo",
        &format!("childappid={}", made.app.app_id),
    )
    .await;
    let date = "<createDate>2024-02-29T08:30:15.000+0000</createDate>";
    assert_eq!(
        body,
        format!(
            "<?xml version=\"1.0\" encoding=\"utf-8\" ?>\n<rsp stat=\"ok\"><appInfo><application><appId>{}</appId>\
             <name><![CDATA[New & good]]></name><allowDeleteAPI>false</allowDeleteAPI>\
             <allowUpdateAPI>true</allowUpdateAPI>{date}<secretKeys><secretKey id=\"{}\"><key><![CDATA[{}]]></key>\
             <pensKey><![CDATA[{}]]></pensKey><description><![CDATA[First Secret Key]]></description>\
             <active>true</active>{date}</secretKey></secretKeys></application></appInfo></rsp>",
            made.app.app_id, key.id, key.key, key.pens_key
        )
    );
    // The manager is not its own child.
    let list: AppList = call(&api, ("M", MANAGER_KEY), "getAppList", "").await.unwrap();
    let ids: Vec<_> = list.0.iter().map(|app| app.app_id.as_str()).collect();
    assert_eq!(ids, ["A", made.app.app_id.as_str()]);
}

#[tokio::test]
async fn keys_rotate_without_a_gap() {
    let api = api().await;
    api.later(60);
    let two = info(&api, "addSecretKey", "childappid=A&description=the+next").await;
    let [new, old] = &two.secret_keys[..] else { panic!("{two:?}") };
    assert_eq!((new.description.as_str(), old.key.as_str()), ("the next", SECRET), "newest first");
    assert!(pings(&api, "A", SECRET).await && pings(&api, "A", &new.key).await);

    let off = format!("childappid=A&secretkeyid={}&active=false&description=the+old", old.id);
    let changed = info(&api, "updateSecretKey", &off).await;
    assert_eq!(
        (changed.secret_keys[1].description.as_str(), changed.secret_keys[1].active),
        ("the old", false)
    );
    assert!(!pings(&api, "A", SECRET).await && pings(&api, "A", &new.key).await);

    // The last active key stays, whether it would be switched off or deleted; the other one may go.
    let manager = ("M", MANAGER_KEY);
    let last = format!("childappid=A&secretkeyid={}", new.id);
    assert_eq!(code(&api, manager, "deleteSecretKey", &last).await, 3);
    assert_eq!(code(&api, manager, "updateSecretKey", &format!("{last}&active=false")).await, 3);
    let left = info(&api, "deleteSecretKey", &format!("childappid=A&secretkeyid={}", old.id)).await;
    assert_eq!(left.secret_keys.len(), 1);
    assert!(pings(&api, "A", &new.key).await);
}

#[tokio::test]
async fn deleting_registrations_can_be_switched_off() {
    let api = api().await;
    api.with_course("c1", "One").await;
    api.with_registration("c1", "r1", "ann").await;
    let off = info(&api, "updateApplication", "childappid=A&allowdelete=false&name=Renamed").await;
    assert_eq!((off.allow_delete, off.app.name.as_str()), (false, "Renamed"));
    let refused = api.call::<Done>("registration.deleteRegistration", "regid=r1").await.unwrap_err();
    assert_eq!(refused.code, 2);
    assert!(refused.message.contains("updateApplication"), "{}", refused.message);
    // PHP spells it so; what is not named stays.
    let on = info(&api, "updateApplication", "childappid=A&allowDelete=True").await;
    assert_eq!((on.allow_delete, on.app.name.as_str()), (true, "Renamed"));
    api.call::<Done>("registration.deleteRegistration", "regid=r1").await.unwrap();
}

#[tokio::test]
async fn who_does_not_manage_may_not_call() {
    let api = api().await;
    for (method, query) in [
        ("getAppList", ""),
        ("createApplication", "name=x"),
        ("getAppInfo", ""),
        ("getAppInfo", "childappid=A"),
        ("updateApplication", "name=x"),
        ("addSecretKey", ""),
        ("updateSecretKey", "secretkeyid=x&active=false"),
    ] {
        assert_eq!(code(&api, ("A", SECRET), method, query).await, 102, "{method} {query}");
        assert_eq!(code(&api, ("A", "no key"), method, query).await, 104, "{method} {query}");
        assert_eq!(code(&api, ("nobody", MANAGER_KEY), method, query).await, 102, "{method} {query}");
    }
    // The manager's key signs in a child's name for this service alone, and not where the child is named twice.
    assert!(!pings(&api, "A", MANAGER_KEY).await);
    assert_eq!(code(&api, ("A", MANAGER_KEY), "getAppInfo", "childappid=A").await, 104);
    assert_eq!(code(&api, ("A", MANAGER_KEY), "getAppList", "").await, 104);
    // A manager that is switched off signs nothing.
    let id = AppId::new("M").unwrap();
    let off = service::AppChange { active: Some(false), ..Default::default() };
    service::update_app(&api.services.store, &id, off).await.unwrap();
    assert_eq!(code(&api, ("A", MANAGER_KEY), "getAppInfo", "").await, 104);
    assert_eq!(code(&api, ("M", MANAGER_KEY), "getAppList", "").await, 102);
}

#[tokio::test]
async fn every_documented_error() {
    let api = api().await;
    let manager = ("M", MANAGER_KEY);
    for method in ["getAppInfo", "updateApplication", "addSecretKey", "updateSecretKey", "deleteSecretKey"] {
        let key = if method.ends_with("teSecretKey") { "&secretkeyid=x" } else { "" };
        assert_eq!(code(&api, manager, method, &format!("childappid=nobody{key}")).await, 1, "{method}");
        assert_eq!(code(&api, manager, method, &format!("childappid=M{key}")).await, 1, "{method}");
        assert_eq!(code(&api, manager, method, key).await, 203, "{method}");
    }
    for method in ["updateSecretKey", "deleteSecretKey"] {
        assert_eq!(code(&api, manager, method, "childappid=A").await, 203);
        assert_eq!(code(&api, manager, method, "childappid=A&secretkeyid=nothing").await, 2);
    }
    assert_eq!(code(&api, manager, "createApplication", "").await, 203);
    let long = "x".repeat(256);
    for name in ["%01", long.as_str()] {
        assert_eq!(code(&api, manager, "createApplication", &format!("name={name}")).await, 205);
        let update = format!("childappid=A&name={name}");
        assert_eq!(code(&api, manager, "updateApplication", &update).await, 205);
        let add = format!("childappid=A&description={name}");
        assert_eq!(code(&api, manager, "addSecretKey", &add).await, 205);
    }
    let list: AppList = call(&api, manager, "getAppList", "").await.unwrap();
    assert_eq!(list.0.len(), 1);
}

/// PHP overwrites `appid` with the child's id and signs with the manager's key; only `DeleteSecretKey` is signed with
/// the application's own key. It posts everything in the query.
#[tokio::test]
async fn php_names_the_child_by_appid() {
    let api = api().await;
    let as_child = ("A", MANAGER_KEY);
    let shown: AppInfo = call(&api, as_child, "getAppInfo", "applib=php&origin=").await.unwrap();
    assert_eq!((shown.app.app_id.as_str(), shown.secret_keys[0].key.as_str()), ("A", SECRET));
    let renamed: AppInfo =
        call(&api, as_child, "updateApplication", "name=x&allowDelete=false").await.unwrap();
    assert_eq!((renamed.app.name.as_str(), renamed.allow_delete), ("x", false));
    api.later(1);
    let two: AppInfo = call(&api, as_child, "addSecretKey", "description=d").await.unwrap();
    let (new, old) = (&two.secret_keys[0], &two.secret_keys[1]);
    let off = format!("secretkeyid={}&active=false&description=x", old.id);
    let off: AppInfo = call(&api, as_child, "updateSecretKey", &off).await.unwrap();
    assert!(!off.secret_keys[1].active);
    // With its own key an application may delete one of its keys; it is shown none.
    let own = ("A", new.key.as_str());
    let body = as_xml(&api, own, "application.deleteSecretKey", &format!("secretkeyid={}", old.id)).await;
    assert!(body.contains("<key/><pensKey/>") && !body.contains(&new.key), "{body}");
    assert_eq!(code(&api, own, "deleteSecretKey", &format!("secretkeyid={}", new.id)).await, 3);
    // With the manager's key it is shown.
    let last: AppInfo = call(&api, as_child, "getAppInfo", "").await.unwrap();
    assert_eq!(last.secret_keys.len(), 1);
    assert_eq!(last.secret_keys[0].key, new.key);
}

/// Node and Python send the manager's `appid` and `childappid` beside it; Node by POST with an empty multipart form,
/// names sorted by code point, Python by GET.
#[tokio::test]
async fn node_and_python_name_both() {
    use axum::{
        body::Body,
        http::{Request, header},
    };
    let api = api().await;
    let mut params = Params::new()
        .with("childappid", "A")
        .with("description", "Zw\u{f6}lf")
        .with("appid", "M")
        .with("method", "rustici.application.addSecretKey");
    params.push("ts", WireTime(platform::Clock::now(&*api.clock).0).to_compact());
    let text = signature::serialise(&params, signature::NameOrder::CodePoint);
    // Here the two orders are the same text, so one digest serves.
    assert_eq!(text, signature::serialise(&params, signature::NameOrder::IgnoringCase));
    let signature = signature::sign(MANAGER_KEY, &params);
    let query = params.with("sig", signature).to_urlencoded();
    let request = Request::post(format!("/EngineWebServices/api?{query}"))
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x")
        .body(Body::from("--x--\r\n"))
        .unwrap();
    let info: AppInfo = envelope::read(&api.send(request).await.body).unwrap();
    assert_eq!(info.secret_keys.len(), 2);
    assert!(info.secret_keys.iter().any(|key| key.description == "Zw\u{f6}lf"));
    let python =
        as_xml(&api, ("M", MANAGER_KEY), "application.getAppInfo", "childappid=A&applib=python").await;
    // Python reads the first `appId` and `name` in the document.
    assert!(
        python.contains("<appInfo><application><appId>A</appId><name><![CDATA[Sample]]></name>"),
        "{python}"
    );
}
