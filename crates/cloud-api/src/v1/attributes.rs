//! Package attributes: the table of `getAttributes` and `updateAttributes` (spec §9), and their
//! reply.
//!
//! Names, types, allowed values and defaults of every attribute are here and nowhere else; what an
//! attribute does is decided where it acts.

mod effect;
mod table;

pub use effect::{Effect, effect};
pub use table::ATTRIBUTES;

use super::error::Fault;
use super::payload::{Malformed, Payload, attribute, child};
use super::values::number_text;
use super::xml::{Writer, is_xml_char};
use super::xml_read::Element;

/// One attribute.
#[derive(Debug, Clone, Copy)]
pub struct Attribute {
    /// Its name; matched ignoring case.
    pub name: &'static str,
    /// What values it takes.
    pub kind: Kind,
    /// The value on a fresh course.
    pub default: Initial,
    /// What it is for.
    pub meaning: &'static str,
}

/// What values an attribute takes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    /// `true` or `false`.
    Bool,
    /// A whole number in a range.
    Int {
        /// Least.
        min: i64,
        /// Greatest.
        max: i64,
    },
    /// A numbered choice, from 1. The number 0 means that none was made: the course behaves by the default.
    Enumeration {
        /// The last choice.
        last: i64,
    },
    /// A number from 0 to 1.
    Fraction,
    /// One of these words.
    Words(&'static [&'static str]),
    /// Any text up to 255 characters that XML can carry.
    Text,
    /// The standard: a word of [`Edition`].
    Standard,
}

/// Where the value of a fresh course comes from.
#[derive(Debug, Clone, Copy)]
pub enum Initial {
    /// The same for all.
    Always(&'static str),
    /// By the package.
    Depends(fn(&Package<'_>) -> String),
}

/// What of a package decides its defaults.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Package<'a> {
    /// The standard.
    pub edition: Edition,
    /// Number of launchable activities.
    pub sco_count: usize,
    /// Title in the manifest.
    pub title: &'a str,
}

/// The standards, as the attribute `scormVersion` and the element `learningStandard` spell them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Edition {
    /// SCORM 1.1.
    Scorm11,
    /// SCORM 1.2.
    Scorm12,
    /// SCORM 2004 2nd Edition.
    Scorm2004Ed2,
    /// SCORM 2004 3rd Edition.
    Scorm2004Ed3,
    /// SCORM 2004 4th Edition.
    Scorm2004Ed4,
    /// AICC.
    Aicc,
    /// Tin Can.
    TinCan,
    /// cmi5.
    Cmi5,
}

impl Edition {
    /// All standards.
    pub const ALL: [Self; 8] = [
        Self::Scorm11,
        Self::Scorm12,
        Self::Scorm2004Ed2,
        Self::Scorm2004Ed3,
        Self::Scorm2004Ed4,
        Self::Aicc,
        Self::TinCan,
        Self::Cmi5,
    ];

    /// As written on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Scorm11 => "scorm_11",
            Self::Scorm12 => "scorm_12",
            Self::Scorm2004Ed2 => "scorm_2004_2nd_edition",
            Self::Scorm2004Ed3 => "scorm_2004_3rd_edition",
            Self::Scorm2004Ed4 => "scorm_2004_4th_edition",
            Self::Aicc => "aicc",
            Self::TinCan => "tincan",
            Self::Cmi5 => "cmi5",
        }
    }

    /// Reads the wire's word with or without underscores and blanks (spec §12 no. 37).
    pub fn parse(text: &str) -> Option<Self> {
        let bare = |text: &str| -> String {
            text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
        };
        Self::ALL.into_iter().find(|edition| bare(edition.as_str()) == bare(text))
    }

    /// Whether it is one of the editions of SCORM 2004.
    pub fn is_2004(self) -> bool {
        matches!(self, Self::Scorm2004Ed2 | Self::Scorm2004Ed3 | Self::Scorm2004Ed4)
    }
}

/// What an engine of the vendor's own prints for an enumeration that is undefined.
const UNDEFINED: i64 = i64::MIN;

/// Finds an attribute by its name, ignoring case.
pub fn find(name: &str) -> Option<&'static Attribute> {
    ATTRIBUTES.iter().find(|attribute| attribute.name.eq_ignore_ascii_case(name))
}

