//! Query, signature and every typed request, from any bytes.

use cloud_api::v1::{
    json::Format, method, params::Params, postback, redirect, request, request::Request, security, signature,
    timestamp::Timestamp,
};

pub(crate) fn run(bytes: &[u8]) {
    let params = Params::from_urlencoded(bytes);
    assert_eq!(Params::from_urlencoded(params.to_urlencoded()), params);
    let signed = params.clone().with("sig", signature::sign("key", &params));
    // A `sig` of the input's own comes first.
    if params.get("sig").is_none() {
        assert_eq!(
            signature::verify(&["other", "key"], &signed, signed.get("sig").unwrap_or_default()),
            Some(1)
        );
    }
    let _ = security::check(&params, security::Lookup::Found(&["key"]), Timestamp::from_secs(1_709_195_415));
    let _ = Format::of(&params);
    if let Ok(method) = method::of(&params) {
        let _ = method.check_required(&params);
    }
    again::<request::CourseVersion>(&params);
    again::<request::ImportCourse>(&params);
    again::<request::ListCourses>(&params);
    again::<request::GetMetadata>(&params);
    again::<request::Preview>(&params);
    again::<request::Registration>(&params);
    again::<request::CreateRegistration>(&params);
    again::<request::ListRegistrations>(&params);
    again::<request::GetRegistrationResult>(&params);
    again::<request::Launch>(&params);
    again::<request::UpdateLearnerInfo>(&params);
    again::<request::UploadFile>(&params);
    again::<request::DeleteUploads>(&params);
    again::<request::CourseFiles>(&params);
    again::<request::UpdateAssets>(&params);
    again::<request::UpdateAttributes>(&params);
    again::<request::Properties>(&params);
    again::<request::ChildApp>(&params);
    again::<request::CreateApplication>(&params);
    again::<request::UpdateApplication>(&params);
    again::<request::AddSecretKey>(&params);
    again::<request::ChangeSecretKey>(&params);
    let _ = request::Properties::read_widget(&params, "A");
    for owner in [request::TagOwner::Course, request::TagOwner::Learner, request::TagOwner::Registration] {
        let _ = request::Tagging::read_get(owner, &params);
        let _ = request::Tagging::read_set(owner, &params);
        let _ = request::Tagging::read_add(owner, &params);
        let _ = request::Tagging::read_remove(owner, &params);
    }
    for (_, value) in params.iter() {
        let _ = redirect::ExitTarget::parse(Some(value));
        let url = redirect::for_header(&redirect::append(value, &[("a", value)]));
        assert!(url.bytes().all(|byte| byte.is_ascii_graphic()));
    }
    let _ = postback::ReceivedPostback::read(Some("application/x-www-form-urlencoded"), None, bytes);
}

/// What was understood is written so that the same is understood.
fn again<R: Request + PartialEq + std::fmt::Debug>(params: &Params) {
    if let Ok(request) = R::read(params) {
        assert_eq!(R::read(&request.to_params()).as_ref(), Ok(&request));
    }
}
