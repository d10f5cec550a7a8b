//! The bytes of every method's reply: a conversation that calls each of them with success, and beside it, in
//! `golden/replies.txt`, what it was answered when a person last looked at that. Random texts appear by their names.
//!
//! After a change that is meant: `LYCEUM_UPDATE_GOLDEN=1 cargo test -p server golden`, then read the difference against
//! V1 spec §4 to §7.

use std::collections::BTreeSet;

use axum::http::{StatusCode, header};
use cloud_api::v1::{method::METHODS, params::Params};
use runtime::client::{Call, Client};
use test_support::{Edition, PackageBuilder, Receiver, scorm12_single, scorm2004_multi, unzip};

use super::harness::{Api, Reply};
use super::playing::{launch, post, start};

/// A conversation as it is written down.
struct Transcript {
    api: Api,
    text: String,
    called: BTreeSet<String>,
    /// What is random, and the name it is given.
    names: Vec<(String, String)>,
}

impl Transcript {
    /// A call whose success is written down; its body is the answer.
    async fn call(&mut self, method: &str, query: &str) -> String {
        let signed = self.api.signed(method, &Params::from_urlencoded(query));
        // On the heap: there are too many calls for the stack of a test.
        let reply = Box::pin(self.api.get(&signed)).await;
        self.write(method, query, reply)
    }

    /// The same with a file.
    async fn call_with_file(&mut self, method: &str, query: &str, file: &[u8]) -> String {
        let signed = self.api.signed(method, &Params::from_urlencoded(query));
        let reply = tokio::select! {
            reply = self.api.post_file(&signed, file) => reply,
            never = self.keep_working() => never,
        };
        self.write(method, query, reply)
    }

    /// Who imports waits for the end of it.
    async fn keep_working(&self) -> Reply {
        loop {
            self.api.run_jobs().await;
            tokio::task::yield_now().await;
        }
    }

    /// The three forms of a reply with results.
    async fn call_in_every_format(&mut self, method: &str, query: &str) {
        for form in ["", "&format=json", "&format=json&jsoncallback=show"] {
            self.call(method, &format!("{query}{form}")).await;
        }
    }

    fn write(&mut self, method: &str, query: &str, reply: Reply) -> String {
        let kind = reply.header(header::CONTENT_TYPE).to_owned();
        self.text += &format!("== {method} {query}\n{} {kind}\n", reply.status.as_u16());
        match reply.status {
            StatusCode::FOUND => self.text += &format!("{}\n", reply.header(header::LOCATION)),
            _ if reply.headers.contains_key(header::CONTENT_DISPOSITION) => {
                self.text += &format!("{}\n", reply.header(header::CONTENT_DISPOSITION));
                if kind == "application/zip" {
                    let files = unzip(&reply.bytes).into_iter();
                    self.text.extend(files.map(|(name, bytes)| format!("{name} ({})\n", bytes.len())));
                } else {
                    self.text += &format!("{}\n", reply.body);
                }
            }
            _ => self.text += &format!("{}\n", reply.body),
        }
        assert!(!reply.body.contains("stat=\"fail\""), "{method} {query}: {}", reply.body);
        self.called.insert(method.to_owned());
        reply.body
    }

    /// From now on, and in what was written before, this text has a name.
    fn name(&mut self, text: &str, name: &str) {
        assert!(text.len() >= 10, "`{text}` is not random");
        self.names.push((text.to_owned(), format!("{{{name}}}")));
    }

    fn finish(self) -> String {
        self.names.iter().fold(self.text, |text, (random, name)| text.replace(random, name))
    }
}

/// What stands between two texts.
fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    let from = text.find(before).unwrap_or_else(|| panic!("no `{before}` in {text}")) + before.len();
    &text[from..from + text[from..].find(after).unwrap()]
}

/// A learner plays: the player's page is opened, these calls of content are made, twelve seconds apart where an element
/// is empty, and what they said is saved.
async fn play(told: &mut Transcript, launch_query: &str, calls: &[(Call, &str, &str)]) -> Client {
    let path = launch(&told.api, launch_query).await;
    let (_, mut client) = start(&told.api, &path).await;
    client.navigate(platform::Clock::now(&*told.api.clock), runtime::Request::Start);
    for (call, element, value) in calls {
        if element.is_empty() {
            told.api.later(12);
        }
        let at = platform::Clock::now(&*told.api.clock);
        let answered = client.call(*call, element, value, at);
        assert_eq!(answered, "true", "{element} {value}");
    }
    let (status, body) = post(&told.api, &format!("{path}journal"), client.batch(usize::MAX).unwrap()).await;
    assert_eq!(status, StatusCode::OK, "{body}");
    client
}

