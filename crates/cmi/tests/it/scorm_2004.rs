//! SCORM 2004 4th Edition RTE 4.2.

use cmi::{Centiseconds, CompletionThreshold, LaunchData, Scorm2004, Session};

use crate::steps::Step::{Get, GetFails, Lenient, Set, SetFails};
use crate::steps::{Step, take};

fn begun(launch_data: LaunchData) -> Scorm2004 {
    let mut model = Scorm2004::default();
    model.begin(Session {
        learner_id: String::from("ada"),
        learner_name: String::from("Lovelace, Ada"),
        credit: false,
        mode: String::from("browse"),
        entry: String::new(),
        launch_data,
        ..Session::default()
    });
    model
}

fn check(steps: &[Step]) {
    take(&mut begun(LaunchData::default()), steps);
}

#[test]
fn what_the_system_says() {
    check(&[
        Get("cmi._version", "1.0"),
        Get("cmi.learner_id", "ada"),
        Get("cmi.learner_name", "Lovelace, Ada"),
        Get("cmi.credit", "no-credit"),
        Get("cmi.mode", "browse"),
        Get("cmi.entry", ""),
        Get("cmi.time_limit_action", "continue,no message"),
        Get("cmi.total_time", "PT0S"),
        GetFails("cmi.completion_threshold", 403),
        GetFails("cmi.scaled_passing_score", 403),
        GetFails("cmi.launch_data", 403),
        GetFails("cmi.max_time_allowed", 403),
        SetFails("cmi.learner_id", "x", 404),
        SetFails("cmi.credit", "credit", 404),
        SetFails("cmi.total_time", "PT1S", 404),
        SetFails("cmi.completion_threshold", "1", 404),
        SetFails("cmi.comments_from_lms.0.comment", "x", 404),
        Get("cmi.comments_from_lms._count", "0"),
        GetFails("cmi.comments_from_lms.0.comment", 301),
    ]);
    let mut given = begun(LaunchData {
        data_from_lms: Some(String::from("data")),
        max_time_allowed: Some(Centiseconds(6_000)),
        scaled_passing_score: Some(0.75),
        // A name twice, and an unnamed primary objective, are none.
        objectives: ["main", "", "main", "other"].map(String::from).to_vec(),
        ..LaunchData::default()
    });
    take(
        &mut given,
        &[
            Get("cmi.launch_data", "data"),
            Get("cmi.max_time_allowed", "PT1M"),
            Get("cmi.scaled_passing_score", "0.75"),
            Get("cmi.objectives._count", "2"),
            Get("cmi.objectives.0.id", "main"),
            SetFails("cmi.objectives.0.id", "another", 351),
            Set("cmi.objectives.0.id", "main"),
        ],
    );
}

#[test]
fn keywords_and_unknown_names() {
    check(&[
        Get("cmi.comments_from_learner._children", "comment,location,timestamp"),
        Get("cmi.comments_from_lms._children", "comment,location,timestamp"),
        Get(
            "cmi.interactions._children",
            "id,type,objectives,timestamp,correct_responses,weighting,learner_response,result,latency,description",
        ),
        Get("cmi.learner_preference._children", "audio_level,language,delivery_speed,audio_captioning"),
        Get(
            "cmi.objectives._children",
            "id,score,success_status,completion_status,progress_measure,description",
        ),
        Get("cmi.score._children", "scaled,raw,min,max"),
        GetFails("cmi.location._children", 301),
        GetFails("cmi.score._count", 301),
        GetFails("cmi.score._version", 301),
        GetFails("cmi.nothing._children", 401),
        SetFails("cmi._version", "1", 404),
        SetFails("cmi.score._children", "x", 404),
        SetFails("cmi.objectives._count", "1", 404),
        SetFails("cmi.nothing._count", "1", 401),
        GetFails("", 301),
        SetFails("", "x", 351),
        GetFails("cmi", 401),
        GetFails("cmi.score", 401),
        SetFails("cmi.score", "1", 401),
        GetFails("cmi.core.lesson_status", 401),
        SetFails("cmi.core.lesson_status", "passed", 401),
        GetFails("cmi.objectives.x.id", 401),
        GetFails("cmi.objectives.-1.id", 401),
        GetFails("cmi.objectives.0.nothing", 401),
    ]);
}

