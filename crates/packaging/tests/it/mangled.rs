//! Whatever bytes a manifest holds, reading it ends, soon, without panic.

use std::collections::BTreeMap;

use packaging::{Limits, lint, read_course};
use proptest::prelude::*;
use test_support::{Edition, Sco, manifest, scorm12_multi, scorm2004_multi, unzip};

fn corpus() -> Vec<Vec<u8>> {
    let sequencing = r#"<imsss:sequencing IDRef="c"><imsss:controlMode choice="false" flow="true"/>
        <imsss:sequencingRules><imsss:preConditionRule><imsss:ruleConditions conditionCombination="any">
        <imsss:ruleCondition condition="satisfied" operator="not" referencedObjective="p" measureThreshold="0.5"/>
        </imsss:ruleConditions><imsss:ruleAction action="skip"/></imsss:preConditionRule></imsss:sequencingRules>
        <imsss:objectives><imsss:primaryObjective objectiveID="p" satisfiedByMeasure="true">
        <imsss:minNormalizedMeasure>0.5</imsss:minNormalizedMeasure></imsss:primaryObjective></imsss:objectives>
        </imsss:sequencing>"#;
    let full = manifest(Edition::Fourth, "Full", &[Sco::new("a").with(sequencing)], sequencing);
    let entities = format!(
        "<!DOCTYPE m [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;\">]>{}",
        full.replace("Full", "&b;")
    );
    let mut corpus = vec![full.into_bytes(), entities.into_bytes()];
    for package in [scorm12_multi(), scorm2004_multi(Edition::Third)] {
        corpus.extend(unzip(&package.build()).remove("imsmanifest.xml"));
    }
    corpus
}

fn read(bytes: Vec<u8>) {
    let files = BTreeMap::from([("imsmanifest.xml".to_owned(), bytes), ("sco.html".to_owned(), Vec::new())]);
    if let Ok((course, warnings)) = read_course(&files, &Limits::default()) {
        assert!(course.organization().items.iter().all(|item| !item.identifier.is_empty()));
        assert!(warnings.iter().all(|w| packaging::Code::ALL.iter().any(|c| c.number() == w.number)));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn changed_bytes(which in 0usize..4, changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8)) {
        let mut bytes = corpus().swap_remove(which);
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        read(bytes);
    }

    #[test]
    fn pieces_cut_out_and_repeated(which in 0usize..4, cuts in prop::collection::vec((any::<prop::sample::Index>(), 0usize..200, any::<bool>()), 1..5)) {
        let mut bytes = corpus().swap_remove(which);
        for (at, length, twice) in cuts {
            if bytes.is_empty() { break; }
            let start = at.index(bytes.len());
            let end = (start + length).min(bytes.len());
            let piece = bytes[start..end].to_vec();
            if twice { bytes.splice(start..start, piece); } else { bytes.drain(start..end); }
        }
        read(bytes);
    }

    #[test]
    fn anything_at_all(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = lint::file("a.html", &bytes, &Limits::default());
        let _ = lint::file("a.js", &bytes, &Limits::default());
        read(bytes);
    }

    #[test]
    fn attributes_at_will(href in "\\PC{0,40}", base in "\\PC{0,20}", parameters in "\\PC{0,20}", prerequisites in "[a-c&|~=<>{}()*,0-9\" ]{0,30}") {
        let escape = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
        let text = format!(
            "<manifest xml:base=\"{base}\"><organizations><organization><item identifierref=\"r\" parameters=\"{}\">\
             <prerequisites>{}</prerequisites></item></organization></organizations><resources>\
             <resource identifier=\"r\" href=\"{}\"/></resources></manifest>",
            escape(&parameters), escape(&prerequisites), escape(&href), base = escape(&base)
        );
        let files = BTreeMap::from([("imsmanifest.xml".to_owned(), text.into_bytes())]);
        if let Ok((course, _)) = read_course(&files, &Limits::default()) {
            let _ = course.organization().items[0].launch_address();
        }
    }
}

#[test]
fn large_and_odd_ones_end_soon() {
    let deep = "<item>".repeat(100_000);
    let wide = format!("<manifest>{}</manifest>", "<item/>".repeat(300_000));
    let same = format!(
        "<manifest><organizations><organization>{}</organization></organizations><resources>\
         <resource identifier='r' href='a'/></resources></manifest>",
        "<item identifier='i' identifierref='r'/>".repeat(20_000)
    );
    let script = "href=http://".repeat(200_000);
    let declarations = |n: usize| (0..120).map(|i| format!(" xmlns:p{n}x{i}='u'")).collect::<String>();
    let namespaces = format!(
        "{}{}",
        (0..200).map(|n| format!("<a{}>", declarations(n))).collect::<String>(),
        "<q:b/>".repeat(150_000)
    );
    let objectives = format!(
        "<manifest xmlns:imsss='http://www.imsglobal.org/xsd/imsss'><organizations><organization>\
         <item identifierref='r'><imsss:sequencing><imsss:objectives>{}</imsss:objectives></imsss:sequencing>\
         </item></organization></organizations><resources><resource identifier='r' href='a'/></resources></manifest>",
        (0..90_000).map(|n| format!("<imsss:objective objectiveID='o{n}'/>")).collect::<String>()
    );
    for manifest in [deep, wide, same, namespaces, objectives] {
        read(manifest.into_bytes());
    }
    let _ = lint::file("a.html", script.as_bytes(), &Limits::default());
}
