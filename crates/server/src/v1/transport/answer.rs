//! Answers as HTTP (V1 spec §1.4, §1.6, §1.7): status 200 whatever the API says, a 302 where a browser is to
//! go on, and headers that make an answer inert in a browser.

use std::convert::Infallible;

use axum::{
    body::Body,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::Response,
};
use bytes::Bytes;
use cloud_api::v1::{
    envelope,
    error::Fault,
    json::{Format, ListConverter},
    payload::Payload,
    redirect,
    report::ReportText,
};
use futures_util::{Stream, StreamExt as _, stream};

use super::download::Download;

type Pieces = std::pin::Pin<Box<dyn Stream<Item = Result<Bytes, axum::BoxError>> + Send>>;

/// What a method answers with.
pub(crate) enum Answer {
    /// An envelope, as XML.
    Envelope(String),
    /// An envelope in pieces, none of which is copied once more.
    Pieces([Bytes; 3]),
    /// An envelope around a list, sent while it is being made. Pieces meet between items.
    Streamed(Pieces),
    /// Somewhere else.
    Redirect(String),
    /// XML that is not enveloped, such as a manifest.
    Raw {
        /// Its content type.
        content_type: &'static str,
        /// The bytes.
        bytes: Bytes,
    },
    /// A file to be kept.
    Download(Download),
}

impl Answer {
    /// A successful envelope.
    pub(crate) fn ok(payload: &impl Payload) -> Self {
        Self::Envelope(envelope::ok(payload))
    }

    /// A successful envelope around a report, which may be large.
    pub(crate) fn report(report: ReportText) -> Self {
        let (start, text, rest) = report.into_parts();
        let rest = Bytes::from(text).slice(rest);
        let end = Bytes::from_static(envelope::END.as_bytes());
        Self::Pieces([Bytes::from(format!("{}{start}", envelope::OK_BEGIN)), rest, end])
    }

    /// An envelope sent piece by piece.
    pub(crate) fn streamed<S, E>(pieces: S) -> Self
    where
        S: Stream<Item = Result<String, E>> + Send + 'static,
        E: Into<axum::BoxError>,
    {
        Self::Streamed(Box::pin(pieces.map(|piece| piece.map(Bytes::from).map_err(Into::into))))
    }

    /// A file from storage, sent as an attachment.
    pub(crate) fn file<S, E>(content_type: &'static str, name: String, size_bytes: u64, bytes: S) -> Self
    where
        S: Stream<Item = Result<Bytes, E>> + Send + 'static,
        E: Into<axum::BoxError>,
    {
        let body = Body::from_stream(bytes.map(|piece| piece.map_err(Into::into)));
        let content_type = content_type.to_owned();
        Self::Download(Download { file_name: name, content_type, content_length: size_bytes, body })
    }

    /// A failed envelope.
    pub(crate) fn fault(fault: &Fault) -> Self {
        Self::Envelope(envelope::fail(fault))
    }

    /// The answer in the format that the caller asked for.
    pub(crate) async fn into_response(self, format: &Format) -> Response {
        let mut response = match self {
            Self::Redirect(url) => redirection(&url),
            Self::Raw { content_type, bytes } => whole(content_type, Body::from(bytes)),
            Self::Envelope(xml) => rendered(xml, format),
            Self::Pieces(pieces) if *format == Format::Xml => in_pieces(format.content_type(), pieces),
            // Made of texts, so nothing is lost.
            Self::Pieces(pieces) => rendered(String::from_utf8_lossy(&pieces.concat()).into_owned(), format),
            Self::Download(download) => download.into_response(),
            Self::Streamed(stream) if *format == Format::Xml => {
                whole(Format::Xml.content_type(), Body::from_stream(stream))
            }
            Self::Streamed(stream) => {
                whole(format.content_type(), Body::from_stream(as_json(stream, format)))
            }
        };
        add_common_headers(response.headers_mut());
        response
    }
}

/// The answer to `OPTIONS`: any page may call the API with its signed parameters; the request's own list of
/// headers is granted.
pub(crate) fn preflight(request_headers: &HeaderMap) -> Response {
    let mut response = Response::new(Body::empty());
    let headers = response.headers_mut();
    add_common_headers(headers);
    if let Some(asked) = request_headers.get(header::ACCESS_CONTROL_REQUEST_HEADERS) {
        headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, asked.clone());
    }
    response
}

