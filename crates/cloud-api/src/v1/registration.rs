//! Replies about registrations: the lists and one registration in detail (spec §4.3).

use super::payload::{
    Malformed, Payload, attribute, child, child_number, child_time, optional_text, optional_time, text,
};
use super::report::{RegistrationReport, ReportText};
use super::timestamp::Timestamp;
use super::xml::Writer;
use super::xml_read::Element;

/// One registration. The order of its children is fixed and their set is closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registration {
    /// `regid`.
    pub id: String,
    /// `courseid`.
    pub course_id: String,
    /// The application.
    pub app_id: String,
    /// The course's title.
    pub course_title: String,
    /// Version of the latest launch; 0 before any (spec §12 no. 32).
    pub last_course_version_launched: u32,
    /// Learner id.
    pub learner_id: String,
    /// First name.
    pub learner_first_name: String,
    /// Last name.
    pub learner_last_name: String,
    /// E-mail address, empty when not given.
    pub email: String,
    /// When it was created.
    pub create_date: Timestamp,
    /// First launch.
    pub first_access_date: Option<Timestamp>,
    /// Latest sign of life.
    pub last_access_date: Option<Timestamp>,
    /// When it became complete.
    pub completed_date: Option<Timestamp>,
    /// A GUID; always in the detail, in lists only for Tin Can and cmi5 (spec §12 no. 31).
    pub tin_can_registration_id: Option<String>,
    /// Its instances; empty in lists (spec §12 no. 30).
    pub instances: Vec<Instance>,
}

/// One instance of a registration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Instance {
    /// Its number, from 0.
    pub instance_id: u32,
    /// The course version it is bound to.
    pub course_version: u32,
    /// When it last changed.
    pub update_date: Timestamp,
}

/// `getRegistrationDetail`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegistrationDetail(pub Registration);

/// `getRegistrationList` and, with reports, `getRegistrationListResults`. Long lists are streamed:
/// [`RegistrationList::begin`], [`ListedRegistration::write`] for each, [`RegistrationList::end`].
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RegistrationList(pub Vec<ListedRegistration>);

/// One registration of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct ListedRegistration {
    /// The registration.
    pub registration: Registration,
    /// The report of its latest instance, in the list of results.
    pub report: Option<RegistrationReport>,
}

impl Registration {
    /// Appends one registration of a list with the results of its latest instance.
    pub fn write_with(&self, report: &ReportText, xml: &mut Writer) {
        self.write(Some(report), xml);
    }

    fn write(&self, report: Option<&impl Payload>, xml: &mut Writer) {
        xml.open_spaced("registration", &[("id", &self.id), ("courseid", &self.course_id)]);
        xml.cdata_element("appId", &self.app_id);
        xml.cdata_element("registrationId", &self.id);
        xml.cdata_element("courseId", &self.course_id);
        xml.cdata_element("courseTitle", &self.course_title);
        xml.cdata_element("lastCourseVersionLaunched", &self.last_course_version_launched.to_string());
        xml.cdata_element("learnerId", &self.learner_id);
        xml.cdata_element("learnerFirstName", &self.learner_first_name);
        xml.cdata_element("learnerLastName", &self.learner_last_name);
        xml.cdata_element("email", &self.email);
        let date = |date: Option<Timestamp>| date.map(Timestamp::to_xml).unwrap_or_default();
        xml.cdata_element("createDate", &self.create_date.to_xml());
        xml.cdata_element("firstAccessDate", &date(self.first_access_date));
        xml.cdata_element("lastAccessDate", &date(self.last_access_date));
        xml.cdata_element("completedDate", &date(self.completed_date));
        if let Some(id) = &self.tin_can_registration_id {
            xml.cdata_element("tinCanRegistrationId", id);
        }
        xml.open("instances");
        for instance in &self.instances {
            xml.open("instance");
            xml.cdata_element("instanceId", &instance.instance_id.to_string());
            xml.cdata_element("courseVersion", &instance.course_version.to_string());
            xml.cdata_element("updateDate", &instance.update_date.to_xml());
            xml.close("instance");
        }
        xml.close("instances");
        if let Some(report) = report {
            report.write(xml);
        }
        xml.close("registration");
    }

    fn read(element: &Element) -> Result<Self, Malformed> {
        let instances = element.child("instances").into_iter().flat_map(|i| i.children_named("instance"));
        let instances = instances.map(|instance| {
            Ok(Instance {
                instance_id: child_number(instance, "instanceId")?,
                course_version: child_number(instance, "courseVersion")?,
                update_date: child_time(instance, "updateDate")?,
            })
        });
        Ok(Self {
            id: attribute(element, "id")?,
            course_id: attribute(element, "courseid")?,
            app_id: text(element, "appId")?,
            course_title: text(element, "courseTitle")?,
            last_course_version_launched: child_number(element, "lastCourseVersionLaunched")?,
            learner_id: text(element, "learnerId")?,
            learner_first_name: text(element, "learnerFirstName")?,
            learner_last_name: text(element, "learnerLastName")?,
            email: element.child_text("email"),
            create_date: child_time(element, "createDate")?,
            first_access_date: optional_time(element, "firstAccessDate")?,
            last_access_date: optional_time(element, "lastAccessDate")?,
            completed_date: optional_time(element, "completedDate")?,
            tin_can_registration_id: optional_text(element, "tinCanRegistrationId"),
            instances: instances.collect::<Result<_, _>>()?,
        })
    }
}

