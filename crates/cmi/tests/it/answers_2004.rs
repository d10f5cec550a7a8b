//! SCORM 2004 RTE 4.2.9.1 and 4.2.9.2: patterns and responses of the ten types.

use cmi::Scorm2004;

const PATTERN: &str = "cmi.interactions.0.correct_responses.0.pattern";
const RESPONSE: &str = "cmi.interactions.0.learner_response";

fn question(kind: &str) -> Scorm2004 {
    let mut model = Scorm2004::default();
    assert_eq!(model.set("cmi.interactions.0.id", "q"), Ok(Vec::new()));
    assert_eq!(model.set("cmi.interactions.0.type", kind), Ok(Vec::new()));
    model
}

fn check(element: &str, kind: &str, good: &[&str], bad: &[&str]) {
    for value in good {
        let mut model = question(kind);
        assert_eq!(model.set(element, value), Ok(Vec::new()), "{kind} {value}");
        assert_eq!(model.get(element).as_deref(), Ok(*value));
    }
    for value in bad {
        let mut model = question(kind);
        assert_eq!(model.set(element, value).map_err(|e| e.number), Err(406), "{kind} {value}");
        // Where answers are not checked they are kept with a note.
        model.session.rules.check_responses = false;
        assert!(model.set(element, value).is_ok_and(|notes| !notes.is_empty()), "{kind} {value}");
    }
}

#[test]
fn patterns() {
    check(PATTERN, "true-false", &["true", "false"], &["", "t", "True", "1"]);
    check(PATTERN, "choice", &["", "a", "a[,]b[,]c", "urn:x:y"], &["a[,]a", "a[,]", "[,]"]);
    check(
        PATTERN,
        "fill-in",
        &[
            "car",
            "",
            "{case_matters=true}car",
            "{order_matters=false}{case_matters=true}{lang=en}car[,]{lang=de}Auto",
            "{other=x}car",
        ],
        &["{case_matters=yes}car", "{case_matters=true}{case_matters=true}car", "a[,]{lang=}b"],
    );
    check(
        PATTERN,
        "long-fill-in",
        &["text", "{case_matters=false}{lang=fr}texte"],
        &["{case_matters=}x", "{lang=?}x"],
    );
    check(PATTERN, "likert", &["often"], &["", " "]);
    check(PATTERN, "matching", &["1[.]a", "1[.]a[,]2[.]b"], &["1", "1[.]", "[.]a", "1[.]a[,]2"]);
    check(
        PATTERN,
        "performance",
        &["s1[.]done", "[.]done", "s1[.]", "{order_matters=false}s1[.]1[:]5[,]s2[.][:]3"],
        &["", "s1", "[.]", "{order_matters=x}a[.]b", "a[.]5[:]1", "a[.]x[:]y"],
    );
    check(PATTERN, "sequencing", &["a[,]b", "a[,]b[,]a"], &["", "a[,][,]b"]);
    check(
        PATTERN,
        "numeric",
        &["4", "1[:]5", "[:]5", "1[:]", "[:]", "-1.5[:]-1"],
        &["", "four", "5[:]1", "1[:]x", "1[:]2[:]3"],
    );
    check(PATTERN, "other", &["", "anything at [,] all"], &[]);
}

#[test]
fn responses() {
    check(RESPONSE, "true-false", &["true", "false"], &["", "yes"]);
    check(RESPONSE, "choice", &["", "a", "a[,]b"], &["a[,]a", "a[,]"]);
    check(RESPONSE, "fill-in", &["", "car", "{lang=en}car[,]bus"], &["{lang=}car"]);
    check(RESPONSE, "long-fill-in", &["", "text", "{lang=en-GB}text"], &["{lang=}text"]);
    check(RESPONSE, "likert", &["often"], &[""]);
    check(RESPONSE, "matching", &["", "1[.]a", "1[.]a[,]1[.]b"], &["1", "1[.]"]);
    check(RESPONSE, "performance", &["", "s1[.]4", "[.]4[,]s2[.]x"], &["s1", "[.]"]);
    check(RESPONSE, "sequencing", &["", "a[,]b"], &["[,]"]);
    check(RESPONSE, "numeric", &["4", "-4.25"], &["", "four", "1[:]2"]);
    check(RESPONSE, "other", &["", "x"], &[]);
}

#[test]
fn real_content_writes_other_answers_as_well() {
    for (kind, value) in [
        ("choice", "The first one[,]The second one"),
        ("likert", "very often"),
        ("matching", "left side[.]right side"),
        ("sequencing", "step 1[,]step 2"),
        ("numeric", " 4 "),
    ] {
        let mut model = question(kind);
        assert!(model.set(RESPONSE, value).is_ok_and(|notes| !notes.is_empty()), "{kind} {value}");
        model.session.rules.strict = true;
        assert_eq!(model.set(RESPONSE, value).map_err(|e| e.number), Err(406), "{kind} {value}");
    }
    let mut model = question("fill-in");
    let long = "x".repeat(251);
    assert!(model.set(RESPONSE, &long).is_ok_and(|notes| notes.len() == 1));
    assert_eq!(model.set(RESPONSE, &"x".repeat(65_537)).map_err(|e| e.number), Err(406));
}

#[test]
fn types_with_one_correct_response() {
    for (kind, value) in [("true-false", "true"), ("likert", "a"), ("numeric", "1"), ("other", "x")] {
        let mut model = question(kind);
        model.set(PATTERN, value).unwrap();
        let second = model.set("cmi.interactions.0.correct_responses.1.pattern", value);
        assert_eq!(second.map_err(|e| e.number), Err(351), "{kind}");
    }
    for (kind, first, second) in [
        ("choice", "a", "b"),
        ("sequencing", "a[,]b", "b[,]a"),
        ("fill-in", "a", "a"),
        ("matching", "a[.]b", "a[.]c"),
    ] {
        let mut model = question(kind);
        model.set(PATTERN, first).unwrap();
        assert!(model.set("cmi.interactions.0.correct_responses.1.pattern", second).is_ok(), "{kind}");
    }
}
