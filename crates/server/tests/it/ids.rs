//! An id is any text of up to 255 characters that XML 1.0 can carry, and comes back exactly as it was sent: in every
//! call, list, redirection, postback and page (V1 spec §1.7, player rules §8).

use cloud_api::v1::{
    course::{CourseDetail, CourseList},
    envelope::ReplyError,
    launch::LaunchHistory,
    params::Params,
    registration::{RegistrationDetail, RegistrationList},
    simple::{Done, Exists},
    tags::Tags,
};
use platform::player_protocol::Exit;
use platform::{Rng as _, SeededRng};
use runtime::client::Call;
use test_server::{CallError, TestServer};
use test_support::scorm12_single;

/// Texts that have broken addresses, documents and databases.
const NASTY: [&str; 12] = [
    " leading and trailing ",
    "a/b\\c/../d",
    "100%+&=?#;%2F%00",
    "quotes \" and ' and `",
    "]]> <![CDATA[ <x a=\"b\"/> &amp; &#13;",
    "tab\tline\r\nbreak\rend",
    "\u{1F469}\u{200D}\u{1F393} Kurs \u{e4}\u{f6}\u{fc} \u{8ab2}\u{7a0b}",
    "e\u{301} is not \u{e9}, I is not \u{131}",
    "\u{202e}right to left\u{feff}",
    "latest",
    "'; DROP TABLE apps; --",
    "[regex](a+)+$|^\\Q",
];

