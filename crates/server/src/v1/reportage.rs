//! What lies under `/Reportage`: the date call that client libraries make, and, instead of the reports, a page that
//! says that they come later (V1 spec §1.1, §4.6).

use axum::{
    body::Body,
    http::{HeaderValue, StatusCode, header},
    response::Response,
};
use cloud_api::v1::timestamp::Timestamp;

use super::transport::add_common_headers;

const LATER: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">\
    <meta name=\"viewport\" content=\"width=device-width\"><title>Reports come later</title>\
    <style>body{font:1.1rem/1.5 system-ui,sans-serif;max-width:36rem;margin:10vh auto;padding:0 1rem;\
    color-scheme:light dark}</style><main><h1>Reports come later</h1>\
    <p>This version of Lyceum has no Reportage pages. Until they come, your learning system can read all results with \
    <code>rustici.registration.getRegistrationListResults</code>.</p></main></html>";

/// `getReportDate.php`: until when the reports know everything. Results are read as they are, so that is now.
pub(super) fn report_date(now: Timestamp) -> Response {
    let date = now.to_short().trim_end_matches("+0000").replace('T', " ");
    answer(StatusCode::OK, "text/plain;charset=UTF-8", Body::from(date))
}

/// Any other address.
pub(super) fn page() -> Response {
    let mut response = answer(StatusCode::NOT_IMPLEMENTED, "text/html;charset=UTF-8", Body::from(LATER));
    response.headers_mut().insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'"),
    );
    response
}

fn answer(status: StatusCode, content_type: &'static str, body: Body) -> Response {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    add_common_headers(response.headers_mut());
    response
}
