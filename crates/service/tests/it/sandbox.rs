//! The sandbox: nothing of it is seen where things count, and all of it can be thrown away.

use cloud_api::v1::report::Results;
use platform::{RegistrationId, Timestamp};
use runtime::client::Call;
use runtime::{Edition, Request};
use service::console::registration::{
    Deleted, WantedRegistration, delete_registration, find_shown_registration,
};
use service::console::{self, Actor};
use service::sandbox::{
    BeginAttempt, Host, MakeLink, Sandbox, SandboxAttempt, SandboxCourse, SandboxError, attempt_detail,
    begin_attempt, continue_attempt, delete_attempt, delete_attempts, delete_link, find_link, make_link,
    play_link, reset_attempt, sandbox_course, wipe_old_attempts,
};
use service::{CoursesWanted, RegistrationsWanted, Standing, account_usage, list_apps};
use store::LearnerScope;

use crate::harness::{Cloud, Player, START, single, story, two_2004};

const ANN: Actor<'_> = Actor { login: "ann", address: "192.0.2.1" };
const DAY: u64 = 24 * 3600;

impl Cloud {
    fn sandbox(&self) -> Sandbox<'_> {
        Sandbox { store: &self.store, definitions: self.live.definitions(), rng: &self.rng, now: self.now() }
    }

    /// A new attempt at a host: its token, and the id of its registration.
    async fn try_out(&self, host: Host) -> (String, RegistrationId) {
        let wanted = BeginAttempt { host, ..wanted() };
        let (player, id) = begin_attempt(self.sandbox(), ANN, self.app, wanted).await.unwrap();
        (player.token.as_str().to_owned(), id)
    }

    /// The same with the course open and initialized.
    async fn try_playing(&self, host: Host) -> (Player<'_>, RegistrationId) {
        let (token, id) = self.try_out(host).await;
        (self.playing(&token).await, id)
    }

    async fn playing(&self, token: &str) -> Player<'_> {
        let mut player = self.open_player(token).await;
        let now = self.now();
        player.client.navigate(now, Request::Start);
        assert_eq!(player.call(Call::Initialize, "", ""), "true");
        player
    }

    async fn page(&self) -> SandboxCourse {
        sandbox_course(&self.store, self.app, "c", None, self.now()).await.unwrap().unwrap()
    }

    async fn attempt(&self, id: &RegistrationId) -> SandboxAttempt {
        let found = self.page().await.attempts;
        found.into_iter().find(|attempt| attempt.registration.id == *id).unwrap()
    }

    /// What is told where things count: registrations, courses, applications, usage, changes of a month, postbacks.
    async fn what_counts(&self) -> String {
        let mut told = String::new();
        let of_course =
            RegistrationsWanted { course: Some("c".to_owned()), ..RegistrationsWanted::default() };
        let changed = RegistrationsWanted { after: Some(Timestamp(0)), ..of_course.clone() };
        for wanted in [RegistrationsWanted::default(), of_course, changed] {
            let mut list = service::list_registrations(&self.store, self.app, wanted, self.now());
            while let Some(page) = list.next_page().await.unwrap() {
                told += &format!("{page:?}");
            }
        }
        let mut courses = service::list_courses(&self.store, self.app, CoursesWanted::default());
        while let Some(page) = courses.next_page().await.unwrap() {
            told += &format!("{page:?}");
        }
        told += &format!("{:?}", list_apps(&self.store).await.unwrap());
        told += &format!("{:?}", account_usage(&self.store, self.now()).await.unwrap());
        let detail = service::course_detail(&self.store, self.app, "c").await.unwrap().unwrap();
        told += &format!("{detail:?}");
        let totals =
            store::totals::find(&mut self.store.begin_read().await.unwrap(), self.app).await.unwrap();
        told + &format!("{totals:?}")
    }

    async fn events(&self) -> Vec<String> {
        let events = console::list_audit_events(&self.store, None, 100).await.unwrap();
        events.into_iter().map(|(_, event)| event.kind).collect()
    }

    async fn count(&self, table: &str) -> i64 {
        store::count_for_tests(&self.store, table).await.unwrap()
    }
}

