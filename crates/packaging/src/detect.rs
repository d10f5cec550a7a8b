//! Which standard and edition a manifest is written for: every sign has a weight, the sum decides, and the
//! report says why. One wrong sign (a copied schemaversion, a wrong namespace) does not turn the course over.

use cmi::Edition;

use crate::warning::{Code, Warnings};
use crate::xml::{Document, Element, Space};

/// The edition and the signs it was found by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Detection {
    pub(crate) edition: Edition,
    pub(crate) explanation: String,
}

/// One sign: what was seen, whom it speaks for, how loudly.
struct Sign {
    seen: String,
    is_2004: bool,
    weight: u32,
}

pub(crate) fn detect(document: &Document, warnings: &mut Warnings) -> Detection {
    let manifest = &document.root;
    let metadata = manifest.first("metadata");
    let version = metadata.and_then(|m| m.text_of("schemaversion")).unwrap_or_default();
    let named = named_edition(version);
    let mut signs = Vec::new();
    if let Some(edition) = named {
        let seen = format!("schemaversion `{version}`");
        signs.push(Sign { seen, is_2004: edition.is_2004(), weight: 3 });
    } else {
        let text = match version {
            "" => "schemaversion is missing".to_owned(),
            version => format!("schemaversion `{version}` is unknown"),
        };
        let line = metadata.map_or(manifest.line, |metadata| metadata.line);
        warnings.at(Code::SchemaVersion, line, text);
    }
    for namespace in &document.namespaces {
        let (is_2004, weight) = match namespace.to_ascii_lowercase().as_str() {
            n if n.contains("adlcp_rootv1p") => (false, 2),
            n if n.contains("adlcp_v1p3") => (true, 2),
            n if n.contains("adlseq_v1p") || n.contains("adlnav_v1p") => (true, 1),
            n if n.contains("imsproject.org") && n.contains("imscp_rootv1p") => (false, 1),
            n if n.contains("imsglobal.org") && n.contains("imscp_v1p1") => (true, 1),
            _ => continue,
        };
        signs.push(Sign { seen: format!("namespace `{namespace}`"), is_2004, weight });
    }
    let sequenced = manifest.any(&|e| {
        e.is("sequencing")
            || e.is("sequencingCollection")
            || (e.is("presentation") && e.space == Space::AdlNavigation)
    });
    if sequenced {
        signs.push(Sign { seen: "sequencing or navigation elements".to_owned(), is_2004: true, weight: 2 });
    }
    if manifest.any(&|e| e.is("prerequisites") || e.is("masteryscore") || e.is("maxtimeallowed")) {
        signs.push(Sign { seen: "elements that only SCORM 1.2 has".to_owned(), is_2004: false, weight: 1 });
    }
    if manifest.any(&|e| e.has_exact("scormType")) {
        signs.push(Sign { seen: "`scormType`".to_owned(), is_2004: true, weight: 1 });
    }
    if manifest.any(&|e| e.has_exact("scormtype")) {
        signs.push(Sign { seen: "`scormtype`".to_owned(), is_2004: false, weight: 1 });
    }
    let weight = |is_2004| signs.iter().filter(|s| s.is_2004 == is_2004).map(|s| s.weight).sum::<u32>();
    let is_2004 = weight(true) > weight(false);
    let edition = match named {
        Some(edition) if edition.is_2004() == is_2004 => edition,
        _ if is_2004 && has_4th_edition_elements(manifest) => Edition::Scorm2004Ed4,
        _ if is_2004 => Edition::Scorm2004Ed3,
        _ => Edition::Scorm12,
    };
    let listed = |wanted| {
        let seen: Vec<&str> = signs.iter().filter(|s| s.is_2004 == wanted).map(|s| s.seen.as_str()).collect();
        seen.join(", ")
    };
    let (because, against) = (listed(is_2004), listed(!is_2004));
    let mut explanation = match because.as_str() {
        "" => format!("{}: nothing says otherwise", name(edition)),
        because => format!("{}: {because}", name(edition)),
    };
    if !against.is_empty() {
        explanation.push_str(&format!("; against it: {against}"));
        warnings.whole(Code::MixedStandards, explanation.clone());
    }
    Detection { edition, explanation }
}

/// What people call it.
fn name(edition: Edition) -> &'static str {
    match edition {
        Edition::Scorm11 => "SCORM 1.1",
        Edition::Scorm12 => "SCORM 1.2",
        Edition::Scorm2004Ed2 => "SCORM 2004 2nd Edition",
        Edition::Scorm2004Ed3 => "SCORM 2004 3rd Edition",
        Edition::Scorm2004Ed4 => "SCORM 2004 4th Edition",
    }
}

