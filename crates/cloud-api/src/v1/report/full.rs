//! `format="full"` (spec §5.3): activities with their objectives and run-time data.

use super::super::payload::{Malformed, attribute, bool_of, bool_text, child_bool, child_number, text};
use super::super::values::{duration_text, measure_text, parse_duration, parse_score};
use super::super::xml::Writer;
use super::super::xml_read::Element;
use super::activity::children;
use super::runtime::Runtime;

/// One activity and those below it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FullActivity {
    /// Identifier of the item in the manifest.
    pub id: String,
    /// Title.
    pub title: String,
    /// Whether the primary objective is satisfied; `None` when that is not known.
    pub satisfied: Option<bool>,
    /// Whether the attempt is complete; `None` when that is not known.
    pub completed: Option<bool>,
    /// Tracked time over all attempts, in hundredths of a second.
    pub time_across_attempts: i64,
    /// Attempts begun.
    pub attempts: u32,
    /// Whether the attempt is suspended.
    pub suspended: bool,
    /// The objectives of sequencing, the primary one first.
    pub objectives: Vec<FullObjective>,
    /// Run-time data; `None` for clusters.
    pub runtime: Option<Runtime>,
    /// The activities below.
    pub children: Vec<FullActivity>,
}

/// One objective of an activity.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FullObjective {
    /// Its id, empty for the unnamed primary one.
    pub id: String,
    /// Whether it is the primary one.
    pub primary: bool,
    /// −1 to 1; `None` when not known.
    pub normalized_measure: Option<f64>,
    /// `None` when not known.
    pub satisfied: Option<bool>,
}

impl FullActivity {
    pub(super) fn write(&self, xml: &mut Writer) {
        xml.open_with("activity", &[("id", &self.id)]);
        xml.element("title", &self.title);
        xml.element("satisfied", bool_text(self.satisfied == Some(true)));
        xml.element("completed", bool_text(self.completed == Some(true)));
        xml.element("timeacrossattempts", &duration_text(self.time_across_attempts));
        xml.element("progressstatus", bool_text(self.satisfied.is_some()));
        xml.element("attemptprogressstatus", bool_text(self.completed.is_some()));
        xml.element("attempts", &self.attempts.to_string());
        xml.element("suspended", bool_text(self.suspended));
        xml.open("objectives");
        for objective in &self.objectives {
            objective.write(xml);
        }
        xml.close("objectives");
        if let Some(runtime) = &self.runtime {
            runtime.write(xml);
        }
        xml.open("children");
        for child in &self.children {
            child.write(xml);
        }
        xml.close("children");
        xml.close("activity");
    }

    pub(super) fn read(activity: &Element) -> Result<Self, Malformed> {
        // Older replies have no `attemptprogressstatus`; there `completed` says all that is known.
        let completion_known = activity.child("attemptprogressstatus").is_none()
            || child_bool(activity, "attemptprogressstatus")?;
        let satisfaction_known = child_bool(activity, "progressstatus")?;
        let satisfied = child_bool(activity, "satisfied")?;
        let completed = child_bool(activity, "completed")?;
        let objectives = activity.child("objectives").into_iter().flat_map(|o| o.children_named("objective"));
        Ok(Self {
            id: attribute(activity, "id")?,
            title: activity.child_text("title"),
            satisfied: satisfaction_known.then_some(satisfied),
            completed: completion_known.then_some(completed),
            time_across_attempts: parse_duration(&activity.child_text("timeacrossattempts"))
                .unwrap_or_default(),
            attempts: child_number(activity, "attempts")?,
            suspended: child_bool(activity, "suspended")?,
            objectives: objectives.map(FullObjective::read).collect::<Result<_, _>>()?,
            runtime: activity.child("runtime").map(Runtime::read).transpose()?,
            children: children(activity).map(Self::read).collect::<Result<_, _>>()?,
        })
    }
}

impl FullObjective {
    fn write(&self, xml: &mut Writer) {
        xml.open_with("objective", &[("id", &self.id), ("primary", bool_text(self.primary))]);
        xml.element("measurestatus", bool_text(self.normalized_measure.is_some()));
        xml.element("normalizedmeasure", &measure_text(self.normalized_measure.unwrap_or(0.0)));
        xml.element("progressstatus", bool_text(self.satisfied.is_some()));
        xml.element("satisfiedstatus", bool_text(self.satisfied == Some(true)));
        xml.close("objective");
    }

