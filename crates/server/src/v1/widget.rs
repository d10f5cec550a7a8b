//! `/widget`: the property editor as Java and .NET address it, signed like a call but without a `method` (V1 spec §4.2).

use axum::{body::Body as HttpBody, http::HeaderMap};
use cloud_api::v1::{
    method::{self, Method},
    params::Params,
    request::Properties,
    timestamp::Timestamp,
};

use crate::services::Services;

use super::{
    call::Call,
    course::properties,
    dispatch::caller,
    failure::Failure,
    receive,
    transport::{Answer, Body, Head},
};

/// The method that this address stands for.
fn method_here() -> Result<&'static Method, Failure> {
    method::find("rustici.course.properties").map_err(Failure::unsigned)
}

pub(super) async fn answer(
    services: &Services,
    head: &Head,
    headers: &HeaderMap,
    arrived: Timestamp,
    params: &mut Params,
    body: HttpBody,
) -> Result<Answer, Failure> {
    let method = method_here()?;
    if let Body::Form(form) = Body::open(headers, body).await.map_err(receive::unreadable)? {
        params.extend(form);
    }
    let failed = |is_signed| move |fault| Failure { fault, method: Some(method), is_signed };
    let caller = caller(services, params, arrived).await.map_err(failed(false))?;
    let request = Properties::read_widget(params, caller.app.id.as_str()).map_err(failed(true))?;
    let call = Call { services, app: &caller.app, method, params, head, file: None };
    properties::open(&call, &request).await.map_err(failed(true))
}
