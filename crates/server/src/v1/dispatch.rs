//! From a request to an answer: the checks of V1 spec §2.4 in their order, then the method.

use std::time::Instant;

use axum::{
    extract::{Request, State},
    http::{HeaderMap, Method as HttpMethod},
    middleware::Next,
    response::Response,
};
use cloud_api::v1::{error::Fault, json::Format, params::Params, timestamp::Timestamp};
use service::rows::ApiCall;

use crate::{request_id, services::Services};

use super::{
    admit::admit,
    application,
    call::{Call, service_time, wire_time},
    course, debug, export,
    failure::{self, Called, Failure},
    receive::{self, Received},
    registration, reportage, reporting, tagging,
    transport::{Answer, Endpoint, Head, endpoint, preflight},
    upload, widget,
};

/// Answers requests for the API and passes all others on. A layer and not a route, since the paths that
/// clients use (`//api`) are none that a router knows.
pub async fn intercept(State(services): State<Services>, request: Request, next: Next) -> Response {
    match endpoint(request.uri().path()) {
        Some(Endpoint::ReportDate) => reportage::report_date(wire_time(services.clock.now())),
        Some(Endpoint::Reportage) => reportage::page(),
        Some(endpoint @ (Endpoint::Api | Endpoint::Widget)) => answer(&services, endpoint, request).await,
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
    if http_in::has_too_many_params(query.as_bytes()) {
        return Answer::fault(&receive::too_large()).into_response(&Format::Xml).await;
    }
    let mut params = Params::from_urlencoded(query);
    let begun = Instant::now();
    let outcome = match endpoint {
        Endpoint::Widget => widget::answer(services, &head, &parts.headers, arrived, &mut params, body).await,
        _ => run(services, &head, &parts.headers, arrived, &mut params, body).await,
    };
    let format = Format::of(&params);
    match outcome {
        Ok((answer, called)) => {
            if let Some(called) = called {
                note(services, &head, &params, arrived, begun, called, 0);
            }
            answer.into_response(&format).await
        }
        Err(failure) => {
            if let Some(called) = &failure.called {
                note(services, &head, &params, arrived, begun, called.clone(), failure.fault.code);
            }
            failure::respond(&failure, &head, &params, arrived, &format).await
        }
    }
}

async fn run(
    services: &Services,
    head: &Head,
    headers: &HeaderMap,
    arrived: Timestamp,
    params: &mut Params,
    body: axum::body::Body,
) -> Result<(Answer, Option<Called>), Failure> {
    let Received { method, caller, file } =
        receive::receive(services, headers, arrived, params, body).await?;
    let Some(caller) = caller else {
        let answer = debug::answer_open(method, arrived).map_err(Failure::unsigned)?;
        return Ok((answer, None));
    };
    // Whoever fails from here on has signed, so a redirection goes where the caller wants it.
    if let Err(fault) = admit(services, &caller, method, params).await {
        return Err(receive::drop_file(services, file, Failure::signed(fault, method, &caller)).await);
    }
    let discard = file.as_ref().map(|file| file.key);
    let call = Call { services, app: &caller.app, caller: &caller, method, params, head, file };
    let ready = match method.available {
        true => method.check_required(params),
        // At once: nobody is to complete the parameters of a call that then fails.
        false => Err(Fault::not_available(method)),
    };
    let result = match ready {
        Ok(()) => route(call).await,
        Err(fault) => Err(fault),
    };
    if let (Err(_), Some(key)) = (&result, discard) {
        receive::discard(services, &key).await;
    }
    match result {
        Ok(answer) => Ok((answer, Some(Called::by(&caller, method)))),
        Err(fault) => Err(Failure::signed(fault, method, &caller)),
    }
}

/// Notes a call in its application's log: who called what, and what came of it. Parameters stay out of it, but for
/// the two in which a client names itself.
fn note(
    services: &Services,
    head: &Head,
    params: &Params,
    arrived: Timestamp,
    begun: Instant,
    called: Called,
    code: u32,
) {
    let call = ApiCall {
        at: service_time(arrived),
        method: format!("{}.{}", called.method.service, called.method.name),
        code,
        duration_us: u64::try_from(begun.elapsed().as_micros()).unwrap_or(u64::MAX),
        secret: called.key,
        applib: params.get("applib").unwrap_or_default().to_owned(),
        user_agent: head.user_agent.clone(),
        origin: params.get("origin").unwrap_or_default().to_owned(),
        request_id: request_id::current(),
    };
    services.api_calls.note(called.app, call);
}

/// Calls the method. Every method of the table that is available has its line here; a test compares the two.
async fn route(call: Call<'_>) -> Result<Answer, Fault> {
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
        ("course", "versionCourse") => course::version_course::answer(call).await,
        ("course", "getFileStructure") => course::get_file_structure::answer(call).await,
        ("course", "getAssets") => course::get_assets::answer(call).await,
        ("course", "updateAssets") => course::update_assets::answer(call).await,
        ("course", "updateAssetsAsync") => course::update_assets_async::answer(call).await,
        ("course", "deleteFiles") => course::delete_files::answer(call).await,
        ("course", "deleteCourse") => course::delete_course::answer(call).await,
        ("registration", "createRegistration") => registration::create_registration::answer(call).await,
        ("registration", "exists") => registration::exists::answer(call).await,
        ("registration", "deleteRegistration") => registration::delete_registration::answer(call).await,
        ("registration", "createNewInstance") => registration::create_new_instance::answer(call).await,
        ("registration", "resetGlobalObjectives") => {
            registration::reset_global_objectives::answer(call).await
        }
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
        ("application", "getAppList") => application::get_app_list::answer(call).await,
        ("application", "getAppInfo") => application::get_app_info::answer(call).await,
        ("application", "createApplication") => application::create_application::answer(call).await,
        ("application", "updateApplication") => application::update_application::answer(call).await,
        ("application", "addSecretKey") => application::add_secret_key::answer(call).await,
        ("application", "updateSecretKey") => application::update_secret_key::answer(call).await,
        ("application", "deleteSecretKey") => application::delete_secret_key::answer(call).await,
        ("reporting", "getAccountInfo") => reporting::get_account_info::answer(call).await,
        ("reporting", "getUsageInfo") => reporting::get_usage_info::answer(call).await,
        _ => Err(Fault::not_available(call.method)),
    }
}
