//! Requests of `rustici.course`.

use super::super::attributes::ATTRIBUTES;
use super::super::error::{Fault, Global};
use super::super::params::Params;
use super::super::tags;
use super::super::values::{Which, check_id};
use super::{Request, optional, push, push_tags, push_which, required, which};

/// A course, or one of its versions: `deleteCourse`, `getManifest`, `getAttributes`, and with no version also
/// `exists` and `getCourseDetail`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CourseVersion {
    /// `courseid`.
    pub course_id: String,
    /// `versionid`. Absent means the latest version, for `deleteCourse` all of them.
    pub version: Option<Which>,
}

/// `importCourse` and `importCourseAsync`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ImportCourse {
    /// `courseid`.
    pub course_id: String,
    /// `path`, what `uploadFile` answered; absent when the package comes with the call.
    pub path: Option<String>,
    /// `itemid`: import this item of the manifest alone.
    pub item_id: Option<String>,
    /// `redirecturl`.
    pub redirect_url: Option<String>,
    /// `culture`: language of the parser warnings.
    pub culture: Option<String>,
    /// `email` of the user to show in the course's history.
    pub email: Option<String>,
}

/// `getAssets` and `deleteFiles`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CourseFiles {
    /// `courseid`.
    pub course_id: String,
    /// `versionid`.
    pub version: Option<Which>,
    /// `path`, which may be repeated.
    pub paths: Vec<String>,
}

/// `updateAssets` and `updateAssetsAsync`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct UpdateAssets {
    /// `courseid`.
    pub course_id: String,
    /// `versionid`.
    pub version: Option<Which>,
    /// `path`, what `uploadFile` answered; absent when the zip comes with the call.
    pub path: Option<String>,
    /// `redirecturl`.
    pub redirect_url: Option<String>,
    /// `culture`: language of what is said about the zip.
    pub culture: Option<String>,
    /// `email` of the user to show in the course's history.
    pub email: Option<String>,
}

/// `getCourseList`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ListCourses {
    /// `filter`: a regular expression that must match the whole id.
    pub filter: Option<String>,
    /// `tags`: the course must carry each of them.
    pub tags: Vec<String>,
}

/// `getMetadata`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GetMetadata {
    /// `courseid`.
    pub course_id: String,
    /// `versionid`.
    pub version: Option<Which>,
    /// `scope`.
    pub scope: MetadataScope,
    /// `mdformat=detail`: the manifest's own metadata in place of the summary.
    pub detail: bool,
}

/// What `getMetadata` tells about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MetadataScope {
    /// The course.
    #[default]
    Course,
    /// Each activity too.
    Activity,
}

/// `updateAttributes`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UpdateAttributes {
    /// `courseid`.
    pub course_id: String,
    /// `versionid`.
    pub version: Option<Which>,
    /// New values by the names of the table, each in the form in which it is kept. Whether the standard
    /// may become another one is not yet judged.
    pub values: Vec<(&'static str, String)>,
}

/// `properties`, and the address of the same page that carries no `method`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Properties {
    /// `courseid`.
    pub course_id: String,
    /// `editor`: the version; absent is the latest.
    pub version: Option<Which>,
    /// `cssurl`.
    pub css_url: Option<String>,
    /// `notificationframesrc`: shown in a hidden frame of the page whenever the page is loaded, so after saving too.
    pub notification_url: Option<String>,
}

/// `preview`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// `courseid`.
    pub course_id: String,
    /// `versionid`.
    pub version: Option<Which>,
    /// `redirecturl`.
    pub redirect_url: Option<String>,
    /// `cssurl`.
    pub css_url: Option<String>,
    /// `culture`: the player's language. Not documented for this method, but there is no reason to speak another.
    pub culture: Option<String>,
}

impl Request for CourseVersion {
    fn read(params: &Params) -> Result<Self, Fault> {
        Ok(Self { course_id: required(params, "courseid")?, version: which(params, "versionid")? })
    }

