//! A metadata file of any bytes beside a sound manifest, and the same bytes as a page and a script.

use std::collections::BTreeMap;

use packaging::{Limits, lint, read_course};

const MANIFEST: &str = r#"<manifest identifier="M" xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2"
  xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2">
  <metadata><schema>ADL SCORM</schema><schemaversion>1.2</schemaversion>
    <adlcp:location>metadata.xml</adlcp:location></metadata>
  <organizations default="O"><organization identifier="O"><title>T</title>
    <item identifier="I" identifierref="R"><title>I</title></item></organization></organizations>
  <resources><resource identifier="R" type="webcontent" adlcp:scormtype="sco" href="index.html"/></resources>
</manifest>"#;

pub(crate) fn run(bytes: &[u8]) {
    let package: BTreeMap<String, Vec<u8>> =
        [("index.html", &[][..]), ("imsmanifest.xml", MANIFEST.as_bytes()), ("metadata.xml", bytes)]
            .map(|(name, bytes)| (name.to_owned(), bytes.to_vec()))
            .into();
    let course = read_course(&package, &Limits::default());
    let (course, _) = course.unwrap_or_else(|error| panic!("a course whatever its metadata: {error}"));
    assert_eq!(course.organization().title, "T");
    for name in ["a.html", "a.js", "a.css"] {
        let lines = bytes.iter().filter(|byte| matches!(byte, b'\n' | b'\r')).count() + 1;
        for warning in lint::file(name, bytes, &Limits::default()) {
            assert!(warning.line.is_some_and(|line| (1..=lines).contains(&(line as usize))), "{warning:?}");
        }
    }
}
