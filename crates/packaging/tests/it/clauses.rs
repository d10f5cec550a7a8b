//! One clause of the standards, or one habit of authoring tools, at a time.

use std::collections::BTreeMap;

use cmi::Edition;
use packaging::{NoCourse, OtherStandard, ResourceKind};

use crate::{outline, package, read, read_good};

const V12: &str = r#"xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2" xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2""#;
const METADATA: &str = "<metadata><schema>ADL SCORM</schema><schemaversion>1.2</schemaversion></metadata>";

/// A SCORM 1.2 manifest of these organizations and resources.
fn scorm12(organizations: &str, resources: &str) -> String {
    format!(
        "<manifest identifier='course' {V12}>{METADATA}{organizations}<resources>{resources}</resources></manifest>"
    )
}

/// One organization of these items.
fn organization(items: &str) -> String {
    format!(
        "<organizations default='o'><organization identifier='o'><title>Course</title>{items}</organization></organizations>"
    )
}

const A: &str =
    "<resource identifier='ra' adlcp:scormtype='sco' href='a.htm'><file href='a.htm'/></resource>";
const ITEM_A: &str = "<item identifier='a' identifierref='ra'><title>A</title></item>";

#[test]
fn a_plain_course() {
    let (course, warnings) = read_good(&package(scorm12(&organization(ITEM_A), A), &["a.htm"]));
    assert_eq!(warnings, [0u16; 0]);
    assert_eq!(outline(&course), "a \"A\" -> a.htm\n");
    assert_eq!((course.identifier.as_str(), course.title.as_str()), ("course", "Course"));
    assert_eq!((course.edition, course.sco_count()), (Edition::Scorm12, 1));
    assert!(course.detection.starts_with("SCORM 1.2: schemaversion `1.2`"), "{}", course.detection);
    assert!(course.manifest_text.starts_with("<manifest"));
}

#[test]
fn encodings_of_the_manifest() {
    let text =
        scorm12(&organization("<item identifier='a' identifierref='ra'><title>Größe</title></item>"), A);
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let latin: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    for (bytes, codes) in [
        (text.clone().into_bytes(), vec![]),
        (format!("\u{feff}{text}").into_bytes(), vec![]),
        (utf16, vec![]),
        (latin, vec![105]),
    ] {
        let (course, warnings) = read_good(&package(bytes, &["a.htm"]));
        assert_eq!((outline(&course).as_str(), warnings), ("a \"Größe\" -> a.htm\n", codes));
    }
}

#[test]
fn organizations_and_items() {
    let two = "<organization identifier='o1'><title>One</title><item identifier='x' identifierref='ra'><title>X</title></item></organization>\
               <organization identifier='o2'><title>Two</title><item identifier='y' identifierref='ra'><title>Y</title></item></organization>";
    let x = "x \"X\" -> a.htm\n";
    let y = "y \"Y\" -> a.htm\n";
    let a = "a \"A\" -> a.htm\n";
    let made = "item-1 \"course\" -> a.htm\n";
    for (organizations, expected, codes) in [
        (format!("<organizations default='o1'>{two}</organizations>"), x, vec![403]),
        (format!("<organizations default=' o2 '>{two}</organizations>"), y, vec![403]),
        (format!("<organizations default='o3'>{two}</organizations>"), x, vec![402, 403]),
        (format!("<organizations>{two}</organizations>"), x, vec![402, 403]),
        (String::new(), made, vec![401]),
        ("<organizations/>".to_owned(), made, vec![401]),
        (organization(""), made, vec![401, 410]),
        (
            organization("<item identifier='a' identifierref='gone'><title>A</title></item>"),
            made,
            vec![401, 407, 410],
        ),
        (organization("<item identifier=' a ' identifierref=' ra '><title> A </title></item>"), a, vec![409]),
        (organization("<item identifier='a' identifierref='RA'><title>A</title></item>"), a, vec![411]),
        (organization("<item identifier='a' identifierref='ra'/>"), "a \"a\" -> a.htm\n", vec![406]),
        (
            organization("<item identifierref='ra'><title>A</title></item>"),
            "item-1 \"A\" -> a.htm\n",
            vec![405],
        ),
        (organization(&format!("{ITEM_A}{ITEM_A}")), "a \"A\" -> a.htm\na-2 \"A\" -> a.htm\n", vec![404]),
        (
            organization(&format!("{ITEM_A}<item identifier='b'><title>B</title></item>")),
            "a \"A\" -> a.htm\nb \"B\"\n",
            vec![408],
        ),
        (
            organization(&format!(
                "{ITEM_A}<item identifier='b' identifierref='nope'><title>B</title></item>"
            )),
            "a \"A\" -> a.htm\nb \"B\"\n",
            vec![407],
        ),
        (
            organization(&format!(
                "{ITEM_A}<item identifier='b' identifierref='bare'><title>B</title></item>"
            )),
            "a \"A\" -> a.htm\nb \"B\"\n",
            vec![501],
        ),
        (
            organization(&format!("<item identifier='m'><title>M</title>{ITEM_A}</item>")),
            "m \"M\"\n  a \"A\" -> a.htm\n",
            vec![],
        ),
        (
            organization(&format!("<item identifier='m' identifierref='ra'><title>M</title>{ITEM_A}</item>")),
            "m \"M\"\n  m-2 \"M\" -> a.htm\n  a \"A\" -> a.htm\n",
            vec![412],
        ),
    ] {
        let bare = "<resource identifier='bare' adlcp:scormtype='asset'><file href='a.htm'/></resource>";
        let manifest = scorm12(&organizations, &format!("{A}{bare}"));
        let (course, warnings) = read_good(&package(manifest, &["a.htm"]));
        assert_eq!((outline(&course).as_str(), warnings), (expected, codes), "{organizations}");
    }
}

