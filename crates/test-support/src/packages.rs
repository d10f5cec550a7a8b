//! Ready packages with real SCO pages. What a page does is said by `script.json` beside it, by the launch
//! parameter `script`, or step by step from a browser test: see `content/sco.js`.

use crate::manifest::{Edition, Sco, manifest};
use crate::package_builder::PackageBuilder;

const PAGE: &str = include_str!("content/sco.html");
const SCRIPT: &str = include_str!("content/sco.js");

/// The event in which a page of [`unload_only`] finishes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeaveEvent {
    /// `beforeunload`
    BeforeUnload,
    /// `pagehide`
    PageHide,
    /// `unload`
    Unload,
}

/// One SCORM 1.2 SCO.
pub fn scorm12_single() -> PackageBuilder {
    package(Edition::Scorm12, "Single SCO", &[Sco::new("only")], "")
}

/// Three SCORM 1.2 SCOs: `second` wants `first` done, `test` wants both and has a mastery score of 80.
pub fn scorm12_multi() -> PackageBuilder {
    let scos = [
        Sco::new("first"),
        Sco::new("second").with("<adlcp:prerequisites type=\"aicc_script\">first</adlcp:prerequisites>"),
        Sco::new("test").with(
            "<adlcp:prerequisites type=\"aicc_script\">first &amp; second</adlcp:prerequisites>\
             <adlcp:masteryscore>80</adlcp:masteryscore>",
        ),
    ];
    package(Edition::Scorm12, "Three SCOs", &scos, "")
}

/// One SCORM 2004 SCO.
pub fn scorm2004_single(edition: Edition) -> PackageBuilder {
    package(edition, "Single SCO", &[Sco::new("only")], "")
}

/// Three SCORM 2004 SCOs with flow and choice; `test` alone decides about success.
pub fn scorm2004_multi(edition: Edition) -> PackageBuilder {
    let unscored = "<imsss:sequencing><imsss:rollupRules rollupObjectiveSatisfied=\"false\" \
                    objectiveMeasureWeight=\"0\"/></imsss:sequencing>";
    let scos = [Sco::new("first").with(unscored), Sco::new("second").with(unscored), Sco::new("test")];
    let sequencing =
        "      <imsss:sequencing><imsss:controlMode choice=\"true\" flow=\"true\"/></imsss:sequencing>\n";
    package(edition, "Three SCOs", &scos, sequencing)
}

/// One SCO that initializes at once and does everything else in one event of leaving: suspend data of
/// `suspend_chars` characters outside ASCII, a status, a score, and finish.
pub fn unload_only(edition: Edition, event: LeaveEvent, suspend_chars: usize) -> PackageBuilder {
    let event = match event {
        LeaveEvent::BeforeUnload => "beforeunload",
        LeaveEvent::PageHide => "pagehide",
        LeaveEvent::Unload => "unload",
    };
    let finish = match edition {
        Edition::Scorm12 => {
            r#"["set","cmi.core.lesson_status","passed"],["set","cmi.core.score.raw","88"],["terminate"]"#
        }
        _ => {
            r#"["set","cmi.completion_status","completed"],["set","cmi.success_status","passed"],["set","cmi.score.scaled","0.88"],["terminate"]"#
        }
    };
    let script = format!(
        r#"[["initialize"],["on","{event}",[["fill","cmi.suspend_data",{suspend_chars}],{finish}]]]"#
    );
    package(edition, "Finishes when left", &[Sco::new("only")], "").replace("script.json", script)
}

fn package(edition: Edition, title: &str, scos: &[Sco], sequencing: &str) -> PackageBuilder {
    PackageBuilder::new()
        .manifest(&manifest(edition, title, scos, sequencing))
        .file("sco.html", PAGE)
        .file("sco.js", SCRIPT)
        .file("script.json", "[]")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::unzip;

    #[test]
    fn packages_hold_what_they_list() {
        for builder in [
            scorm12_single(),
            scorm12_multi(),
            scorm2004_single(Edition::Second),
            scorm2004_multi(Edition::Fourth),
            unload_only(Edition::Third, LeaveEvent::PageHide, 64_000),
        ] {
            let files = unzip(&builder.build());
            let names: Vec<&str> = files.keys().map(String::as_str).collect();
            assert_eq!(names, ["imsmanifest.xml", "sco.html", "sco.js", "script.json"]);
        }
    }
}