fn wanted() -> BeginAttempt<'static> {
    BeginAttempt {
        course: "c",
        version: None,
        host: Host::AsSet,
        first: " Pat ",
        last: "",
        culture: "de",
        exit: Some("https://console.example/"),
    }
}

/// What the log of a launch says in notes.
async fn notes(player: &Player<'_>) -> Vec<String> {
    let (cloud, launch) = (player.cloud, &player.started.launch);
    let log = service::launch_log(&cloud.store, cloud.live.definitions(), launch.app, &launch.id.to_string())
        .await
        .unwrap()
        .unwrap();
    log.events.iter().map(|event| format!("{event:?}")).collect()
}

story!(nothing_of_it_counts);
async fn nothing_of_it_counts(cloud: Cloud) {
    cloud.register("r").await;
    cloud.play("r").await.finish().await;
    let before = cloud.what_counts().await;
    for host in Host::ALL {
        let (mut player, id) = cloud.try_playing(host).await;
        player.set("cmi.core.lesson_status", "completed");
        player.set("cmi.core.score.raw", "80");
        player.finish().await;
        let attempt = cloud.attempt(&id).await;
        assert_eq!(
            (attempt.result.complete.as_str(), attempt.result.score),
            ("complete", Some(0.8)),
            "{host:?}"
        );
        assert_eq!(attempt.host, host.as_str());
        assert_eq!((attempt.registration.learner.first.as_str(), attempt.made_by.as_str()), ("Pat", "ann"));
        // By its id nobody finds it where things count, and nothing is posted.
        let found = service::registration_exists(&cloud.store, cloud.app, id.as_str()).await.unwrap();
        assert!(!found);
        let mut tx = cloud.store.begin_read().await.unwrap();
        assert_eq!(store::postback_outbox::find(&mut tx, attempt.registration.key).await.unwrap(), None);
        // Nobody signs for the application that it is in.
        assert!(store::app_secrets::find_signing(&mut tx, &attempt.app_id).await.unwrap().is_none());
    }
    assert_eq!(cloud.what_counts().await, before);
    assert_eq!(cloud.count("postback_outbox").await, 1);
    // Where the course goes, all of it goes.
    service::delete_course(&cloud.store, cloud.app, "c", None).await.unwrap();
    for table in ["registrations", "instances", "launches", "journal", "course_versions", "courses"] {
        assert_eq!(cloud.count(table).await, 0, "{table}");
    }
}

story!(an_attempt_goes_on_begins_anew_and_is_thrown_away);
async fn an_attempt_goes_on_begins_anew_and_is_thrown_away(cloud: Cloud) {
    let (mut player, id) = cloud.try_playing(Host::AsSet).await;
    assert_eq!(player.get("cmi.core.student_name"), "Pat");
    player.set("cmi.core.lesson_location", "p3");
    player.set("cmi.core.lesson_status", "incomplete");
    player.send().await;

    // It goes on in a second window, as the course is set now, and the first one is frozen.
    cloud.set("suspendDataMaxLength", "4096").await;
    let again = continue_attempt(cloud.sandbox(), cloud.app, "c", id.as_str(), None).await.unwrap();
    let mut second = cloud.playing(again.token.as_str()).await;
    assert_eq!(second.get("cmi.core.lesson_location"), "p3");
    let long = "x".repeat(5000);
    assert_eq!(second.call(Call::SetValue, "cmi.suspend_data", &long), "false");
    player.set("cmi.core.lesson_location", "p4");
    assert_eq!(player.send().await.status, Standing::Frozen);
    second.set("cmi.core.lesson_status", "completed");
    second.send().await;
    let detail =
        attempt_detail(&cloud.store, cloud.live.definitions(), cloud.app, "c", id.as_str()).await.unwrap();
    assert_eq!((detail.launches.len(), detail.running), (2, Some(second.started.launch.id)));
    let Results::Activity(root) = detail.report.unwrap().results else { panic!("no activities") };
    assert_eq!(root.children[0].complete.as_str(), "complete");

    reset_attempt(&cloud.store, ANN, cloud.app, "c", id.as_str(), cloud.now()).await.unwrap();
    assert_eq!(cloud.attempt(&id).await.result.complete, "unknown");
    let anew = continue_attempt(cloud.sandbox(), cloud.app, "c", id.as_str(), None).await.unwrap();
    let mut third = cloud.playing(anew.token.as_str()).await;
    assert_eq!(third.get("cmi.core.lesson_location"), "");
    third.send().await;

    let other = cloud.try_out(Host::Strict).await.1;
    delete_attempt(&cloud.store, ANN, cloud.app, "c", id.as_str(), cloud.now()).await.unwrap();
    let gone = continue_attempt(cloud.sandbox(), cloud.app, "c", id.as_str(), None).await;
    assert!(matches!(gone, Err(SandboxError::NoAttempt)), "{gone:?}");
    let batch = third.batch();
    assert!(cloud.post(&third.token, &batch).await.is_err());
    assert_eq!(cloud.attempt(&other).await.host, "strict");
    assert_eq!(delete_attempts(&cloud.store, ANN, cloud.app, "c", cloud.now()).await.unwrap(), 1);
    for table in ["registrations", "instances", "launches", "journal", "journal_notes", "sandbox_attempts"] {
        assert_eq!(cloud.count(table).await, 0, "{table}");
    }
    assert_eq!(
        cloud.events().await,
        ["sandbox.all-deleted", "sandbox.deleted", "sandbox.begun", "sandbox.reset", "sandbox.begun"]
    );
}

