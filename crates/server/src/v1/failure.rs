//! How a failure reaches the caller: as an envelope, where the caller's own page goes on, or as a page for the
//! person who looks at the browser (V1 spec §1.6, player rules §7).

use axum::{
    body::Body,
    http::{HeaderValue, header},
    response::Response,
};
use cloud_api::v1::{
    error::{Fault, Global},
    json::Format,
    method::Method,
    params::Params,
    redirect::{self, ExitTarget},
    timestamp::Timestamp,
};

use platform::SecretId;
use service::rows::AppKey;
use ui::{Direction, Language};

use super::{
    authenticate::Caller,
    transport::{Answer, Head, add_common_headers},
};

/// Whose call of which method it was.
#[derive(Clone, Debug)]
pub(super) struct Called {
    pub(super) method: &'static Method,
    /// The application.
    pub(super) app: AppKey,
    /// The key that signed, if one did.
    pub(super) key: Option<SecretId>,
}

impl Called {
    pub(super) fn by(caller: &Caller, method: &'static Method) -> Self {
        Self { method, app: caller.app.key, key: Some(caller.key.clone()) }
    }
}

/// A call that failed.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) fault: Fault,
    /// The method, once known.
    pub(super) method: Option<&'static Method>,
    /// Whether the caller had signed: only then may a browser be sent to an address in the request.
    pub(super) is_signed: bool,
    /// Whose call it was, as far as that is known.
    pub(super) called: Option<Called>,
}

impl Failure {
    /// Of a request that names no method that must be signed.
    pub(super) fn unsigned(fault: Fault) -> Self {
        Self { fault, method: None, is_signed: false, called: None }
    }

    /// Of a request whose signature is not what it should be.
    pub(super) fn refused(fault: Fault, method: &'static Method, called: Option<Called>) -> Self {
        Self { fault, method: Some(method), is_signed: false, called }
    }

    /// Of a signed call.
    pub(super) fn signed(fault: Fault, method: &'static Method, caller: &Caller) -> Self {
        Self { fault, method: Some(method), is_signed: true, called: Some(Called::by(caller, method)) }
    }
}

/// Methods that answer a redirection when they are given a `redirecturl`.
fn redirects_results(method: &Method) -> bool {
    method.file && !method.browser
}

pub(super) async fn respond(
    failure: &Failure,
    head: &Head,
    params: &Params,
    now: Timestamp,
    format: &Format,
) -> Response {
    let back = params.get("redirecturl").filter(|url| redirect::is_web_url(url));
    match (failure.method, back) {
        (Some(method), Some(url)) if redirects_results(method) && failure.is_signed => {
            Answer::Redirect(redirect::append_failure(url, &failure.fault)).into_response(format).await
        }
        (Some(method), _)
            if head.is_navigation && (method.browser || (redirects_results(method) && back.is_some())) =>
        {
            page(failure, params, head, now)
        }
        _ => Answer::fault(&failure.fault).into_response(format).await,
    }
}

/// A card in the middle, as on our other pages.
const STYLE: &str = "body{margin:0;background:var(--ground);color:var(--ink)}\
    main{box-sizing:border-box;inline-size:min(34rem,100% - 2rem);margin:12vh auto;padding:1.5rem 1.75rem;\
    border:1px solid var(--line);border-radius:.75rem;background:var(--paper)}\
    h1{margin:0;font-size:1.5rem;line-height:1.2}a{color:var(--accent)}small{color:var(--quiet)}\
    :focus-visible{outline:.1875rem solid var(--accent);outline-offset:.125rem}";

/// A page that says in plain words what went wrong, with what a support person needs. Its status is 200 like
/// that of every failure.
fn page(failure: &Failure, params: &Params, head: &Head, now: Timestamp) -> Response {
    let language = Language::choose(params.get("culture"), Some(&head.accept_language));
    let text = |id| escape(&language.text("pages", id));
    // An expired link is nobody's attack, so there may be a way back; but as a link that a person chooses.
    let back = match ExitTarget::parse(params.get("redirecturl")) {
        ExitTarget::Url(url) if failure.fault.code == Global::TimestampExpired.code() => format!(
            "<p><a rel=\"noreferrer\" href=\"{}\">{}</a></p>",
            escape(&redirect::for_header(&url)),
            text("failed-back")
        ),
        _ => String::new(),
    };
    let direction = if language.direction() == Direction::Rtl { "rtl" } else { "ltr" };
    let html = format!(
        "<!doctype html><html lang=\"{}\" dir=\"{direction}\"><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>{title}</title>\
         <style>{tokens}{STYLE}</style><main><h1>{title}</h1><p>{}</p><p>{}</p>{back}\
         <p><small>{} {} · {} · {} UTC</small></p></main></html>",
        language.tag(),
        text(plain_words(failure)),
        escape(&failure.fault.message),
        text("failed-code"),
        failure.fault.code,
        escape(&failure.method.map(Method::full_name).unwrap_or_default()),
        now.to_short().trim_end_matches("+0000").replace('T', " "),
        title = text("failed"),
        tokens = ui::TOKENS,
    );
    let mut response = Response::new(Body::from(html));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html;charset=UTF-8"));
    // Links must work, so the page is not sandboxed like an envelope; nothing in it runs.
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(
            "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'",
        ),
    );
    add_common_headers(headers);
    response
}

