//! Whatever is sent, the answer is an envelope, a page or a redirection; never a failure of the server's own.

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use cloud_api::v1::{attributes::ATTRIBUTES, method::METHODS, params::Params, xml_read};
use jobs::Runner;
use platform::{Rng as _, SeededRng};
use test_support::scorm12_single;

use super::harness::Api;

/// Values that have broken servers before, theirs or ours.
const VALUES: [&str; 30] = [
    "",
    "1",
    "c1",
    "r1",
    "latest",
    "-1",
    "99999999999999999999",
    "\0",
    "\u{1}",
    "\u{fffe}",
    "\u{1f600}",
    "]]>",
    "<x/>",
    "'\"&",
    "../../etc/passwd",
    "(",
    "(a+)+$",
    "(?i).*",
    "yesterday",
    "9999-12-31T23:59:59-1800",
    "0000-01-01T00:00:00+1800",
    "json",
    "alert(1)",
    "http://x/?a#b",
    "javascript:1",
    "closer",
    "\r\nX: y",
    "%00",
    "http://[::1",
    "full",
];

/// More than the table has: what only some methods read, and what nobody does.
const NAMES: [&str; 8] = ["format", "jsoncallback", "redirecturl", "versionid", "filter", "after", "a b", ""];

struct Dice(SeededRng);

impl Dice {
    fn below(&self, most: usize) -> usize {
        usize::try_from(self.0.next_u64() % most as u64).unwrap()
    }

    fn value(&self) -> String {
        match self.below(20) {
            0 => VALUES.concat(),
            1 => "\u{fc}".repeat(256),
            _ => VALUES[self.below(VALUES.len())].to_owned(),
        }
    }
}

/// Course `c1`, with files; random calls delete it now and then.
async fn have_course(api: &Api) {
    if api.xml("course.exists", "courseid=c1").await.contains("false") {
        let query = api.signed("course.importCourse", &Params::new().with("courseid", "c1"));
        let reply = api.post_file(&query, &scorm12_single().build()).await;
        assert!(reply.body.contains("successful=\"true\""), "{}", reply.body);
    }
}