    fn read(objective: &Element) -> Result<Self, Malformed> {
        let measure_known = child_bool(objective, "measurestatus")?;
        let satisfaction_known = child_bool(objective, "progressstatus")?;
        let measure = text(objective, "normalizedmeasure")?;
        let satisfied = child_bool(objective, "satisfiedstatus")?;
        let primary = objective.attribute("primary");
        Ok(Self {
            id: attribute(objective, "id")?,
            primary: primary.map(|value| bool_of("primary", value)).transpose()?.unwrap_or(false),
            normalized_measure: parse_score(&measure).filter(|_| measure_known),
            satisfied: satisfaction_known.then_some(satisfied),
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::super::envelope::{self, render};
    use super::super::super::json::Format;
    use super::super::super::payload::testing::{round_trip, written, xml_text};
    use super::super::super::values::ResultsFormat;
    use super::super::runtime::tests::{RUNTIME, runtime};
    use super::super::{RegistrationReport, ReportText, Results};
    use super::*;

    fn report(activity: FullActivity) -> RegistrationReport {
        RegistrationReport { regid: "r".into(), instanceid: 1, results: Results::Full(Box::new(activity)) }
    }

    #[test]
    fn bytes() {
        let leaf = FullActivity {
            id: "SCO-1".into(),
            title: "One".into(),
            satisfied: Some(true),
            completed: Some(false),
            time_across_attempts: 20_010,
            attempts: 1,
            suspended: true,
            objectives: vec![
                FullObjective {
                    id: String::new(),
                    primary: true,
                    normalized_measure: None,
                    satisfied: Some(true),
                },
                FullObjective {
                    id: "o2".into(),
                    primary: false,
                    normalized_measure: Some(1.0),
                    satisfied: None,
                },
            ],
            runtime: Some(runtime()),
            children: vec![],
        };
        let root = FullActivity {
            id: "ORG".into(),
            title: "Root".into(),
            children: vec![leaf],
            ..Default::default()
        };
        let report = report(root);
        assert_eq!(
            written(&report),
            format!(
                "<registrationreport format=\"full\" regid=\"r\" instanceid=\"1\"><activity id=\"ORG\">\
                 <title>Root</title><satisfied>false</satisfied><completed>false</completed>\
                 <timeacrossattempts>0000:00:00.00</timeacrossattempts><progressstatus>false</progressstatus>\
                 <attemptprogressstatus>false</attemptprogressstatus><attempts>0</attempts>\
                 <suspended>false</suspended><objectives></objectives><children><activity id=\"SCO-1\">\
                 <title>One</title><satisfied>true</satisfied><completed>false</completed>\
                 <timeacrossattempts>0000:03:20.10</timeacrossattempts><progressstatus>true</progressstatus>\
                 <attemptprogressstatus>true</attemptprogressstatus><attempts>1</attempts>\
                 <suspended>true</suspended><objectives><objective id=\"\" primary=\"true\">\
                 <measurestatus>false</measurestatus><normalizedmeasure>0.0</normalizedmeasure>\
                 <progressstatus>true</progressstatus><satisfiedstatus>true</satisfiedstatus></objective>\
                 <objective id=\"o2\" primary=\"false\"><measurestatus>true</measurestatus>\
                 <normalizedmeasure>1.0</normalizedmeasure><progressstatus>false</progressstatus>\
                 <satisfiedstatus>false</satisfiedstatus></objective></objectives>{RUNTIME}\
                 <children></children></activity></children></activity></registrationreport>"
            )
        );
        assert_eq!(round_trip(&report), report);
        let json = render(envelope::ok(&report), &Format::Json).unwrap();
        for part in [
            r#"{"rsp":{"stat":"ok","registrationreport":{"format":"full","regid":"r","instanceid":1,"activity":{"id":"ORG""#,
            r#""suspended":false,"objectives":"","children":{"activity":{"id":"SCO-1","title":"One","satisfied":true,"#,
            r#""objectives":{"objective":[{"id":"","primary":true,"measurestatus":false,"#,
            r#""timetracked":""#,
            r#""children":""}}}}}}"#,
        ] {
            assert!(json.contains(part), "{part} in {json}");
        }
        let xml = report.to_xml();
        let (text, within) = (format!("before{xml}behind"), 6..6 + xml.len());
        let kept = ReportText::kept(text, within, ResultsFormat::Full, "other \"one\"", 7).unwrap();
        let expected = RegistrationReport { regid: "other \"one\"".into(), instanceid: 7, ..report };
        assert_eq!(written(&kept), expected.to_xml());
        assert_eq!(kept.read(), Ok(expected));
        for (text, within) in [("<rsp/>", 0..6), ("<registrationreport ", 0..20), ("", 0..1)] {
            assert!(ReportText::kept(text.to_owned(), within, ResultsFormat::Full, "r", 0).is_none());
        }
    }

    proptest! {
        #[test]
        fn round_trips(id in xml_text(), satisfied in any::<Option<bool>>(), completed in any::<Option<bool>>(), measure in proptest::option::of(-100i32..=100)) {
            let objective = FullObjective {
                id: id.clone(),
                primary: true,
                normalized_measure: measure.map(|m| f64::from(m) / 100.0),
                satisfied,
            };
            let leaf = FullActivity { id, satisfied, completed, objectives: vec![objective], ..Default::default() };
            let report = report(FullActivity { id: "r".into(), children: vec![leaf], ..Default::default() });
            prop_assert_eq!(round_trip(&report), report);
        }
    }
}
