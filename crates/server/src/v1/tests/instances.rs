//! Instances of registrations, and the objectives that outlive them (V1 spec §4.3, §8.4).

use cloud_api::v1::{
    registration::RegistrationDetail,
    report::RegistrationReport,
    simple::{Done, Exists, NewInstance},
};
use platform::player_protocol::{Acknowledged, JournalStatus};
use runtime::client::{Call, Client};
use store::LearnerScope;
use test_support::{Edition, PackageBuilder, Sco, manifest};

use super::harness::Api;
use super::playing::{launch, post, start};

async fn with_registration() -> Api {
    let api = Api::new().await;
    api.with_course("c1", "One").await;
    api.with_registration("c1", "r1", "ann").await;
    api
}

async fn result(api: &Api, query: &str) -> String {
    let xml = api.xml("registration.getRegistrationResult", query).await;
    xml.split("<rsp stat=\"ok\">").nth(1).unwrap().trim_end_matches("</rsp>").to_owned()
}

fn report(instance: u32, complete: &str, success: &str, score: &str) -> String {
    format!(
        "<registrationreport format=\"course\" regid=\"r1\" instanceid=\"{instance}\"><complete>{complete}</complete>\
         <success>{success}</success><totaltime>0</totaltime><score>{score}</score></registrationreport>"
    )
}

async fn instances(api: &Api) -> Vec<(u32, u32)> {
    let detail: RegistrationDetail =
        api.call("registration.getRegistrationDetail", "regid=r1").await.unwrap();
    detail.0.instances.iter().map(|instance| (instance.instance_id, instance.course_version)).collect()
}

async fn send(api: &Api, path: &str, client: &mut Client) -> Acknowledged {
    let (_, body) = post(api, &format!("{path}journal"), client.batch(usize::MAX).unwrap()).await;
    let answer: Acknowledged = serde_json::from_str(&body).unwrap();
    let digest = client.attempt().digest();
    client.acknowledge(answer.acknowledged, digest);
    answer
}

async fn pass(api: &Api) -> (String, Client) {
    let path = launch(api, "regid=r1").await;
    let (_, mut client) = start(api, &path).await;
    let now = api.services.clock.now();
    client.navigate(now, runtime::Request::Start);
    client.call(Call::Initialize, "", "", now);
    client.call(Call::SetValue, "cmi.core.lesson_status", "passed", now);
    client.call(Call::SetValue, "cmi.core.score.raw", "80", now);
    assert_eq!(send(api, &path, &mut client).await.status, JournalStatus::Ok);
    (path, client)
}

#[tokio::test]
async fn a_new_instance_is_on_the_newest_version_and_begins_anew() {
    let api = with_registration().await;
    let (path, mut client) = pass(&api).await;
    assert_eq!(result(&api, "regid=r1").await, report(0, "complete", "passed", "80"));
    api.with_course("c1", "One again").await;
    assert_eq!(
        api.xml("registration.createNewInstance", "regid=r1").await,
        "<?xml version=\"1.0\" encoding=\"utf-8\" ?>\n<rsp stat=\"ok\"><success instanceid=\"1\"/></rsp>"
    );
    assert_eq!(instances(&api).await, [(0, 0), (1, 1)]);
    assert_eq!(result(&api, "regid=r1").await, report(1, "unknown", "unknown", "unknown"));
    assert_eq!(result(&api, "regid=r1&instanceid=latest").await, report(1, "unknown", "unknown", "unknown"));
    assert_eq!(result(&api, "regid=r1&instanceid=0").await, report(0, "complete", "passed", "80"));
    let fault =
        api.call::<RegistrationReport>("registration.getRegistrationResult", "regid=r1&instanceid=2").await;
    assert_eq!(fault.unwrap_err().code, 2);
    let list = api.xml("registration.getRegistrationList", "").await;
    assert!(list.contains("<completedDate/><instances></instances>"), "{list}");

    // The window that is open belongs to the instance of before and is told so.
    let now = api.services.clock.now();
    client.call(Call::SetValue, "cmi.core.lesson_status", "failed", now);
    assert_eq!(send(&api, &path, &mut client).await.status, JournalStatus::Frozen);
    assert_eq!(result(&api, "regid=r1&instanceid=0").await, report(0, "complete", "passed", "80"));
    // The next launch plays the new one.
    let path = launch(&api, "regid=r1").await;
    let (started, _) = start(&api, &path).await;
    assert_eq!(started.title, "One again");
}