    fn write(&self, params: &mut Params) {
        params.push("courseid", &self.course_id);
        push_which(params, "versionid", self.version);
    }
}

impl Request for ImportCourse {
    fn read(params: &Params) -> Result<Self, Fault> {
        let request = Self {
            course_id: required(params, "courseid")?,
            path: optional(params, "path"),
            item_id: optional(params, "itemid"),
            redirect_url: optional(params, "redirecturl"),
            culture: optional(params, "culture"),
            email: optional(params, "email"),
        };
        check_id("courseid", &request.course_id)?;
        Ok(request)
    }

    fn write(&self, params: &mut Params) {
        params.push("courseid", &self.course_id);
        push(params, "path", self.path.as_deref());
        push(params, "itemid", self.item_id.as_deref());
        push(params, "redirecturl", self.redirect_url.as_deref());
        push(params, "culture", self.culture.as_deref());
        push(params, "email", self.email.as_deref());
    }
}

impl Request for CourseFiles {
    fn read(params: &Params) -> Result<Self, Fault> {
        Ok(Self {
            course_id: required(params, "courseid")?,
            version: which(params, "versionid")?,
            paths: params.get_all("path").map(str::to_owned).collect(),
        })
    }

    fn write(&self, params: &mut Params) {
        params.push("courseid", &self.course_id);
        push_which(params, "versionid", self.version);
        for path in &self.paths {
            params.push("path", path);
        }
    }
}

impl Request for UpdateAssets {
    fn read(params: &Params) -> Result<Self, Fault> {
        Ok(Self {
            course_id: required(params, "courseid")?,
            version: which(params, "versionid")?,
            path: optional(params, "path"),
            redirect_url: optional(params, "redirecturl"),
            culture: optional(params, "culture"),
            email: optional(params, "email"),
        })
    }

    fn write(&self, params: &mut Params) {
        params.push("courseid", &self.course_id);
        push_which(params, "versionid", self.version);
        push(params, "path", self.path.as_deref());
        push(params, "redirecturl", self.redirect_url.as_deref());
        push(params, "culture", self.culture.as_deref());
        push(params, "email", self.email.as_deref());
    }
}

impl Request for ListCourses {
    fn read(params: &Params) -> Result<Self, Fault> {
        Ok(Self {
            filter: optional(params, "filter"),
            tags: params.get("tags").map(tags::parse_list).unwrap_or_default(),
        })
    }

    fn write(&self, params: &mut Params) {
        push(params, "filter", self.filter.as_deref());
        push_tags(params, "tags", &self.tags);
    }
}

impl Request for GetMetadata {
    fn read(params: &Params) -> Result<Self, Fault> {
        // PHP sends `mdformat=xml`, .NET `format=detailed`; what is neither is a summary.
        let is_detail =
            |name| params.get(name).is_some_and(|text| text.to_ascii_lowercase().starts_with("detail"));
        let scope = params.get("scope").unwrap_or_default();
        Ok(Self {
            course_id: required(params, "courseid")?,
            version: which(params, "versionid")?,
            scope: if scope.eq_ignore_ascii_case("activity") {
                MetadataScope::Activity
            } else {
                MetadataScope::Course
            },
            detail: is_detail("mdformat") || is_detail("format"),
        })
    }

    fn write(&self, params: &mut Params) {
        params.push("courseid", &self.course_id);
        push_which(params, "versionid", self.version);
        params.push("scope", if self.scope == MetadataScope::Activity { "activity" } else { "course" });
        params.push("mdformat", if self.detail { "detail" } else { "summary" });
    }
}

impl Request for UpdateAttributes {
    fn read(params: &Params) -> Result<Self, Fault> {
        let sent = ATTRIBUTES.iter().filter_map(|attribute| {
            let value = params.get(attribute.name)?;
            Some(attribute.normalise(value).map(|value| (attribute.name, value)))
        });
        Ok(Self {
            course_id: required(params, "courseid")?,
            version: which(params, "versionid")?,
            values: sent.collect::<Result<_, _>>()?,
        })
    }