story!(real_learners_keep_what_they_have);
async fn real_learners_keep_what_they_have(cloud: Cloud) {
    let mut definition = two_2004();
    definition.objectives_global_to_system = true;
    cloud.import(&definition).await;
    let (token, id) = cloud.try_out(Host::AsSet).await;
    cloud.open_player(&token).await;
    let attempt = cloud.attempt(&id).await;
    assert_eq!(attempt.version.0, 1);
    let mut tx = cloud.store.begin_read().await.unwrap();
    // A learner of its own, in an application of its own: no scope is anybody else's.
    assert_ne!(attempt.registration.app, cloud.app);
    assert!(attempt.registration.learner.id.as_str().starts_with("sandbox-"));
    let scope =
        LearnerScope { app: attempt.registration.app, learner: &attempt.registration.learner.id, scope: "" };
    assert!(store::global_objectives::list(&mut tx, scope).await.unwrap().is_empty());
    drop(tx);
    // What it leaves goes with it.
    let written: Result<(), store::Error> = store::transact!(cloud.store, |tx| {
        store::global_objectives::upsert(tx, scope, "o", b"x", START).await
    });
    written.unwrap();
    delete_attempt(&cloud.store, ANN, cloud.app, "c", id.as_str(), cloud.now()).await.unwrap();
    assert_eq!(cloud.count("global_objectives").await, 0);

    // Also where it is deleted as a registration; its page leads to the course itself.
    let (token, id) = cloud.try_out(Host::AsSet).await;
    cloud.open_player(&token).await;
    let attempt = cloud.attempt(&id).await;
    let (app, learner) = (attempt.app_id.as_str(), &attempt.registration.learner.id);
    let scope = LearnerScope { app: attempt.registration.app, learner, scope: "" };
    let written: Result<(), store::Error> = store::transact!(cloud.store, |tx| {
        store::global_objectives::upsert(tx, scope, "o", b"x", START).await
    });
    written.unwrap();
    let wanted = WantedRegistration { app, registration: id.as_str(), instance: None };
    assert_eq!(find_shown_registration(&cloud.store, wanted).await.unwrap().home.as_str(), "A");
    let deleted = delete_registration(&cloud.store, ANN, app, id.as_str(), None, cloud.now()).await.unwrap();
    assert_eq!(deleted, Deleted::Registration);
    assert_eq!(cloud.count("global_objectives").await, 0);
}