const SCORM_12: &[(Call, &str, &str)] = &[
    (Call::Initialize, "", ""),
    (Call::SetValue, "cmi.core.lesson_location", "page <3> & more"),
    (Call::SetValue, "cmi.suspend_data", "state ]]> of \u{1f3cc}"),
    (Call::SetValue, "cmi.comments", "Nice."),
    (Call::SetValue, "cmi.objectives.0.id", "O-1"),
    (Call::SetValue, "cmi.objectives.0.score.raw", "70"),
    (Call::SetValue, "cmi.objectives.0.status", "passed"),
    (Call::SetValue, "cmi.interactions.0.id", "Q-1"),
    (Call::SetValue, "cmi.interactions.0.type", "choice"),
    (Call::SetValue, "cmi.interactions.0.time", "08:30:20"),
    (Call::SetValue, "cmi.interactions.0.objectives.0.id", "O-1"),
    (Call::SetValue, "cmi.interactions.0.correct_responses.0.pattern", "a,c"),
    (Call::SetValue, "cmi.interactions.0.student_response", "a,b"),
    (Call::SetValue, "cmi.interactions.0.result", "wrong"),
    (Call::SetValue, "cmi.interactions.0.weighting", "1.5"),
    (Call::SetValue, "cmi.interactions.0.latency", "00:00:07.25"),
    (Call::SetValue, "cmi.interactions.1.id", "Q-2"),
    (Call::SetValue, "cmi.interactions.1.type", "true-false"),
    (Call::SetValue, "cmi.interactions.1.result", "correct"),
    (Call::SetValue, "cmi.core.score.raw", "87.5"),
    (Call::SetValue, "cmi.core.score.min", "0"),
    (Call::SetValue, "cmi.core.score.max", "100"),
    (Call::SetValue, "cmi.core.lesson_status", "passed"),
    (Call::SetValue, "cmi.core.session_time", "00:00:11.50"),
    (Call::Commit, "", ""),
];

