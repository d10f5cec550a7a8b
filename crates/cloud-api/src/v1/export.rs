//! Replies of `rustici.export` (spec §4.11), and the documents of an export.

use super::course::CourseDetail;
use super::launch::LaunchHistory;
use super::payload::{Malformed, Payload, attribute, child, optional_text, text};
use super::registration::RegistrationDetail;
use super::report::RegistrationReport;
use super::timestamp::Timestamp;
use super::values::parse_score;
use super::xml::Writer;
use super::xml_read::Element;

/// `start`: the id of the export that was begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportId(pub String);

/// `status`: how far an export is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Export {
    /// Its id.
    pub id: String,
    /// The application.
    pub app_id: String,
    /// Where it stands.
    pub status: ExportStatus,
    /// When it was begun; whole seconds.
    pub start_date: Timestamp,
    /// When it ended, however it did; whole seconds.
    pub end_date: Option<Timestamp>,
    /// 0 to 100.
    pub percent_complete: u8,
    /// Host and port from which it is downloaded: old clients put it into their base URL.
    pub server_location: String,
}

/// `list`: the exports that are still known, newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ExportList(pub Vec<Export>);

/// Where an export stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportStatus {
    /// It waits or runs.
    Started,
    /// Somebody called it off.
    Canceled,
    /// Its file can be had.
    Complete,
    /// It failed.
    Error,
    /// Its file was there and is gone.
    Expired,
}

impl ExportStatus {
    const ALL: [Self; 5] = [Self::Started, Self::Canceled, Self::Complete, Self::Error, Self::Expired];

    /// As it is written.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Started => "started",
            Self::Canceled => "canceled",
            Self::Complete => "complete",
            Self::Error => "error",
            Self::Expired => "expired",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == text)
    }
}

impl Payload for ExportId {
    fn write(&self, xml: &mut Writer) {
        xml.element("export_id", &self.0);
    }

    fn read(rsp: &Element) -> Result<Self, Malformed> {
        text(rsp, "export_id").map(Self)
    }
}

impl Payload for Export {
    fn write(&self, xml: &mut Writer) {
        xml.open_with("export", &[("id", &self.id)]);
        xml.element("appid", &self.app_id);
        xml.element("status", self.status.as_str());
        xml.element("start_date", &self.start_date.to_short());
        // Java parses what is there, so there is none before the end.
        if let Some(end) = self.end_date {
            xml.element("end_date", &end.to_short());
        }
        xml.element("percent_complete", &format!("{}.0", self.percent_complete));
        xml.element("server_location", &self.server_location);
        xml.close("export");
    }

    fn read(rsp: &Element) -> Result<Self, Malformed> {
        Self::from_element(child(rsp, "export")?)
    }
}

impl Export {
    fn from_element(export: &Element) -> Result<Self, Malformed> {
        let instant = |name: &'static str, text: String| {
            Timestamp::parse_iso(&text).ok_or_else(|| Malformed::value(name, text))
        };
        let status = text(export, "status")?;
        let percent = text(export, "percent_complete")?;
        let known = parse_score(&percent).filter(|percent| (0.0..=100.0).contains(percent));
        Ok(Self {
            id: attribute(export, "id")?,
            app_id: text(export, "appid")?,
            status: ExportStatus::parse(&status).ok_or_else(|| Malformed::value("status", status))?,
            start_date: instant("start_date", text(export, "start_date")?)?,
            end_date: optional_text(export, "end_date").map(|text| instant("end_date", text)).transpose()?,
            percent_complete: known.ok_or_else(|| Malformed::value("percent_complete", percent))? as u8,
            server_location: text(export, "server_location")?,
        })
    }
}

impl Payload for ExportList {
    fn write(&self, xml: &mut Writer) {
        xml.open("exports");
        for export in &self.0 {
            export.write(xml);
        }
        xml.close("exports");
    }

    fn read(rsp: &Element) -> Result<Self, Malformed> {
        let exports = child(rsp, "exports")?.children_named("export");
        exports.map(Export::from_element).collect::<Result<_, _>>().map(Self)
    }
}

/// What every document of an export begins with.
pub const DOCUMENT_BEGIN: &str = "<?xml version=\"1.0\" encoding=\"utf-8\" ?>\n";

/// A course as an export holds it.
#[derive(Debug, Clone, PartialEq)]
pub struct ExportedCourse {
    /// As `getCourseDetail` answers.
    pub detail: CourseDetail,
    /// The attributes of each version that differ from the defaults, in the order of the detail's versions.
    pub attributes: Vec<Vec<(String, String)>>,
}