story!(suspend_data_ends_where_the_host_says);
async fn suspend_data_ends_where_the_host_says(cloud: Cloud) {
    let mut definition = two_2004();
    for (edition, host, chars, answer) in [
        (Edition::Scorm2004Ed4, Host::AsSet, 64_001, "true"),
        (Edition::Scorm2004Ed4, Host::ShortSuspendData, 4096, "true"),
        (Edition::Scorm2004Ed4, Host::ShortSuspendData, 4097, "false"),
        (Edition::Scorm2004Ed4, Host::Strict, 64_000, "true"),
        (Edition::Scorm2004Ed4, Host::Strict, 64_001, "false"),
        (Edition::Scorm2004Ed2, Host::Strict, 4000, "true"),
        (Edition::Scorm2004Ed2, Host::Strict, 4001, "false"),
    ] {
        definition.edition = edition;
        cloud.import(&definition).await;
        let (token, _) = cloud.try_out(host).await;
        let mut player = cloud.open_player(&token).await;
        player.client.navigate(cloud.now(), Request::Start);
        player.client.navigate(cloud.now(), Request::Choice("A".into()));
        assert_eq!(player.call(Call::Initialize, "", ""), "true", "{host:?}");
        let data = "x".repeat(chars);
        let set = player.call(Call::SetValue, "cmi.suspend_data", &data);
        assert_eq!(set, answer, "{edition:?} {host:?} {chars}");
    }
}

story!(old_ones_are_wiped);
async fn old_ones_are_wiped(cloud: Cloud) {
    cloud.register("r").await;
    cloud.play("r").await.send().await;
    let (mut old, _) = cloud.try_playing(Host::AsSet).await;
    old.send().await;
    let kept = cloud.try_out(Host::Slow).await.1;
    cloud.later(10 * DAY);
    let again = continue_attempt(cloud.sandbox(), cloud.app, "c", kept.as_str(), None).await;
    again.unwrap();
    let before = Timestamp(cloud.now().0 - 5 * 24 * 3600 * 1_000_000);
    assert_eq!(wipe_old_attempts(&cloud.store, before, cloud.now()).await.unwrap(), 1);
    assert_eq!(wipe_old_attempts(&cloud.store, before, cloud.now()).await.unwrap(), 0);
    assert_eq!(cloud.attempt(&kept).await.registration.id, kept);
    assert_eq!(cloud.count("registrations").await, 2);
    assert_eq!(cloud.history("r").await.len(), 1);
}

story!(hosts_change_what_a_course_gets);
async fn hosts_change_what_a_course_gets(cloud: Cloud) {
    let long = "x".repeat(5000);
    // At home everything is taken; each host refuses what it says.
    for (host, element, value, answer) in [
        (Host::AsSet, "cmi.suspend_data", long.as_str(), "true"),
        (Host::ShortSuspendData, "cmi.suspend_data", &long, "false"),
        (Host::ShortSuspendData, "cmi.suspend_data", &long[..4096], "true"),
        (Host::ShortSuspendData, "cmi.core.session_time", "1:2:3", "true"),
        (Host::AsSet, "cmi.core.session_time", "1:2:3", "true"),
        (Host::Strict, "cmi.core.session_time", "1:2:3", "false"),
        (Host::Strict, "cmi.core.session_time", "0001:02:03", "true"),
        (Host::AsSet, "cmi.core.lesson_status", "Completed", "true"),
        (Host::Strict, "cmi.core.lesson_status", "Completed", "false"),
        (Host::Strict, "cmi.core.lesson_status", "completed", "true"),
        (Host::AsSet, "cmi.core.score.raw", "", "true"),
        (Host::Strict, "cmi.core.score.raw", "", "false"),
        (Host::Strict, "cmi.suspend_data", &long, "false"),
    ] {
        let (mut player, _) = cloud.try_playing(host).await;
        assert_eq!(player.call(Call::SetValue, element, value), answer, "{host:?} {element} {value:.20}");
        if answer == "false" {
            assert_eq!(player.call(Call::GetLastError, "", ""), "405", "{host:?} {element}");
        }
        // The server, which replays, agrees.
        assert_eq!(player.send().await.state, None, "{host:?} {element}");
        let notes = notes(&player).await;
        assert!(notes.iter().any(|note| note.contains("sandbox: ")), "{notes:?}");
    }
    // The real course is as it was.
    cloud.register("r").await;
    let mut real = cloud.play("r").await;
    real.set("cmi.suspend_data", &long);
    real.send().await;
    assert!(!notes(&real).await.iter().any(|note| note.contains("sandbox: ")));
}