#[test]
fn resources() {
    for (resource, files, address, codes) in [
        (A, vec!["a.htm"], "a.htm", vec![]),
        (A, vec![], "a.htm", vec![502]),
        (A, vec!["A.HTM"], "A.HTM", vec![503]),
        ("<resource identifier='ra' href='a.htm'/>", vec!["a.htm"], "a.htm", vec![506]),
        (
            "<resource identifier='ra' adlcp:scormType='SCO' href='x\\a.htm'/>",
            vec!["x/a.htm"],
            "x/a.htm",
            vec![302, 504],
        ),
        (
            "<resource identifier='ra' adlcp:scormtype='thing' href='a.htm'/>",
            vec!["a.htm"],
            "a.htm",
            vec![602],
        ),
        (
            "<resource identifier='ra' adlcp:scormtype='sco' href='https://h/a.htm'/>",
            vec![],
            "https://h/a.htm",
            vec![509],
        ),
        (
            "<resource identifier='ra' adlcp:scormtype='sco' href='../a.htm'/>",
            vec!["a.htm"],
            "a.htm",
            vec![505],
        ),
        (
            "<resource identifier='ra' adlcp:scormtype='sco' href='a.htm?x=1&y=2'/>",
            vec!["a.htm"],
            "a.htm?x=1&y=2",
            vec![203],
        ),
        (
            "<resource identifier='ra' adlcp:scormtype='sco' href='a.htm'><dependency identifierref='no'/></resource>",
            vec!["a.htm"],
            "a.htm",
            vec![508],
        ),
        (
            "<resource identifier='ra' adlcp:scormtype='sco' href='a.htm'><file href='b.css'/></resource>",
            vec!["a.htm"],
            "a.htm",
            vec![502],
        ),
        (
            "<resource identifier='ra' adlcp:scormtype='sco' href='a.htm' xml:base='x/'/>",
            vec!["x/a.htm"],
            "x/a.htm",
            vec![],
        ),
        (
            "<resource identifier='ra' adlcp:scormtype='sco' href='a.htm'/><resource identifier='ra' href='b.htm'/>",
            vec!["a.htm"],
            "a.htm",
            vec![404],
        ),
    ] {
        let (course, warnings) = read_good(&package(scorm12(&organization(ITEM_A), resource), &files));
        assert_eq!((outline(&course), warnings), (format!("a \"A\" -> {address}\n"), codes), "{resource}");
    }
}

