//! `lyceum check`.

use crate::binary::{lyceum, success};

#[test]
fn a_course_and_something_else() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, bytes: &[u8]| {
        std::fs::write(folder.path().join(name), bytes).unwrap();
        lyceum(&["check", name]).current_dir(folder.path()).output().unwrap()
    };
    let report = success(&file("course.zip", &test_support::sample("welcome-scorm12")));
    assert!(report.contains("Lyceum sample course") && report.contains("SCORM 1.2"), "{report}");
    let output = file("text.zip", b"no zip at all");
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stdout).starts_with("This package cannot be imported."));
    let absent = lyceum(&["check", "absent.zip"]).current_dir(folder.path()).output().unwrap();
    assert!(String::from_utf8_lossy(&absent.stderr).contains("absent.zip"));
}