/// As many as the tests have time for; `LYCEUM_HAMMER_ROUNDS` for a longer run by hand.
fn rounds() -> usize {
    std::env::var("LYCEUM_HAMMER_ROUNDS").ok().and_then(|text| text.parse().ok()).unwrap_or(600)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn random_calls() {
    let api = Api::new().await;
    // One that may call everything.
    let store = &api.services.store;
    let managing: Result<bool, store::Error> =
        store::transact!(store, |tx| { store::apps::update_manages(tx, api.app.key, true).await });
    assert!(managing.unwrap());
    // Who imports waits for the end of it.
    let jobs = Runner::start(api.services.jobs());
    let dice = Dice(SeededRng::new(11));
    for round in 0..rounds() {
        if round % 100 == 0 {
            have_course(&api).await;
            let known = api.xml("registration.exists", "regid=r1").await;
            if known.contains("false") {
                api.with_registration("c1", "r1", "c1").await;
            }
        }
        let method = &METHODS[dice.below(METHODS.len())];
        // These wait for somebody else's answer or leave the process.
        if method.name == "testRegistrationPostUrl" {
            continue;
        }
        let mut params = Params::new();
        for param in method.params {
            if dice.below(5) > 0 {
                params.push(param.name, dice.value());
            }
        }
        for _ in 0..if method.attributes { dice.below(4) } else { 0 } {
            params.push(ATTRIBUTES[dice.below(ATTRIBUTES.len())].name, dice.value());
        }
        for _ in 0..dice.below(3) {
            params.push(NAMES[dice.below(NAMES.len())], dice.value());
        }
        let query = api.signed(&format!("{}.{}", method.service, method.name), &params);
        let request = request(&dice, &query);
        let told = format!("{query} as {request:?}");
        let reply = api.send(request).await;
        assert!(matches!(reply.status, StatusCode::OK | StatusCode::FOUND), "{told}: {}", reply.status);
        assert!(!reply.body.contains("The server could not answer"), "{told}");
        if reply.status == StatusCode::OK && reply.body.starts_with("<?xml") {
            assert!(xml_read::parse(&reply.body).is_ok(), "{told}: {}", reply.body);
        }
    }
    jobs.stop().await;
}

#[tokio::test]
async fn random_forms_of_the_property_editor() {
    let api = Api::new().await;
    api.with_course("c1", "One").await;
    let dice = Dice(SeededRng::new(12));
    for _ in 0..200 {
        let wanted = Params::new()
            .with("courseid", "c1")
            .with("cssurl", dice.value())
            .with("notificationframesrc", dice.value());
        let sent = api.get(&api.signed("course.properties", &wanted)).await;
        let page = sent.header(header::LOCATION).strip_prefix("http://localhost:8600").unwrap().to_owned();
        let mut fields = Params::new().with("seen", dice.value());
        for _ in 0..dice.below(5) {
            fields.push(ATTRIBUTES[dice.below(ATTRIBUTES.len())].name, dice.value());
        }
        if dice.below(5) == 0 {
            fields.push("reset", ATTRIBUTES[dice.below(ATTRIBUTES.len())].name);
        }
        let form = fields.to_urlencoded();
        let reply = api.send(Request::post(&page).body(Body::from(form.clone())).unwrap()).await;
        let expected = [StatusCode::OK, StatusCode::SEE_OTHER, StatusCode::UNPROCESSABLE_ENTITY];
        assert!(expected.contains(&reply.status), "{form}: {}", reply.status);
        let shown = api.send(Request::get(&page).body(Body::empty()).unwrap()).await;
        assert_eq!((shown.status, shown.body.matches("<script").count()), (StatusCode::OK, 1), "{form}");
    }
}

fn request(dice: &Dice, query: &str) -> Request<Body> {
    let uri = |query: &str| format!("/api?{query}");
    let form = |part: &str| {
        Request::post(uri(query))
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x")
            .body(Body::from(part.to_owned()))
            .unwrap()
    };
    match dice.below(7) {
        6 => mangled(dice, query),
        0 | 1 => Request::get(uri(query)).body(Body::empty()).unwrap(),
        2 => Request::get(uri(query)).header("sec-fetch-mode", "navigate").body(Body::empty()).unwrap(),
        3 => Request::post("/EngineWebServices//api")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(query.to_owned()))
            .unwrap(),
        4 => form(
            "--x\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a.zip\"\r\n\r\nPK\r\n--x--\r\n",
        ),
        _ => {
            const BROKEN: [&str; 6] = [
                "--x\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a.zip\"\r\n\r\nPK",
                "--x\r\n\r\nno name\r\n--x--",
                "--x",
                "no boundary at all",
                "--x\r\nContent-Disposition: \u{0}; =;\r\n\r\n\r\n--x--\r\n",
                "--x--",
            ];
            form(BROKEN[dice.below(BROKEN.len())])
        }
    }
}

/// A form with a field and a file, some of its bytes changed, and perhaps cut off.
fn mangled(dice: &Dice, query: &str) -> Request<Body> {
    let mut body = b"--x\r\nContent-Disposition: form-data; name=\"regid\"\r\n\r\nr1\r\n--x\r\n\
        Content-Disposition: form-data; name=\"f\"; filename=\"C:\\a\\b.zip\"\r\n\
        Content-Type: application/zip\r\n\r\nPK\x03\x04\r\n--x--\r\n"
        .to_vec();
    for _ in 0..=dice.below(6) {
        let at = dice.below(body.len());
        body[at] = *[0, b'-', b'\r', b'\n', b'"', b';', b'=', 0xff].get(dice.below(8)).unwrap();
    }
    if dice.below(3) == 0 {
        body.truncate(dice.below(body.len()));
    }
    Request::post(format!("/api?{query}"))
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x")
        .body(Body::from(body))
        .unwrap()
}