/// A text of characters that XML can carry, common and rare ones mixed.
fn random_id(rng: &SeededRng, chars: usize) -> String {
    let one = || loop {
        let range = match rng.next_u64() % 6 {
            0 => 0x20..0x7f,
            1 => 0x9..0xe,
            2 => 0x80..0x3000,
            3 => 0xe000..0xfffe,
            4 => 0x1_0000..0x11_0000,
            _ => 0x20..0x40,
        };
        let at = range.start + rng.next_u64() % (range.end - range.start);
        let c = u32::try_from(at).ok().and_then(char::from_u32);
        if let Some(c) = c.filter(|c| !matches!(c, '\u{b}' | '\u{c}')) {
            return c;
        }
    };
    (0..chars).map(|_| one()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn come_back_exactly() {
    let server = TestServer::new().await;
    let rng = SeededRng::new(6);
    let mut ids: Vec<String> = NASTY.iter().map(|id| (*id).to_owned()).collect();
    ids.extend((0..8).map(|n| random_id(&rng, 1 + n * 9)));
    ids.push(random_id(&rng, 255));
    ids.push("\u{1F600}".repeat(255));
    for id in &ids {
        round_trip(&server, id).await;
    }
    let all: CourseList = server.call("course.getCourseList", Params::new()).await;
    assert_eq!(all.0.iter().map(|course| &course.id).collect::<Vec<_>>(), ids.iter().collect::<Vec<_>>());
}

async fn round_trip(server: &TestServer, id: &str) {
    let course = || Params::new().with("courseid", id);
    let registration = || Params::new().with("regid", id);

    server.import(id, &scorm12_single()).await;
    assert!(server.call::<Exists>("course.exists", course()).await.0, "{id:?}");
    let detail: CourseDetail = server.call("course.getCourseDetail", course()).await;
    assert_eq!(detail.course.id, id);

    let create = course()
        .with("regid", id)
        .with("learnerid", id)
        .with("fname", "Ann")
        .with("lname", "Lee")
        .with("postbackurl", server.receiver.url("/back"));
    server.call::<Done>("registration.createRegistration", create.clone()).await;
    let exists =
        fault(server.api.call::<Done>("registration.createRegistration", &create).await.unwrap_err());
    assert!(exists.contains(&format!("[{id}]")), "{exists:?}");

    // Lists, by each id.
    for wanted in [course(), Params::new().with("learnerid", id)] {
        let list: RegistrationList = server.call("registration.getRegistrationList", wanted).await;
        let [listed] = &list.0[..] else { panic!("{id:?}: {list:?}") };
        let found = &listed.registration;
        assert_eq!([&found.id, &found.course_id, &found.learner_id], [id; 3]);
    }
    let results: RegistrationList = server.call("registration.getRegistrationListResults", course()).await;
    assert_eq!(results.0[0].report.as_ref().map(|report| report.regid.as_str()), Some(id));
    let detail: RegistrationDetail = server.call("registration.getRegistrationDetail", registration()).await;
    assert_eq!(detail.0.learner_id, id);
    // As JSON.
    let json = registration().with("format", "json");
    let json = server.api.text("registration.getRegistrationDetail", &json).await.unwrap();
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let written = &json["rsp"]["registration"]["id"];
    let written = written.as_str().map_or_else(|| written.to_string(), str::to_owned);
    assert_eq!(written, id, "in JSON");

    // Tags: of each owner, and as a tag, which is trimmed and holds no separator.
    let tag: String = id.chars().filter(|c| !matches!(c, ',' | '|')).collect();
    let tag = tag.trim();
    for (owner, owned) in [
        ("Course", course()),
        ("Learner", Params::new().with("learnerid", id)),
        ("Registration", registration()),
    ] {
        server.call::<Done>(&format!("tagging.add{owner}Tag"), owned.clone().with("tag", tag)).await;
        let tags: Tags = server.call(&format!("tagging.get{owner}Tags"), owned).await;
        assert_eq!(tags.0, [tag], "{owner}");
    }
    let tagged: CourseList = server.call("course.getCourseList", Params::new().with("tags", tag)).await;
    assert!(tagged.0.iter().any(|course| course.id == id && course.tags == [tag]), "{id:?}");

    // The launch: the address to go back to, the content's view of the learner, and the postback.
    let back = format!("https://lms.example/back?{}", Params::new().with("r", id).to_urlencoded());
    let mut player = server.launch_to(id, &back).await;
    assert!(
        matches!(&player.started.exit, Exit::Redirect { url } if *url == back),
        "{:?}",
        player.started.exit
    );
    assert_eq!(player.call(Call::Initialize, "", ""), "true");
    assert_eq!(player.call(Call::GetValue, "cmi.core.student_id", ""), id);
    player.report(&[("cmi.core.lesson_status", "passed")]);
    player.leave().await;
    server.run_jobs().await;
    assert_eq!(server.postbacks().last().map(|report| report.regid.as_str()), Some(id));
    assert_eq!(server.result(id).await.regid, id);
    let history: LaunchHistory = server.call("registration.getLaunchHistory", registration()).await;
    assert_eq!((history.regid.as_str(), history.launches.len()), (id, 1));

    // A learner gets another id and the old one back.
    for (from, to) in [(id, "somebody else"), ("somebody else", id)] {
        let rename =
            Params::new().with("learnerid", from).with("newid", to).with("fname", "B").with("lname", "C");
        server.call::<Done>("registration.updateLearnerInfo", rename).await;
    }
    let tags: Tags = server.call("tagging.getLearnerTags", Params::new().with("learnerid", id)).await;
    assert_eq!(tags.0, [tag]);

    // Letter case counts; what is not there is named.
    let other = if id.to_uppercase() == id { id.to_lowercase() } else { id.to_uppercase() };
    if other != id {
        let other = Params::new().with("regid", other);
        assert!(!server.call::<Exists>("registration.exists", other).await.0, "{id:?}");
    }
    server.call::<Done>("registration.deleteRegistration", registration()).await;
    let gone =
        server.api.call::<RegistrationDetail>("registration.getRegistrationDetail", &registration()).await;
    assert_eq!(
        fault(gone.unwrap_err()),
        format!("Could not find registration [{id}] associated with appid [lms]")
    );
}

fn fault(error: CallError) -> String {
    match error {
        CallError::Reply { source: ReplyError::Fault(fault), .. } => fault.message,
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_xml_cannot_carry_or_is_too_long_makes_nothing() {
    let server = TestServer::new().await;
    server.import("course", &scorm12_single()).await;
    for bad in ["a\u{1}b", "\0", "\u{ffff}", "\u{b}", &"x".repeat(256), &"\u{1F600}".repeat(256)] {
        let ids = |regid: &str, learnerid: &str| {
            Params::new()
                .with("courseid", "course")
                .with("regid", regid)
                .with("learnerid", learnerid)
                .with("fname", "A")
                .with("lname", "L")
        };
        let create = "registration.createRegistration";
        assert_eq!(server.refusal::<Done>(create, ids(bad, "ann")).await, 205, "{bad:?}");
        assert_eq!(server.refusal::<Done>(create, ids("reg", bad)).await, 205, "{bad:?}");
        let tag = Params::new().with("courseid", "course").with("tag", format!("a{bad}b"));
        assert_eq!(server.refusal::<Done>("tagging.addCourseTag", tag).await, 205, "{bad:?}");
        let course = Params::new().with("courseid", bad).with("path", "default/x.zip");
        assert_eq!(server.refusal::<Done>("course.importCourseAsync", course).await, 205, "{bad:?}");
        // Asked for, it is simply not there.
        assert!(!server.call::<Exists>("course.exists", Params::new().with("courseid", bad)).await.0);
        assert!(!server.call::<Exists>("registration.exists", Params::new().with("regid", bad)).await.0);
        let by_learner = Params::new().with("learnerid", bad);
        let list: RegistrationList = server.call("registration.getRegistrationList", by_learner).await;
        assert!(list.0.is_empty());
    }
}
