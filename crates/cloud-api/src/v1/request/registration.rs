//! Requests of `rustici.registration`.

use super::super::error::Fault;
use super::super::params::Params;
use super::super::postback::{PostbackSettings, Spelling};
use super::super::tags;
use super::super::timestamp::Timestamp;
use super::super::values::{ResultsFormat, Which, check_id, parse_bool};
use super::{Request, instant, optional, push, push_instant, push_tags, push_which, required, which};

/// A registration, or one of its instances: `exists`, `getRegistrationDetail`,
/// `deleteRegistration`, `resetRegistration`, `getLaunchHistory`, `getPostbackInfo`, …
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registration {
    /// `regid`.
    pub reg_id: String,
    /// `instanceid`. Absent means the latest instance, for `deleteRegistration` all of them.
    pub instance: Option<Which>,
}

/// `createRegistration`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreateRegistration {
    /// `courseid`.
    pub course_id: String,
    /// `regid`, new within the application.
    pub reg_id: String,
    /// `learnerid`.
    pub learner_id: String,
    /// `fname`; some clients leave it out.
    pub first_name: String,
    /// `lname`; some clients leave it out.
    pub last_name: String,
    /// `email`.
    pub email: Option<String>,
    /// `versionid`; the latest when absent.
    pub version: Option<Which>,
    /// `postbackurl` and those that belong to it.
    pub postback: Option<PostbackSettings>,
    /// Tags for the learner, the course and the registration.
    pub tags: TagsToAdd,
}

/// `learnerTags`, `courseTags` and `registrationTags`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TagsToAdd {
    /// For the learner.
    pub learner: Vec<String>,
    /// For the course.
    pub course: Vec<String>,
    /// For the registration.
    pub registration: Vec<String>,
}

/// `getRegistrationList` and `getRegistrationListResults`; every part narrows the list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ListRegistrations {
    /// `courseid`, exactly.
    pub course_id: Option<String>,
    /// `learnerid`, exactly.
    pub learner_id: Option<String>,
    /// `filter`: a regular expression that must match the whole registration id.
    pub filter: Option<String>,
    /// `coursefilter`: a regular expression that must match the whole course id.
    pub course_filter: Option<String>,
    /// `after`: last update later than this.
    pub after: Option<Timestamp>,
    /// `until`: last update at this or earlier.
    pub until: Option<Timestamp>,
    /// `resultsformat` of the list with results.
    pub format: ResultsFormat,
}

/// `getRegistrationResult`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GetRegistrationResult {
    /// `regid`.
    pub reg_id: String,
    /// `instanceid`; the latest when absent.
    pub instance: Option<Which>,
    /// `resultsformat`.
    pub format: ResultsFormat,
}

/// `launch`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Launch {
    /// `regid`.
    pub reg_id: String,
    /// `redirecturl`: a URL or one of the keywords.
    pub redirect_url: Option<String>,
    /// `cssurl`.
    pub css_url: Option<String>,
    /// `culture`: the player's language.
    pub culture: Option<String>,
    /// `disableTracking`: nothing of this launch counts.
    pub disable_tracking: bool,
    /// Tags for the learner, the course and the registration.
    pub tags: TagsToAdd,
}

/// `updateLearnerInfo`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UpdateLearnerInfo {
    /// `learnerid`.
    pub learner_id: String,
    /// `fname`.
    pub first_name: String,
    /// `lname`.
    pub last_name: String,
    /// `newid`: the learner's id from now on.
    pub new_id: Option<String>,
    /// `email`.
    pub email: Option<String>,
}

impl Request for Registration {
    fn read(params: &Params) -> Result<Self, Fault> {
        Ok(Self { reg_id: required(params, "regid")?, instance: which(params, "instanceid")? })
    }

    fn write(&self, params: &mut Params) {
        params.push("regid", &self.reg_id);
        push_which(params, "instanceid", self.instance);
    }
}

impl Request for CreateRegistration {
    fn read(params: &Params) -> Result<Self, Fault> {
        let request = Self {
            course_id: required(params, "courseid")?,
            reg_id: required(params, "regid")?,
            learner_id: required(params, "learnerid")?,
            first_name: optional(params, "fname").unwrap_or_default(),
            last_name: optional(params, "lname").unwrap_or_default(),
            email: optional(params, "email"),
            version: which(params, "versionid")?,
            postback: PostbackSettings::from_params(params, Spelling::Creating)?,
            tags: TagsToAdd::read(params)?,
        };
        check_id("regid", &request.reg_id)?;
        check_id("learnerid", &request.learner_id)?;
        Ok(request)
    }

    fn write(&self, params: &mut Params) {
        params.push("courseid", &self.course_id);
        params.push("regid", &self.reg_id);
        params.push("learnerid", &self.learner_id);
        push(params, "fname", Some(&self.first_name));
        push(params, "lname", Some(&self.last_name));
        push(params, "email", self.email.as_deref());
        push_which(params, "versionid", self.version);
        if let Some(postback) = &self.postback {
            postback.add_to(params, Spelling::Creating);
        }
        self.tags.write(params);
    }
}

impl TagsToAdd {
    fn read(params: &Params) -> Result<Self, Fault> {
        Ok(Self {
            learner: tags::read_list(params, "learnerTags")?,
            course: tags::read_list(params, "courseTags")?,
            registration: tags::read_list(params, "registrationTags")?,
        })
    }

    fn write(&self, params: &mut Params) {
        push_tags(params, "learnerTags", &self.learner);
        push_tags(params, "courseTags", &self.course);
        push_tags(params, "registrationTags", &self.registration);
    }
}

