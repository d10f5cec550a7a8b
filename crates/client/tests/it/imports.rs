//! Imports in both ways of the guide (S12 to S32); what grows with size is in `streaming`.

use lyceum_client::{
    Clock as _, Cloud, ImportReturn, ImportState, ImportToken, LINK_LIFETIME, Package, ProblemKind, code,
};
use test_support::{Entry, Meddler, Meddling, PackageBuilder, scorm12_single};

use crate::cloud::{TestCloud, clock, course, settings};

fn package() -> Package {
    Package::bytes("golf.zip", scorm12_single().build())
}

/// What a browser does with a form of one file: the status, the `Location`, the body.
async fn post_form(url: &str, file: Vec<u8>) -> (u16, String, String) {
    let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let mut body =
        b"--b\r\nContent-Disposition: form-data; name=\"package\"; filename=\"golf.zip\"\r\n\r\n".to_vec();
    body.extend_from_slice(&file);
    body.extend_from_slice(b"\r\n--b--\r\n");
    let request = http.post(url).header("content-type", "multipart/form-data; boundary=b").body(body);
    let answer = request.send().await.unwrap();
    let location =
        answer.headers().get("location").map(|to| to.to_str().unwrap().to_owned()).unwrap_or_default();
    (answer.status().as_u16(), location, answer.text().await.unwrap())
}

#[tokio::test]
async fn s12_s14_s15_s19_the_token_comes_before_the_job_runs() {
    let lms = TestCloud::start().await;
    let golf = course("golf");
    let token = lms.cloud.courses().import(&golf, package()).await.unwrap();
    // No job has run: the course is not there, and the import is neither done nor failed.
    let state = lms.cloud.courses().import_state(&token).await.unwrap();
    assert!(matches!(state, ImportState::UnderWay { percent: 0, .. }), "{state:?}");
    assert!(!lms.cloud.courses().exists(&golf).await.unwrap());
    assert!(token.as_str().len() >= 20, "{token:?}");
    let other = lms.cloud.courses().import(&course("other"), package()).await.unwrap();
    assert_ne!(token, other);
}

/// What a call answers that waits for a job.
async fn while_the_cloud_works<T>(lms: &TestCloud, call: impl Future<Output = T>) -> T {
    let jobs = lms.server.services().jobs();
    tokio::pin!(call);
    loop {
        tokio::select! {
            answer = &mut call => return answer,
            () = tokio::time::sleep(std::time::Duration::from_millis(20)) => {
                jobs::run_until_idle(&jobs).await.unwrap();
            }
        }
    }
}

#[tokio::test]
async fn s13_the_import_that_waits_works_too() {
    let lms = TestCloud::start().await;
    let golf = course("golf");
    let waiting = async { lms.cloud.courses().import_while_waiting(&golf, package()).await.unwrap() };
    let state = while_the_cloud_works(&lms, waiting).await;
    assert!(matches!(state, ImportState::Succeeded(ref course) if course.title == "Single SCO"), "{state:?}");
}

#[tokio::test]
async fn s16_the_poller_goes_on_from_a_stored_token_and_through_an_outage() {
    let lms = TestCloud::start().await;
    let golf = course("golf");
    let token = lms.cloud.courses().import(&golf, package()).await.unwrap();
    let stored = token.as_str().to_owned();
    drop(token);

    // A new process with nothing but the token, and a line that is bad at first.
    let address = lms.server.services().config.listen.to_string();
    let line = Meddler::before(&address).await;
    let cloud = Cloud::new(settings(&lms.server).at(line.url())).unwrap();
    line.next([Meddling::Cut, Meddling::Refuse(500), Meddling::CutAnswer].repeat(5));
    let mut poller = cloud.courses().follow_import(ImportToken::from(stored));
    let before = clock(&lms.server).now();
    let state = poller.wait().await.unwrap();
    assert!(matches!(state, ImportState::Succeeded(_)), "{state:?}");
    assert!(line.seen().len() > 15);
    assert!(clock(&lms.server).now().0 > before.0, "it waited between its questions");

    let refused = cloud.courses().follow_import("no such token".into()).wait().await.unwrap_err();
    assert_eq!(refused.code(), Some(code::NOT_FOUND));
}