#[test]
fn statuses_as_set() {
    check(&[
        Get("cmi.completion_status", "unknown"),
        Get("cmi.success_status", "unknown"),
        Set("cmi.completion_status", "completed"),
        Set("cmi.completion_status", "incomplete"),
        Set("cmi.completion_status", "not attempted"),
        Set("cmi.completion_status", "unknown"),
        Lenient("cmi.completion_status", "Completed", "completed"),
        SetFails("cmi.completion_status", "passed", 406),
        SetFails("cmi.completion_status", "", 406),
        Set("cmi.success_status", "passed"),
        Set("cmi.success_status", "failed"),
        Set("cmi.success_status", "unknown"),
        SetFails("cmi.success_status", "completed", 406),
    ]);
}

#[test]
fn completion_by_threshold_is_computed_when_read() {
    let threshold =
        CompletionThreshold { completed_by_measure: true, min_progress_measure: 0.6, progress_weight: 1.0 };
    let mut model = begun(LaunchData { completion_threshold: threshold, ..LaunchData::default() });
    take(
        &mut model,
        &[
            Get("cmi.completion_threshold", "0.6"),
            Set("cmi.completion_status", "completed"),
            Get("cmi.completion_status", "unknown"),
            Set("cmi.progress_measure", "0.59"),
            Get("cmi.completion_status", "incomplete"),
            Set("cmi.progress_measure", "0.6"),
            Get("cmi.completion_status", "completed"),
            Set("cmi.completion_status", "incomplete"),
            Get("cmi.completion_status", "completed"),
        ],
    );
    let by_content = CompletionThreshold { completed_by_measure: false, ..threshold };
    let mut model = begun(LaunchData { completion_threshold: by_content, ..LaunchData::default() });
    take(&mut model, &[Set("cmi.progress_measure", "1"), Get("cmi.completion_status", "unknown")]);
}

#[test]
fn success_by_passing_score_is_computed_when_read() {
    let mut model = begun(LaunchData { scaled_passing_score: Some(0.7), ..LaunchData::default() });
    take(
        &mut model,
        &[
            Set("cmi.success_status", "passed"),
            Get("cmi.success_status", "unknown"),
            Set("cmi.score.scaled", "0.69"),
            Get("cmi.success_status", "failed"),
            Set("cmi.score.scaled", "0.7"),
            Get("cmi.success_status", "passed"),
            Set("cmi.success_status", "failed"),
            Get("cmi.success_status", "passed"),
        ],
    );
}

#[test]
fn numbers() {
    check(&[
        GetFails("cmi.score.scaled", 403),
        Set("cmi.score.scaled", "-1"),
        Set("cmi.score.scaled", "1.0"),
        Set("cmi.score.scaled", "0.1234567890"),
        Lenient("cmi.score.scaled", "1e-7", "0.0000001"),
        Lenient("cmi.score.scaled", "+0.5", "0.5"),
        SetFails("cmi.score.scaled", "1.01", 407),
        SetFails("cmi.score.scaled", "-1.01", 407),
        SetFails("cmi.score.scaled", "", 406),
        SetFails("cmi.score.scaled", "half", 406),
        Set("cmi.score.raw", "-1000000.5"),
        Set("cmi.score.min", "0"),
        Set("cmi.score.max", ".5"),
        SetFails("cmi.score.max", "inf", 406),
        GetFails("cmi.progress_measure", 403),
        Set("cmi.progress_measure", "0"),
        SetFails("cmi.progress_measure", "1.1", 407),
        SetFails("cmi.progress_measure", "-0.1", 407),
        Get("cmi.learner_preference.audio_level", "1"),
        Set("cmi.learner_preference.audio_level", "250"),
        SetFails("cmi.learner_preference.audio_level", "-1", 407),
        Get("cmi.learner_preference.delivery_speed", "1"),
        SetFails("cmi.learner_preference.delivery_speed", "-0.5", 407),
        Get("cmi.learner_preference.audio_captioning", "0"),
        Set("cmi.learner_preference.audio_captioning", "-1"),
        SetFails("cmi.learner_preference.audio_captioning", "2", 406),
        Get("cmi.learner_preference.language", ""),
        Set("cmi.learner_preference.language", "fr-CA"),
        Set("cmi.learner_preference.language", ""),
        SetFails("cmi.learner_preference.language", "123", 406),
    ]);
}

#[test]
fn exit_and_session_time_are_written_only() {
    check(&[
        GetFails("cmi.exit", 405),
        GetFails("cmi.session_time", 405),
        Set("cmi.exit", "time-out"),
        Set("cmi.exit", "suspend"),
        Set("cmi.exit", "logout"),
        Set("cmi.exit", "normal"),
        Set("cmi.exit", ""),
        SetFails("cmi.exit", "quit", 406),
        Set("cmi.session_time", "PT1H30M"),
        Set("cmi.session_time", "P1Y2M3DT4H5M6.78S"),
        Lenient("cmi.session_time", "00:01:00", "PT1M"),
        SetFails("cmi.session_time", "PT", 406),
        SetFails("cmi.session_time", "60", 406),
    ]);
}

