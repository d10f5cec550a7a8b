//! Error texts, intervals.

use cmi::{Centiseconds, Edition, error_string};

#[test]
fn every_number_that_calls_answer_has_a_text() {
    for number in ["0", "101", "201", "202", "203", "301", "401", "402", "403", "404", "405"] {
        assert!(!error_string(Edition::Scorm12, number).is_empty(), "{number}");
    }
    for number in [
        "0", "101", "102", "103", "104", "111", "112", "113", "122", "123", "132", "133", "142", "143",
        "201", "301", "351", "391", "401", "402", "403", "404", "405", "406", "407", "408",
    ] {
        assert!(!error_string(Edition::Scorm2004Ed3, number).is_empty(), "{number}");
    }
    assert_eq!(error_string(Edition::Scorm12, "403"), "Element is read only");
    assert_eq!(error_string(Edition::Scorm2004Ed4, "403"), "Data Model Element Value Not Initialized");
    for unknown in ["", "1", "351", " 0", "zero"] {
        assert_eq!(error_string(Edition::Scorm12, unknown), "", "{unknown}");
    }
}

#[test]
fn intervals_of_scorm_12() {
    for (text, expected) in [
        ("00:00:00", Some((0, true))),
        ("0001:02:03.04", Some((372_304, true))),
        ("01:02:03.4", Some((372_340, true))),
        ("1:2:3", Some((372_300, false))),
        ("00:00:90", Some((9_000, true))),
        ("00:00:01.999", Some((199, false))),
        ("00000:00:01", Some((100, false))),
        ("99999999999:00:00", None),
        ("00:00", None),
        ("00:00:00:00", None),
        ("a:b:c", None),
        ("00:00:-1", None),
        ("", None),
    ] {
        let found = Centiseconds::from_timespan(text).map(|(time, strict)| (time.0, strict));
        assert_eq!(found, expected, "{text}");
    }
}

#[test]
fn intervals_of_scorm_2004() {
    for (text, expected) in [
        ("PT0S", Some(0)),
        ("PT1H2M3.04S", Some(372_304)),
        ("PT3.5S", Some(350)),
        ("PT1M", Some(6_000)),
        ("P1DT1S", Some(8_640_100)),
        ("P4Y", Some(1461 * 8_640_000)),
        ("P12M", Some(1461 * 8_640_000 / 4)),
        ("PT90M", Some(540_000)),
        ("PT1.239S", Some(123)),
        ("P", None),
        ("PT", None),
        ("P1DT", None),
        ("PT1M2H", None),
        ("PT1.5H", None),
        ("PT1.S", None),
        ("-PT1S", None),
        ("1S", None),
        ("P9999999999Y", None),
        ("PT9999999999H", None),
        ("", None),
    ] {
        assert_eq!(Centiseconds::from_duration(text).map(|time| time.0), expected, "{text}");
    }
}

#[test]
fn intervals_are_written_and_read_back() {
    for time in [0, 1, 99, 100, 5_999, 6_000, 360_000, 372_304, 8_640_000].map(Centiseconds) {
        assert_eq!(Centiseconds::from_duration(&time.duration()), Some(time), "{}", time.duration());
        assert_eq!(Centiseconds::from_timespan(&time.timespan()), Some((time, true)), "{}", time.timespan());
    }
    assert_eq!(Centiseconds(0).duration(), "PT0S");
    assert_eq!(Centiseconds(360_000).duration(), "PT1H");
    assert_eq!(Centiseconds(i64::MAX).timespan(), "9999:59:59.99");
    assert_eq!(Centiseconds(-5).duration(), "PT0S");
}