/// `schemaversion` as the editions define it (`1.2`, `CAM 1.3`, `2004 3rd Edition`, …) and as tools vary it.
fn named_edition(version: &str) -> Option<Edition> {
    let version = version.trim().to_ascii_lowercase();
    let version = version.trim_start_matches("adl").trim().trim_start_matches("scorm").trim();
    Some(match version {
        "1.1" | "1.1.0" => Edition::Scorm11,
        "1.2" | "1.2.0" | "1.2.1" => Edition::Scorm12,
        // The first edition said the same as the second; nobody tells them apart.
        "cam 1.3" | "1.3" | "cam1.3" => Edition::Scorm2004Ed2,
        "2004 1st edition" => Edition::Scorm2004Ed2,
        "2004" => Edition::Scorm2004Ed3,
        v if v.starts_with("2004") && (v.contains("2nd") || v.contains("second")) => Edition::Scorm2004Ed2,
        v if v.starts_with("2004") && (v.contains("3rd") || v.contains("third")) => Edition::Scorm2004Ed3,
        v if v.starts_with("2004") && (v.contains("4th") || v.contains("fourth")) => Edition::Scorm2004Ed4,
        _ => return None,
    })
}

/// What the 4th Edition added to the manifest.
fn has_4th_edition_elements(manifest: &Element) -> bool {
    manifest.any(&|e| {
        (e.is("objectives") && e.space == Space::AdlSequencing)
            || (e.is("data") && e.space == Space::AdlContentPackaging)
            || (e.is("completionThreshold") && e.attribute("progressWeight").is_some())
            || e.attribute("sharedDataGlobalToSystem").is_some()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Limits, xml};

    const V12: &str = r#"xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2" xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2""#;
    const V2004: &str = r#"xmlns="http://www.imsglobal.org/xsd/imscp_v1p1" xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_v1p3" xmlns:imsss="http://www.imsglobal.org/xsd/imsss" xmlns:adlseq="http://www.adlnet.org/xsd/adlseq_v1p3""#;

    fn detected(namespaces: &str, version: &str, body: &str) -> (Edition, Vec<u16>) {
        let version = match version {
            "" => String::new(),
            version => format!("<metadata><schemaversion>{version}</schemaversion></metadata>"),
        };
        let text = format!("<manifest {namespaces}>{version}{body}</manifest>");
        let limits = Limits::default();
        let mut warnings = Warnings::new("m", &limits);
        let document = xml::parse(&text, &limits, &mut warnings).unwrap();
        let detection = detect(&document, &mut warnings);
        (detection.edition, warnings.into_vec().iter().map(|w| w.number).collect())
    }

    #[test]
    fn every_combination_of_signs() {
        let sequencing = "<imsss:sequencing/>";
        let data = "<adlcp:data/>";
        for (namespaces, version, body, edition, codes) in [
            (V12, "1.2", "", Edition::Scorm12, vec![]),
            (V12, "1.1", "", Edition::Scorm11, vec![]),
            (V12, "SCORM 1.2", "", Edition::Scorm12, vec![]),
            (V12, "", "", Edition::Scorm12, vec![301]),
            (V2004, "CAM 1.3", "", Edition::Scorm2004Ed2, vec![]),
            (V2004, "2004 2nd Edition", "", Edition::Scorm2004Ed2, vec![]),
            (V2004, "2004 3rd Edition", sequencing, Edition::Scorm2004Ed3, vec![]),
            (V2004, "2004 4th Edition", data, Edition::Scorm2004Ed4, vec![]),
            (V2004, "2004 4TH EDITION", data, Edition::Scorm2004Ed4, vec![]),
            (V2004, "", "", Edition::Scorm2004Ed3, vec![301]),
            (V2004, "", data, Edition::Scorm2004Ed4, vec![301]),
            (V2004, "1.4", sequencing, Edition::Scorm2004Ed3, vec![301]),
            ("", "1.2", "", Edition::Scorm12, vec![]),
            ("", "2004 4th Edition", "", Edition::Scorm2004Ed4, vec![]),
            ("", "", "", Edition::Scorm12, vec![301]),
            // Contradictions: a copied schemaversion, an unused namespace.
            (V2004, "1.2", sequencing, Edition::Scorm2004Ed3, vec![302]),
            (V12, "CAM 1.3", "", Edition::Scorm12, vec![302]),
            (r#"xmlns="http://www.imsglobal.org/xsd/imscp_v1p1""#, "1.2", "", Edition::Scorm12, vec![302]),
        ] {
            assert_eq!(
                detected(namespaces, version, body),
                (edition, codes),
                "{namespaces} {version} {body}"
            );
        }
    }
}
