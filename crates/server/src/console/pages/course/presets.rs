//! Settings that are often wanted together. A preset fills in the form; nothing is saved by it.

use cloud_api::v1::attributes::{ATTRIBUTES, Edition};
use service::EditedCourse;

/// Attributes that tell what a course is, and stay when others are copied.
const OWN: [&str; 2] = ["title", "scormVersion"];

/// Values of attributes, and the name under which the texts have them.
pub(in crate::console) struct Preset {
    pub(in crate::console) text: &'static str,
    values: &'static [(&'static str, &'static str)],
}

/// All presets; the first puts everything back.
pub(in crate::console) const PRESETS: [Preset; 6] = [
    Preset { text: "preset-defaults", values: &[] },
    Preset {
        text: "preset-window",
        values: &[
            ("playerLaunchType", "4"),
            ("scoLaunchType", "1"),
            ("showNavBar", "false"),
            ("showTitleBar", "false"),
        ],
    },
    Preset {
        text: "preset-bare",
        values: &[
            ("playerLaunchType", "1"),
            ("scoLaunchType", "1"),
            ("showNavBar", "false"),
            ("showTitleBar", "false"),
            ("showProgressBar", "false"),
            ("showCourseStructure", "false"),
        ],
    },
    Preset {
        text: "preset-guided",
        values: &[
            ("showNavBar", "true"),
            ("enablePrevNext", "true"),
            ("showFinishButton", "true"),
            ("showProgressBar", "true"),
            ("showCourseStructure", "true"),
            ("courseStructureStartsOpen", "true"),
            ("enableChoiceNavigation", "false"),
        ],
    },
    Preset {
        text: "preset-strict",
        values: &[
            ("validateInteractionResponses", "true"),
            ("scaleRawScore", "false"),
            ("allowCompleteStatusChange", "false"),
            ("rollupEmptySetToUnknown", "false"),
            ("scoreOverridesStatus", "false"),
        ],
    },
    Preset {
        text: "preset-detailed-log",
        values: &[
            ("debugControl", "detailed"),
            ("debugRuntime", "detailed"),
            ("debugSequencing", "detailed"),
            ("debugLookAhead", "detailed"),
            ("debugIncludeTimestamps", "true"),
        ],
    },
];

impl Preset {
    pub(in crate::console) fn find(id: &str) -> Option<&'static Self> {
        PRESETS.iter().find(|preset| preset.id() == id)
    }

    /// What addresses call it.
    pub(in crate::console) fn id(&self) -> &'static str {
        self.text.trim_start_matches("preset-")
    }

    /// The values that it gives a course.
    pub(in crate::console) fn values(&self, course: &EditedCourse) -> Vec<(&'static str, String)> {
        if self.id() == "defaults" {
            let others = course.attributes.iter().filter(|edited| !OWN.contains(&edited.attribute.name));
            return others.map(|edited| (edited.attribute.name, edited.default.clone())).collect();
        }
        let mut values: Vec<_> =
            self.values.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        if self.id() == "strict" {
            values.push(("suspendDataMaxLength", shortest_suspend_data(course).to_owned()));
        }
        values
    }
}

/// What a strict LMS keeps of suspend data: the least that the standard asks for.
fn shortest_suspend_data(course: &EditedCourse) -> &'static str {
    let standard = course.attributes.iter().find(|edited| edited.attribute.name == "scormVersion");
    match standard.and_then(|edited| Edition::parse(&edited.value)) {
        Some(Edition::Scorm11 | Edition::Scorm12) | None => "4096",
        // The 2nd Edition asks for as little as SCORM 1.2.
        Some(Edition::Scorm2004Ed2) => "4000",
        Some(_) => "64000",
    }
}

/// The values that make the settings of `to` like those of `from`. What `from` has by default becomes the default of
/// `to`, which may be another one.
pub(in crate::console) fn copied(from: &EditedCourse, to: &EditedCourse) -> Vec<(&'static str, String)> {
    let value = |name: &'static str| {
        let theirs = from.attributes.iter().find(|edited| edited.attribute.name == name)?;
        let ours = to.attributes.iter().find(|edited| edited.attribute.name == name)?;
        let is_default = theirs.value == theirs.default;
        Some((name, if is_default { ours.default.clone() } else { theirs.value.clone() }))
    };
    ATTRIBUTES
        .iter()
        .map(|attribute| attribute.name)
        .filter(|name| !OWN.contains(name))
        .filter_map(value)
        .collect()
}

#[cfg(test)]
mod tests {
    use cloud_api::v1::attributes;

    use super::*;

    #[test]
    fn presets_name_attributes_and_values_that_there_are() {
        for preset in &PRESETS {
            for (name, value) in preset.values {
                let attribute = attributes::find(name).unwrap_or_else(|| panic!("{name}"));
                assert_eq!(attribute.name, *name);
                assert_eq!(attribute.normalise(value).as_deref(), Ok(*value), "{name}");
            }
            assert_eq!(preset.values.is_empty(), preset.id() == "defaults");
        }
    }
}
