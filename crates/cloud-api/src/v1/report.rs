//! `registrationreport`, the results of a registration (spec §5).
//!
//! The same element answers `getRegistrationResult`, stands in `getRegistrationListResults`, and is
//! what a postback carries.

mod activity;
mod full;
mod runtime;

pub use activity::ActivityReport;
pub use full::{FullActivity, FullObjective};
pub use runtime::{
    Comment, Entry, Exit, Interaction, LearnerPreference, Mode, Runtime, RuntimeCompletion, RuntimeObjective,
    StaticData, TimeLimitAction,
};

use std::ops::Range;

use super::payload::{Malformed, Payload, attribute, attribute_number, child, child_number, text};
use super::values::{Completion, ResultsFormat, Success, parse_score, score_text};
use super::xml::Writer;
use super::xml_read::Element;

/// The results of one instance of a registration.
#[derive(Debug, Clone, PartialEq)]
pub struct RegistrationReport {
    /// The caller's registration id.
    pub regid: String,
    /// The instance, 0 for the first.
    pub instanceid: u32,
    /// The results, in the detail that was asked for.
    pub results: Results,
}

/// Results in one of three degrees of detail.
#[derive(Debug, Clone, PartialEq)]
pub enum Results {
    /// `format="course"`
    Course(CourseReport),
    /// `format="activity"`: the root activity.
    Activity(ActivityReport),
    /// `format="full"`: the root activity.
    Full(Box<FullActivity>),
}

/// The four values of the whole course; always all four and nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct CourseReport {
    /// Unknown while never launched.
    pub complete: Completion,
    /// Passed or failed.
    pub success: Success,
    /// Seconds that the player measured while content was open.
    pub total_time_secs: u64,
    /// 0 to 100; `None` while no score was reported, which is not 0.
    pub score: Option<f64>,
}

impl Results {
    /// The degree of detail.
    pub fn format(&self) -> ResultsFormat {
        match self {
            Self::Course(_) => ResultsFormat::Course,
            Self::Activity(_) => ResultsFormat::Activity,
            Self::Full(_) => ResultsFormat::Full,
        }
    }
}

impl RegistrationReport {
    /// The report as a document of its own: the root of what is posted, without envelope or
    /// declaration (spec §12 no. 21).
    pub fn to_xml(&self) -> String {
        let mut xml = Writer::new();
        self.write(&mut xml);
        xml.finish()
    }

    /// Reads the `registrationreport` element itself.
    pub fn from_element(report: &Element) -> Result<Self, Malformed> {
        let format = attribute(report, "format")?;
        let results = match format.as_str() {
            "activity" => Results::Activity(ActivityReport::read(child(report, "activity")?)?),
            "full" => Results::Full(Box::new(FullActivity::read(child(report, "activity")?)?)),
            // Old documentation calls the course level `summary`.
            "course" | "summary" => Results::Course(CourseReport::read(report)?),
            _ => return Err(Malformed::value("format", format)),
        };
        Ok(Self {
            regid: attribute(report, "regid")?,
            instanceid: attribute_number(report, "instanceid")?,
            results,
        })
    }
}

/// A report in its written form: for the server, which keeps reports of finished sessions as text. A full one is large,
/// so it stays where it lies and is only pointed at.
#[derive(Debug, Clone)]
pub struct ReportText {
    start: String,
    text: String,
    rest: Range<usize>,
}

impl ReportText {
    /// A kept report, which [`RegistrationReport::to_xml`] wrote, for the registration and instance it is asked for. It
    /// is the part `within` of `text`; `None` when that is no report.
    pub fn kept(
        text: String,
        within: Range<usize>,
        format: ResultsFormat,
        regid: &str,
        instanceid: u32,
    ) -> Option<Self> {
        let (start, _) = text.get(within.clone())?.split_once('>')?;
        if !start.starts_with("<registrationreport ") {
            return None;
        }
        let rest = within.start + start.len() + 1..within.end;
        let mut start = Writer::new();
        open(&mut start, format, regid, instanceid);
        Some(Self { start: start.finish(), text, rest })
    }

    /// How the report begins, and the text of which a part is the rest.
    pub fn into_parts(self) -> (String, String, Range<usize>) {
        (self.start, self.text, self.rest)
    }

    /// The report read back.
    ///
    /// # Errors
    /// When the text is no report.
    pub fn read(&self) -> Result<RegistrationReport, Malformed> {
        let mut xml = Writer::new();
        self.write(&mut xml);
        let root = super::xml_read::parse(&xml.finish());
        RegistrationReport::from_element(&root.map_err(|_| Malformed::Missing("registrationreport"))?)
    }
}

