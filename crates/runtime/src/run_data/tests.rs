use cmi::{CompletionThreshold, Edition, LaunchData};

use super::*;
use crate::codec::bytes::{Reader, Writer};
use crate::definition::{Resource, ResourceKind};

fn definition(edition: Edition, launch_data: LaunchData) -> Definition {
    let activity = Activity {
        identifier: String::from("item"),
        title: String::from("Item"),
        parent: None,
        children: Vec::new(),
        resource: Some(Resource { kind: ResourceKind::Sco, href: String::from("index.html") }),
        visible: true,
        sequencing: Default::default(),
        launch_data,
        prerequisites: None,
        data_maps: Vec::new(),
    };
    Definition {
        edition,
        title: String::from("Course"),
        activities: vec![activity],
        objectives_global_to_system: false,
        shared_data_global_to_system: false,
    }
}

fn pins(edition: Edition, mode: Mode) -> Pins {
    Pins {
        launch: String::from("launch"),
        engine: crate::ENGINE_VERSION,
        course_version: 1,
        behaviour: Behaviour::defaults(edition, 1),
        learner: Learner {
            id: String::from("ada"),
            first_name: String::from("Ada"),
            last_name: String::from("Lovelace"),
            language: None,
        },
        mode,
        credit: mode == Mode::Normal,
        global_objectives: Vec::new(),
        shared_data: Vec::new(),
        seed: 1,
        heartbeat_secs: 60,
    }
}

fn started(edition: Edition, launch_data: LaunchData, mode: Mode) -> (RunData, Definition, Pins) {
    let definition = definition(edition, launch_data);
    let pins = pins(edition, mode);
    let mut data = RunData::new(edition, &definition.activities[0]);
    begin(&mut data, &definition, &pins, false);
    (data, definition, pins)
}

fn begin(data: &mut RunData, definition: &Definition, pins: &Pins, again: bool) {
    let start = SessionStart {
        learner: pins.learner.clone(),
        mode: pins.mode,
        credit: pins.credit,
        entry: EntryMode::AbInitio,
        again,
    };
    data.begin(definition, 0, &pins.behaviour, &start);
}

fn set(data: &mut RunData, element: &str, value: &str) {
    assert_eq!(data.set(element, value).map_err(|e| (element.to_owned(), e)).map(|_| ()), Ok(()));
}

fn comes_back(data: &RunData) {
    let mut out = Writer::default();
    out.put(data);
    let mut input = Reader::new(&out.bytes, 1);
    assert_eq!(input.get::<RunData>().as_ref(), Ok(data));
    assert_eq!(input.end(), Ok(()));
    for end in 0..out.bytes.len() {
        assert!(Reader::new(&out.bytes[..end], 1).get::<RunData>().is_err(), "cut at {end}");
    }
}

const ANSWERED_12: [(&str, &str); 12] = [
    ("cmi.core.lesson_status", "failed"),
    ("cmi.core.score.raw", "8"),
    ("cmi.core.score.min", "0"),
    ("cmi.core.score.max", "10"),
    ("cmi.interactions.0.id", "q1"),
    ("cmi.interactions.0.type", "matching"),
    ("cmi.interactions.0.objectives.0.id", "o1"),
    ("cmi.interactions.0.correct_responses.0.pattern", "1.a,2.b"),
    ("cmi.interactions.0.student_response", "1.b,2.a"),
    ("cmi.interactions.0.result", "wrong"),
    ("cmi.interactions.0.latency", "00:01:02.50"),
    ("cmi.objectives.0.id", "o1"),
];

#[test]
fn data_of_both_standards_comes_back_from_a_snapshot() {
    let (mut data, ..) = started(Edition::Scorm12, LaunchData::default(), Mode::Normal);
    ANSWERED_12.iter().for_each(|(element, value)| set(&mut data, element, value));
    comes_back(&data);
    let launch_data = LaunchData { objectives: vec![String::from("main")], ..LaunchData::default() };
    let (mut data, ..) = started(Edition::Scorm2004Ed4, launch_data, Mode::Normal);
    set(&mut data, "cmi.interactions.0.id", "q1");
    set(&mut data, "cmi.interactions.0.objectives.0.id", "o1");
    set(&mut data, "cmi.objectives.0.score.scaled", "0.5");
    comes_back(&data);
}

