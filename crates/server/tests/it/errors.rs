//! Every method and every code it is documented with (V1 spec §10), over HTTP: the tables of `cloud-api` say what there
//! is, the table in `provoked.rs` says how each code comes about, and neither may hold what the other has not.

mod caller;
mod provoked;

use cloud_api::v1::error::codes_of;
use cloud_api::v1::method::{METHODS, Method};
use cloud_api::v1::params::Params;
use platform::AppId;
use service::rows::StoreError;
use test_server::TestServer;
use test_support::scorm12_single;

use caller::{Caller, File};
use provoked::{NEVER, PROVOKED};

/// A value that `courseid`, `regid` and the rest take, for calls that are to fail for another reason.
fn filled(method: &Method) -> Params {
    let mut params = Params::new();
    for param in method.params.iter().filter(|param| param.required) {
        params.push(param.name, "x");
    }
    params
}

fn available() -> impl Iterator<Item = &'static Method> {
    METHODS.iter().filter(|method| method.available)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_code_of_a_method_is_provoked() {
    let server = TestServer::new().await;
    let caller = Caller::new(&server);
    prepare(&server).await;
    let mut wrong = Vec::new();
    for method in available() {
        let name = format!("{}.{}", method.service, method.name);
        let rows: Vec<_> = PROVOKED.iter().filter(|row| row.method == name).collect();
        let excused = |code| NEVER.iter().any(|(method, never, _)| *method == name && *never == code);
        for code in codes_of(method) {
            let is_told = rows.iter().any(|row| row.code == code.code);
            if is_told == excused(code.code) {
                wrong.push(format!(
                    "{name} {} ({}): say in `provoked.rs` how it comes about",
                    code.code, code.when
                ));
            }
        }
        for row in rows {
            if codes_of(method).iter().all(|code| code.code != row.code) {
                wrong.push(format!("{name} {}: not in the table of codes", row.code));
            }
            let answer = caller.provoke(row.method, row.query, row.file).await;
            if caller::code(&answer) != Some(row.code) {
                wrong.push(format!("{name} {}: `{}` is answered {answer}", row.code, row.query));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_may_not_call_is_told_why_by_every_method() {
    let server = TestServer::new().await;
    let caller = Caller::new(&server);
    caller::make_manager(&server).await;
    break_the_keys_of(&server, "broken").await;
    for method in METHODS.iter().filter(|method| method.secured) {
        let name = method.full_name();
        let good = caller.signed(&name, &filled(method));
        let without = |names: &str| -> Params { good.iter().filter(|(name, _)| *name != names).collect() };
        let with = |name: &str, value: &str| without(name).with(name, value);
        let again = |params: Params| caller.sign(params);
        let late = caller.stamp(-16 * 60);
        let early = caller.stamp(16 * 60);
        for (params, code) in [
            (without("appid"), 101),
            (with("appid", "nobody"), 102),
            (without("sig"), 103),
            (with("sig", "0123456789abcdef0123456789abcdef"), 104),
            (good.clone().with("more", "than was signed"), 104),
            (without("ts"), 105),
            (again(with("ts", "2026-01-01")), 106),
            (again(with("ts", &late)), 107),
            (again(with("ts", &early)), 107),
            (with("appid", "broken"), 108),
        ] {
            let answer = caller.get(&params.to_urlencoded()).await;
            assert_eq!(caller::code(&answer), Some(code), "{name}: {answer}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_method_misses_what_it_requires_and_refuses_what_it_cannot_read() {
    let server = TestServer::new().await;
    let caller = Caller::new(&server);
    prepare(&server).await;
    for method in available().filter(|method| method.secured) {
        let name = method.full_name();
        for missing in method.params.iter().filter(|param| param.required) {
            for empty in [false, true] {
                let mut params: Params =
                    filled(method).iter().filter(|(name, _)| *name != missing.name).collect();
                if empty {
                    params.push(missing.name, "");
                }
                let answer = caller.call(&name, &params).await;
                assert_eq!(caller::code(&answer), Some(203), "{name} without {}: {answer}", missing.name);
                assert!(answer.contains(missing.name), "{name}: {answer}");
            }
        }
        for (param, value) in provoked::UNREADABLE {
            if !method.params.iter().any(|known| known.name == *param) {
                continue;
            }
            let mut params: Params = filled(method).iter().filter(|(name, _)| name != param).collect();
            for (known, value) in [("courseid", "c"), ("regid", "r"), ("path", "default/none.zip")] {
                if method.params.iter().any(|param| param.name == known && param.required) {
                    params = params.iter().filter(|(name, _)| *name != known).collect();
                    params.push(known, value);
                }
            }
            params.push(*param, *value);
            let answer = caller.call(&name, &params).await;
            assert_eq!(caller::code(&answer), Some(205), "{name} with {param}={value}: {answer}");
        }
        // 204 is never sent, whatever the format.
        let answer = caller.call(&name, &filled(method).with("format", "pdf")).await;
        assert_ne!(caller::code(&answer), Some(204), "{name}: {answer}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_no_method_or_none_yet() {
    let server = TestServer::new().await;
    let caller = Caller::new(&server);
    for (query, code) in [
        ("", 200),
        ("method=", 200),
        ("method=ping", 200),
        ("method=acme.debug.ping", 200),
        ("method=rustici.debug.ping.twice", 200),
        ("method=rustici.nothing.ping", 201),
        ("method=rustici.debug.pang", 202),
    ] {
        let answer = caller.get(query).await;
        assert_eq!(caller::code(&answer), Some(code), "{query}: {answer}");
    }
    for method in METHODS.iter().filter(|method| !method.available) {
        let answer = caller.call(&method.full_name(), &filled(method)).await;
        assert_eq!(caller::code(&answer), Some(202), "{}: {answer}", method.full_name());
        assert!(answer.contains("is not available in this version of Lyceum"), "{answer}");
    }
}

/// What the rows of the table are asked of: course `c`, registration `r` of learner `ann`, `taken` of `bob`.
async fn prepare(server: &TestServer) {
    caller::make_manager(server).await;
    server.import("c", &scorm12_single()).await;
    server.create_registration("c", "r").await;
    let other = Params::from_urlencoded("courseid=c&regid=taken&learnerid=bob&fname=B&lname=B");
    server.call::<cloud_api::v1::simple::Done>("registration.createRegistration", other).await;
}

/// An application whose stored secret cannot be opened, as when the installation's key was lost.
async fn break_the_keys_of(server: &TestServer, id: &str) {
    let services = server.services();
    let id = AppId::new(id).unwrap();
    let secret = platform::SecretText::new("a secret");
    let (store, key) = (&services.store, &services.installation_key);
    let now = services.clock.now();
    let new = service::NewApp { manages: true, ..service::NewApp::new(&id, "Broken") };
    service::create_app(store, key, services.rng.as_ref(), new, &secret, now).await.unwrap();
    let broken: Result<(), StoreError> = store::transact!(store, |tx| {
        let app = store::apps::find(tx, &id).await?.unwrap();
        for secret in store::app_secrets::list(tx, app.key).await? {
            store::app_secrets::delete(tx, app.key, &secret.id).await?;
        }
        let id = platform::SecretId::random(services.rng.as_ref());
        store::app_secrets::insert(tx, app.key, &id, &platform::Sealed(vec![0; 40]), "", now).await
    });
    broken.unwrap();
}