/// The attributes of a freshly imported package, in the order of the table.
pub fn defaults(package: &Package<'_>) -> Vec<(&'static str, String)> {
    ATTRIBUTES.iter().map(|attribute| (attribute.name, attribute.default_for(package))).collect()
}

impl Attribute {
    /// The value on a fresh course.
    pub fn default_for(&self, package: &Package<'_>) -> String {
        match self.default {
            Initial::Always(text) => text.to_owned(),
            Initial::Depends(text) => text(package),
        }
    }

    /// Checks a value that a caller sends and brings it to the form in which it is kept. Fails with
    /// 205 and says what is allowed.
    pub fn normalise(&self, value: &str) -> Result<String, Fault> {
        let trimmed = value.trim();
        match self.kind {
            Kind::Bool => match trimmed.to_ascii_lowercase().as_str() {
                "true" | "1" | "on" | "yes" => Ok("true".to_owned()),
                "false" | "0" | "off" | "no" => Ok("false".to_owned()),
                _ => Err(self.expected("true or false")),
            },
            Kind::Int { min, max } => match trimmed.parse::<i64>() {
                Ok(number) if (min..=max).contains(&number) => Ok(number.to_string()),
                _ => Err(self.expected(&format!("a whole number from {min} to {max}"))),
            },
            Kind::Enumeration { last } => match trimmed.parse::<i64>() {
                Ok(0 | UNDEFINED) => Ok("0".to_owned()),
                Ok(number) if (1..=last).contains(&number) => Ok(number.to_string()),
                _ => Err(self.expected(&format!("a whole number from 1 to {last}, or 0 for undefined"))),
            },
            Kind::Fraction => match trimmed.parse::<f64>() {
                Ok(number) if (0.0..=1.0).contains(&number) => Ok(number_text(Some(number))),
                _ => Err(self.expected("a number from 0 to 1")),
            },
            Kind::Words(words) => words
                .iter()
                .find(|word| word.eq_ignore_ascii_case(trimmed))
                .map(|word| (*word).to_owned())
                .ok_or_else(|| self.expected(&format!("one of {}", words.join(", ")))),
            Kind::Standard => Edition::parse(trimmed)
                .map(|edition| edition.as_str().to_owned())
                .ok_or_else(|| self.expected("the name of a standard")),
            Kind::Text if value.chars().count() > 255 => Err(self.expected("at most 255 characters")),
            Kind::Text if trimmed.is_empty() => Err(self.expected("a text that is not blank")),
            Kind::Text if !value.chars().all(is_xml_char) => {
                Err(self.expected("a text without characters that XML cannot carry"))
            }
            Kind::Text => Ok(value.to_owned()),
        }
    }

    fn expected(&self, what: &str) -> Fault {
        Fault::invalid_because(self.name, &format!("expected {what}"))
    }
}

/// Whether the standard of a course may be changed so: only from one edition of SCORM 2004 to
/// another.
pub fn standard_may_become(now: Edition, wanted: Edition) -> bool {
    now == wanted || (now.is_2004() && wanted.is_2004())
}

/// The reply of both methods: names and values in the order given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Attributes(pub Vec<(String, String)>);

impl Payload for Attributes {
    fn write(&self, xml: &mut Writer) {
        if self.0.is_empty() {
            // Node compares the reply of an update that changed nothing with the empty string.
            return xml.empty("attributes");
        }
        xml.open("attributes");
        for (name, value) in &self.0 {
            xml.empty_with("attribute", &[("name", name), ("value", value)]);
        }
        xml.close("attributes");
    }

    fn read(rsp: &Element) -> Result<Self, Malformed> {
        let list = child(rsp, "attributes")?.children_named("attribute");
        list.map(|element| Ok((attribute(element, "name")?, attribute(element, "value")?)))
            .collect::<Result<_, _>>()
            .map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::super::payload::testing::{round_trip, written};
    use super::*;

    fn package(edition: Edition, sco_count: usize) -> Package<'static> {
        Package { edition, sco_count, title: "Golf" }
    }

    fn default_of(name: &str, package: &Package<'_>) -> String {
        find(name).unwrap().default_for(package)
    }

    #[test]
    fn table_is_complete_and_in_order() {
        let names: Vec<_> = ATTRIBUTES.iter().map(|attribute| attribute.name.to_lowercase()).collect();
        assert!(names.is_sorted(), "{names:?}");
        assert_eq!(names.len(), 73);
        assert!(find("SHOWPROGRESSBAR").is_some());
        assert!(find("applib").is_none());
    }