#[test]
fn times_add_up() {
    let mut model = begun(LaunchData::default());
    for time in ["PT1M", "PT2M"] {
        model.set("cmi.session_time", "PT9H").unwrap();
        model.set("cmi.session_time", time).unwrap();
        model.count_session_time();
        model.begin(model.session.clone());
    }
    take(&mut model, &[Get("cmi.total_time", "PT3M")]);
}

#[test]
fn texts_and_their_ceilings() {
    let mut model = begun(LaunchData::default());
    take(
        &mut model,
        &[
            GetFails("cmi.location", 403),
            GetFails("cmi.suspend_data", 403),
            Set("cmi.location", ""),
            Get("cmi.location", ""),
        ],
    );
    model.session.rules.suspend_data_max = 1 << 20;
    for (element, promised, most) in [("cmi.location", 1000, 65_536), ("cmi.suspend_data", 64_000, 1 << 20)] {
        assert_eq!(model.set(element, &"x".repeat(promised)), Ok(Vec::new()));
        assert_eq!(model.set(element, &"x".repeat(promised + 1)).map(|notes| notes.len()), Ok(1));
        assert_eq!(model.set(element, &"x".repeat(most)).map(|notes| notes.len()), Ok(1));
        assert_eq!(model.set(element, &"x".repeat(most + 1)).map_err(|e| e.number), Err(406));
        assert_eq!(model.get(element).map(|text| text.len()), Ok(most));
    }
    // A host may keep less than the standard promises.
    model.session.rules.suspend_data_max = 4096;
    assert_eq!(model.set("cmi.suspend_data", &"ä".repeat(4096)), Ok(Vec::new()));
    assert_eq!(model.set("cmi.suspend_data", &"x".repeat(4097)).map_err(|e| e.number), Err(406));
    assert_eq!(model.get("cmi.suspend_data").map(|text| text.chars().count()), Ok(4096));
}

#[test]
fn comments() {
    check(&[
        SetFails("cmi.comments_from_learner.1.comment", "x", 351),
        Set("cmi.comments_from_learner.0.location", "page 1"),
        GetFails("cmi.comments_from_learner.0.comment", 403),
        Set("cmi.comments_from_learner.0.comment", "{lang=de-AT}servus"),
        SetFails("cmi.comments_from_learner.0.comment", "{lang=}x", 406),
        SetFails("cmi.comments_from_learner.0.comment", "{lang=en", 406),
        Set("cmi.comments_from_learner.0.timestamp", "2024-02-29T23:59:59.5+01:00"),
        Get("cmi.comments_from_learner._count", "1"),
        GetFails("cmi.comments_from_learner.1.comment", 301),
    ]);
}

#[test]
fn times() {
    const ELEMENT: &str = "cmi.comments_from_learner.0.timestamp";
    for good in [
        "1970",
        "2038-12",
        "2024-02-29",
        "2024-01-01T00",
        "2024-01-01T00:00",
        "2024-01-01T23:59:59",
        "2024-01-01T23:59:59.1",
        "2024-01-01T23:59:59.123Z",
        "2024-01-01T23:59:59-05",
        "2024-01-01T23:59:59+05:30",
    ] {
        check(&[Set(ELEMENT, good)]);
    }
    for bad in [
        "",
        "1969",
        "2039",
        "2024-13",
        "2023-02-29",
        "2024-04-31",
        "2024-1-1",
        "2024-01-01T24",
        "2024T10",
        "2024-01-01T",
        "2024-01-01T10:60",
        "2024-01-01T10:00:60",
        "2024-01-01T10:00:00.",
        "2024-01-01T10:00Z1",
        "2024-01-01T10:00:00+24:00",
        "today",
        "10:00:00",
    ] {
        check(&[SetFails(ELEMENT, bad, 406)]);
    }
    check(&[Lenient(ELEMENT, "2024-01-01 10:00:00", "2024-01-01T10:00:00")]);
}

