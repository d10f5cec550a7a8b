//! Whatever content writes.

use cmi::{Scorm12, Scorm2004};
use proptest::prelude::*;

use crate::steps::Model;

/// Names near enough to real ones that some of them are.
fn name() -> impl Strategy<Value = String> {
    const PARTS: [&str; 34] = [
        "cmi",
        "core",
        "score",
        "raw",
        "scaled",
        "min",
        "objectives",
        "interactions",
        "0",
        "1",
        "2",
        "00",
        "18446744073709551616",
        "id",
        "type",
        "correct_responses",
        "pattern",
        "learner_response",
        "student_response",
        "_count",
        "_children",
        "_version",
        "status",
        "lesson_status",
        "suspend_data",
        "n",
        "",
        "comments_from_learner",
        "comment",
        "timestamp",
        "session_time",
        "progress_measure",
        "exit",
        "ä",
    ];
    prop_oneof![
        prop::collection::vec(prop::sample::select(&PARTS[..]), 0..8).prop_map(|parts| parts.join(".")),
        prop::collection::vec(prop::sample::select(&PARTS[..]), 1..5).prop_map(|parts| [
            "cmi.",
            &parts.join(".")
        ]
        .concat()),
        ".{0,20}",
    ]
}

fn value() -> impl Strategy<Value = String> {
    const WORDS: [&str; 16] = [
        "completed",
        "passed",
        "choice",
        "performance",
        "matching",
        "numeric",
        "fill-in",
        "true",
        "0.5",
        "-3",
        "PT1S",
        "00:00:01",
        "2024-02-29T10:00:00Z",
        "a[,]b",
        "{lang=en}a[.]b",
        "{order_matters=true}a[.]1[:]2",
    ];
    prop_oneof![
        prop::sample::select(&WORDS[..]).prop_map(str::to_owned),
        r"[\{\}\[\],.:=a-z0-9PTS-]{0,24}",
        ".{0,30}",
    ]
}

/// A refused call changes nothing; an accepted one is kept, and reads back as kept where it can be read.
fn hold<M: Model + Clone + PartialEq + std::fmt::Debug>(
    model: &mut M,
    calls: &[(String, String)],
) -> Result<(), TestCaseError> {
    for (element, value) in calls {
        let before = model.clone();
        match model.set(element, value) {
            Ok(notes) => {
                let stored = model.stored(element).map(str::to_owned);
                prop_assert!(stored.is_some(), "{element} is not kept");
                if notes.is_empty() {
                    prop_assert_eq!(stored.as_deref(), Some(value.as_str()));
                }
                if let Ok(read) = model.get(element) {
                    prop_assert_eq!(Some(read), stored);
                }
            }
            Err(error) => {
                prop_assert!(error.number >= 101 && !error.why.is_empty());
                prop_assert_eq!(&*model, &before);
            }
        }
        let _ = model.get(element);
    }
    Ok(())
}

proptest! {
    #[test]
    fn scorm_12_holds(calls in prop::collection::vec((name(), value()), 0..40)) {
        hold(&mut Scorm12::default(), &calls)?;
    }

    #[test]
    fn scorm_2004_holds(calls in prop::collection::vec((name(), value()), 0..40)) {
        hold(&mut Scorm2004::default(), &calls)?;
    }

    #[test]
    fn every_answer_is_judged_without_a_panic(
        kind in prop::sample::select(&[
            "true-false", "choice", "fill-in", "long-fill-in", "matching", "performance", "sequencing",
            "likert", "numeric", "other",
        ][..]),
        pattern in value(),
        response in value(),
    ) {
        let mut model = Scorm2004::default();
        model.set("cmi.interactions.0.id", "q").unwrap();
        model.set("cmi.interactions.0.type", kind).unwrap();
        hold(&mut model, &[
            ("cmi.interactions.0.correct_responses.0.pattern".into(), pattern),
            ("cmi.interactions.0.learner_response".into(), response),
        ])?;
    }
}