impl From<&RegistrationReport> for ReportText {
    fn from(report: &RegistrationReport) -> Self {
        let text = report.to_xml();
        Self { start: String::new(), rest: 0..text.len(), text }
    }
}

impl Payload for ReportText {
    fn write(&self, xml: &mut Writer) {
        xml.raw(&self.start);
        xml.raw(&self.text[self.rest.clone()]);
    }

    fn read(rsp: &Element) -> Result<Self, Malformed> {
        <RegistrationReport as Payload>::read(rsp).map(|report| Self::from(&report))
    }
}

fn open(xml: &mut Writer, format: ResultsFormat, regid: &str, instanceid: u32) {
    let attributes = [("format", format.as_str()), ("regid", regid), ("instanceid", &instanceid.to_string())];
    xml.open_with("registrationreport", &attributes);
}

impl Payload for RegistrationReport {
    fn write(&self, xml: &mut Writer) {
        open(xml, self.results.format(), &self.regid, self.instanceid);
        match &self.results {
            Results::Course(course) => course.write(xml),
            Results::Activity(activity) => activity.write(xml),
            Results::Full(activity) => activity.write(xml),
        }
        xml.close("registrationreport");
    }

    fn read(rsp: &Element) -> Result<Self, Malformed> {
        Self::from_element(child(rsp, "registrationreport")?)
    }
}

impl CourseReport {
    fn write(&self, xml: &mut Writer) {
        xml.element("complete", self.complete.as_str());
        xml.element("success", self.success.as_str());
        xml.element("totaltime", &self.total_time_secs.to_string());
        xml.element("score", &score_text(self.score));
    }

    fn read(report: &Element) -> Result<Self, Malformed> {
        Ok(Self {
            complete: completion(report, "complete")?,
            success: success(report, "success")?,
            total_time_secs: child_number(report, "totaltime")?,
            score: parse_score(&text(report, "score")?),
        })
    }
}

/// A word that is none of ours says nothing that is known.
fn completion(parent: &Element, name: &'static str) -> Result<Completion, Malformed> {
    Ok(Completion::parse(&text(parent, name)?.to_lowercase()).unwrap_or_default())
}

fn success(parent: &Element, name: &'static str) -> Result<Success, Malformed> {
    Ok(Success::parse(&text(parent, name)?.to_lowercase()).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::payload::testing::{round_trip, written, xml_text};
    use super::super::xml_read::parse;
    use super::*;

    #[test]
    fn bytes_of_the_course_level() {
        let report = RegistrationReport {
            regid: "reg-100".into(),
            instanceid: 0,
            results: Results::Course(CourseReport {
                complete: Completion::Complete,
                success: Success::Passed,
                total_time_secs: 750,
                score: Some(88.0),
            }),
        };
        assert_eq!(
            written(&report),
            "<registrationreport format=\"course\" regid=\"reg-100\" instanceid=\"0\"><complete>complete</complete>\
             <success>passed</success><totaltime>750</totaltime><score>88</score></registrationreport>"
        );
        assert_eq!(round_trip(&report), report);
        let fresh = RegistrationReport { results: Results::Course(CourseReport::default()), ..report };
        assert_eq!(
            fresh.to_xml(),
            "<registrationreport format=\"course\" regid=\"reg-100\" instanceid=\"0\"><complete>unknown</complete>\
             <success>unknown</success><totaltime>0</totaltime><score>unknown</score></registrationreport>"
        );
    }

    #[test]
    fn reads_the_summary_of_old_samples() {
        let xml = "<registrationreport format=\"summary\" regid=\"r\" instanceid=\"0\"><complete>complete</complete>\
                   <success>failed</success><totaltime>19</totaltime><score>unknown</score></registrationreport>";
        let report = RegistrationReport::from_element(&parse(xml).unwrap()).unwrap();
        assert_eq!(report.results.format(), ResultsFormat::Course);
    }

    proptest! {
        #[test]
        fn round_trips(regid in xml_text(), instanceid in any::<u32>(), secs in any::<u32>(), score in proptest::option::of(0u32..=10_000)) {
            let report = RegistrationReport {
                regid,
                instanceid,
                results: Results::Course(CourseReport {
                    complete: Completion::Incomplete,
                    success: Success::Failed,
                    total_time_secs: secs.into(),
                    score: score.map(|s| f64::from(s) / 100.0),
                }),
            };
            prop_assert_eq!(round_trip(&report), report);
        }
    }
}