#[test]
fn objectives() {
    check(&[
        GetFails("cmi.objectives.0.id", 301),
        SetFails("cmi.objectives.0.success_status", "passed", 408),
        SetFails("cmi.objectives.0.score.raw", "1", 408),
        SetFails("cmi.objectives.1.id", "o", 351),
        Set("cmi.objectives.0.id", "urn:lyceum:o1"),
        Get("cmi.objectives.0.success_status", "unknown"),
        Get("cmi.objectives.0.completion_status", "unknown"),
        GetFails("cmi.objectives.0.score.scaled", 403),
        GetFails("cmi.objectives.0.progress_measure", 403),
        GetFails("cmi.objectives.0.description", 403),
        Get("cmi.objectives.0.score._children", "scaled,raw,min,max"),
        Set("cmi.objectives.0.success_status", "passed"),
        Set("cmi.objectives.0.completion_status", "completed"),
        Set("cmi.objectives.0.score.scaled", "0.5"),
        SetFails("cmi.objectives.0.score.scaled", "2", 407),
        Set("cmi.objectives.0.progress_measure", "1"),
        Set("cmi.objectives.0.description", "{lang=en}first"),
        SetFails("cmi.objectives.1.id", "urn:lyceum:o1", 351),
        SetFails("cmi.objectives.0.id", "other", 351),
        SetFails("cmi.objectives.1.id", "", 406),
        SetFails("cmi.objectives.1.id", "  ", 406),
        SetFails("cmi.objectives.1.id", "urn:", 406),
        SetFails("cmi.objectives.1.id", "urn:x", 406),
        Lenient("cmi.objectives.1.id", "my objective ä", "my objective ä"),
        Get("cmi.objectives._count", "2"),
    ]);
}

#[test]
fn interactions() {
    check(&[
        SetFails("cmi.interactions.0.type", "choice", 408),
        SetFails("cmi.interactions.0.objectives.0.id", "o", 408),
        SetFails("cmi.interactions.0.correct_responses.0.pattern", "a", 408),
        SetFails("cmi.interactions.1.id", "q", 351),
        Set("cmi.interactions.0.id", "q1"),
        Set("cmi.interactions.0.id", "q1b"),
        GetFails("cmi.interactions.0.type", 403),
        SetFails("cmi.interactions.0.learner_response", "a", 408),
        SetFails("cmi.interactions.0.correct_responses.0.pattern", "a", 408),
        SetFails("cmi.interactions.0.type", "essay", 406),
        Set("cmi.interactions.0.type", "choice"),
        Set("cmi.interactions.0.objectives.0.id", "o1"),
        SetFails("cmi.interactions.0.objectives.1.id", "o1", 351),
        SetFails("cmi.interactions.0.objectives.2.id", "o2", 351),
        Set("cmi.interactions.0.objectives.0.id", "o2"),
        Get("cmi.interactions.0.objectives._count", "1"),
        Set("cmi.interactions.0.timestamp", "2024-01-01T10:00:00"),
        Set("cmi.interactions.0.weighting", "1"),
        Set("cmi.interactions.0.result", "neutral"),
        Set("cmi.interactions.0.result", "-2.5"),
        Lenient("cmi.interactions.0.result", "wrong", "incorrect"),
        SetFails("cmi.interactions.0.result", "right", 406),
        Set("cmi.interactions.0.latency", "PT5S"),
        Set("cmi.interactions.0.description", "why"),
        GetFails("cmi.interactions.0.correct_responses.0.pattern", 301),
        Set("cmi.interactions.0.correct_responses.0.pattern", "a[,]b"),
        SetFails("cmi.interactions.0.correct_responses.1.pattern", "a[,]b", 351),
        SetFails("cmi.interactions.0.correct_responses.2.pattern", "c", 351),
        Set("cmi.interactions.0.correct_responses.1.pattern", "c"),
        Get("cmi.interactions.0.correct_responses._count", "2"),
        Get("cmi.interactions._count", "1"),
    ]);
}

#[test]
fn objectives_that_content_knows_outlive_the_session() {
    let launch_data = LaunchData { objectives: vec![String::from("main")], ..LaunchData::default() };
    let mut model = begun(launch_data);
    take(&mut model, &[Set("cmi.objectives.1.id", "own"), Set("cmi.objectives.0.success_status", "passed")]);
    model.begin(model.session.clone());
    take(&mut model, &[Get("cmi.objectives._count", "2"), Get("cmi.objectives.0.success_status", "passed")]);
}

#[test]
fn lists_are_bounded() {
    let mut model = begun(LaunchData::default());
    for n in 0..10_000 {
        let set = model.set(&format!("cmi.interactions.{n}.id"), "q");
        assert_eq!(set, Ok(Vec::new()));
    }
    assert_eq!(model.set("cmi.interactions.10000.id", "q").map_err(|e| e.number), Err(351));
}