#[test]
fn a_report_of_scorm_12_speaks_scorm_2004() {
    let (mut data, definition, pins) = started(Edition::Scorm12, LaunchData::default(), Mode::Normal);
    ANSWERED_12.iter().for_each(|(element, value)| set(&mut data, element, value));
    let report = data.report(&definition.activities[0], Some(&pins));
    assert_eq!((&*report.completion_status, report.success), ("unknown", Success::Failed));
    assert_eq!((report.score_scaled, report.score_raw.as_deref()), (Some(0.8), Some("8")));
    assert_eq!((&*report.learner_id, &*report.learner_name), ("ada", "Ada Lovelace"));
    assert_eq!((report.credit, &*report.entry), (true, "ab-initio"));
    let question = &report.interactions[0];
    assert_eq!(question.correct_responses, ["1[.]a[,]2[.]b"]);
    assert_eq!(question.learner_response.as_deref(), Some("1[.]b[,]2[.]a"));
    assert_eq!(question.result.as_deref(), Some("incorrect"));
    assert_eq!(question.latency, Some(Centiseconds(6_250)));
    assert_eq!(question.objectives, ["o1"]);
    assert_eq!(report.objectives[0].completion_status, "not attempted");
    assert_eq!(report.location, None);
}

#[test]
fn answers_of_scorm_12_are_converted_by_type() {
    use super::answers_12::convert;
    let table = [
        (Some("true-false"), "t", "true"),
        (Some("true-false"), "0", "false"),
        (Some("choice"), "a,b", "a[,]b"),
        (Some("choice"), "{a,b}", "a[,]b"),
        (Some("choice"), "", ""),
        (Some("sequencing"), "c, a,b", "c[,]a[,]b"),
        (Some("matching"), "{1.a,2.b}", "1[.]a[,]2[.]b"),
        (Some("choice"), "a[,]b", "a[,]b"),
        (Some("fill-in"), "one, two", "one, two"),
        (Some("numeric"), "1.5", "1.5"),
        (None, "a,b", "a,b"),
    ];
    for (kind, answer, expected) in table {
        assert_eq!(convert(kind, answer), expected, "{kind:?} {answer}");
    }
}

#[test]
fn scorm_12_implies_a_status_once_content_finished_without_one() {
    let mastery = LaunchData { mastery_score: Some(80.0), ..LaunchData::default() };
    let (mut data, definition, pins) = started(Edition::Scorm12, mastery.clone(), Mode::Normal);
    set(&mut data, "cmi.core.score.raw", "90");
    assert_eq!(data.lesson_status(), "not attempted");
    assert_eq!(data.imply_status(&definition.activities[0], &pins).map(|(word, _)| word), Some("passed"));
    assert_eq!(data.get("cmi.core.lesson_status").as_deref(), Ok("passed"));
    let (mut data, definition, pins) = started(Edition::Scorm12, mastery, Mode::Normal);
    set(&mut data, "cmi.core.lesson_status", "incomplete");
    set(&mut data, "cmi.core.score.raw", "90");
    assert_eq!(data.imply_status(&definition.activities[0], &pins), None);
    let (mut data, definition, pins) = started(Edition::Scorm12, LaunchData::default(), Mode::Browse);
    assert_eq!(data.imply_status(&definition.activities[0], &pins).map(|(word, _)| word), Some("browsed"));
    let (mut data, definition, pins) = started(Edition::Scorm2004Ed4, LaunchData::default(), Mode::Normal);
    assert_eq!(data.imply_status(&definition.activities[0], &pins), None);
}

#[test]
fn times_of_all_sessions_add_up_and_the_entry_of_a_delivery_stays() {
    let (mut data, definition, pins) = started(Edition::Scorm12, LaunchData::default(), Mode::Normal);
    set(&mut data, "cmi.core.session_time", "00:01:00");
    set(&mut data, "cmi.core.session_time", "00:02:00");
    data.count_session_time();
    data.count_session_time();
    begin(&mut data, &definition, &pins, true);
    assert_eq!(data.get("cmi.core.entry").as_deref(), Ok("ab-initio"));
    set(&mut data, "cmi.core.session_time", "00:03:00");
    data.count_session_time();
    assert_eq!(data.get("cmi.core.total_time").as_deref(), Ok("0000:05:00.00"));
    assert_eq!(data.report(&definition.activities[0], None).total_time, Centiseconds(30_000));
}

