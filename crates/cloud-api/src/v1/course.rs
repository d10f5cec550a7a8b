//! Replies about courses: the list and one course in detail (spec §4.2).

use super::payload::{
    Malformed, Payload, attribute, attribute_number, child, child_number, child_time, optional_text,
};
use super::tags::Tags;
use super::timestamp::Timestamp;
use super::xml::Writer;
use super::xml_read::Element;

/// One course of `getCourseList`. The attribute set is closed: a Ruby client fails on any other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Course {
    /// `courseid`.
    pub id: String,
    /// Title of the latest version.
    pub title: String,
    /// Number of registrations.
    pub registrations: u64,
    /// Bytes of all files.
    pub size_bytes: u64,
    /// Tags; the element is there even without any.
    pub tags: Vec<String>,
    /// Spelt like the attribute `scormVersion`, for example `scorm_12`. `None` leaves the element
    /// out: .NET cannot read an empty one.
    pub learning_standard: Option<String>,
    /// When the first version was imported.
    pub create_date: Timestamp,
}

/// `getCourseList`. Long lists are streamed: [`CourseList::begin`], [`Course::write`] for each,
/// [`CourseList::end`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CourseList(pub Vec<Course>);

/// `getCourseDetail`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CourseDetail {
    /// The course as in the list.
    pub course: Course,
    /// All versions, oldest first.
    pub versions: Vec<CourseVersion>,
    /// The activity id of a Tin Can package.
    pub tin_can_activity_id: Option<String>,
}

/// One version of a course.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CourseVersion {
    /// Its number, from 0.
    pub version_id: u32,
    /// When it was imported or last changed.
    pub update_date: Timestamp,
}

impl Course {
    /// Appends one course of a list.
    pub fn write(&self, xml: &mut Writer) {
        // The count of versions is only computed in the detail; in lists the original says -1.
        self.open(xml, "-1");
        self.write_end(None, xml);
    }

    fn open(&self, xml: &mut Writer, versions: &str) {
        xml.open_spaced(
            "course",
            &[
                ("id", &self.id),
                ("title", &self.title),
                ("versions", versions),
                ("registrations", &self.registrations.to_string()),
                ("size", &self.size_bytes.to_string()),
            ],
        );
    }

    fn write_end(&self, tin_can_activity_id: Option<&str>, xml: &mut Writer) {
        Tags::write_cdata(&self.tags, xml);
        if let Some(standard) = &self.learning_standard {
            xml.cdata_element("learningStandard", standard);
        }
        if let Some(id) = tin_can_activity_id {
            xml.cdata_element("tinCanActivityId", id);
        }
        xml.element("createDate", &self.create_date.to_xml());
        xml.close("course");
    }

    fn read(element: &Element) -> Result<Self, Malformed> {
        Ok(Self {
            id: attribute(element, "id")?,
            title: attribute(element, "title")?,
            registrations: attribute_number(element, "registrations")?,
            size_bytes: attribute_number(element, "size")?,
            tags: element.child("tags").map(Tags::from_element).unwrap_or_default().0,
            learning_standard: optional_text(element, "learningStandard"),
            create_date: child_time(element, "createDate")?,
        })
    }
}

impl CourseList {
    /// Appends what comes before the first course.
    pub fn begin(xml: &mut Writer) {
        xml.open("courselist");
    }

    /// Appends what comes after the last course.
    pub fn end(xml: &mut Writer) {
        xml.close("courselist");
    }
}

impl Payload for CourseList {
    fn write(&self, xml: &mut Writer) {
        Self::begin(xml);
        for course in &self.0 {
            course.write(xml);
        }
        Self::end(xml);
    }

    fn read(rsp: &Element) -> Result<Self, Malformed> {
        child(rsp, "courselist")?
            .children_named("course")
            .map(Course::read)
            .collect::<Result<_, _>>()
            .map(Self)
    }
}

impl Payload for CourseDetail {
    fn write(&self, xml: &mut Writer) {
        self.course.open(xml, &self.versions.len().to_string());
        xml.open("versions");
        for version in &self.versions {
            xml.open("version");
            xml.cdata_element("versionId", &version.version_id.to_string());
            xml.cdata_element("updateDate", &version.update_date.to_xml());
            xml.close("version");
        }
        xml.close("versions");
        self.course.write_end(self.tin_can_activity_id.as_deref(), xml);
    }

    fn read(rsp: &Element) -> Result<Self, Malformed> {
        let course = child(rsp, "course")?;
        let versions = child(course, "versions")?
            .children_named("version")
            .map(|version| {
                Ok(CourseVersion {
                    version_id: child_number(version, "versionId")?,
                    update_date: child_time(version, "updateDate")?,
                })
            })
            .collect::<Result<_, _>>()?;
        Ok(Self {
            course: Course::read(course)?,
            versions,
            tin_can_activity_id: optional_text(course, "tinCanActivityId"),
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::payload::testing::{instant, round_trip, written, xml_text};
    use super::*;

    fn sample() -> Course {
        Course {
            id: "c1".into(),
            title: "My course".into(),
            registrations: 2,
            size_bytes: 52480,
            tags: vec!["golf".into()],
            learning_standard: Some("scorm_12".into()),
            create_date: Timestamp::from_secs(1_515_582_733),
        }
    }

    #[test]
    fn bytes_of_the_list() {
        assert_eq!(
            written(&CourseList(vec![sample()])),
            "<courselist><course id=\"c1\" title=\"My course\" versions=\"-1\" registrations=\"2\" size=\"52480\" >\
             <tags><tag><![CDATA[golf]]></tag></tags><learningStandard><![CDATA[scorm_12]]></learningStandard>\
             <createDate>2018-01-10T11:12:13.000+0000</createDate></course></courselist>"
        );
        assert_eq!(written(&CourseList::default()), "<courselist></courselist>");
    }

    #[test]
    fn bytes_of_the_detail() {
        let detail = CourseDetail {
            course: Course { tags: vec![], ..sample() },
            versions: vec![
                CourseVersion { version_id: 0, update_date: Timestamp::from_secs(1_464_768_000) },
                CourseVersion { version_id: 1, update_date: Timestamp::from_secs(1_464_768_060) },
            ],
            tin_can_activity_id: Some("http://a/b".into()),
        };
        assert_eq!(
            written(&detail),
            "<course id=\"c1\" title=\"My course\" versions=\"2\" registrations=\"2\" size=\"52480\" >\
             <versions><version><versionId><![CDATA[0]]></versionId>\
             <updateDate><![CDATA[2016-06-01T08:00:00.000+0000]]></updateDate></version>\
             <version><versionId><![CDATA[1]]></versionId>\
             <updateDate><![CDATA[2016-06-01T08:01:00.000+0000]]></updateDate></version></versions>\
             <tags></tags><learningStandard><![CDATA[scorm_12]]></learningStandard>\
             <tinCanActivityId><![CDATA[http://a/b]]></tinCanActivityId>\
             <createDate>2018-01-10T11:12:13.000+0000</createDate></course>"
        );
        assert_eq!(round_trip(&detail), detail);
    }

    proptest! {
        #[test]
        fn round_trips(id in xml_text(), title in xml_text(), tags in proptest::collection::vec(xml_text(), 0..3), at in instant()) {
            let list = CourseList(vec![Course { id, title, tags, create_date: at, learning_standard: None, ..sample() }]);
            prop_assert_eq!(round_trip(&list), list);
        }
    }
}