#[test]
fn bases_add_up() {
    let manifest = format!(
        "<manifest identifier='course' {V12} xml:base='one/'>{METADATA}{}<resources xml:base='two/'>\
         <resource identifier='ra' adlcp:scormtype='asset' xml:base='three/' href='a.htm'>\
         <file xml:base='four/' href='b.css'/></resource></resources></manifest>",
        organization(ITEM_A)
    );
    let files = ["one/two/three/a.htm", "one/two/three/four/b.css"];
    let (course, warnings) = read_good(&package(manifest.clone(), &files));
    assert_eq!((outline(&course).as_str(), warnings), ("a \"A\" -> one/two/three/a.htm\n", vec![]));
    let resource = course.organization().items[0].resource.clone().unwrap();
    assert_eq!(resource.files, files);
    assert_eq!((resource.kind, course.sco_count()), (ResourceKind::Asset, 0));

    let nested: BTreeMap<String, Vec<u8>> =
        package(manifest, &files).into_iter().map(|(name, data)| (format!("top/{name}"), data)).collect();
    let (course, warnings) = read_good(&nested);
    assert_eq!((outline(&course).as_str(), warnings), ("a \"A\" -> top/one/two/three/a.htm\n", vec![101]));
    assert_eq!(course.root, "top/");
}

#[test]
fn parameters_and_visibility() {
    let item = "<item identifier='a' identifierref='ra' isvisible='false' parameters='?x=1&amp;y=2'><title>A</title></item>";
    let (course, warnings) = read_good(&package(scorm12(&organization(item), A), &["a.htm"]));
    assert_eq!((outline(&course).as_str(), warnings), ("a \"A\" -> a.htm?x=1&y=2\n", vec![]));
    assert!(!course.organization().items[0].is_visible);
}

#[test]
fn prerequisites() {
    for (text, codes, readable) in [
        ("a", vec![], true),
        ("2*{a, b, a}", vec![], true),
        ("a AND b", vec![604], true),
        ("nobody", vec![605], true),
        ("a &amp;", vec![603], false),
    ] {
        let items = format!(
            "{ITEM_A}<item identifier='b' identifierref='ra'><title>B</title>\
             <adlcp:prerequisites type='aicc_script'>{text}</adlcp:prerequisites></item>"
        );
        let (course, warnings) = read_good(&package(scorm12(&organization(&items), A), &["a.htm"]));
        let prerequisites = course.organization().items[1].prerequisites.clone().unwrap();
        assert_eq!((warnings, prerequisites.expression.is_some()), (codes, readable), "{text}");
    }
}

#[test]
fn submanifests_are_taken_in() {
    let inner = format!(
        "<manifest identifier='inner' xml:base='sub/'>{}<resources>\
         <resource identifier='rb' adlcp:scormtype='sco' href='b.htm'/></resources></manifest>",
        "<organizations><organization identifier='io'><title>I</title>\
         <item identifier='b' identifierref='rb'><title>B</title></item></organization></organizations>"
    );
    let manifest =
        scorm12(&organization("<item identifier='m' identifierref='inner'><title>M</title></item>"), A)
            .replace("</manifest>", &format!("{inner}</manifest>"));
    let (course, warnings) = read_good(&package(manifest, &["a.htm", "sub/b.htm"]));
    assert_eq!((outline(&course).as_str(), warnings), ("m \"M\"\n  b \"B\" -> sub/b.htm\n", vec![]));
}

#[test]
fn submanifests_that_take_in_each_other() {
    let organization = |inside: &str| {
        format!(
            "<organizations><organization identifier='o'><title>O</title>{inside}</organization></organizations>"
        )
    };
    let item = |to: &str| format!("<item identifier='{to}' identifierref='{to}'><title>T</title></item>");
    let inner: String = (0..30)
        .map(|n| {
            format!(
                "<manifest identifier='m{n}'>{}</manifest>\n",
                organization(&item(&format!("m{}", (n + 1) % 30)).repeat(2))
            )
        })
        .collect();
    let manifest = format!(
        "<manifest identifier='c' {V12}>{METADATA}{}<resources>{A}</resources>\n{inner}</manifest>",
        organization(&format!("{ITEM_A}{}", item("m0")))
    );
    let (course, warnings) = read_good(&package(manifest, &["a.htm"]));
    assert!(outline(&course).starts_with("a \"A\" -> a.htm\n"));
    assert!(warnings.contains(&404), "{warnings:?}");
}

