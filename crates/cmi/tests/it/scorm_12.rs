//! SCORM 1.2 RTE 3.4.

use cmi::{Centiseconds, LaunchData, Scorm12, Session, TimeLimitAction};

use crate::steps::Step::{Get, GetFails, Lenient, Set, SetFails};
use crate::steps::{Step, take};

fn model() -> Scorm12 {
    let mut model = Scorm12::default();
    model.begin(Session {
        learner_id: String::from("ada"),
        learner_name: String::from("Lovelace, Ada"),
        credit: true,
        mode: String::from("normal"),
        entry: String::from("ab-initio"),
        launch_data: LaunchData {
            data_from_lms: Some(String::from("start=3")),
            mastery_score: Some(80.0),
            max_time_allowed: Some(Centiseconds(360_000)),
            time_limit_action: Some(TimeLimitAction::ExitNoMessage),
            ..LaunchData::default()
        },
        ..Session::default()
    });
    model
}

fn check(steps: &[Step]) {
    take(&mut model(), steps);
}

#[test]
fn what_the_system_says() {
    check(&[
        Get("cmi._version", "3.4"),
        Get("cmi.core.student_id", "ada"),
        Get("cmi.core.student_name", "Lovelace, Ada"),
        Get("cmi.core.credit", "credit"),
        Get("cmi.core.entry", "ab-initio"),
        Get("cmi.core.lesson_mode", "normal"),
        Get("cmi.core.total_time", "0000:00:00.00"),
        Get("cmi.launch_data", "start=3"),
        Get("cmi.comments_from_lms", ""),
        Get("cmi.student_data.mastery_score", "80"),
        Get("cmi.student_data.max_time_allowed", "0001:00:00.00"),
        Get("cmi.student_data.time_limit_action", "exit,no message"),
        SetFails("cmi.core.student_id", "bob", 403),
        SetFails("cmi.core.student_name", "x", 403),
        SetFails("cmi.core.credit", "credit", 403),
        SetFails("cmi.core.entry", "resume", 403),
        SetFails("cmi.core.total_time", "00:00:01", 403),
        SetFails("cmi.core.lesson_mode", "normal", 403),
        SetFails("cmi.launch_data", "x", 403),
        SetFails("cmi.comments_from_lms", "x", 403),
        SetFails("cmi.student_data.mastery_score", "1", 403),
    ]);
}

#[test]
fn keywords_and_unknown_names() {
    check(&[
        Get(
            "cmi.core._children",
            "student_id,student_name,lesson_location,credit,lesson_status,entry,score,total_time,lesson_mode,exit,session_time",
        ),
        Get("cmi.core.score._children", "raw,min,max"),
        Get("cmi.objectives._children", "id,score,status"),
        Get("cmi.student_data._children", "mastery_score,max_time_allowed,time_limit_action"),
        Get("cmi.student_preference._children", "audio,language,speed,text"),
        Get("cmi.objectives._count", "0"),
        Get("cmi.interactions._count", "0"),
        GetFails("cmi.core.lesson_status._children", 202),
        GetFails("cmi.core._count", 203),
        GetFails("cmi.core.score._count", 203),
        GetFails("cmi.nothing._count", 401),
        SetFails("cmi.core._children", "x", 402),
        SetFails("cmi.objectives._count", "1", 402),
        SetFails("cmi._version", "1", 402),
        GetFails("cmi.nothing.here", 401),
        SetFails("cmi.nothing.here", "x", 401),
        GetFails("adl.nav.request", 401),
        GetFails("cmi.core.nothing", 201),
        SetFails("cmi.core.nothing", "x", 201),
        GetFails("cmi.core", 201),
        GetFails("cmi", 201),
        GetFails("", 201),
        SetFails("", "x", 201),
        GetFails("cmi..core", 201),
        GetFails("cmi.interactions.n.id", 201),
        GetFails("cmi.objectives.01.id", 201),
    ]);
}

#[test]
fn lesson_status() {
    check(&[
        Get("cmi.core.lesson_status", "not attempted"),
        SetFails("cmi.core.lesson_status", "not attempted", 405),
        SetFails("cmi.core.lesson_status", "done", 405),
        SetFails("cmi.core.lesson_status", "", 405),
        Set("cmi.core.lesson_status", "passed"),
        Set("cmi.core.lesson_status", "failed"),
        Set("cmi.core.lesson_status", "completed"),
        Set("cmi.core.lesson_status", "incomplete"),
        Set("cmi.core.lesson_status", "browsed"),
        Lenient("cmi.core.lesson_status", "Completed", "completed"),
        Lenient("cmi.core.lesson_status", " PASSED ", "passed"),
        Get("cmi.core.lesson_status", "passed"),
    ]);
}