story!(hosts_without_sequencing_flatten_the_course);
async fn hosts_without_sequencing_flatten_the_course(cloud: Cloud) {
    let mut definition = two_2004();
    // The second part is out of reach until the course says otherwise, and lies deeper.
    definition.activities[1].parent = Some(0);
    definition.activities[0].sequencing.control_mode.choice = false;
    cloud.import(&definition).await;
    let shown = |player: &Player<'_>| {
        let definition = player.client.attempt().definition();
        definition.activities.iter().map(|a| (a.identifier.clone(), a.parent)).collect::<Vec<_>>()
    };
    let line = |id: &str, parent| (id.to_owned(), parent);
    for (host, expected) in [
        (Host::FlatList, vec![line("ORG", None), line("A", Some(0)), line("B", Some(0))]),
        (Host::FirstPart, vec![line("ORG", None), line("A", Some(0))]),
    ] {
        let (token, _) = cloud.try_out(host).await;
        let mut player = cloud.open_player(&token).await;
        assert_eq!(shown(&player), expected, "{host:?}");
        let last = &expected.last().unwrap().0;
        player.client.navigate(cloud.now(), Request::Start);
        player.client.navigate(cloud.now(), Request::Choice(last.clone()));
        assert_eq!(player.call(Call::Initialize, "", ""), "true", "{host:?}");
        assert_eq!(player.send().await.state, None, "{host:?}");
        assert_eq!(player.client.view().current.as_deref(), Some(last.as_str()), "{host:?}");
    }
}

story!(a_version_of_choice_and_changes_of_files);
async fn a_version_of_choice_and_changes_of_files(cloud: Cloud) {
    cloud.import(&single()).await;
    let older = BeginAttempt { version: Some(0), ..wanted() };
    let (player, id) = begin_attempt(cloud.sandbox(), ANN, cloud.app, older).await.unwrap();
    assert_eq!(cloud.attempt(&id).await.version.0, 0);
    let none = BeginAttempt { version: Some(7), ..wanted() };
    let none = begin_attempt(cloud.sandbox(), ANN, cloud.app, none).await;
    assert!(matches!(none, Err(SandboxError::Version(_))), "{none:?}");
    // A version is copied once for each host; files of the original are files of the copy.
    begin_attempt(cloud.sandbox(), ANN, cloud.app, older).await.unwrap();
    assert_eq!(cloud.count("course_versions").await, 3);
    let changed: Result<(), store::Error> = store::transact!(cloud.store, |tx| {
        let id = platform::CourseId::new("c").unwrap();
        let course = store::courses::find(tx, cloud.app, &id).await?.unwrap();
        let version =
            store::course_versions::find(tx, course.key, platform::VersionNumber(0)).await?.unwrap();
        let new = store::file_changes::NewFiles {
            kind: store::file_changes::Kind::Update,
            changed: 1,
            index_blob: "index/new",
            size_bytes: 7,
            files: 1,
            gained: &["index/new".to_owned()],
            lost: std::slice::from_ref(&version.index_blob),
            lost_until: START,
            email: "",
        };
        assert!(store::file_changes::insert(tx, &course, &version, &new, START).await?);
        Ok(())
    });
    changed.unwrap();
    let mut tx = cloud.store.begin_read().await.unwrap();
    let copy = store::course_versions::find_by_content_key(&mut tx, &player.content_key).await.unwrap();
    assert_eq!(copy.unwrap().index_blob, "index/new");
    drop(tx);
    // With the version its copy goes; the attempt stays, and goes on with the latest like any registration.
    let which = Some(cloud_api::v1::values::Which::Number(0));
    service::delete_course(&cloud.store, cloud.app, "c", which).await.unwrap();
    let again = continue_attempt(cloud.sandbox(), cloud.app, "c", id.as_str(), None).await.unwrap();
    cloud.playing(again.token.as_str()).await.send().await;
    assert_eq!(cloud.attempt(&id).await.version.0, 1);
}