#[test]
fn a_review_changes_no_status_no_score_and_no_answers() {
    let (mut data, definition, _) = started(Edition::Scorm2004Ed4, LaunchData::default(), Mode::Normal);
    set(&mut data, "cmi.success_status", "passed");
    set(&mut data, "cmi.score.scaled", "0.9");
    let kept = data.clone();
    begin(&mut data, &definition, &pins(Edition::Scorm2004Ed4, Mode::Review), false);
    assert_eq!(data.get("cmi.credit").as_deref(), Ok("no-credit"));
    for (element, value) in [
        ("cmi.success_status", "failed"),
        ("cmi.score.scaled", "0.1"),
        ("cmi.score.raw", "10"),
        ("cmi.location", "p9"),
        ("cmi.interactions.0.id", "q"),
    ] {
        set(&mut data, element, value);
    }
    data.take_results_from(&kept);
    assert_eq!(data.get("cmi.success_status").as_deref(), Ok("passed"));
    assert_eq!(data.get("cmi.score.scaled").as_deref(), Ok("0.9"));
    assert_eq!(data.get("cmi.score.raw").map_err(|e| e.number), Err(403));
    assert_eq!(data.get("cmi.interactions._count").as_deref(), Ok("0"));
    assert_eq!(data.get("cmi.location").as_deref(), Ok("p9"));
}

#[test]
fn statuses_of_scorm_2004_are_read_live() {
    let launch_data = LaunchData {
        completion_threshold: CompletionThreshold {
            completed_by_measure: true,
            min_progress_measure: 0.5,
            progress_weight: 1.0,
        },
        scaled_passing_score: Some(0.7),
        ..LaunchData::default()
    };
    let (mut data, definition, pins) = started(Edition::Scorm2004Ed4, launch_data, Mode::Normal);
    set(&mut data, "cmi.completion_status", "completed");
    let unit = data.as_unit(true, &pins.behaviour, false);
    assert_eq!((unit.completion, unit.success), (Completion::Unknown, Success::Unknown));
    set(&mut data, "cmi.progress_measure", "0.5");
    set(&mut data, "cmi.score.scaled", "0.69");
    let unit = data.as_unit(true, &pins.behaviour, false);
    assert_eq!((unit.completion, unit.success), (Completion::Complete, Success::Failed));
    let report = data.report(&definition.activities[0], Some(&pins));
    assert_eq!((&*report.completion_status, report.success), ("completed", Success::Failed));
    assert_eq!(report.completion_threshold.as_deref(), Some("0.5"));
    assert_eq!(report.scaled_passing_score.as_deref(), Some("0.7"));
}

#[test]
fn a_raw_score_counts_in_scorm_2004_where_it_is_asked_for() {
    let (mut data, ..) = started(Edition::Scorm2004Ed3, LaunchData::default(), Mode::Normal);
    set(&mut data, "cmi.score.raw", "40");
    assert_eq!((data.score(false), data.score(true)), (None, Some(0.4)));
    set(&mut data, "cmi.score.scaled", "-0.5");
    assert_eq!(data.score(true), Some(-0.5));
}

#[test]
fn exit_words() {
    for (word, mode) in [
        ("suspend", ExitMode::Suspend),
        ("logout", ExitMode::Logout),
        ("time-out", ExitMode::TimeOut),
        ("", ExitMode::Normal),
    ] {
        let (mut data, definition, pins) = started(Edition::Scorm12, LaunchData::default(), Mode::Normal);
        set(&mut data, "cmi.core.exit", word);
        assert_eq!(data.exit(), mode);
        begin(&mut data, &definition, &pins, false);
        assert_eq!(data.exit(), ExitMode::Normal);
    }
}

#[test]
fn records_nested_deeper_than_the_data_model_are_refused() {
    let nested = |depth: usize| {
        let mut tree = cmi::Tree::default();
        for _ in 1..depth {
            let lists = [(String::from("list"), vec![tree])].into();
            tree = cmi::Tree { lists, ..cmi::Tree::default() };
        }
        let mut out = Writer::default();
        out.put(&tree);
        Reader::new(&out.bytes, 1).get::<cmi::Tree>().is_ok()
    };
    assert!(nested(cmi::Tree::DEPTH));
    assert!(!nested(cmi::Tree::DEPTH + 1));
    assert!(!nested(1_000));
}