    #[test]
    fn every_default_is_a_value() {
        for edition in Edition::ALL {
            for sco_count in [1, 5] {
                for attribute in ATTRIBUTES {
                    let value = attribute.default_for(&package(edition, sco_count));
                    assert_eq!(attribute.normalise(&value), Ok(value.clone()), "{}", attribute.name);
                    if let Kind::Enumeration { .. } = attribute.kind {
                        assert_ne!(value, "0", "{}", attribute.name);
                    }
                }
            }
        }
    }

    #[test]
    fn defaults_depend_on_the_package() {
        let (single, several) = (package(Edition::Scorm12, 1), package(Edition::Scorm12, 4));
        for name in ["showProgressBar", "showCourseStructure", "enablePrevNext", "enableChoiceNavigation"] {
            assert_eq!(default_of(name, &single), "false", "{name}");
        }
        for name in ["showFinishButton", "showNavBar"] {
            assert_eq!(default_of(name, &single), "true", "{name}");
            assert_eq!(default_of(name, &several), "true", "{name}");
        }
        for name in ["showCourseStructure", "courseStructureStartsOpen", "enablePrevNext"] {
            assert_eq!(default_of(name, &several), "true", "{name}");
        }
        assert_eq!(default_of("courseStructureWidth", &several), "200");
        assert_eq!(default_of("alwaysFlowToFirstSco", &single), "true");
        assert_eq!(default_of("alwaysFlowToFirstSco", &several), "false");
        let newer = package(Edition::Scorm2004Ed4, 1);
        assert_eq!(default_of("resetRunTimeDataTiming", &single), "1");
        assert_eq!(default_of("resetRunTimeDataTiming", &newer), "2");
        assert_eq!(default_of("launchCompletedRegsAsNoCredit", &single), "true");
        assert_eq!(default_of("launchCompletedRegsAsNoCredit", &newer), "false");
        assert_eq!(default_of("scormVersion", &newer), "scorm_2004_4th_edition");
        assert_eq!(default_of("title", &newer), "Golf");
    }

    #[test]
    fn values_are_checked() {
        let normalise = |name: &str, value: &str| find(name).unwrap().normalise(value);
        assert_eq!(normalise("showHelp", "TRUE"), Ok("true".into()));
        assert_eq!(normalise("showHelp", "None").unwrap_err().code, 205);
        assert_eq!(normalise("desiredHeight", " 0600 "), Ok("600".into()));
        assert_eq!(normalise("desiredHeight", "-1").unwrap_err().code, 205);
        assert_eq!(normalise("statusRollupMode", "7").unwrap_err().code, 205);
        for undefined in ["0", "-9223372036854775808"] {
            assert_eq!(normalise("statusRollupMode", undefined), Ok("0".into()));
        }
        assert_eq!(normalise("commCommitFrequency", "0").unwrap_err().code, 205);
        assert_eq!(normalise("thresholdScore", "0.80"), Ok("0.8".into()));
        assert_eq!(normalise("thresholdScore", "NaN").unwrap_err().code, 205);
        assert_eq!(normalise("registrationInstancingOption", "WHEN_PASSED").unwrap_err().code, 205);
        assert_eq!(normalise("scormVersion", "scorm20043rdedition"), Ok("scorm_2004_3rd_edition".into()));
        assert_eq!(normalise("title", " spaces stay "), Ok(" spaces stay ".into()));
        for wrong in [" ", "a\u{1}", &"x".repeat(256)] {
            assert_eq!(normalise("title", wrong).unwrap_err().code, 205);
        }
        assert!(standard_may_become(Edition::Scorm2004Ed3, Edition::Scorm2004Ed4));
        assert!(!standard_may_become(Edition::Scorm12, Edition::Scorm2004Ed4));
    }

    #[test]
    fn bytes_and_back() {
        let attributes =
            Attributes(vec![("showHelp".into(), "false".into()), ("title".into(), "a \"b\"\n".into())]);
        assert_eq!(
            written(&attributes),
            "<attributes><attribute name=\"showHelp\" value=\"false\"/>\
             <attribute name=\"title\" value=\"a &quot;b&quot;&#10;\"/></attributes>"
        );
        assert_eq!(round_trip(&attributes), attributes);
        assert_eq!(written(&Attributes::default()), "<attributes/>");
    }
}