impl ListedRegistration {
    /// Appends one registration of a list.
    pub fn write(&self, xml: &mut Writer) {
        self.registration.write(self.report.as_ref(), xml);
    }
}

impl RegistrationList {
    /// Appends what comes before the first registration.
    pub fn begin(xml: &mut Writer) {
        xml.open("registrationlist");
    }

    /// Appends what comes after the last registration.
    pub fn end(xml: &mut Writer) {
        xml.close("registrationlist");
    }
}

impl Payload for RegistrationList {
    fn write(&self, xml: &mut Writer) {
        Self::begin(xml);
        for registration in &self.0 {
            registration.write(xml);
        }
        Self::end(xml);
    }

    fn read(rsp: &Element) -> Result<Self, Malformed> {
        let registrations = child(rsp, "registrationlist")?.children_named("registration");
        registrations
            .map(|element| {
                Ok(ListedRegistration {
                    registration: Registration::read(element)?,
                    report: element
                        .child("registrationreport")
                        .map(RegistrationReport::from_element)
                        .transpose()?,
                })
            })
            .collect::<Result<_, _>>()
            .map(Self)
    }
}

impl Payload for RegistrationDetail {
    fn write(&self, xml: &mut Writer) {
        self.0.write(None::<&RegistrationReport>, xml);
    }

    fn read(rsp: &Element) -> Result<Self, Malformed> {
        Registration::read(child(rsp, "registration")?).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::payload::testing::{instant, round_trip, written, xml_text};
    use super::super::report::{CourseReport, Results};
    use super::*;

    fn sample() -> Registration {
        Registration {
            id: "reg4".into(),
            course_id: "c1".into(),
            app_id: "myapp".into(),
            course_title: "My course".into(),
            last_course_version_launched: 0,
            learner_id: "l1".into(),
            learner_first_name: "Ann".into(),
            learner_last_name: "Lee".into(),
            email: "a@b.c".into(),
            create_date: Timestamp::from_secs(1_464_960_010),
            first_access_date: None,
            last_access_date: None,
            completed_date: None,
            tin_can_registration_id: None,
            instances: vec![],
        }
    }

    const BEGINNING: &str = "<registration id=\"reg4\" courseid=\"c1\" ><appId><![CDATA[myapp]]></appId>\
        <registrationId><![CDATA[reg4]]></registrationId><courseId><![CDATA[c1]]></courseId>\
        <courseTitle><![CDATA[My course]]></courseTitle>\
        <lastCourseVersionLaunched><![CDATA[0]]></lastCourseVersionLaunched>\
        <learnerId><![CDATA[l1]]></learnerId><learnerFirstName><![CDATA[Ann]]></learnerFirstName>\
        <learnerLastName><![CDATA[Lee]]></learnerLastName><email><![CDATA[a@b.c]]></email>\
        <createDate><![CDATA[2016-06-03T13:20:10.000+0000]]></createDate><firstAccessDate/><lastAccessDate/>\
        <completedDate/>";

    #[test]
    fn bytes_of_the_list() {
        let mut list = RegistrationList(vec![ListedRegistration { registration: sample(), report: None }]);
        assert_eq!(
            written(&list),
            format!("<registrationlist>{BEGINNING}<instances></instances></registration></registrationlist>")
        );
        assert_eq!(round_trip(&list), list);
        list.0[0].report = Some(RegistrationReport {
            regid: "reg4".into(),
            instanceid: 0,
            results: Results::Course(CourseReport::default()),
        });
        assert_eq!(
            written(&list),
            format!(
                "<registrationlist>{BEGINNING}<instances></instances>\
                 <registrationreport format=\"course\" regid=\"reg4\" instanceid=\"0\">\
                 <complete>unknown</complete><success>unknown</success><totaltime>0</totaltime>\
                 <score>unknown</score></registrationreport></registration></registrationlist>"
            )
        );
        assert_eq!(round_trip(&list), list);
        assert_eq!(written(&RegistrationList::default()), "<registrationlist></registrationlist>");
    }

    #[test]
    fn bytes_of_the_detail() {
        let detail = RegistrationDetail(Registration {
            tin_can_registration_id: Some("5d0c6f0e-3b1a-4c59-9a64-0f2f7c1e88aa".into()),
            instances: vec![Instance {
                instance_id: 0,
                course_version: 0,
                update_date: Timestamp::from_secs(1_516_032_309),
            }],
            ..sample()
        });
        assert_eq!(
            written(&detail),
            format!(
                "{BEGINNING}<tinCanRegistrationId><![CDATA[5d0c6f0e-3b1a-4c59-9a64-0f2f7c1e88aa]]></tinCanRegistrationId>\
                 <instances><instance><instanceId><![CDATA[0]]></instanceId><courseVersion><![CDATA[0]]></courseVersion>\
                 <updateDate><![CDATA[2018-01-15T16:05:09.000+0000]]></updateDate></instance></instances></registration>"
            )
        );
        assert_eq!(round_trip(&detail), detail);
    }

    proptest! {
        #[test]
        fn round_trips(id in xml_text(), course_id in xml_text(), learner_id in xml_text(), at in instant(), begun in any::<bool>()) {
            let detail = RegistrationDetail(Registration {
                id,
                course_id,
                learner_id,
                email: String::new(),
                first_access_date: begun.then_some(at),
                completed_date: begun.then_some(at),
                create_date: at,
                ..sample()
            });
            prop_assert_eq!(round_trip(&detail), detail);
        }
    }
}