fn rendered(xml: String, format: &Format) -> Response {
    // Only our own documents come here; one that cannot be read back is sent as it is.
    let fallback = if *format == Format::Xml { String::new() } else { xml.clone() };
    match envelope::render(xml, format) {
        Ok(text) => whole(format.content_type(), Body::from(text)),
        Err(error) => {
            tracing::error!(error = &error as &dyn std::error::Error, "an answer is not well-formed");
            whole(Format::Xml.content_type(), Body::from(fallback))
        }
    }
}

/// A streamed list as JSON, in the callback where one is asked for. What breaks the list off breaks the answer
/// off, as it does in XML.
fn as_json(
    pieces: Pieces,
    format: &Format,
) -> impl Stream<Item = Result<Bytes, axum::BoxError>> + Send + use<> {
    let (before, after) = match format {
        Format::Jsonp(callback) => (format!("{callback}("), ")"),
        Format::Xml | Format::Json => (String::new(), ""),
    };
    let mut converter = ListConverter::new();
    let json = pieces.map(move |piece| {
        let piece = piece?;
        Ok(Bytes::from(converter.push(std::str::from_utf8(&piece)?)?))
    });
    let once = |text: Bytes| stream::once(std::future::ready(Ok(text)));
    once(before.into()).chain(json).chain(once(after.into()))
}

fn whole(content_type: &'static str, body: Body) -> Response {
    let mut response = Response::new(body);
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    response
}

/// A body whose length is known though it is sent in pieces: there are clients that want one (V1 spec §1.4).
fn in_pieces(content_type: &'static str, pieces: [Bytes; 3]) -> Response {
    let length: usize = pieces.iter().map(Bytes::len).sum();
    let body = Body::from_stream(stream::iter(pieces.map(Ok::<_, Infallible>)));
    let mut response = whole(content_type, body);
    response.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    response
}

fn redirection(url: &str) -> Response {
    let mut response = Response::new(Body::empty());
    // Printable ASCII is always a header value.
    if let Ok(location) = HeaderValue::from_str(&redirect::for_header(url)) {
        *response.status_mut() = StatusCode::FOUND;
        response.headers_mut().insert(header::LOCATION, location);
    }
    response
}