#[tokio::test]
async fn s17_each_broken_package_has_its_kind_and_its_id_is_free_again() {
    let lms = TestCloud::start().await;
    let golf = course("golf");
    let zip = |builder: PackageBuilder| builder.build();
    let cases: Vec<(&str, Vec<u8>, ProblemKind)> = vec![
        ("text", b"this is no zip".to_vec(), ProblemKind::NotAZip),
        ("empty", Vec::new(), ProblemKind::NotAZip),
        ("pdf", b"%PDF-1.7 and so on".to_vec(), ProblemKind::NotAZip),
        ("no manifest", zip(PackageBuilder::new().file("index.html", "x")), ProblemKind::NoCourse),
        ("nothing", zip(PackageBuilder::new()), ProblemKind::NoCourse),
        ("empty manifest", zip(PackageBuilder::new().manifest("")), ProblemKind::NoCourse),
        ("cut off", zip(scorm12_single().truncated(30)), ProblemKind::DamagedZip),
        (
            "encrypted",
            zip(scorm12_single().entry(Entry::new("secret.html", "x").encrypted())),
            ProblemKind::DamagedZip,
        ),
        (
            "damaged",
            zip(scorm12_single().entry(Entry::new("bad.html", "x").wrong_crc())),
            ProblemKind::DamagedZip,
        ),
        (
            "unusual",
            zip(scorm12_single().entry(Entry::new("deflate64.html", "x").method(9))),
            ProblemKind::DamagedZip,
        ),
        ("climbing", zip(scorm12_single().file("../../etc/passwd", "x")), ProblemKind::DamagedZip),
    ];
    for (name, bytes, kind) in cases {
        let outcome = match lms.cloud.courses().import(&golf, Package::bytes("p.zip", bytes)).await {
            Ok(token) => lms.cloud.courses().follow_import(token).wait().await.unwrap(),
            Err(error) => panic!("{name}: {error}"),
        };
        match outcome {
            ImportState::Failed(why) => {
                assert_eq!(why.kind, kind, "{name}: {}", why.message);
                assert!(!why.message.is_empty() && why.kind.advice().ends_with('.'), "{name}");
            }
            other => panic!("{name}: {other:?}"),
        }
        assert!(!lms.cloud.courses().exists(&golf).await.unwrap(), "{name}");
    }
    lms.import(&golf).await;
    assert_eq!(lms.cloud.courses().detail(&golf).await.unwrap().versions[0].version_id, 0);
}

#[tokio::test]
async fn s18_s20_s21_a_success_is_playable_and_brings_title_and_warnings() {
    let lms = TestCloud::start().await;
    let golf = course("golf");
    let odd = scorm12_single().without("script.json").file("extra.txt", "x");
    let token = lms.cloud.courses().import(&golf, Package::bytes("odd.zip", odd.build())).await.unwrap();
    let state = lms.cloud.courses().follow_import(token.clone()).wait().await.unwrap();
    let ImportState::Succeeded(imported) = state else { panic!("{state:?}") };
    assert_eq!(imported.title, "Single SCO");
    assert!(!imported.warnings.is_empty(), "a listed file is missing");
    lms.cloud.registrations().create(&lms.registration("r", &golf)).await.unwrap();
    // Asked again later, it says the same.
    let again = lms.cloud.courses().import_state(&token).await.unwrap();
    assert_eq!(again, ImportState::Succeeded(imported));
    assert!(lms.cloud.courses().manifest(&golf, None).await.unwrap().contains("<manifest"));
    let refused = lms.cloud.courses().manifest(&course("none"), None).await.unwrap_err();
    assert_eq!(refused.code(), Some(code::NOT_FOUND));
}

#[tokio::test]
async fn s23_s24_s28_s31_s32_a_browser_posts_to_a_link_made_at_submit() {
    let lms = TestCloud::start().await;
    let golf = course("golf/1");
    let link =
        lms.cloud.courses().import_by_browser(&golf).return_to("https://lms.example/imports/17?x=1").link();
    let (status, location, _) = post_form(link.hand_out(), scorm12_single().build()).await;
    assert_eq!(status, 302);
    let query = location.strip_prefix("https://lms.example/imports/17?").unwrap();
    let Some(ImportReturn::Ordered { course: id, token }) = ImportReturn::read(query) else {
        panic!("{query}")
    };
    assert_eq!(id, "golf/1");
    let state = lms.cloud.courses().follow_import(token).wait().await.unwrap();
    assert!(matches!(state, ImportState::Succeeded(_)), "{state:?}");
    assert!(lms.cloud.courses().exists(&golf).await.unwrap());
}

#[tokio::test]
async fn s25_s26_a_link_of_sixteen_minutes_ago_is_refused_and_the_browser_told_why() {
    let lms = TestCloud::start().await;
    let golf = course("golf");
    let link = lms.cloud.courses().import_by_browser(&golf).link();
    assert!(!link.is_expired(clock(&lms.server).now()));
    lms.server.later(LINK_LIFETIME.as_secs());
    assert!(!link.is_expired(clock(&lms.server).now()));
    lms.server.later(60);
    assert!(link.is_expired(clock(&lms.server).now()));
    let (_, _, body) = post_form(link.hand_out(), scorm12_single().build()).await;
    assert!(body.contains("code=\"107\""), "{body}");
    // The next click makes a new one.
    let link = lms.cloud.courses().import_by_browser(&golf).link();
    let (_, _, body) = post_form(link.hand_out(), scorm12_single().build()).await;
    assert!(body.contains("<token><id>"), "{body}");
}

