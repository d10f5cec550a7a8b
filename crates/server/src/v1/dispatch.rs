//! From a request to an answer: the checks of V1 spec §2.4 in their order, then the method.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, Method as HttpMethod},
    middleware::Next,
    response::Response,
};
use cloud_api::v1::{
    error::{Fault, Global},
    json::Format,
    method::{self, Method},
    params::Params,
    security::{self, Lookup},
    timestamp::Timestamp,
};
use service::SigningKeys;

use crate::services::Services;

use super::{
    call::{Call, wire_time},
    course, debug, export,
    failure::{self, Failure},
    receive::{self, Received},
    registration, tagging,
    transport::{Answer, Endpoint, Head, endpoint, has_too_many_params, preflight},
    upload, widget,
};

/// Answers requests for the API and passes all others on. A layer and not a route, since the paths that
/// clients use (`//api`) are none that a router knows.
pub async fn intercept(State(services): State<Services>, request: Request, next: Next) -> Response {
    match endpoint(request.uri().path()) {
        Some(endpoint) => answer(&services, endpoint, request).await,
        None => next.run(request).await,
    }
}

async fn answer(services: &Services, endpoint: Endpoint, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    if parts.method == HttpMethod::OPTIONS {
        return preflight(&parts.headers);
    }
    let arrived = wire_time(services.clock.now());
    let head = Head::of(&parts.method, &parts.headers);
    let query = parts.uri.query().unwrap_or_default();
    if has_too_many_params(query.as_bytes()) {
        return Answer::fault(&receive::too_large()).into_response(&Format::Xml).await;
    }
    let mut params = Params::from_urlencoded(query);
    let outcome = match endpoint {
        Endpoint::Api => run(services, &head, &parts.headers, arrived, &mut params, body).await,
        Endpoint::Widget => widget::answer(services, &head, &parts.headers, arrived, &mut params, body).await,
    };
    let format = Format::of(&params);
    match outcome {
        Ok(answer) => answer.into_response(&format).await,
        Err(failure) => failure::respond(&failure, &head, &params, arrived, &format).await,
    }
}

async fn run(
    services: &Services,
    head: &Head,
    headers: &HeaderMap,
    arrived: Timestamp,
    params: &mut Params,
    body: axum::body::Body,
) -> Result<Answer, Failure> {
    let Received { method, caller, file } =
        receive::receive(services, headers, arrived, params, body).await?;
    let Some(caller) = caller else {
        return debug::answer_open(method, arrived).map_err(Failure::unsigned);
    };
    // Whoever fails from here on has signed, so a redirection goes where the caller wants it.
    let discard = file.as_ref().map(|file| file.key);
    let call = Call { services, app: &caller.app, method, params, head, file };
    let result = match method.check_required(params) {
        Ok(()) => route(call).await,
        Err(fault) => Err(fault),
    };
    if let (Err(_), Some(key)) = (&result, discard) {
        receive::discard(services, &key).await;
    }
    result.map_err(|fault| Failure { fault, method: Some(method), is_signed: true })
}

