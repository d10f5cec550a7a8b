//! The table of methods and the dispatcher agree.

use axum::http::StatusCode;
use cloud_api::v1::{
    error::Fault,
    method::{METHODS, Method},
    params::Params,
};

use super::harness::Api;

/// A value for every parameter, so that the call comes as far as its method.
fn query(method: &Method) -> Params {
    method.params.iter().filter(|param| param.required).map(|param| (param.name, "1")).collect()
}

#[tokio::test]
async fn every_method_answers() {
    let api = Api::new().await;
    for method in METHODS {
        let name = format!("{}.{}", method.service, method.name);
        let reply = api.get(&api.signed(&name, &query(method))).await;
        let later = format!("msg=\"{}\"", Fault::not_available(method).message);
        assert_eq!(reply.body.contains(&later), !method.available, "{name}: {}", reply.body);
        assert!(matches!(reply.status, StatusCode::OK | StatusCode::FOUND), "{name}: {}", reply.status);
    }
}

#[tokio::test]
async fn every_required_parameter_is_missed() {
    let api = Api::new().await;
    // One that may call all of them.
    let store = &api.services.store;
    let managing: Result<bool, store::Error> =
        store::transact!(store, |tx| { store::apps::update_manages(tx, api.app.key, true).await });
    assert!(managing.unwrap());
    for method in METHODS.iter().filter(|method| method.available && method.secured) {
        for param in method.params.iter().filter(|param| param.required) {
            let rest: Params = query(method).iter().filter(|(name, _)| *name != param.name).collect();
            let reply = api.get(&api.signed(&format!("{}.{}", method.service, method.name), &rest)).await;
            let expected =
                format!("<err code=\"203\" msg=\"Required parameter {} is missing\"/>", param.name);
            assert!(reply.body.contains(&expected), "{} without {}: {}", method.name, param.name, reply.body);
        }
    }
}
