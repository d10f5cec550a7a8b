//! `format="activity"` (spec §5.2).

use super::super::payload::{Malformed, attribute, child_number, text};
use super::super::values::{Completion, Success, duration_text, parse_duration, parse_score, score_text};
use super::super::xml::Writer;
use super::super::xml_read::Element;
use super::{completion, success};

/// One activity and those below it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ActivityReport {
    /// Identifier of the item in the manifest.
    pub id: String,
    /// Title.
    pub title: String,
    /// Attempts begun.
    pub attempts: u32,
    /// Unknown when the attempt's progress is.
    pub complete: Completion,
    /// Passed or failed.
    pub success: Success,
    /// Tracked time over all attempts, in hundredths of a second.
    pub time_across_attempts: i64,
    /// Tracked time of this activity, in hundredths of a second; `None` for clusters.
    pub time: Option<i64>,
    /// Normalized measure × 100; `None` when no score was reported.
    pub score: Option<f64>,
    /// The activities below.
    pub children: Vec<ActivityReport>,
}

impl ActivityReport {
    pub(super) fn write(&self, xml: &mut Writer) {
        xml.open_with("activity", &[("id", &self.id)]);
        xml.element("title", &self.title);
        xml.element("attempts", &self.attempts.to_string());
        xml.element("complete", self.complete.as_str());
        xml.element("success", self.success.as_str());
        xml.element("timeacrossattempts", &duration_text(self.time_across_attempts));
        xml.element("time", &self.time.map(duration_text).unwrap_or_default());
        xml.element("score", &score_text(self.score));
        xml.open("children");
        for child in &self.children {
            child.write(xml);
        }
        xml.close("children");
        xml.close("activity");
    }

    pub(super) fn read(activity: &Element) -> Result<Self, Malformed> {
        Ok(Self {
            id: attribute(activity, "id")?,
            title: activity.child_text("title"),
            attempts: child_number(activity, "attempts")?,
            complete: completion(activity, "complete")?,
            success: success(activity, "success")?,
            time_across_attempts: parse_duration(&activity.child_text("timeacrossattempts"))
                .unwrap_or_default(),
            time: parse_duration(&activity.child_text("time")),
            score: parse_score(&text(activity, "score")?),
            children: children(activity).map(Self::read).collect::<Result<_, _>>()?,
        })
    }
}

/// The activities directly below.
pub(super) fn children(activity: &Element) -> impl Iterator<Item = &Element> {
    activity.child("children").into_iter().flat_map(|children| children.children_named("activity"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::super::envelope::{self, render};
    use super::super::super::json::Format;
    use super::super::super::payload::testing::{round_trip, written, xml_text};
    use super::super::{RegistrationReport, Results};
    use super::*;

    fn report(activity: ActivityReport) -> RegistrationReport {
        RegistrationReport { regid: "r".into(), instanceid: 0, results: Results::Activity(activity) }
    }

    #[test]
    fn bytes() {
        let leaf = ActivityReport {
            id: "SCO-1".into(),
            title: "One & only".into(),
            attempts: 1,
            complete: Completion::Complete,
            success: Success::Passed,
            time_across_attempts: 75_025,
            time: Some(75_025),
            score: Some(66.5),
            children: vec![],
        };
        let root = ActivityReport {
            id: "ORG-1".into(),
            title: "Safety basics".into(),
            attempts: 1,
            complete: Completion::Incomplete,
            time_across_attempts: 75_025,
            children: vec![leaf],
            ..ActivityReport::default()
        };
        let report = report(root);
        assert_eq!(
            written(&report),
            "<registrationreport format=\"activity\" regid=\"r\" instanceid=\"0\"><activity id=\"ORG-1\">\
             <title>Safety basics</title><attempts>1</attempts><complete>incomplete</complete>\
             <success>unknown</success><timeacrossattempts>0000:12:30.25</timeacrossattempts><time></time>\
             <score>unknown</score><children><activity id=\"SCO-1\"><title>One &amp; only</title>\
             <attempts>1</attempts><complete>complete</complete><success>passed</success>\
             <timeacrossattempts>0000:12:30.25</timeacrossattempts><time>0000:12:30.25</time>\
             <score>66.5</score><children></children></activity></children></activity></registrationreport>"
        );
        assert_eq!(round_trip(&report), report);
        let json = render(envelope::ok(&report), &Format::Jsonp("cb".into())).unwrap();
        assert_eq!(
            json,
            concat!(
                r#"cb({"rsp":{"stat":"ok","registrationreport":{"format":"activity","regid":"r","instanceid":0,"#,
                r#""activity":{"id":"ORG-1","title":"Safety basics","attempts":1,"complete":"incomplete","#,
                r#""success":"unknown","timeacrossattempts":"0000:12:30.25","time":"","score":"unknown","#,
                r#""children":{"activity":{"id":"SCO-1","title":"One & only","attempts":1,"complete":"complete","#,
                r#""success":"passed","timeacrossattempts":"0000:12:30.25","time":"0000:12:30.25","score":66.5,"#,
                r#""children":""}}}}}})"#
            )
        );
    }

    proptest! {
        #[test]
        fn round_trips(id in xml_text(), title in xml_text(), time in proptest::option::of(0i64..1_000_000_000)) {
            let leaf = ActivityReport { id, title, time, ..ActivityReport::default() };
            let root = ActivityReport { id: "r".into(), children: vec![leaf.clone(), leaf], ..ActivityReport::default() };
            let report = report(root);
            prop_assert_eq!(round_trip(&report), report);
        }
    }
}