impl Request for ListRegistrations {
    fn read(params: &Params) -> Result<Self, Fault> {
        Ok(Self {
            course_id: optional(params, "courseid"),
            learner_id: optional(params, "learnerid"),
            filter: optional(params, "filter"),
            course_filter: optional(params, "coursefilter"),
            after: instant(params, "after")?,
            until: instant(params, "until")?,
            format: format(params),
        })
    }

    fn write(&self, params: &mut Params) {
        push(params, "courseid", self.course_id.as_deref());
        push(params, "learnerid", self.learner_id.as_deref());
        push(params, "filter", self.filter.as_deref());
        push(params, "coursefilter", self.course_filter.as_deref());
        push_instant(params, "after", self.after);
        push_instant(params, "until", self.until);
        params.push("resultsformat", self.format.as_str());
    }
}

impl Request for GetRegistrationResult {
    fn read(params: &Params) -> Result<Self, Fault> {
        Ok(Self {
            reg_id: required(params, "regid")?,
            instance: which(params, "instanceid")?,
            format: format(params),
        })
    }

    fn write(&self, params: &mut Params) {
        params.push("regid", &self.reg_id);
        push_which(params, "instanceid", self.instance);
        params.push("resultsformat", self.format.as_str());
    }
}

impl Request for Launch {
    fn read(params: &Params) -> Result<Self, Fault> {
        Ok(Self {
            reg_id: required(params, "regid")?,
            redirect_url: optional(params, "redirecturl"),
            css_url: optional(params, "cssurl"),
            culture: optional(params, "culture"),
            disable_tracking: params.get("disableTracking").is_some_and(parse_bool),
            tags: TagsToAdd::read(params)?,
        })
    }

    fn write(&self, params: &mut Params) {
        params.push("regid", &self.reg_id);
        push(params, "redirecturl", self.redirect_url.as_deref());
        push(params, "cssurl", self.css_url.as_deref());
        push(params, "culture", self.culture.as_deref());
        push(params, "disableTracking", self.disable_tracking.then_some("true"));
        self.tags.write(params);
    }
}

impl Request for UpdateLearnerInfo {
    fn read(params: &Params) -> Result<Self, Fault> {
        let request = Self {
            learner_id: required(params, "learnerid")?,
            first_name: required(params, "fname")?,
            last_name: required(params, "lname")?,
            new_id: optional(params, "newid"),
            email: optional(params, "email"),
        };
        if let Some(id) = &request.new_id {
            check_id("newid", id)?;
        }
        Ok(request)
    }

    fn write(&self, params: &mut Params) {
        params.push("learnerid", &self.learner_id);
        params.push("fname", &self.first_name);
        params.push("lname", &self.last_name);
        push(params, "newid", self.new_id.as_deref());
        push(params, "email", self.email.as_deref());
    }
}

fn format(params: &Params) -> ResultsFormat {
    params.get("resultsformat").map(ResultsFormat::parse).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::super::payload::testing::{instant, xml_text};
    use super::super::super::postback::{AuthType, Credentials};
    use super::super::testing::{read, round_trip};
    use super::*;

    #[test]
    fn create_as_clients_send_it() {
        let request = read::<CreateRegistration>(
            "courseid=c&regid=r&learnerid=l&resultsformat=xml&postbackurl=&learnertags=a|b&versionid=",
        )
        .unwrap();
        assert_eq!((request.first_name.as_str(), request.postback, request.version), ("", None, None));
        assert_eq!(request.tags.learner, ["a", "b"]);
        let code = |query| read::<CreateRegistration>(query).unwrap_err().code;
        assert_eq!(code("courseid=c&regid=r"), 203);
        assert_eq!(code("courseid=c&regid=r&learnerid=l&postbackurl=u&urlname=n"), 3);
        assert_eq!(code("courseid=c&regid=%01&learnerid=l"), 205);
    }

    #[test]
    fn what_cannot_be_read_is_205() {
        assert_eq!(read::<ListRegistrations>("after=yesterday").unwrap_err().code, 205);
        assert_eq!(read::<Registration>("regid=r&instanceid=instanceId").unwrap_err().code, 205);
        assert_eq!(
            read::<GetRegistrationResult>("regid=r&format=full").unwrap().format,
            ResultsFormat::Course
        );
    }

    proptest! {
        #[test]
        fn round_trips(id in xml_text(), other in xml_text(), at in instant(), flag in any::<bool>()) {
            let tags = TagsToAdd { learner: vec!["a".into(), "b c".into()], ..TagsToAdd::default() };
            let create = CreateRegistration {
                course_id: other.clone(),
                reg_id: id.clone(),
                learner_id: other.clone(),
                first_name: String::new(),
                last_name: id.clone(),
                email: flag.then(|| "a@b".to_owned()),
                version: flag.then_some(Which::Latest),
                postback: flag.then(|| PostbackSettings {
                    url: other.clone(),
                    auth: AuthType::HttpBasic,
                    credentials: Some(Credentials { name: id.clone(), password: other.clone() }),
                    format: ResultsFormat::Full,
                }),
                tags: tags.clone(),
            };
            prop_assert_eq!(round_trip(&create), create);
            let list = ListRegistrations {
                learner_id: Some(id.clone()),
                after: flag.then_some(at),
                until: Some(at),
                format: ResultsFormat::Activity,
                ..ListRegistrations::default()
            };
            prop_assert_eq!(round_trip(&list), list);
            let launch = Launch {
                reg_id: id.clone(),
                redirect_url: Some(other.clone()),
                disable_tracking: flag,
                tags,
                ..Launch::default()
            };
            prop_assert_eq!(round_trip(&launch), launch);
            let learner = UpdateLearnerInfo {
                learner_id: id.clone(),
                first_name: other.clone(),
                last_name: other,
                new_id: flag.then_some(id),
                email: None,
            };
            prop_assert_eq!(round_trip(&learner), learner);
        }
    }
}