/// A registration as an export holds it.
#[derive(Debug, Clone, PartialEq)]
pub struct ExportedRegistration {
    /// As `getRegistrationDetail` answers.
    pub detail: RegistrationDetail,
    /// Its tags.
    pub tags: Vec<String>,
    /// The full results of each instance, first to latest.
    pub reports: Vec<RegistrationReport>,
    /// As `getLaunchHistory` answers.
    pub launches: LaunchHistory,
}

/// A learner with tags.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportedLearner {
    /// The learner's id.
    pub id: String,
    /// The tags.
    pub tags: Vec<String>,
}

impl ExportedCourse {
    /// Appends `<exportedcourse>`.
    pub fn write(&self, xml: &mut Writer) {
        xml.open_with("exportedcourse", &[("courseid", &self.detail.course.id)]);
        self.detail.write(xml);
        for (version, attributes) in self.detail.versions.iter().zip(&self.attributes) {
            xml.open_with("attributes", &[("versionid", &version.version_id.to_string())]);
            for (name, value) in attributes {
                xml.empty_with("attribute", &[("name", name), ("value", value)]);
            }
            xml.close("attributes");
        }
        xml.close("exportedcourse");
    }
}

impl ExportedRegistration {
    /// Appends `<exportedregistration>`.
    pub fn write(&self, xml: &mut Writer) {
        xml.open_with("exportedregistration", &[("regid", &self.detail.0.id)]);
        self.detail.write(xml);
        write_tags(&self.tags, xml);
        for report in &self.reports {
            report.write(xml);
        }
        self.launches.write(xml);
        xml.close("exportedregistration");
    }
}

impl ExportedLearner {
    /// Appends `<exportedlearner>`.
    pub fn write(&self, xml: &mut Writer) {
        xml.open_with("exportedlearner", &[("learnerid", &self.id)]);
        write_tags(&self.tags, xml);
        xml.close("exportedlearner");
    }
}

fn write_tags(tags: &[String], xml: &mut Writer) {
    super::tags::Tags::write_cdata(tags, xml);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::payload::testing::{round_trip, written, xml_text};
    use super::*;

    fn sample() -> Export {
        Export {
            id: "5d0c6f0e-3b1a-4c59-9a64-0f2f7c1e88aa".into(),
            app_id: "A".into(),
            status: ExportStatus::Started,
            start_date: Timestamp::from_secs(1_272_708_000),
            end_date: None,
            percent_complete: 0,
            server_location: "localhost:8600".into(),
        }
    }

    #[test]
    fn bytes() {
        assert_eq!(written(&ExportId("x".into())), "<export_id>x</export_id>");
        let begun = "<export id=\"5d0c6f0e-3b1a-4c59-9a64-0f2f7c1e88aa\"><appid>A</appid><status>started</status>\
             <start_date>2010-05-01T10:00:00+0000</start_date><percent_complete>0.0</percent_complete>\
             <server_location>localhost:8600</server_location></export>";
        assert_eq!(written(&sample()), begun);
        let ended = Export {
            status: ExportStatus::Complete,
            end_date: Some(Timestamp::from_secs(1_272_708_060)),
            percent_complete: 100,
            ..sample()
        };
        assert_eq!(
            written(&ended),
            "<export id=\"5d0c6f0e-3b1a-4c59-9a64-0f2f7c1e88aa\"><appid>A</appid><status>complete</status>\
             <start_date>2010-05-01T10:00:00+0000</start_date><end_date>2010-05-01T10:01:00+0000</end_date>\
             <percent_complete>100.0</percent_complete><server_location>localhost:8600</server_location></export>"
        );
        assert_eq!(written(&ExportList(vec![sample()])), format!("<exports>{begun}</exports>"));
        assert_eq!(written(&ExportList::default()), "<exports></exports>");
    }

    #[test]
    fn documents() {
        let mut xml = Writer::new();
        ExportedLearner { id: "l&1".into(), tags: vec!["a".into()] }.write(&mut xml);
        assert_eq!(
            xml.finish(),
            "<exportedlearner learnerid=\"l&amp;1\"><tags><tag><![CDATA[a]]></tag></tags></exportedlearner>"
        );
    }

    proptest! {
        #[test]
        fn round_trips(id in xml_text(), app_id in xml_text(), at in 0i64..4_000_000_000, percent in 0u8..=100, which in 0usize..5) {
            let status = ExportStatus::ALL[which];
            let start_date = Timestamp::from_secs(at);
            let end_date = (status != ExportStatus::Started).then_some(start_date);
            let export = Export { id, app_id, status, start_date, end_date, percent_complete: percent, ..sample() };
            prop_assert_eq!(round_trip(&export), export.clone());
            let list = ExportList(vec![export.clone(), export]);
            prop_assert_eq!(round_trip(&list), list);
        }
    }
}