/// Headers of every answer of the API: readable from anywhere, kept by nobody, inert as a page.
pub(crate) fn add_common_headers(headers: &mut HeaderMap) {
    const COMMON: [(HeaderName, &str); 7] = [
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (header::ACCESS_CONTROL_ALLOW_METHODS, "GET, POST, OPTIONS"),
        (header::ACCESS_CONTROL_ALLOW_HEADERS, "*"),
        (header::CACHE_CONTROL, "no-cache, no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'; sandbox"),
        (header::REFERRER_POLICY, "no-referrer"),
    ];
    for (name, value) in COMMON {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cloud_api::v1::{
        error::Global,
        report::{CourseReport, RegistrationReport, Results},
        simple::Done,
        values::{Completion, ResultsFormat, Success},
    };

    async fn read(response: Response) -> (StatusCode, String, String) {
        let status = response.status();
        let content_type =
            response.headers().get(header::CONTENT_TYPE).map(|v| v.to_str().unwrap().to_owned());
        let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
        (status, content_type.unwrap_or_default(), String::from_utf8(bytes.to_vec()).unwrap())
    }

    #[tokio::test]
    async fn success_and_failure_are_both_200() {
        let (status, content_type, body) = read(Answer::ok(&Done).into_response(&Format::Xml).await).await;
        assert_eq!((status, content_type.as_str()), (StatusCode::OK, "text/xml;charset=UTF-8"));
        assert!(body.ends_with("<rsp stat=\"ok\"><success/></rsp>"), "{body}");
        let failed = Answer::fault(&Global::MethodNotFound.fault());
        let (status, content_type, body) =
            read(failed.into_response(&Format::Jsonp("cb".into())).await).await;
        assert_eq!((status, content_type.as_str()), (StatusCode::OK, "application/javascript;charset=UTF-8"));
        assert_eq!(body, r#"cb({"rsp":{"stat":"fail","err":{"code":202,"msg":"Method not found"}}})"#);
    }

    #[tokio::test]
    async fn a_report_in_pieces_is_what_it_is_as_a_whole() {
        let results = Results::Course(CourseReport {
            complete: Completion::Complete,
            success: Success::Passed,
            total_time_secs: 7,
            score: Some(80.0),
        });
        let report = RegistrationReport { regid: "r&1".to_owned(), instanceid: 2, results };
        let kept = || {
            let xml = RegistrationReport { regid: String::new(), instanceid: 0, ..report.clone() }.to_xml();
            let within = 1..1 + xml.len();
            ReportText::kept(format!("\n{xml}"), within, ResultsFormat::Course, "r&1", 2).unwrap()
        };
        for format in [Format::Xml, Format::Json, Format::Jsonp("cb".into())] {
            let whole = Answer::ok(&report).into_response(&format).await;
            let pieces = Answer::report(kept()).into_response(&format).await;
            if format == Format::Xml {
                let length = pieces.headers()[header::CONTENT_LENGTH].to_str().unwrap().to_owned();
                assert_eq!(
                    length,
                    read(Answer::ok(&report).into_response(&format).await).await.2.len().to_string()
                );
            }
            assert_eq!(read(pieces).await, read(whole).await);
        }
    }

    #[tokio::test]
    async fn lists_are_streamed_in_each_format() {
        let pieces = |broken: bool| {
            let xml = [
                "<?xml version=\"1.0\" encoding=\"utf-8\" ?>\n<rsp stat=\"ok\"><l>",
                "<a>1</a>",
                "<a/></l></rsp>",
            ];
            let xml = xml.into_iter().map(|text| Ok(Bytes::from(text))).take(if broken { 2 } else { 3 });
            let end = broken.then(|| Err("the database is gone".into()));
            Answer::Streamed(Box::pin(stream::iter(xml.chain(end).collect::<Vec<_>>())))
        };
        assert!(
            read(pieces(false).into_response(&Format::Xml).await)
                .await
                .2
                .ends_with("<l><a>1</a><a/></l></rsp>")
        );
        let (_, content_type, body) =
            read(pieces(false).into_response(&Format::Jsonp("cb".into())).await).await;
        assert_eq!(content_type, "application/javascript;charset=UTF-8");
        assert_eq!(body, r#"cb({"rsp":{"stat":"ok","l":{"a":[1,""]}}})"#);
        for format in [Format::Xml, Format::Json] {
            let response = pieces(true).into_response(&format).await;
            assert!(axum::body::to_bytes(response.into_body(), usize::MAX).await.is_err());
        }
    }

    #[tokio::test]
    async fn files_are_attachments() {
        let bytes = stream::iter([Ok::<_, std::io::Error>(Bytes::from("PK"))]);
        let response = Answer::file("application/zip", "a \"\u{fc}.zip".into(), 2, bytes)
            .into_response(&Format::Json)
            .await;
        assert_eq!(
            response.headers()[header::CONTENT_DISPOSITION],
            "attachment; filename=\"a __.zip\"; filename*=UTF-8''a%20_%C3%BC.zip"
        );
        assert_eq!(response.headers()[header::CONTENT_LENGTH], "2");
        let (_, content_type, body) = read(response).await;
        assert_eq!((content_type.as_str(), body.as_str()), ("application/zip", "PK"));
    }

    #[tokio::test]
    async fn redirections_and_common_headers() {
        let response = Answer::Redirect("http://x/ü?a=b".into()).into_response(&Format::Json).await;
        assert_eq!(response.status(), StatusCode::FOUND);
        assert_eq!(response.headers()[header::LOCATION], "http://x/%C3%BC?a=b");
        assert_eq!(response.headers()[header::ACCESS_CONTROL_ALLOW_ORIGIN], "*");
        assert_eq!(response.headers()[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
        let mut asked = HeaderMap::new();
        asked.insert(header::ACCESS_CONTROL_REQUEST_HEADERS, HeaderValue::from_static("x-a, x-b"));
        let response = preflight(&asked);
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.headers()[header::ACCESS_CONTROL_ALLOW_HEADERS], "x-a, x-b");
    }
}
