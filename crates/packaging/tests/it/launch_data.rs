//! What items hand to the data model.

use cmi::{Centiseconds, CompletionThreshold, LaunchData, TimeLimitAction};
use test_support::{Edition, Sco, manifest};

use crate::{package, read_good};

fn launch_data(edition: Edition, inside: &str) -> (LaunchData, Vec<u16>) {
    let text = manifest(edition, "Course", &[Sco::new("a").with(inside)], "");
    let (course, warnings) = read_good(&package(text, &["sco.html"]));
    (course.organization().items[0].launch_data.clone(), warnings)
}

#[test]
fn scorm12() {
    let inside = "<adlcp:maxtimeallowed>01:30:00.5</adlcp:maxtimeallowed><adlcp:timelimitaction>exit, no message\
        </adlcp:timelimitaction><adlcp:datafromlms> a=1\nb=2 </adlcp:datafromlms><adlcp:masteryscore>82,5</adlcp:masteryscore>";
    let (data, warnings) = launch_data(Edition::Scorm12, inside);
    let expected = LaunchData {
        data_from_lms: Some("a=1\nb=2".to_owned()),
        mastery_score: Some(82.5),
        max_time_allowed: Some(Centiseconds(540_050)),
        time_limit_action: Some(TimeLimitAction::ExitNoMessage),
        ..LaunchData::default()
    };
    assert_eq!((data, warnings), (expected, vec![]));
    for (inside, code) in [
        ("<adlcp:masteryscore>101</adlcp:masteryscore>", 601),
        ("<adlcp:masteryscore>good</adlcp:masteryscore>", 601),
        ("<adlcp:maxtimeallowed>soon</adlcp:maxtimeallowed>", 601),
        ("<adlcp:maxtimeallowed>PT1Q</adlcp:maxtimeallowed>", 601),
        ("<adlcp:timelimitaction>explode</adlcp:timelimitaction>", 602),
    ] {
        assert_eq!(launch_data(Edition::Scorm12, inside), (LaunchData::default(), vec![code]), "{inside}");
    }
}

#[test]
fn scorm2004() {
    let inside = "<adlcp:timeLimitAction>continue,message</adlcp:timeLimitAction><adlcp:dataFromLMS>d</adlcp:dataFromLMS>\
        <imsss:sequencing><imsss:limitConditions attemptAbsoluteDurationLimit='P1DT1H1M1.5S'/><imsss:objectives>\
        <imsss:primaryObjective objectiveID='p' satisfiedByMeasure='true'><imsss:minNormalizedMeasure>0.4\
        </imsss:minNormalizedMeasure></imsss:primaryObjective><imsss:objective objectiveID='o'/></imsss:objectives></imsss:sequencing>";
    let (data, warnings) = launch_data(Edition::Third, inside);
    let expected = LaunchData {
        data_from_lms: Some("d".to_owned()),
        max_time_allowed: Some(Centiseconds(9_006_150)),
        time_limit_action: Some(TimeLimitAction::ContinueMessage),
        scaled_passing_score: Some(0.4),
        objectives: vec!["p".to_owned(), "o".to_owned()],
        ..LaunchData::default()
    };
    assert_eq!((data, warnings), (expected, vec![]));
}

#[test]
fn completion_thresholds_of_the_editions() {
    for (edition, inside, by_measure, measure, weight) in [
        (Edition::Third, "", false, 1.0, 1.0),
        (Edition::Third, "<adlcp:completionThreshold>0.75</adlcp:completionThreshold>", true, 0.75, 1.0),
        (Edition::Fourth, "<adlcp:completionThreshold/>", false, 1.0, 1.0),
        (Edition::Fourth, "<adlcp:completionThreshold progressWeight='0.5'/>", false, 1.0, 0.5),
        (
            Edition::Fourth,
            "<adlcp:completionThreshold completedByMeasure='true' minProgressMeasure='0.9'/>",
            true,
            0.9,
            1.0,
        ),
        (Edition::Fourth, "<adlcp:completionThreshold minProgressMeasure='0.9'/>", false, 0.9, 1.0),
    ] {
        let expected = CompletionThreshold {
            completed_by_measure: by_measure,
            min_progress_measure: measure,
            progress_weight: weight,
        };
        assert_eq!(launch_data(edition, inside).0.completion_threshold, expected, "{inside}");
    }
}