#[test]
fn that_a_status_was_set_is_known_only_once_it_was_accepted() {
    let mut model = model();
    assert!(model.set("cmi.core.lesson_status", "nonsense").is_err());
    assert!(!model.status_set);
    assert!(model.set("cmi.core.lesson_status", "incomplete").is_ok());
    assert!(model.status_set);
}

#[test]
fn scores() {
    check(&[
        Get("cmi.core.score.raw", ""),
        Set("cmi.core.score.raw", "85"),
        Set("cmi.core.score.raw", "85.5"),
        Set("cmi.core.score.min", "0"),
        Set("cmi.core.score.max", "100"),
        Lenient("cmi.core.score.raw", "", ""),
        Lenient("cmi.core.score.raw", "85,5", "85.5"),
        Lenient("cmi.core.score.raw", " 7 ", "7"),
        Lenient("cmi.core.score.raw", "1e1", "10"),
        SetFails("cmi.core.score.raw", "100.1", 405),
        SetFails("cmi.core.score.raw", "-1", 405),
        SetFails("cmi.core.score.raw", "good", 405),
        SetFails("cmi.core.score.raw", "NaN", 405),
        SetFails("cmi.core.score.max", "1e999", 405),
    ]);
}

#[test]
fn exit_and_session_time_are_written_only() {
    check(&[
        Set("cmi.core.exit", "suspend"),
        Set("cmi.core.exit", "logout"),
        Set("cmi.core.exit", "time-out"),
        Set("cmi.core.exit", ""),
        Lenient("cmi.core.exit", "normal", ""),
        Lenient("cmi.core.exit", "Suspend", "suspend"),
        SetFails("cmi.core.exit", "quit", 405),
        GetFails("cmi.core.exit", 404),
        GetFails("cmi.core.session_time", 404),
        Set("cmi.core.session_time", "00:01:02"),
        Set("cmi.core.session_time", "0000:01:02.34"),
        Lenient("cmi.core.session_time", "1:2:3", "0001:02:03.00"),
        Lenient("cmi.core.session_time", "00000:01:02.345", "0000:01:02.34"),
        Lenient("cmi.core.session_time", "PT1M", "0000:01:00.00"),
        SetFails("cmi.core.session_time", "soon", 405),
        SetFails("cmi.core.session_time", "12", 405),
        SetFails("cmi.core.session_time", "-1:00:00", 405),
    ]);
}

#[test]
fn texts_and_their_ceilings() {
    let mut model = model();
    for (element, promised) in [
        ("cmi.core.lesson_location", 255),
        ("cmi.suspend_data", 4096),
        ("cmi.comments", 4096),
        ("cmi.student_preference.language", 255),
    ] {
        let just = "ä".repeat(promised);
        assert_eq!(model.set(element, &just), Ok(Vec::new()), "{element}");
        let more = "x".repeat(promised + 1);
        assert_eq!(model.set(element, &more).map(|notes| notes.len()), Ok(1), "{element}");
        assert_eq!(model.get(element).as_deref(), Ok(&*more), "{element}");
        let most = "x".repeat(65_537);
        assert_eq!(model.set(element, &most).map_err(|e| e.number), Err(405), "{element}");
        assert_eq!(model.get(element).as_deref(), Ok(&*more), "{element}");
    }
    model.session.rules.suspend_data_max = 70_000;
    assert_eq!(model.set("cmi.suspend_data", &"x".repeat(70_000)).map(|notes| notes.len()), Ok(1));
    assert!(model.set("cmi.suspend_data", &"x".repeat(70_001)).is_err());
    model.session.rules.suspend_data_max = 100;
    assert_eq!(model.set("cmi.suspend_data", &"ä".repeat(100)), Ok(Vec::new()));
    assert_eq!(model.set("cmi.suspend_data", &"x".repeat(101)).map_err(|e| e.number), Err(405));
}

#[test]
fn preferences() {
    check(&[
        Get("cmi.student_preference.audio", "0"),
        Get("cmi.student_preference.language", ""),
        Set("cmi.student_preference.audio", "-1"),
        Set("cmi.student_preference.audio", "100"),
        SetFails("cmi.student_preference.audio", "101", 405),
        SetFails("cmi.student_preference.audio", "loud", 405),
        Set("cmi.student_preference.speed", "-100"),
        SetFails("cmi.student_preference.speed", "-101", 405),
        Set("cmi.student_preference.text", "1"),
        SetFails("cmi.student_preference.text", "2", 405),
        Lenient("cmi.student_preference.text", "1.0", "1"),
        SetFails("cmi.student_preference.text", "0.5", 405),
    ]);
}