#[tokio::test]
async fn a_repeated_call_makes_one_instance() {
    let api = with_registration().await;
    let query = api.signed("registration.createNewInstance", &[("regid", "r1")].into_iter().collect());
    let first = api.get(&query).await.body;
    assert_eq!(first, api.get(&query).await.body);
    assert_eq!(instances(&api).await, [(0, 0), (1, 0)]);
    api.later(1);
    let next: NewInstance = api.call("registration.createNewInstance", "regid=r1").await.unwrap();
    assert_eq!(next.instanceid, 2);
    // What was answered is gone, so the call is made anew.
    let one: Done = api.call("registration.deleteRegistration", "regid=r1&instanceid=1").await.unwrap();
    assert_eq!(one, Done);
    assert!(api.get(&query).await.body.contains("<success instanceid=\"3\"/>"));
    assert_eq!(api.code::<NewInstance>("registration.createNewInstance", "regid=none").await, 1);
}

#[tokio::test]
async fn instances_are_deleted_one_by_one() {
    let api = with_registration().await;
    pass(&api).await;
    for second in 1..=2 {
        api.later(1);
        let made: NewInstance = api.call("registration.createNewInstance", "regid=r1").await.unwrap();
        assert_eq!(made.instanceid, second);
    }
    let delete = "registration.deleteRegistration";
    // A .NET method sends these very words.
    assert_eq!(api.code::<Done>(delete, "regid=r1&instanceid=instanceId").await, 205);
    assert_eq!(api.code::<Done>(delete, "regid=r1&instanceid=9").await, 2);
    assert_eq!(api.code::<Done>(delete, "regid=none&instanceid=0").await, 1);
    assert_eq!(api.call(delete, "regid=r1&instanceid=1").await, Ok(Done));
    assert_eq!(instances(&api).await, [(0, 0), (2, 0)]);
    assert_eq!(result(&api, "regid=r1").await, report(2, "unknown", "unknown", "unknown"));
    assert_eq!(api.call(delete, "regid=r1&instanceid=latest").await, Ok(Done));
    // The one before counts again, and its last change, the close of its window, stands for the day of completion.
    assert_eq!(result(&api, "regid=r1").await, report(0, "complete", "passed", "80"));
    let list = api.xml("registration.getRegistrationListResults", "").await;
    assert!(
        list.contains("<completedDate><![CDATA[2024-02-29T08:30:16.000+0000]]></completedDate>"),
        "{list}"
    );
    assert!(list.contains(&report(0, "complete", "passed", "80")), "{list}");
    assert_eq!(api.call(delete, "regid=r1&instanceid=0").await, Ok(Done));
    assert_eq!(api.call("registration.exists", "regid=r1").await, Ok(Exists(false)));
}

/// Two courses that share an objective of the whole system, and one of their own each.
async fn with_objectives() -> Api {
    let api = Api::new().await;
    for course in ["c1", "c2"] {
        let objectives = format!(
            "<imsss:sequencing><imsss:objectives><imsss:primaryObjective objectiveID=\"own\">\
             <imsss:mapInfo targetObjectiveID=\"{course}-only\" readSatisfiedStatus=\"true\" \
             writeSatisfiedStatus=\"true\"/></imsss:primaryObjective>\
             <imsss:objective objectiveID=\"other\"><imsss:mapInfo targetObjectiveID=\"both\" \
             readSatisfiedStatus=\"true\" writeSatisfiedStatus=\"true\"/></imsss:objective>\
             </imsss:objectives></imsss:sequencing>"
        );
        let sco = Sco { href: "index.html".to_owned(), ..Sco::new("S").with(&objectives) };
        let flow = "<imsss:sequencing><imsss:controlMode choice=\"true\" flow=\"true\"/></imsss:sequencing>";
        let manifest = manifest(Edition::Fourth, "Shares", &[sco], flow);
        api.import(course, &PackageBuilder::new().manifest(&manifest).file("index.html", "x").build()).await;
        let create = format!("courseid={course}&regid=r-{course}&learnerid=ann&fname=A&lname=L");
        assert_eq!(api.call("registration.createRegistration", &create).await, Ok(Done));
    }
    api
}

