//! From a request to an answer: the checks of V1 spec §2.4 in their order, then the method.

use std::{
    future::{Future, ready},
    pin::Pin,
    sync::Arc,
    time::Instant,
};

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
pub async fn intercept(State(services): State<Arc<Services>>, request: Request, next: Next) -> Response {
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
fn route(call: Call<'_>) -> Answering<'_> {
    match (call.method.service, call.method.name) {
        ("debug", "authPing") => at_once(debug::auth_ping::answer()),
        ("course", "exists") => start(course::exists::answer, call),
        ("course", "getCourseList") => at_once(course::get_course_list::answer(call)),
        ("course", "getCourseDetail") => start(course::get_course_detail::answer, call),
        ("course", "getManifest") => start(course::get_manifest::answer, call),
        ("course", "getAttributes") => start(course::get_attributes::answer, call),
        ("course", "updateAttributes") => start(course::update_attributes::answer, call),
        ("course", "preview") => start(course::preview::answer, call),
        ("course", "properties") => start(course::properties::answer, call),
        ("course", "getMetadata") => start(course::get_metadata::answer, call),
        ("course", "importCourse") => start(course::import_course::answer, call),
        ("course", "importCourseAsync") => start(course::import_course_async::answer, call),
        ("course", "getAsyncImportResult") => start(course::get_async_import_result::answer, call),
        ("course", "versionCourse") => start(course::version_course::answer, call),
        ("course", "getFileStructure") => start(course::get_file_structure::answer, call),
        ("course", "getAssets") => start(course::get_assets::answer, call),
        ("course", "updateAssets") => start(course::update_assets::answer, call),
        ("course", "updateAssetsAsync") => start(course::update_assets_async::answer, call),
        ("course", "deleteFiles") => start(course::delete_files::answer, call),
        ("course", "deleteCourse") => start(course::delete_course::answer, call),
        ("registration", "createRegistration") => start(registration::create_registration::answer, call),
        ("registration", "exists") => start(registration::exists::answer, call),
        ("registration", "deleteRegistration") => start(registration::delete_registration::answer, call),
        ("registration", "createNewInstance") => start(registration::create_new_instance::answer, call),
        ("registration", "resetGlobalObjectives") => {
            start(registration::reset_global_objectives::answer, call)
        }
        ("registration", "resetRegistration") => start(registration::reset_registration::answer, call),
        ("registration", "getRegistrationList") => at_once(registration::get_registration_list::answer(call)),
        ("registration", "getRegistrationListResults") => {
            at_once(registration::get_registration_list_results::answer(call))
        }
        ("registration", "getRegistrationResult") => {
            start(registration::get_registration_result::answer, call)
        }
        ("registration", "launch") => start(registration::launch::answer, call),
        ("registration", "getRegistrationDetail") => {
            start(registration::get_registration_detail::answer, call)
        }
        ("registration", "getLaunchInfo") => start(registration::get_launch_info::answer, call),
        ("registration", "getLaunchHistory") => start(registration::get_launch_history::answer, call),
        ("registration", "updateLearnerInfo") => start(registration::update_learner_info::answer, call),
        ("registration", "getPostbackInfo") => start(registration::get_postback_info::answer, call),
        ("registration", "updatePostbackInfo") => start(registration::update_postback_info::answer, call),
        ("registration", "deletePostbackInfo") => start(registration::delete_postback_info::answer, call),
        ("registration", "testRegistrationPostUrl") => {
            start(registration::test_registration_post_url::answer, call)
        }
        ("export", "start") => start(export::start::answer, call),
        ("export", "cancel") => start(export::cancel::answer, call),
        ("export", "status") => start(export::status::answer, call),
        ("export", "list") => start(export::list::answer, call),
        ("export", "download") => start(export::download::answer, call),
        ("upload", "getUploadToken") => start(upload::get_upload_token::answer, call),
        ("upload", "uploadFile") => start(upload::upload_file::answer, call),
        ("upload", "getUploadProgress") => start(upload::get_upload_progress::answer, call),
        ("upload", "listFiles") => start(upload::list_files::answer, call),
        ("upload", "deleteFiles") => start(upload::delete_files::answer, call),
        ("tagging", "getCourseTags") => start(tagging::get_course_tags::answer, call),
        ("tagging", "setCourseTags") => start(tagging::set_course_tags::answer, call),
        ("tagging", "addCourseTag") => start(tagging::add_course_tag::answer, call),
        ("tagging", "removeCourseTag") => start(tagging::remove_course_tag::answer, call),
        ("tagging", "getLearnerTags") => start(tagging::get_learner_tags::answer, call),
        ("tagging", "setLearnerTags") => start(tagging::set_learner_tags::answer, call),
        ("tagging", "addLearnerTag") => start(tagging::add_learner_tag::answer, call),
        ("tagging", "removeLearnerTag") => start(tagging::remove_learner_tag::answer, call),
        ("tagging", "getRegistrationTags") => start(tagging::get_registration_tags::answer, call),
        ("tagging", "setRegistrationTags") => start(tagging::set_registration_tags::answer, call),
        ("tagging", "addRegistrationTag") => start(tagging::add_registration_tag::answer, call),
        ("tagging", "removeRegistrationTag") => start(tagging::remove_registration_tag::answer, call),
        ("application", "getAppList") => start(application::get_app_list::answer, call),
        ("application", "getAppInfo") => start(application::get_app_info::answer, call),
        ("application", "createApplication") => start(application::create_application::answer, call),
        ("application", "updateApplication") => start(application::update_application::answer, call),
        ("application", "addSecretKey") => start(application::add_secret_key::answer, call),
        ("application", "updateSecretKey") => start(application::update_secret_key::answer, call),
        ("application", "deleteSecretKey") => start(application::delete_secret_key::answer, call),
        ("reporting", "getAccountInfo") => start(reporting::get_account_info::answer, call),
        ("reporting", "getUsageInfo") => start(reporting::get_usage_info::answer, call),
        _ => at_once(Err(Fault::not_available(call.method))),
    }
}

/// The answer of a method, on its way. Each lies on the heap and is made by a function of its own: all of them side by
/// side in one future take a megabyte of stack where nothing is optimized.
type Answering<'a> = Pin<Box<dyn Future<Output = Result<Answer, Fault>> + Send + 'a>>;

fn start<'a, F>(method: fn(Call<'a>) -> F, call: Call<'a>) -> Answering<'a>
where
    F: Future<Output = Result<Answer, Fault>> + Send + 'a,
{
    Box::pin(method(call))
}

fn at_once<'a>(answer: Result<Answer, Fault>) -> Answering<'a> {
    Box::pin(ready(answer))
}