    fn write(&self, params: &mut Params) {
        params.push("courseid", &self.course_id);
        push_which(params, "versionid", self.version);
        for (name, value) in &self.values {
            params.push(*name, value);
        }
    }
}

impl Request for Properties {
    fn read(params: &Params) -> Result<Self, Fault> {
        Ok(Self {
            course_id: required(params, "courseid")?,
            version: which(params, "editor")?,
            css_url: params.get_any(&["cssurl", "stylesheet"]).map(str::to_owned),
            notification_url: optional(params, "notificationframesrc"),
        })
    }

    fn write(&self, params: &mut Params) {
        params.push("courseid", &self.course_id);
        push_which(params, "editor", self.version);
        push(params, "cssurl", self.css_url.as_deref());
        push(params, "notificationframesrc", self.notification_url.as_deref());
    }
}

impl Properties {
    /// Reads a request for `/widget`: the course is in `package`, as `ApiCourseId|<id>`, or as older clients have it
    /// `AppId|<appid>!PackageId|<id>`. Fails with 200 for another `action` than `properties.view`, with 203 and 205 for
    /// `package`.
    pub fn read_widget(params: &Params, appid: &str) -> Result<Self, Fault> {
        if !params.get("action").is_some_and(|action| action.eq_ignore_ascii_case("properties.view")) {
            return Err(Global::InvalidCall.fault());
        }
        let package = required(params, "package")?;
        let older = || package.strip_prefix("AppId|")?.strip_prefix(appid)?.strip_prefix("!PackageId|");
        let course_id = package.strip_prefix("ApiCourseId|").or_else(older).filter(|id| !id.is_empty());
        let course_id = course_id.ok_or_else(|| {
            Fault::invalid_because(
                "package",
                "expected `ApiCourseId|` and the id of a course of this application",
            )
        })?;
        let mut all = Params::new().with("courseid", course_id);
        for name in ["editor", "cssurl", "stylesheet", "notificationframesrc"] {
            push(&mut all, name, params.get(name));
        }
        Self::read(&all)
    }
}

impl Request for Preview {
    fn read(params: &Params) -> Result<Self, Fault> {
        Ok(Self {
            course_id: required(params, "courseid")?,
            version: which(params, "versionid")?,
            redirect_url: optional(params, "redirecturl"),
            css_url: params.get_any(&["cssurl", "stylesheet"]).map(str::to_owned),
            culture: optional(params, "culture"),
        })
    }