#[tokio::test]
async fn s27_a_script_gets_the_link_as_json_that_no_cache_keeps() {
    let lms = TestCloud::start().await;
    let link = lms.cloud.courses().import_by_browser(&course("golf")).link();
    let url = link.hand_out().to_owned();
    let expires = link.expires().to_xml();
    let answer: http::Response<String> = link.answer().into_response();
    assert_eq!(answer.headers()["cache-control"], "no-store");
    assert_eq!(answer.headers()["content-type"], "application/json");
    assert_eq!(answer.body(), &format!("{{\"url\":\"{url}\",\"expires\":\"{expires}\"}}"));
    let (status, _, body) = post_form(&url, scorm12_single().build()).await;
    assert_eq!(status, 200);
    assert!(body.contains("<token><id>"), "{body}");
}

#[tokio::test]
async fn s29_the_secret_is_in_no_link_no_error_and_no_debug_text() {
    let lms = TestCloud::start().await;
    let (_, secret) = lms.server.credentials();
    let golf = course("golf");
    let link = lms.cloud.courses().import_by_browser(&golf).link();
    let refused = lms.cloud.courses().detail(&golf).await.unwrap_err();
    let away = Cloud::new(settings(&lms.server).at("http://127.0.0.1:9")).unwrap();
    let unreachable = away.courses().exists(&golf).await.unwrap_err();
    let new = lms.registration("r", &golf);
    let password = new.postback.as_ref().unwrap().credentials.as_ref().unwrap().password.clone();
    for text in [
        link.hand_out().to_owned(),
        format!("{link:?} {:?} {:?}", settings(&lms.server), lms.cloud),
        format!("{refused} {refused:?} {unreachable} {unreachable:?}"),
        format!("{new:?} {:?}", lms.key),
    ] {
        for hidden in [secret, "the LMS's own key", password.as_str()] {
            assert!(!text.contains(hidden), "{text}");
        }
        let escaped: String = secret.replace(' ', "+");
        assert!(!text.contains(&escaped), "{text}");
    }
    assert!(!format!("{link:?}").contains("sig="), "{link:?}");
    assert!(!format!("{unreachable:?}").contains("sig="), "{unreachable:?}");
}

#[tokio::test]
async fn s30_s31_a_stream_of_unknown_length_is_imported_like_a_file() {
    let lms = TestCloud::start().await;
    let bytes = scorm12_single().build();
    let pieces: Vec<Result<Vec<u8>, std::io::Error>> =
        bytes.chunks(100).map(|piece| Ok(piece.to_vec())).collect();
    let streamed = Package::stream("golf.zip", futures_util::stream::iter(pieces));
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), &bytes).unwrap();
    let reader =
        Package::reader("golf.zip", std::io::Cursor::new(bytes.clone())).with_total(bytes.len() as u64);
    for (id, package) in [("streamed", streamed), ("file", Package::file(file.path())), ("reader", reader)] {
        let token = lms.cloud.courses().import(&course(id), package).await.unwrap();
        let state = lms.cloud.courses().follow_import(token).wait().await.unwrap();
        assert!(matches!(state, ImportState::Succeeded(_)), "{id}: {state:?}");
    }
}

#[tokio::test]
async fn s30_the_upload_area_is_a_way_too() {
    let lms = TestCloud::start().await;
    let uploads = lms.cloud.uploads();
    let token = uploads.token().await.unwrap();
    let location = uploads.upload(&token.id, package()).await.unwrap();
    assert!(location.ends_with("golf.zip"), "{location}");
    let files = uploads.list().await.unwrap();
    assert_eq!(files.len(), 1);
    let token = lms.cloud.courses().import_uploaded(&course("golf"), &location).await.unwrap();
    let state = lms.cloud.courses().follow_import(token).wait().await.unwrap();
    assert!(matches!(state, ImportState::Succeeded(_)), "{state:?}");
    // The older name makes versions of what is there, and nothing else.
    let (courses, golf) = (lms.cloud.courses(), course("golf"));
    let versioned = courses.version_while_waiting(&golf, &location);
    let state = while_the_cloud_works(&lms, versioned).await.unwrap();
    assert!(matches!(state, ImportState::Succeeded(_)), "{state:?}");
    assert_eq!(courses.detail(&golf).await.unwrap().versions.len(), 2);
    let refused = courses.version_while_waiting(&course("tennis"), &location).await.unwrap_err();
    assert_eq!(refused.code(), Some(code::NOT_FOUND));
    assert!(uploads.delete(&[&files[0].name]).await.unwrap()[0].deleted);
}