async fn kept(api: &Api) -> Vec<String> {
    let learner = platform::LearnerId::new("ann").unwrap();
    let mut tx = api.services.store.begin_read().await.unwrap();
    let scope = LearnerScope { app: api.app.key, learner: &learner, scope: "" };
    store::global_objectives::list(&mut tx, scope).await.unwrap().into_keys().collect()
}

/// Passes every objective of a course; its window stays open.
async fn learn(api: &Api, course: &str) -> (String, Client) {
    let path = launch(api, &format!("regid=r-{course}")).await;
    let (_, mut client) = start(api, &path).await;
    let now = api.services.clock.now();
    client.navigate(now, runtime::Request::Start);
    client.call(Call::Initialize, "", "", now);
    client.call(Call::SetValue, "cmi.success_status", "passed", now);
    client.call(Call::SetValue, "cmi.objectives.1.success_status", "passed", now);
    client.call(Call::Terminate, "", "", now);
    assert_eq!(send(api, &path, &mut client).await.status, JournalStatus::Ok);
    (path, client)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn objectives_are_forgotten_while_the_course_is_open() {
    let api = with_objectives().await;
    learn(&api, "c2").await;
    let (path, mut client) = learn(&api, "c1").await;
    assert_eq!(kept(&api).await, ["both", "c1-only", "c2-only"]);
    let before = api.xml("registration.getRegistrationResult", "regid=r-c1").await;
    assert!(before.contains("<success>passed</success>"), "{before}");

    let reset = "registration.resetGlobalObjectives";
    assert_eq!(
        api.xml(reset, "regid=r-c1&instanceid=latest").await,
        "<?xml version=\"1.0\" encoding=\"utf-8\" ?>\n<rsp stat=\"ok\"><success/></rsp>"
    );
    // What the other course alone works by stays, and so do the results.
    assert_eq!(kept(&api).await, ["c2-only"]);
    assert_eq!(api.xml("registration.getRegistrationResult", "regid=r-c1").await, before);
    // The window that is open goes on; it is given the state of the server.
    let now = api.services.clock.now();
    client.navigate(now, runtime::Request::Continue);
    let answer = send(&api, &path, &mut client).await;
    assert_eq!(answer.status, JournalStatus::Ok);
    assert!(answer.state.is_some());
    // Forgotten twice is forgotten; the journal tells of it.
    assert_eq!(api.call(reset, "regid=r-c1&instanceid=0").await, Ok(Done));
    let history = api.xml("registration.getLaunchHistory", "regid=r-c1").await;
    let launch = history.split("<launch id=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let info = api.xml("registration.getLaunchInfo", &format!("launchid={launch}")).await;
    assert!(info.contains("event=\"ObjectivesReset\""), "{info}");

    assert_eq!(api.code::<Done>(reset, "regid=none").await, 1);
    assert_eq!(api.code::<Done>(reset, "regid=r-c1&instanceid=4").await, 2);
    assert_eq!(api.code::<Done>(reset, "regid=r-c1&instanceid=x").await, 205);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn objectives_of_a_registration_that_was_never_launched() {
    let api = with_objectives().await;
    learn(&api, "c1").await;
    // Another registration of the learner on the same course works by the same objectives.
    let create = "courseid=c1&regid=r-new&learnerid=ann&fname=A&lname=L";
    assert_eq!(api.call("registration.createRegistration", create).await, Ok(Done));
    assert_eq!(api.call("registration.resetGlobalObjectives", "regid=r-new").await, Ok(Done));
    assert!(kept(&api).await.is_empty());
    // A course without any has nothing to forget.
    api.with_course("plain", "Plain").await;
    api.with_registration("plain", "r-plain", "ann").await;
    assert_eq!(api.call("registration.resetGlobalObjectives", "regid=r-plain").await, Ok(Done));
}