    fn write(&self, params: &mut Params) {
        params.push("courseid", &self.course_id);
        push_which(params, "versionid", self.version);
        push(params, "redirecturl", self.redirect_url.as_deref());
        push(params, "cssurl", self.css_url.as_deref());
        push(params, "culture", self.culture.as_deref());
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{read, round_trip};
    use super::*;

    #[test]
    fn versions() {
        let course = |query| read::<CourseVersion>(query);
        assert_eq!(course("courseid=c").unwrap().version, None);
        assert_eq!(course("courseid=c&versionid=latest").unwrap().version, Some(Which::Latest));
        assert_eq!(course("courseid=c&versionid=0").unwrap().version, Some(Which::Number(0)));
        assert_eq!(course("courseid=c&versionid=x").unwrap_err().code, 205);
        assert_eq!(course("versionid=0").unwrap_err(), Fault::missing("courseid"));
    }

    #[test]
    fn an_import_makes_an_id_that_xml_can_carry() {
        assert_eq!(read::<ImportCourse>("courseid=%01").unwrap_err().code, 205);
        assert_eq!(read::<ImportCourse>(&format!("courseid={}", "x".repeat(256))).unwrap_err().code, 205);
        assert_eq!(read::<ImportCourse>("path=p").unwrap_err().code, 203);
    }

    #[test]
    fn metadata_in_every_clients_manner() {
        let detail = |query: &str| read::<GetMetadata>(&format!("courseid=c&{query}")).unwrap().detail;
        assert!(detail("mdformat=detail") && detail("mdformat=DETAILED") && detail("format=detailed"));
        assert!(!detail("mdformat=xml") && !detail("format=json") && !detail(""));
        let scope = read::<GetMetadata>("courseid=c&scope=Activity").unwrap().scope;
        assert_eq!(scope, MetadataScope::Activity);
    }

    #[test]
    fn attributes_are_named_in_any_case_and_checked() {
        let update = read::<UpdateAttributes>(
            "courseid=c&applib=net&SHOWHELP=True&desiredheight=+0600&scoreRollupMode=0&showNavBar=",
        );
        let values = [("desiredHeight", "600"), ("scoreRollupMode", "0"), ("showHelp", "true")];
        let update = update.unwrap();
        assert_eq!(update.values, values.map(|(name, value)| (name, value.to_owned())));
        assert_eq!(round_trip(&update), update);
        assert_eq!(
            read::<UpdateAttributes>("courseid=c&desiredHeight=tall").unwrap_err().message,
            "Parameter desiredHeight has an invalid value: expected a whole number from 0 to 100000"
        );
    }

    #[test]
    fn the_property_editor_has_three_addresses() {
        let expected = Properties {
            course_id: "a|b!c".into(),
            version: Some(Which::Number(2)),
            css_url: Some("http://x/a.css".into()),
            notification_url: Some("http://x/n".into()),
        };
        assert_eq!(round_trip(&expected), expected);
        let rest = "editor=2&stylesheet=http://x/a.css&notificationframesrc=http://x/n";
        assert_eq!(read::<Properties>(&format!("courseid=a|b!c&{rest}")).unwrap(), expected);
        let widget =
            |query: &str| Properties::read_widget(&Params::from_urlencoded(format!("{query}&{rest}")), "A");
        for package in ["ApiCourseId|a|b!c", "AppId|A!PackageId|a|b!c"] {
            assert_eq!(widget(&format!("action=properties.view&package={package}")).unwrap(), expected);
        }
        assert_eq!(widget("action=other&package=ApiCourseId|a").unwrap_err().code, 200);
        assert_eq!(widget("action=properties.view").unwrap_err(), Fault::missing("package"));
        for package in ["a", "ApiCourseId|", "AppId|B!PackageId|a", "AppId|A!PackageId|"] {
            assert_eq!(widget(&format!("action=properties.view&package={package}")).unwrap_err().code, 205);
        }
    }

    #[test]
    fn round_trips() {
        let import = ImportCourse {
            course_id: "c/ü &+".into(),
            path: Some("default/a b.zip".into()),
            redirect_url: Some("http://x/?a=b#c".into()),
            ..ImportCourse::default()
        };
        assert_eq!(round_trip(&import), import);
        let files = CourseFiles {
            course_id: "c".into(),
            version: Some(Which::Latest),
            paths: vec!["a/b.htm".into(), "course root\\c d.htm".into()],
        };
        assert_eq!(round_trip(&files), files);
        let update = UpdateAssets {
            course_id: "c".into(),
            version: Some(Which::Number(0)),
            path: Some("default/a b.zip".into()),
            culture: Some("de".into()),
            ..UpdateAssets::default()
        };
        assert_eq!(round_trip(&update), update);
        let list = ListCourses { filter: Some("a.*".into()), tags: vec!["x".into(), "y z".into()] };
        assert_eq!(round_trip(&list), list);
        let metadata = GetMetadata {
            course_id: "c".into(),
            version: Some(Which::Number(3)),
            scope: MetadataScope::Activity,
            detail: true,
        };
        assert_eq!(round_trip(&metadata), metadata);
        let preview = Preview {
            course_id: "c".into(),
            version: None,
            redirect_url: None,
            css_url: Some("http://x".into()),
            culture: Some("de-AT".into()),
        };
        assert_eq!(round_trip(&preview), preview);
        assert_eq!(read::<Preview>("courseid=c&stylesheet=http://x&culture=de-AT").unwrap(), preview);
    }
}