const SCORM_2004: &[(Call, &str, &str)] = &[
    (Call::Initialize, "", ""),
    (Call::SetValue, "cmi.location", "3"),
    (Call::SetValue, "cmi.completion_status", "completed"),
    (Call::SetValue, "cmi.success_status", "failed"),
    (Call::SetValue, "cmi.score.scaled", "-0.25"),
    (Call::SetValue, "cmi.progress_measure", "0.5"),
    (Call::SetValue, "cmi.objectives.0.id", "urn:o:1"),
    (Call::SetValue, "cmi.objectives.0.description", "One & only"),
    (Call::SetValue, "cmi.objectives.0.score.scaled", "1"),
    (Call::SetValue, "cmi.objectives.0.success_status", "passed"),
    (Call::SetValue, "cmi.comments_from_learner.0.comment", "Nice."),
    (Call::SetValue, "cmi.comments_from_learner.0.location", "p1"),
    (Call::SetValue, "cmi.comments_from_learner.0.timestamp", "2024-02-29T08:30:20Z"),
    (Call::SetValue, "cmi.interactions.0.id", "urn:q:1"),
    (Call::SetValue, "cmi.interactions.0.type", "matching"),
    (Call::SetValue, "cmi.interactions.0.timestamp", "2024-02-29T08:30:21.5Z"),
    (Call::SetValue, "cmi.interactions.0.correct_responses.0.pattern", "a[.]1[,]b[.]2"),
    (Call::SetValue, "cmi.interactions.0.learner_response", "a[.]2"),
    (Call::SetValue, "cmi.interactions.0.result", "0.5"),
    (Call::SetValue, "cmi.interactions.0.latency", "PT7.25S"),
    (Call::SetValue, "cmi.interactions.0.description", "Which <one>?"),
    (Call::SetValue, "cmi.exit", "suspend"),
    (Call::Commit, "", ""),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_reply() {
    let api = Api::new().await;
    let store = &api.services.store;
    let managing: Result<bool, store::Error> =
        store::transact!(store, |tx| { store::apps::update_manages(tx, api.app.key, true).await });
    assert!(managing.unwrap());
    let mut told = Transcript { api, text: String::new(), called: BTreeSet::new(), names: Vec::new() };
    Box::pin(debug(&mut told)).await;
    Box::pin(upload_and_import(&mut told)).await;
    Box::pin(courses(&mut told)).await;
    Box::pin(registrations(&mut told)).await;
    Box::pin(results(&mut told)).await;
    Box::pin(tags(&mut told)).await;
    Box::pin(exports_and_account(&mut told)).await;
    Box::pin(applications(&mut told)).await;
    Box::pin(ends(&mut told)).await;

    let available = METHODS.iter().filter(|method| method.available);
    let missing: Vec<String> = available
        .map(|method| format!("{}.{}", method.service, method.name))
        .filter(|name| !told.called.contains(name))
        .collect();
    assert!(missing.is_empty(), "no reply of {missing:?} is here");
    compare(&told.finish());
}

fn compare(text: &str) {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/v1/tests/golden/replies.txt");
    if std::env::var_os("LYCEUM_UPDATE_GOLDEN").is_some() {
        std::fs::write(path, text).unwrap();
    }
    let golden = std::fs::read_to_string(path).unwrap_or_default();
    let parts = |text: &str| -> Vec<String> { text.split("== ").map(str::to_owned).collect() };
    for (new, old) in parts(text).iter().zip(parts(&golden)) {
        assert_eq!(*new, old, "a reply changed; see the module");
    }
    assert_eq!(text.len(), golden.len(), "a reply came or went; see the module");
}

async fn debug(told: &mut Transcript) {
    told.call("debug.ping", "").await;
    told.call("debug.ping", "format=json").await;
    told.call("debug.authPing", "").await;
    told.call("debug.getTime", "").await;
}

async fn upload_and_import(told: &mut Transcript) {
    let token = told.call("upload.getUploadToken", "").await;
    let token = between(&token, "<id>", "</id>").to_owned();
    told.name(&token, "upload token");
    told.call("upload.getUploadProgress", &format!("token={token}")).await;
    told.call("upload.listFiles", "").await;
    let zip = scorm12_single().build();
    let uploaded = told.call_with_file("upload.uploadFile", &format!("token={token}"), &zip).await;
    let location = between(&uploaded, "<location>", "</location>").to_owned();
    let prefix = between(&location, "default/", "-c.zip").to_owned();
    told.name(&prefix, "prefix");
    told.call("upload.getUploadProgress", &format!("token={token}")).await;
    told.call("upload.listFiles", "").await;

    let async_import = format!("courseid=c+%26+1&path={location}");
    let job = told.call("course.importCourseAsync", &async_import).await;
    let job = between(&job, "<id>", "</id>").to_owned();
    told.name(&job, "import token");
    told.call("course.getAsyncImportResult", &format!("token={job}")).await;
    told.api.run_jobs().await;
    told.call("course.getAsyncImportResult", &format!("token={job}")).await;
    let back = "&redirecturl=https://lms.example/back?a=1#top";
    let query = format!("courseid=other&path={location}{}", encoded(back));
    let reply =
        told.api.get(&told.api.signed("course.importCourseAsync", &Params::from_urlencoded(&query))).await;
    let job = between(reply.header(header::LOCATION), "&tokenid=", "#top").to_owned();
    told.name(&job, "another import token");
    told.write("course.importCourseAsync", &query, reply);
    let version = format!("courseid=c+%26+1&path={location}");
    let signed = told.api.signed("course.versionCourse", &Params::from_urlencoded(&version));
    let reply = tokio::select! {
        reply = told.api.get(&signed) => reply,
        never = told.keep_working() => never,
    };
    told.write("course.versionCourse", &version, reply);
    told.call_with_file("course.importCourse", "courseid=seq", &scorm2004_multi(Edition::Fourth).build())
        .await;
    told.call_with_file("course.importCourse", &format!("courseid=back{}", encoded(back)), &zip).await;
    told.call_with_file(
        "course.importCourse",
        "courseid=none",
        &PackageBuilder::new().file("a", "b").build(),
    )
    .await;
    told.call("upload.deleteFiles", &format!("file={prefix}-c.zip&file=none.zip")).await;
}

/// Encoded, but for the first `&` and `=`.
fn encoded(pair: &str) -> String {
    let (name, value) = pair[1..].split_once('=').unwrap();
    format!("&{}", Params::new().with(name, value).to_urlencoded())
}

async fn courses(told: &mut Transcript) {
    const C1: &str = "courseid=c+%26+1";
    told.call("course.exists", C1).await;
    told.call("course.exists", "courseid=no").await;
    told.call("course.getCourseList", "").await;
    told.call("course.getCourseList", "filter=seq&format=json").await;
    told.call("course.getCourseList", "filter=none").await;
    told.call("course.getCourseDetail", C1).await;
    told.call("course.getAttributes", C1).await;
    told.call("course.getAttributes", "courseid=seq").await;
    let changed = "desiredHeight=600&commCommitFrequency=60000&showHelp=false&title=A+%22new%22+title";
    told.call("course.updateAttributes", &format!("{C1}&{changed}")).await;
    told.call("course.updateAttributes", &format!("{C1}&{changed}")).await;
    told.call("course.getMetadata", C1).await;
    told.call("course.getMetadata", "courseid=seq&scope=activity").await;
    told.call("course.getMetadata", "courseid=seq&mdformat=detail").await;
    told.call("course.getManifest", C1).await;
    told.call("course.getFileStructure", C1).await;
    told.call("course.getAssets", C1).await;
    told.call("course.getAssets", &format!("{C1}&path=script.json")).await;
    let update = PackageBuilder::new().file("extra/a.txt", "a").file("script.json", "[]").build();
    told.call_with_file("course.updateAssets", C1, &update).await;
    let job = told.call_with_file("course.updateAssetsAsync", C1, &update).await;
    let job = between(&job, "<id>", "</id>").to_owned();
    told.name(&job, "update token");
    told.api.run_jobs().await;
    told.call("course.getAsyncImportResult", &format!("token={job}")).await;
    told.call("course.deleteFiles", &format!("{C1}&path=extra/a.txt&path=none.txt")).await;
    for (method, query) in [
        ("course.preview", "courseid=c+%26+1&redirecturl=closer"),
        ("course.properties", "courseid=c+%26+1&editor=latest"),
    ] {
        let reply = told.api.get(&told.api.signed(method, &Params::from_urlencoded(query))).await;
        let location = reply.header(header::LOCATION).to_owned();
        let token = location.trim_end_matches('/').rsplit('/').next().unwrap();
        told.name(token, "token");
        told.write(method, query, reply);
    }
}

async fn registrations(told: &mut Transcript) {
    let receiver = Receiver::start().await;
    let create = "courseid=c+%26+1&regid=r%2F1&fname=Ann&lname=Lee&learnerid=ann&email=a@b.example";
    told.call("registration.createRegistration", create).await;
    told.call("registration.exists", "regid=r%2F1").await;
    told.call("registration.getRegistrationDetail", "regid=r%2F1").await;
    told.call_in_every_format("registration.getRegistrationResult", "regid=r%2F1").await;
    told.call("registration.getLaunchHistory", "regid=r%2F1").await;
    told.call("registration.getPostbackInfo", "regid=r%2F1").await;
    let postback = "regid=r%2F1&url=https://lms.example/p?a%3D1%26b&name=n&password=p&authtype=HTTPBASIC&resultsformat=full";
    told.call("registration.updatePostbackInfo", postback).await;
    told.call("registration.getPostbackInfo", "regid=r%2F1").await;
    told.call("registration.deletePostbackInfo", "regid=r%2F1").await;
    let test = format!("postbackurl={}&resultsformat=course", receiver.url("/p"));
    let signed = told.api.signed("registration.testRegistrationPostUrl", &Params::from_urlencoded(&test));
    let reply = told.api.get(&signed).await;
    told.write("registration.testRegistrationPostUrl", "postbackurl=…", reply);
    told.call("registration.createRegistration", "courseid=seq&regid=r2&fname=&lname=&learnerid=bo").await;
    let launch = "regid=r2&redirecturl=message";
    let reply = told.api.get(&told.api.signed("registration.launch", &Params::from_urlencoded(launch))).await;
    let token = reply.header(header::LOCATION).trim_end_matches('/').rsplit('/').next().unwrap().to_owned();
    told.name(&token, "launch token");
    told.write("registration.launch", launch, reply);
}

async fn results(told: &mut Transcript) {
    play(told, "regid=r%2F1", SCORM_12).await;
    play(told, "regid=r2", SCORM_2004).await;
    for format in ["course", "activity", "full"] {
        for registration in ["r%2F1", "r2"] {
            let query = format!("regid={registration}&resultsformat={format}");
            told.call_in_every_format("registration.getRegistrationResult", &query).await;
        }
        let query = format!("resultsformat={format}");
        told.call_in_every_format("registration.getRegistrationListResults", &query).await;
    }
    told.call_in_every_format("registration.getRegistrationListResults", "filter=none").await;
    told.call_in_every_format("registration.getRegistrationListResults", "filter=r2").await;
    told.call("registration.getRegistrationList", "").await;
    told.call("registration.getRegistrationDetail", "regid=r2").await;
    let detail = told.api.xml("registration.getRegistrationDetail", "regid=r2").await;
    let guid = between(&detail, "<tinCanRegistrationId><![CDATA[", "]]>").to_owned();
    told.name(&guid, "guid of r2");
    let detail = told.api.xml("registration.getRegistrationDetail", "regid=r%2F1").await;
    let guid = between(&detail, "<tinCanRegistrationId><![CDATA[", "]]>").to_owned();
    told.name(&guid, "guid of r/1");
    let history = told.call("registration.getLaunchHistory", "regid=r%2F1").await;
    let launch = between(&history, "<launch id=\"", "\"").to_owned();
    told.call("registration.getLaunchInfo", &format!("launchid={launch}")).await;
    told.call("registration.getLaunchInfo", &format!("launchid={launch}&format=json")).await;
    told.call("registration.updateLearnerInfo", "learnerid=bo&fname=Bo&lname=Okafor&newid=bo2").await;
    told.call("registration.createNewInstance", "regid=r2").await;
    told.call("registration.resetGlobalObjectives", "regid=r2").await;
    told.call("registration.resetRegistration", "regid=r2").await;
}

async fn tags(told: &mut Transcript) {
    for (kind, owner) in
        [("Course", "courseid=seq"), ("Learner", "learnerid=new"), ("Registration", "regid=r2")]
    {
        told.call(&format!("tagging.get{kind}Tags"), owner).await;
        told.call(&format!("tagging.set{kind}Tags"), &format!("{owner}&tags=a+%26+b,c")).await;
        told.call(&format!("tagging.add{kind}Tag"), &format!("{owner}&tag=d")).await;
        told.call(&format!("tagging.remove{kind}Tag"), &format!("{owner}&tag=c")).await;
        told.call(&format!("tagging.get{kind}Tags"), owner).await;
    }
    told.call("course.getCourseList", "tags=d").await;
}

async fn exports_and_account(told: &mut Transcript) {
    told.call("export.list", "").await;
    let started = told.call("export.start", "").await;
    let id = between(&started, "<export_id>", "</export_id>").to_owned();
    told.name(&id, "export id");
    told.call("export.status", &format!("exportid={id}")).await;
    told.api.run_jobs().await;
    told.call("export.status", &format!("exportid={id}")).await;
    told.call("export.list", "").await;
    told.call("export.download", &format!("exportid={id}")).await;
    told.call("export.cancel", &format!("exportid={id}")).await;
    told.call("reporting.getAccountInfo", "").await;
    told.call("reporting.getUsageInfo", "").await;
}

async fn applications(told: &mut Transcript) {
    let made = told.call("application.createApplication", "name=Child").await;
    let child = between(&made, "<appId>", "</appId>").to_owned();
    told.name(&child, "child");
    name_keys(told, &made, "first");
    told.call("application.getAppList", "").await;
    told.call("application.getAppInfo", &format!("childappid={child}")).await;
    told.call("application.updateApplication", &format!("childappid={child}&name=New&allowdelete=true"))
        .await;
    told.api.later(1);
    let two = told.call("application.addSecretKey", &format!("childappid={child}&description=second")).await;
    let key = between(&two, "<secretKey id=\"", "\"").to_owned();
    name_keys(told, &two, "second");
    let off = format!("childappid={child}&secretkeyid={key}&active=false");
    told.call("application.updateSecretKey", &off).await;
    told.call("application.deleteSecretKey", &format!("childappid={child}&secretkeyid={key}")).await;
}

/// Names what is random in the newest key.
fn name_keys(told: &mut Transcript, info: &str, which: &str) {
    told.name(between(info, "<secretKey id=\"", "\""), &format!("id of the {which} key"));
    told.name(between(info, "<key><![CDATA[", "]]>"), &format!("the {which} key"));
    told.name(between(info, "<pensKey><![CDATA[", "]]>"), &format!("the {which} PENS key"));
}

async fn ends(told: &mut Transcript) {
    told.call("registration.deleteRegistration", "regid=r2").await;
    told.call("course.deleteCourse", "courseid=c+%26+1&versionid=0").await;
    told.call("course.deleteCourse", "courseid=c+%26+1").await;
}