#[test]
fn objectives() {
    check(&[
        GetFails("cmi.objectives.0.id", 201),
        SetFails("cmi.objectives.1.id", "o", 201),
        Set("cmi.objectives.0.id", "o1"),
        Get("cmi.objectives._count", "1"),
        Get("cmi.objectives.0.id", "o1"),
        Get("cmi.objectives.0.status", "not attempted"),
        Get("cmi.objectives.0.score.raw", ""),
        Get("cmi.objectives.0.score._children", "raw,min,max"),
        Set("cmi.objectives.0.score.raw", "10"),
        Set("cmi.objectives.0.status", "not attempted"),
        Set("cmi.objectives.0.status", "passed"),
        SetFails("cmi.objectives.0.status", "ok", 405),
        SetFails("cmi.objectives.0.id", " ", 405),
        Lenient("cmi.objectives.1.id", "my objective", "my objective"),
        Get("cmi.objectives._count", "2"),
        SetFails("cmi.objectives.99999999999999999999999.id", "o", 201),
    ]);
}

#[test]
fn interactions() {
    check(&[
        SetFails("cmi.interactions.1.id", "q", 201),
        Set("cmi.interactions.0.id", "q1"),
        GetFails("cmi.interactions.0.id", 404),
        GetFails("cmi.interactions.0.student_response", 404),
        Get("cmi.interactions.0.objectives._count", "0"),
        GetFails("cmi.interactions.1.objectives._count", 201),
        Set("cmi.interactions.0.objectives.0.id", "o1"),
        Get("cmi.interactions.0.objectives._count", "1"),
        Set("cmi.interactions.0.time", "10:11:12"),
        Set("cmi.interactions.0.time", "10:11:12.5"),
        Lenient("cmi.interactions.0.time", "1:1:2", "1:1:2"),
        SetFails("cmi.interactions.0.time", "24:00:00", 405),
        SetFails("cmi.interactions.0.time", "10:61:00", 405),
        SetFails("cmi.interactions.0.time", "noon", 405),
        Set("cmi.interactions.0.type", "choice"),
        Lenient("cmi.interactions.0.type", "Choice", "choice"),
        SetFails("cmi.interactions.0.type", "essay", 405),
        Set("cmi.interactions.0.correct_responses.0.pattern", "a,b"),
        Get("cmi.interactions.0.correct_responses._count", "1"),
        Set("cmi.interactions.0.student_response", "{a,1}"),
        Lenient("cmi.interactions.0.student_response", "a,10", "a,10"),
        Set("cmi.interactions.0.weighting", "1.5"),
        SetFails("cmi.interactions.0.weighting", "heavy", 405),
        Set("cmi.interactions.0.result", "wrong"),
        Set("cmi.interactions.0.result", "0.5"),
        Lenient("cmi.interactions.0.result", "incorrect", "wrong"),
        Lenient("cmi.interactions.0.result", "Correct", "correct"),
        SetFails("cmi.interactions.0.result", "maybe", 405),
        Set("cmi.interactions.0.latency", "00:00:30"),
        SetFails("cmi.interactions.0.latency", "long", 405),
        Set("cmi.interactions.1.type", "true-false"),
        Set("cmi.interactions.1.student_response", "t"),
        Set("cmi.interactions.1.student_response", "0"),
        SetFails("cmi.interactions.1.student_response", "x", 405),
        Set("cmi.interactions.2.type", "numeric"),
        Set("cmi.interactions.2.student_response", "-4.2"),
        SetFails("cmi.interactions.2.student_response", "four", 405),
        SetFails("cmi.interactions.2.correct_responses.1.pattern", "4", 201),
    ]);
}

#[test]
fn answers_of_any_form_where_they_are_not_checked() {
    let mut model = model();
    model.session.rules.check_responses = false;
    take(
        &mut model,
        &[
            Set("cmi.interactions.0.type", "numeric"),
            Lenient("cmi.interactions.0.student_response", "four", "four"),
        ],
    );
}

#[test]
fn lists_and_totals_are_bounded() {
    let mut model = model();
    for n in 0..10_000 {
        model.set(&format!("cmi.interactions.{n}.id"), "q").unwrap();
    }
    assert_eq!(model.set("cmi.interactions.10000.id", "q").map_err(|e| e.number), Err(101));
    let text = "x".repeat(60_000);
    let full = (0..10_000).find_map(|n| model.set(&format!("cmi.interactions.{n}.id"), &text).err());
    assert_eq!(full.map(|error| error.number), Some(101));
    assert!(model.bytes <= 16 << 20);
    let bytes = model.bytes;
    model.begin(model.session.clone());
    assert_eq!(model.bytes, bytes);
}

#[test]
fn a_session_leaves_its_time_and_takes_its_exit_along() {
    let mut model = model();
    model.set("cmi.core.exit", "suspend").unwrap();
    model.set("cmi.core.session_time", "01:00:00.5").unwrap();
    model.set("cmi.core.lesson_location", "p2").unwrap();
    model.count_session_time();
    model.begin(model.session.clone());
    take(&mut model, &[Get("cmi.core.total_time", "0001:00:00.50"), Get("cmi.core.lesson_location", "p2")]);
    assert_eq!(model.exit(), "");
}
