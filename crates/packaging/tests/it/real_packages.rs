//! Packages that nobody here wrote, where they are present; each trait has a sample of our own elsewhere.

use cmi::Edition;
use packaging::{Limits, NoCourse, OtherStandard, read_course};
use test_support::{shared_packages, unzip};

use crate::{outline, read_good};

#[test]
fn the_conformance_packages() {
    for (name, zip) in shared_packages("adl") {
        let (course, mut warnings) = read_good(&unzip(&zip));
        warnings.retain(|number| *number != 409); // one of them has identifiers with spaces around, on purpose
        assert_eq!(course.edition, Edition::Scorm2004Ed4, "{name}: {}", course.detection);
        assert_eq!(warnings, Vec::<u16>::new(), "{name}");
        // One of them is an asset, on purpose: that still has an address.
        assert!(outline(&course).contains(" -> resources/"), "{name}");
    }
}

#[test]
fn golf() {
    let expected = [
        ("ContentPackagingSingleSCO_SCORM20042ndEdition.zip", Edition::Scorm2004Ed2, 1),
        ("RuntimeBasicCalls_SCORM12.zip", Edition::Scorm12, 1),
        ("RuntimeBasicCalls_SCORM20043rdEdition.zip", Edition::Scorm2004Ed3, 1),
        ("SequencingPostTestRollup4thEd_SCORM20044thEdition.zip", Edition::Scorm2004Ed4, 5),
        ("SequencingSimpleRemediation_SCORM20043rdEdition.zip", Edition::Scorm2004Ed3, 8),
    ];
    for ((name, zip), (file, edition, scos)) in shared_packages("golf").iter().zip(expected) {
        let (course, warnings) = read_good(&unzip(zip));
        assert_eq!((name.as_str(), course.edition, course.sco_count()), (file, edition, scos));
        assert_eq!(warnings, Vec::<u16>::new(), "{name}");
    }
}

#[test]
fn edges() {
    for (folder, name, expected) in [
        (
            "moodle",
            "singlescobasic_missingorg.zip",
            "item-1 \"com.scorm.golfsamples.runtime.basicruntime.12\" -> sso/launchpage.html\n",
        ),
        ("import-edge", "MinimalValid_SCORM20043rdEdition.zip", "item1 \"Launch\" -> index.html\n"),
        (
            "import-edge",
            "PrerequisitesTest_SCORM12.zip",
            "module1 \"Module 1: Introduction\" -> module1.html\nmodule2 \"Module 2: Basic Concepts\" -> module2.html\n\
             module3 \"Module 3: Advanced Topics\" -> module3.html\nmodule4 \"Module 4: Assessment\" -> module4.html\n",
        ),
    ] {
        for (_, zip) in shared_packages(folder).iter().filter(|(file, _)| file == name) {
            let (course, _) = read_good(&unzip(zip));
            assert_eq!(outline(&course), expected, "{name}");
        }
    }
}

#[test]
fn author_tools() {
    for (name, zip) in shared_packages("author-tools") {
        let (course, _) = read_good(&unzip(&zip));
        assert_eq!((course.edition, course.sco_count()), (Edition::Scorm12, 1), "{name}");
        assert!(
            course.organization().items[0].resource.as_ref().is_some_and(|r| r.launch_file.is_some()),
            "{name}"
        );
    }
}

#[test]
fn no_course_in_them() {
    let refused = |folder: &str, name: &str| {
        let packages = shared_packages(folder);
        let (_, zip) = packages.iter().find(|(file, _)| file == name)?;
        Some(read_course(&unzip(zip), &Limits::default()).unwrap_err())
    };
    for (folder, name, standard) in [
        ("aicc", "parser-complex.zip", OtherStandard::Aicc),
        ("aicc", "parser-package.zip", OtherStandard::Aicc),
        ("xapi", "GolfExample_TCAPI.zip", OtherStandard::TinCan),
        ("cmi5", "multi_au_framed.zip", OtherStandard::Cmi5),
    ] {
        if let Some(error) = refused(folder, name) {
            assert!(
                matches!(error, NoCourse::NotSupportedYet { standard: s, .. } if s == standard),
                "{name}: {error}"
            );
        }
    }
    for (folder, name) in [("moodle", "badscorm.zip"), ("import-edge", "MalformedXml_SCORM12.zip")] {
        if let Some(error) = refused(folder, name) {
            assert!(matches!(error, NoCourse::NotXml { .. }), "{name}: {error}");
        }
    }
    if let Some(error) = refused("moodle", "invalid.zip") {
        assert_eq!(error, NoCourse::NoManifest);
    }
}
