//! `/widget`: the property editor as Java and .NET address it, signed like a call but without a `method` (V1 spec §4.2).

use axum::{body::Body as HttpBody, http::HeaderMap};
use cloud_api::v1::{
    method::{self, Method},
    params::Params,
    request::Properties,
    timestamp::Timestamp,
};
use http_in::Body;

use crate::services::Services;

use super::{
    authenticate::caller,
    call::Call,
    course::properties,
    failure::{Called, Failure},
    receive,
    transport::{Answer, Head},
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
) -> Result<(Answer, Option<Called>), Failure> {
    let method = method_here()?;
    if let Body::Form(form) = Body::open(headers, body).await.map_err(receive::unreadable)? {
        params.extend(form);
    }
    let caller = caller(services, params, arrived, method).await?;
    let failed = |fault| Failure::signed(fault, method, &caller);
    let request = Properties::read_widget(params, caller.app.id.as_str()).map_err(failed)?;
    let call = Call { services, app: &caller.app, caller: &caller, method, params, head, file: None };
    let answer = properties::open(&call, &request).await.map_err(failed)?;
    Ok((answer, Some(Called::by(&caller, method))))
}