/// Id of the text that says what to do.
fn plain_words(failure: &Failure) -> &'static str {
    match failure.fault.code {
        107 => "failed-expired",
        100..=108 => "failed-unsigned",
        _ => "failed-not-there",
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, Method as HttpMethod, StatusCode};
    use cloud_api::v1::method;

    use super::*;

    const BACK: &str = "redirecturl=https://lms.example/back?a=1";

    async fn answer(
        name: &str,
        fault: Fault,
        is_signed: bool,
        query: &str,
        is_browser: bool,
    ) -> (Response, String) {
        let mut headers = HeaderMap::new();
        if is_browser {
            headers.insert("sec-fetch-mode", HeaderValue::from_static("navigate"));
        }
        let failure = Failure { fault, method: method::find(name).ok(), is_signed, called: None };
        let head = Head::of(&HttpMethod::GET, &headers);
        let params = Params::from_urlencoded(query);
        let response = respond(&failure, &head, &params, Timestamp::from_secs(0), &Format::Xml).await;
        let (parts, body) = response.into_parts();
        let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        (Response::from_parts(parts, Body::empty()), String::from_utf8(bytes.to_vec()).unwrap())
    }

    #[tokio::test]
    async fn a_signed_import_goes_back_with_the_reason() {
        let fault = Fault::new(2, "no zip");
        let (response, _) = answer("rustici.course.importCourse", fault, true, BACK, true).await;
        assert_eq!(response.status(), StatusCode::FOUND);
        assert_eq!(
            response.headers()[header::LOCATION],
            "https://lms.example/back?a=1&success=false&errcode=2&msg=no%20zip"
        );
    }

    #[tokio::test]
    async fn who_did_not_sign_is_sent_nowhere() {
        let fault = Global::SignatureInvalid.fault();
        let (response, body) = answer("rustici.course.importCourse", fault.clone(), false, BACK, false).await;
        assert_eq!(response.status(), StatusCode::OK);
        assert!(body.starts_with("<?xml") && body.contains("code=\"104\""), "{body}");
        let (response, body) = answer("rustici.registration.launch", fault, false, BACK, true).await;
        assert_eq!(response.status(), StatusCode::OK);
        assert!(body.contains("Code 104") && !body.contains("lms.example"), "{body}");
    }

    #[tokio::test]
    async fn an_expired_launch_offers_the_way_back() {
        let (response, body) =
            answer("rustici.registration.launch", Global::TimestampExpired.fault(), false, BACK, true).await;
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.headers()[header::CONTENT_TYPE], "text/html;charset=UTF-8");
        assert!(body.contains("href=\"https://lms.example/back?a=1\""), "{body}");
        assert!(body.contains("1970-01-01 00:00:00 UTC"), "{body}");
    }

    #[tokio::test]
    async fn the_page_speaks_the_language_of_the_launch() {
        let fault = Global::TimestampExpired.fault();
        let query = format!("{BACK}&culture=de_AT");
        let (_, body) = answer("rustici.registration.launch", fault.clone(), false, &query, true).await;
        assert!(body.contains("<html lang=\"de\"") && body.contains("abgelaufen"), "{body}");
        let (_, body) =
            answer("rustici.registration.launch", fault, false, "culture=%22%3E%3Cscript%3E", true).await;
        assert!(body.contains("<html lang=\"en\"") && !body.contains("<script"), "{body}");
    }

    #[tokio::test]
    async fn a_library_gets_an_envelope_and_scripts_get_nowhere() {
        let fault = Fault::registration_not_found("<script>", "A");
        let (_, body) = answer("rustici.registration.launch", fault.clone(), true, "", false).await;
        assert!(body.starts_with("<?xml"), "{body}");
        let (_, body) = answer("rustici.registration.launch", fault, true, "", true).await;
        assert!(body.contains("[&lt;script&gt;]"), "{body}");
    }
}