/// Calls the method. Every method of the table that is available has its line here; a test compares the two.
async fn route(call: Call<'_>) -> Result<Answer, Fault> {
    if !call.method.available {
        return Err(Fault::not_available(call.method));
    }
    match (call.method.service, call.method.name) {
        ("debug", "authPing") => debug::auth_ping::answer(),
        ("course", "exists") => course::exists::answer(call).await,
        ("course", "getCourseList") => course::get_course_list::answer(call),
        ("course", "getCourseDetail") => course::get_course_detail::answer(call).await,
        ("course", "getManifest") => course::get_manifest::answer(call).await,
        ("course", "getAttributes") => course::get_attributes::answer(call).await,
        ("course", "updateAttributes") => course::update_attributes::answer(call).await,
        ("course", "preview") => course::preview::answer(call).await,
        ("course", "properties") => course::properties::answer(call).await,
        ("course", "getMetadata") => course::get_metadata::answer(call).await,
        ("course", "importCourse") => course::import_course::answer(call).await,
        ("course", "importCourseAsync") => course::import_course_async::answer(call).await,
        ("course", "getAsyncImportResult") => course::get_async_import_result::answer(call).await,
        ("course", "deleteCourse") => course::delete_course::answer(call).await,
        ("registration", "createRegistration") => registration::create_registration::answer(call).await,
        ("registration", "exists") => registration::exists::answer(call).await,
        ("registration", "deleteRegistration") => registration::delete_registration::answer(call).await,
        ("registration", "resetRegistration") => registration::reset_registration::answer(call).await,
        ("registration", "getRegistrationList") => registration::get_registration_list::answer(call),
        ("registration", "getRegistrationListResults") => {
            registration::get_registration_list_results::answer(call)
        }
        ("registration", "getRegistrationResult") => {
            registration::get_registration_result::answer(call).await
        }
        ("registration", "launch") => registration::launch::answer(call).await,
        ("registration", "getRegistrationDetail") => {
            registration::get_registration_detail::answer(call).await
        }
        ("registration", "getLaunchInfo") => registration::get_launch_info::answer(call).await,
        ("registration", "getLaunchHistory") => registration::get_launch_history::answer(call).await,
        ("registration", "updateLearnerInfo") => registration::update_learner_info::answer(call).await,
        ("registration", "getPostbackInfo") => registration::get_postback_info::answer(call).await,
        ("registration", "updatePostbackInfo") => registration::update_postback_info::answer(call).await,
        ("registration", "deletePostbackInfo") => registration::delete_postback_info::answer(call).await,
        ("registration", "testRegistrationPostUrl") => {
            registration::test_registration_post_url::answer(call).await
        }
        ("export", "start") => export::start::answer(call).await,
        ("export", "cancel") => export::cancel::answer(call).await,
        ("export", "status") => export::status::answer(call).await,
        ("export", "list") => export::list::answer(call).await,
        ("export", "download") => export::download::answer(call).await,
        ("upload", "getUploadToken") => upload::get_upload_token::answer(call).await,
        ("upload", "uploadFile") => upload::upload_file::answer(call).await,
        ("upload", "getUploadProgress") => upload::get_upload_progress::answer(call).await,
        ("upload", "listFiles") => upload::list_files::answer(call).await,
        ("upload", "deleteFiles") => upload::delete_files::answer(call).await,
        ("tagging", "getCourseTags") => tagging::get_course_tags::answer(call).await,
        ("tagging", "setCourseTags") => tagging::set_course_tags::answer(call).await,
        ("tagging", "addCourseTag") => tagging::add_course_tag::answer(call).await,
        ("tagging", "removeCourseTag") => tagging::remove_course_tag::answer(call).await,
        ("tagging", "getLearnerTags") => tagging::get_learner_tags::answer(call).await,
        ("tagging", "setLearnerTags") => tagging::set_learner_tags::answer(call).await,
        ("tagging", "addLearnerTag") => tagging::add_learner_tag::answer(call).await,
        ("tagging", "removeLearnerTag") => tagging::remove_learner_tag::answer(call).await,
        ("tagging", "getRegistrationTags") => tagging::get_registration_tags::answer(call).await,
        ("tagging", "setRegistrationTags") => tagging::set_registration_tags::answer(call).await,
        ("tagging", "addRegistrationTag") => tagging::add_registration_tag::answer(call).await,
        ("tagging", "removeRegistrationTag") => tagging::remove_registration_tag::answer(call).await,
        _ => Err(Fault::not_available(call.method)),
    }
}

/// Checks who calls. `Ok(None)` for methods that nobody has to sign.
pub(super) async fn authenticate(
    services: &Services,
    params: &Params,
    arrived: Timestamp,
) -> Result<(&'static Method, Option<SigningKeys>), Failure> {
    let method = method::of(params).map_err(Failure::unsigned)?;
    if !method.secured {
        return Ok((method, None));
    }
    match caller(services, params, arrived).await {
        Ok(caller) => Ok((method, Some(caller))),
        Err(fault) => Err(Failure { fault, method: Some(method), is_signed: false }),
    }
}

/// Checks who signed a request, whatever it calls.
pub(super) async fn caller(
    services: &Services,
    params: &Params,
    arrived: Timestamp,
) -> Result<SigningKeys, Fault> {
    let appid = security::appid(params)?;
    let found = service::signing_keys(&services.store, &services.installation_key, appid).await;
    let found = match found {
        Ok(found) => found,
        Err(error) => {
            tracing::error!(error = &error as &dyn std::error::Error, "could not read the keys of a caller");
            return Err(Global::CredentialStore.fault());
        }
    };
    let keys: Vec<&str> = found.iter().flat_map(|found| &found.keys).map(|key| key.expose()).collect();
    let lookup = if found.is_some() { Lookup::Found(&keys) } else { Lookup::Unknown };
    security::check(params, lookup, arrived)?;
    found.ok_or_else(|| Global::AppidInvalid.fault())
}