story!(links_are_counted_and_expire);
async fn links_are_counted_and_expire(cloud: Cloud) {
    let wanted = MakeLink { course: "c", version: None, host: Host::Strict, culture: "", days: 2, uses: 2 };
    for bad in
        [MakeLink { days: 0, ..wanted }, MakeLink { uses: 0, ..wanted }, MakeLink { uses: 1001, ..wanted }]
    {
        let made = make_link(cloud.sandbox(), ANN, cloud.app, bad).await;
        assert!(matches!(made, Err(SandboxError::BadLimits)), "{made:?}");
    }
    let token = make_link(cloud.sandbox(), ANN, cloud.app, wanted).await.unwrap();
    let shown = find_link(&cloud.store, token.as_str(), cloud.now()).await.unwrap();
    assert_eq!((shown.title.as_str(), shown.host, shown.made_by.as_str()), ("A course", Host::Strict, "ann"));
    let play = async |token: &str| play_link(cloud.sandbox(), token, "Kim", "Lee", None).await;
    let first = play(token.as_str()).await.unwrap();
    let mut player = cloud.playing(first.token.as_str()).await;
    assert_eq!(player.get("cmi.core.student_name"), "Lee, Kim");
    player.send().await;
    play(token.as_str()).await.unwrap();
    assert!(matches!(play(token.as_str()).await, Err(SandboxError::NoLink)));
    let page = cloud.page().await;
    assert_eq!((page.links[0].uses, page.attempts.len()), (2, 2));
    assert!(page.attempts.iter().all(|attempt| attempt.by_link && attempt.host == "strict"));
    assert_ne!(page.attempts[0].registration.learner.id, page.attempts[1].registration.learner.id);

    let other = make_link(cloud.sandbox(), ANN, cloud.app, wanted).await.unwrap();
    let key = cloud.page().await.links[0].key;
    delete_link(&cloud.store, ANN, cloud.app, "c", key, cloud.now()).await.unwrap();
    assert!(matches!(play(other.as_str()).await, Err(SandboxError::NoLink)));
    let late = make_link(cloud.sandbox(), ANN, cloud.app, wanted).await.unwrap();
    cloud.later(2 * DAY);
    assert!(matches!(play(late.as_str()).await, Err(SandboxError::NoLink)));
    for bad in ["", "x", "ä"] {
        assert!(
            matches!(find_link(&cloud.store, bad, cloud.now()).await, Err(SandboxError::NoLink)),
            "{bad}"
        );
    }
    wipe_old_attempts(&cloud.store, START, cloud.now()).await.unwrap();
    assert_eq!(cloud.count("sandbox_links").await, 0);
    assert_eq!(cloud.count("sandbox_attempts").await, 2);
}

story!(names_and_languages_are_looked_at);
async fn names_and_languages_are_looked_at(cloud: Cloud) {
    let long = "x".repeat(256);
    for bad in [BeginAttempt { first: &long, ..wanted() }, BeginAttempt { last: "\u{1}", ..wanted() }] {
        let made = begin_attempt(cloud.sandbox(), ANN, cloud.app, bad).await;
        assert!(matches!(made, Err(SandboxError::BadName)), "{made:?}");
    }
    for culture in ["<b>", &long, "ä"] {
        let made = begin_attempt(cloud.sandbox(), ANN, cloud.app, BeginAttempt { culture, ..wanted() }).await;
        assert!(matches!(made, Err(SandboxError::BadCulture)), "{made:?}");
    }
    let none =
        begin_attempt(cloud.sandbox(), ANN, cloud.app, BeginAttempt { course: "none", ..wanted() }).await;
    assert!(matches!(none, Err(SandboxError::Version(_))), "{none:?}");
    assert_eq!(cloud.count("registrations").await, 0);
}