#[test]
fn metadata() {
    let lom = "<lom xmlns='http://www.imsglobal.org/xsd/imsmd_rootv1p2p1'><general>\
        <title><langstring xml:lang='en'>LOM title</langstring></title>\
        <description><langstring>About</langstring></description>\
        <keyword><langstring>one</langstring></keyword><keyword><langstring>two</langstring></keyword></general>\
        <technical><duration><datetime>PT5M</datetime></duration></technical>\
        <educational><typicallearningtime><datetime>00:20:00</datetime></typicallearningtime></educational></lom>";
    let inline = scorm12("", A).replace("</metadata>", &format!("{lom}</metadata>"));
    let external =
        scorm12("", A).replace("</metadata>", "<adlcp:location>meta.xml</adlcp:location></metadata>");
    let mut with_file = package(external.clone(), &["a.htm"]);
    with_file.insert("meta.xml".to_owned(), lom.as_bytes().to_vec());
    for (package, file) in [(package(inline, &["a.htm"]), None), (with_file, Some("meta.xml".to_owned()))] {
        let (course, warnings) = read_good(&package);
        assert_eq!(warnings, [401]);
        assert_eq!(course.title, "LOM title");
        let metadata = course.metadata;
        assert_eq!(metadata.description.as_deref(), Some("About"));
        assert_eq!(metadata.keywords, ["one", "two"]);
        assert_eq!(metadata.duration.as_deref(), Some("PT5M"));
        assert_eq!(metadata.typical_learning_time.as_deref(), Some("00:20:00"));
        assert_eq!(metadata.schema_version.as_deref(), Some("1.2"));
        assert_eq!(metadata.raw.as_deref(), Some(lom));
        assert_eq!(metadata.file, file);
    }
    let (_, warnings) = read_good(&package(external.clone(), &["a.htm"]));
    assert_eq!(warnings, [401, 701]);
    let mut broken = package(external, &["a.htm"]);
    broken.insert("meta.xml".to_owned(), b"<lom>".to_vec());
    assert_eq!(read_good(&broken).1, [401, 702]);
}

#[test]
fn no_course() {
    let file = || "imsmanifest.xml".to_owned();
    for (manifest, expected) in [
        ("<manifest/>", NoCourse::NothingToLaunch { file: file() }),
        ("<html/>", NoCourse::NotAManifest { file: file(), element: "html".to_owned() }),
    ] {
        assert_eq!(read(&package(manifest, &[])).unwrap_err(), expected);
    }
    for manifest in ["", "<?xml version='1.0'?>\n", "<manifest>\n<a>\n</manifest>", "no xml"] {
        let error = read(&package(manifest, &[])).unwrap_err();
        assert!(matches!(error, NoCourse::NotXml { .. }), "{manifest}: {error}");
    }
    assert_eq!(read(&BTreeMap::new()).unwrap_err(), NoCourse::Empty);
    let tin_can = BTreeMap::from([("tincan.xml".to_owned(), Vec::new())]);
    let error = read(&tin_can).unwrap_err();
    assert_eq!(
        error,
        NoCourse::NotSupportedYet { standard: OtherStandard::TinCan, file: "tincan.xml".to_owned() }
    );
    assert_eq!(
        error.to_string(),
        "`tincan.xml` shows that this is a package of Tin Can (xAPI), which is not supported yet: export it as SCORM"
    );
}

#[test]
fn warnings_name_file_and_line() {
    let manifest = "<manifest>\n<organizations>\n<organization identifier='o'>\n<title>T</title>\n\
        <item identifier='a' identifierref='ra'><title>A</title></item>\n</organization></organizations>\n\
        <resources>\n<resource identifier='ra' href='gone.htm'/>\n</resources></manifest>";
    let (_, warnings) = read(&package(manifest, &[])).unwrap();
    let texts: Vec<String> = warnings.iter().map(ToString::to_string).collect();
    assert_eq!(
        texts,
        [
            "W301 imsmanifest.xml:1: schemaversion is missing",
            "W502 imsmanifest.xml:8: the page `gone.htm` is not in the package",
            "W506 imsmanifest.xml:8: the resource `ra` has no scormType; it is taken as a SCO",
            "W402 imsmanifest.xml:2: no default organization is named; `o` is used",
        ]
    );
}
