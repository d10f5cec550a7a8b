//! Every method of API V1: its name, whether it must be signed, its parameters.
//!
//! The dispatcher, the check for required parameters and the reference page all read this table.

use super::error::{Fault, Global};
use super::params::Params;

/// One method of the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Method {
    /// The second part of the dotted name.
    pub service: &'static str,
    /// The third part of the dotted name.
    pub name: &'static str,
    /// Whether the call must be signed.
    pub secured: bool,
    /// Whether this version answers it; otherwise a clear error says that it does not.
    pub available: bool,
    /// Whether the call may carry a file.
    pub file: bool,
    /// Whether it is meant for a browser and always redirects.
    pub browser: bool,
    /// Whether every package attribute is a parameter too.
    pub attributes: bool,
    /// Its parameters, without those that every call has.
    pub params: &'static [Param],
}

/// One parameter of a method.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Param {
    /// Canonical spelling; names are matched ignoring case.
    pub name: &'static str,
    /// Whether the call fails with 203 without it.
    pub required: bool,
    /// Other names that clients use for it.
    pub aliases: &'static [&'static str],
}

impl Method {
    /// The dotted name, `rustici.service.method`.
    pub fn full_name(&self) -> String {
        format!("rustici.{}.{}", self.service, self.name)
    }

    /// Fails with 203 if a required parameter is absent or empty.
    pub fn check_required(&self, params: &Params) -> Result<(), Fault> {
        match self.params.iter().find(|param| param.required && param.value(params).is_none()) {
            Some(param) => Err(Fault::missing(param.name)),
            None => Ok(()),
        }
    }

    /// The value of one of this method's parameters under any of its names.
    pub fn value<'a>(&self, params: &'a Params, name: &str) -> Option<&'a str> {
        let param = self.params.iter().find(|param| param.name == name);
        params.get(name).or_else(|| param.and_then(|param| params.get_any(param.aliases)))
    }

    /// Whether the call only reads, so that nothing is gained by sending it twice. `getUploadToken` counts among them:
    /// two uploads that begin within one second have one signature.
    pub fn is_reading(&self) -> bool {
        const NAMES: [&str; 10] = [
            "exists",
            "ping",
            "authPing",
            "listFiles",
            "listActivityProviders",
            "list",
            "status",
            "download",
            "downloadDispatches",
            "testRegistrationPostUrl",
        ];
        self.name.starts_with("get") || NAMES.contains(&self.name)
    }

    /// Whether client libraries repeat the call with the same address when it is slow; the repeated one joins the
    /// first and gets its answer (player rules §8).
    pub fn is_repeated(&self) -> bool {
        const NAMES: [&str; 8] = [
            "importCourse",
            "importCourseAsync",
            "updateAssets",
            "updateAssetsAsync",
            "createNewInstance",
            "createDispatch",
            "createInvitation",
            "createInvitationAsync",
        ];
        NAMES.contains(&self.name)
    }

    const fn open(mut self) -> Self {
        self.secured = false;
        self
    }

    const fn later(mut self) -> Self {
        self.available = false;
        self
    }

    const fn with_file(mut self) -> Self {
        self.file = true;
        self
    }

    const fn with_attributes(mut self) -> Self {
        self.attributes = true;
        self
    }

    const fn for_browsers(mut self) -> Self {
        self.browser = true;
        self
    }
}

impl Param {
    /// The parameter's value under any of its names.
    pub fn value<'a>(&self, params: &'a Params) -> Option<&'a str> {
        params.get(self.name).or_else(|| params.get_any(self.aliases))
    }

    const fn or(mut self, aliases: &'static [&'static str]) -> Self {
        self.aliases = aliases;
        self
    }
}

/// Finds a method by its dotted name: spelt exactly, else ignoring case. Fails with 200, 201 or 202.
pub fn find(name: &str) -> Result<&'static Method, Fault> {
    let mut parts = name.split('.');
    let (Some(root), Some(service), Some(method), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(Global::InvalidCall.fault());
    };
    if !root.eq_ignore_ascii_case("rustici") || service.is_empty() || method.is_empty() {
        return Err(Global::InvalidCall.fault());
    }
    if !METHODS.iter().any(|m| m.service.eq_ignore_ascii_case(service)) {
        return Err(Global::ServiceUnavailable.fault());
    }
    METHODS
        .iter()
        .find(|m| m.service == service && m.name == method)
        .or_else(|| {
            METHODS
                .iter()
                .find(|m| m.service.eq_ignore_ascii_case(service) && m.name.eq_ignore_ascii_case(method))
        })
        .ok_or_else(|| Global::MethodNotFound.fault())
}

/// Finds the method that a request calls.
pub fn of(params: &Params) -> Result<&'static Method, Fault> {
    find(params.get("method").ok_or_else(|| Global::InvalidCall.fault())?)
}

const fn method(service: &'static str, name: &'static str, params: &'static [Param]) -> Method {
    Method {
        service,
        name,
        secured: true,
        available: true,
        file: false,
        browser: false,
        attributes: false,
        params,
    }
}

const fn req(name: &'static str) -> Param {
    Param { name, required: true, aliases: &[] }
}

const fn opt(name: &'static str) -> Param {
    Param { name, required: false, aliases: &[] }
}

/// All methods, service by service in the order of the reference.
pub const METHODS: &[Method] = &[
    // debug
    method("debug", "ping", &[]).open(),
    method("debug", "authPing", &[]),
    method("debug", "getTime", &[]).open(),
    // course
    method(
        "course",
        "importCourse",
        &[
            req("courseid"),
            opt("path"),
            opt("itemid"),
            opt("pd"),
            opt("email"),
            opt("redirecturl"),
            opt("culture"),
        ],
    )
    .with_file(),
    method(
        "course",
        "importCourseAsync",
        &[
            req("courseid"),
            opt("path"),
            opt("itemid"),
            opt("pd"),
            opt("email"),
            opt("redirecturl"),
            opt("culture"),
            opt("finalize"),
        ],
    )
    .with_file(),
    method("course", "getAsyncImportResult", &[req("token")]),
    method(
        "course",
        "versionCourse",
        &[req("courseid"), req("path"), opt("itemid"), opt("email"), opt("culture")],
    ),
    method("course", "exists", &[req("courseid")]),
    method("course", "deleteCourse", &[req("courseid"), opt("versionid"), opt("email")]),
    method("course", "getCourseList", &[opt("filter"), opt("tags")]),
    method("course", "getCourseDetail", &[req("courseid")]),
    method("course", "getAttributes", &[req("courseid"), opt("versionid")]),
    method("course", "updateAttributes", &[req("courseid"), opt("versionid")]).with_attributes(),
    method(
        "course",
        "getMetadata",
        &[req("courseid"), opt("versionid"), opt("scope"), opt("mdformat").or(&["format"])],
    ),
    method("course", "getManifest", &[req("courseid"), opt("versionid")]),
    method("course", "getAssets", &[req("courseid"), opt("versionid"), opt("path")]),
    method(
        "course",
        "updateAssets",
        &[req("courseid"), opt("path"), opt("versionid"), opt("email"), opt("redirecturl"), opt("culture")],
    )
    .with_file(),
    method(
        "course",
        "updateAssetsAsync",
        &[
            req("courseid"),
            opt("path"),
            opt("versionid"),
            opt("email"),
            opt("redirecturl"),
            opt("culture"),
            opt("finalize"),
        ],
    )
    .with_file(),
    method("course", "deleteFiles", &[req("courseid"), req("path"), opt("versionid")]),
    method("course", "getFileStructure", &[req("courseid"), opt("versionid")]),
    method(
        "course",
        "preview",
        &[
            req("courseid"),
            opt("versionid"),
            opt("redirecturl"),
            opt("cssurl").or(&["stylesheet"]),
            opt("culture"),
        ],
    )
    .for_browsers(),
    method(
        "course",
        "properties",
        &[req("courseid"), opt("editor"), opt("cssurl").or(&["stylesheet"]), opt("notificationframesrc")],
    )
    .for_browsers(),
    // registration
    method(
        "registration",
        "createRegistration",
        &[
            req("courseid"),
            req("regid"),
            opt("fname"),
            opt("lname"),
            req("learnerid"),
            opt("email"),
            opt("versionid"),
            opt("postbackurl"),
            opt("authtype"),
            opt("urlname"),
            opt("urlpass"),
            opt("resultsformat"),
            opt("learnerTags"),
            opt("courseTags"),
            opt("registrationTags"),
        ],
    ),
    method("registration", "exists", &[req("regid")]),
    method("registration", "deleteRegistration", &[req("regid"), opt("instanceid")]),
    method("registration", "resetRegistration", &[req("regid")]),
    method("registration", "resetGlobalObjectives", &[req("regid"), opt("instanceid")]),
    method("registration", "createNewInstance", &[req("regid")]),
    method(
        "registration",
        "getRegistrationList",
        &[opt("courseid"), opt("learnerid"), opt("filter"), opt("coursefilter"), opt("after"), opt("until")],
    ),
    method("registration", "getRegistrationDetail", &[req("regid")]),
    method(
        "registration",
        "getRegistrationResult",
        &[req("regid"), opt("resultsformat"), opt("instanceid"), opt("dataformat")],
    ),
    method(
        "registration",
        "getRegistrationListResults",
        &[
            opt("courseid"),
            opt("learnerid"),
            opt("filter"),
            opt("coursefilter"),
            opt("after"),
            opt("until"),
            opt("resultsformat"),
        ],
    ),
    method(
        "registration",
        "launch",
        &[
            req("regid"),
            opt("redirecturl"),
            opt("cssurl"),
            opt("learnerTags"),
            opt("courseTags"),
            opt("registrationTags"),
            opt("disableTracking"),
            opt("culture"),
            opt("saveDebugLogPointerUrl"),
        ],
    )
    .for_browsers(),
    method("registration", "getLaunchHistory", &[req("regid")]),
    method("registration", "getLaunchInfo", &[req("launchid")]),
    method(
        "registration",
        "updateLearnerInfo",
        &[req("learnerid"), req("fname"), req("lname"), opt("newid"), opt("email")],
    ),
    method("registration", "getPostbackInfo", &[req("regid")]),
    method(
        "registration",
        "updatePostbackInfo",
        &[req("regid"), req("url"), opt("authtype"), opt("name"), opt("password"), opt("resultsformat")],
    ),
    method("registration", "deletePostbackInfo", &[req("regid")]),
    method(
        "registration",
        "testRegistrationPostUrl",
        &[req("postbackurl"), opt("authtype"), opt("urlname"), opt("urlpass"), opt("resultsformat")],
    ),
    // upload
    method("upload", "getUploadToken", &[]),
    method("upload", "uploadFile", &[req("token").or(&["tokenid"]), opt("pd"), opt("redirecturl")])
        .with_file(),
    method("upload", "getUploadProgress", &[req("token").or(&["tokenid"])]),
    method("upload", "listFiles", &[opt("pd")]),
    method("upload", "deleteFiles", &[req("file"), opt("pd")]),
    // tagging
    method("tagging", "getCourseTags", &[req("courseid")]),
    method("tagging", "setCourseTags", &[req("courseid"), opt("tags")]),
    method("tagging", "addCourseTag", &[req("courseid"), req("tag").or(&["tags"])]),
    method("tagging", "removeCourseTag", &[req("courseid"), req("tag").or(&["tags"])]),
    method("tagging", "getLearnerTags", &[req("learnerid")]),
    method("tagging", "setLearnerTags", &[req("learnerid"), opt("tags")]),
    method("tagging", "addLearnerTag", &[req("learnerid"), req("tag").or(&["tags"])]),
    method("tagging", "removeLearnerTag", &[req("learnerid"), req("tag").or(&["tags"])]),
    method("tagging", "getRegistrationTags", &[req("regid")]),
    method("tagging", "setRegistrationTags", &[req("regid"), opt("tags")]),
    method("tagging", "addRegistrationTag", &[req("regid"), req("tag").or(&["tags"])]),
    method("tagging", "removeRegistrationTag", &[req("regid"), req("tag").or(&["tags"])]),
    // reporting
    method("reporting", "getAccountInfo", &[]),
    method("reporting", "getReportageAuth", &[req("navpermission"), opt("admin")]).later(),
    method("reporting", "launchReport", &[req("auth"), req("reporturl")]).for_browsers().later(),
    method("reporting", "updateApplicationInReportage", &[]).later(),
    method("reporting", "getUsageInfo", &[]),
    // dispatch
    method("dispatch", "getDestinationList", &[req("page"), opt("tags")]).later(),
    method("dispatch", "getDestinationInfo", &[req("destinationid")]).later(),
    method("dispatch", "createDestination", &[req("name"), opt("tags"), opt("email")]).later(),
    method("dispatch", "updateDestination", &[req("destinationid"), opt("name"), opt("tags")]).later(),
    method("dispatch", "deleteDestination", &[req("destinationid")]).later(),
    method("dispatch", "getDispatchList", &[req("page"), opt("destinationid"), opt("courseid"), opt("tags")])
        .later(),
    method("dispatch", "getDispatchInfo", &[opt("dispatchid"), opt("registrationid")]).later(),
    method(
        "dispatch",
        "createDispatch",
        &[
            req("destinationid"),
            req("courseid"),
            opt("tags"),
            opt("email"),
            opt("expirationdate"),
            opt("registrationcap"),
            opt("instanced"),
            opt("open"),
            opt("postbackurl"),
            opt("authtype"),
            opt("urlname"),
            opt("urlpass"),
            opt("resultsformat"),
        ],
    )
    .later(),
    method(
        "dispatch",
        "updateDispatches",
        &[
            opt("dispatchid"),
            opt("destinationid"),
            opt("courseid"),
            opt("tags"),
            opt("enabled"),
            opt("open"),
            opt("instanced"),
            opt("expirationdate"),
            opt("registrationcap"),
            opt("registrationcount"),
            opt("addtags"),
            opt("removetags"),
            opt("postbackurl"),
            opt("authtype"),
            opt("urlname"),
            opt("urlpass"),
            opt("resultsformat"),
        ],
    )
    .later(),
    method(
        "dispatch",
        "deleteDispatches",
        &[opt("dispatchid"), opt("destinationid"), opt("courseid"), opt("tags")],
    )
    .later(),
    method(
        "dispatch",
        "downloadDispatches",
        &[opt("dispatchid"), opt("destinationid"), opt("courseid"), opt("tags"), opt("cssurl")],
    )
    .later(),
    // invitation
    method(
        "invitation",
        "createInvitation",
        &[
            req("courseid"),
            req("public"),
            opt("send"),
            opt("addresses"),
            opt("emailSubject"),
            opt("emailBody"),
            opt("creatingUserEmail"),
            opt("registrationCap"),
            opt("postbackurl"),
            opt("authtype"),
            opt("urlname"),
            opt("urlpass"),
            opt("resultsformat"),
            opt("expirationdate"),
            opt("tags"),
        ],
    )
    .later(),
    method(
        "invitation",
        "createInvitationAsync",
        &[
            req("courseid"),
            req("public"),
            opt("send"),
            opt("addresses"),
            opt("emailSubject"),
            opt("emailBody"),
            opt("creatingUserEmail"),
            opt("registrationCap"),
            opt("postbackurl"),
            opt("authtype"),
            opt("urlname"),
            opt("urlpass"),
            opt("resultsformat"),
            opt("expirationdate"),
            opt("tags"),
        ],
    )
    .later(),
    method("invitation", "getInvitationStatus", &[req("invitationId")]).later(),
    method("invitation", "getInvitationInfo", &[req("invitationId"), opt("detail")]).later(),
    method("invitation", "getInvitationList", &[opt("filter"), opt("coursefilter")]).later(),
    method(
        "invitation",
        "changeStatus",
        &[req("invitationId"), req("enable"), req("open"), opt("expirationdate")],
    )
    .later(),
    // lrsaccount
    method("lrsaccount", "createActivityProvider", &[]).later(),
    method("lrsaccount", "listActivityProviders", &[]).later(),
    method(
        "lrsaccount",
        "editActivityProvider",
        &[
            req("accountkey"),
            opt("isactive"),
            opt("authtype"),
            opt("label"),
            opt("allowedendpoints"),
            opt("permissionslevel"),
        ],
    )
    .later(),
    method("lrsaccount", "deleteActivityProvider", &[req("accountkey")]).later(),
    method("lrsaccount", "setAppLrsAuthCallbackUrl", &[req("lrsAuthCallbackUrl")]).later(),
    method("lrsaccount", "getAppLrsAuthCallbackUrl", &[]).later(),
    method("lrsaccount", "resetAppLrsAuthCallbackUrl", &[]).later(),
    // application
    method("application", "getAppList", &[]),
    method("application", "getAppInfo", &[opt("childappid")]),
    method("application", "createApplication", &[req("name")]),
    method("application", "updateApplication", &[opt("childappid"), opt("name"), opt("allowdelete")]),
    method("application", "addSecretKey", &[opt("childappid"), opt("description")]),
    method(
        "application",
        "updateSecretKey",
        &[opt("childappid"), req("secretkeyid"), opt("description"), opt("active")],
    ),
    method("application", "deleteSecretKey", &[opt("childappid"), req("secretkeyid")]),
    // export
    method("export", "start", &[]),
    method("export", "cancel", &[req("exportid")]),
    method("export", "status", &[req("exportid")]),
    method("export", "list", &[]),
    method("export", "download", &[req("exportid")]),
    // ftp
    method("ftp", "createUser", &[req("userid"), req("userpass"), opt("pd")]).later(),
    method("ftp", "deleteUser", &[req("userid")]).later(),
    method("ftp", "createPermissionDomain", &[req("pd")]).later(),
    method("ftp", "deletePermissionDomain", &[req("pd")]).later(),
    method("ftp", "getDomainList", &[]).later(),
    method("ftp", "setCourseDomain", &[req("courseid"), req("pd")]).later(),
    method("ftp", "setUserDomain", &[req("userid"), req("pd")]).later(),
    method("ftp", "setUserPassword", &[req("userid"), opt("oldpass"), req("newpass"), opt("force")]).later(),
    // statementForward
    method(
        "statementForward",
        "AddForwardingPath",
        &[
            req("sourceURL"),
            req("sourceUsername"),
            req("sourcePassword"),
            req("destinationURL"),
            req("destinationUsername"),
            req("destinationPassword"),
        ],
    )
    .later(),
    method(
        "statementForward",
        "UpdateForwardingPath",
        &[
            req("id"),
            req("sourceURL"),
            req("sourceUsername"),
            req("sourcePassword"),
            req("destinationURL"),
            req("destinationUsername"),
            req("destinationPassword"),
        ],
    )
    .later(),
    method("statementForward", "DeleteForwardingPath", &[req("id")]).later(),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_are_there_once() {
        assert_eq!(METHODS.len(), 109);
        let mut names: Vec<_> = METHODS.iter().map(|m| m.full_name().to_lowercase()).collect();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), 109);
        assert_eq!(METHODS.iter().filter(|m| !m.secured).count(), 2);
    }

    #[test]
    fn finds_by_name() {
        assert_eq!(find("rustici.debug.ping").map(|m| m.name), Ok("ping"));
        assert_eq!(find("RUSTICI.Debug.authping").map(|m| m.name), Ok("authPing"));
        let code = |name| find(name).unwrap_err().code;
        for name in ["", "ping", "rustici.debug", "rustici.debug.ping.x", "acme.debug.ping", "rustici..ping"]
        {
            assert_eq!(code(name), 200, "{name}");
        }
        assert_eq!(code("rustici.nothing.ping"), 201);
        assert_eq!(code("rustici.debug.pang"), 202);
        assert_eq!(of(&Params::from_urlencoded("METHOD=rustici.debug.ping")).map(|m| m.name), Ok("ping"));
        assert_eq!(of(&Params::from_urlencoded("method=")).unwrap_err().code, 200);
    }

    #[test]
    fn what_reads_and_what_is_repeated() {
        let names = |wanted: fn(&Method) -> bool| {
            METHODS.iter().filter(|m| wanted(m)).map(|m| m.name).collect::<Vec<_>>()
        };
        assert_eq!(names(Method::is_repeated).len(), 8);
        let writing = names(|m| !m.is_reading() && !m.is_repeated() && m.available);
        for name in
            ["createRegistration", "deleteCourse", "addCourseTag", "addSecretKey", "uploadFile", "launch"]
        {
            assert!(writing.contains(&name), "{name}");
        }
        for name in ["getAppInfo", "exists", "listFiles", "getUploadToken"] {
            assert!(!writing.contains(&name), "{name}");
        }
    }

    #[test]
    fn required_parameters_and_aliases() {
        let upload = find("rustici.upload.uploadFile").unwrap();
        let check = |query| upload.check_required(&Params::from_urlencoded(query));
        assert_eq!(check("TokenId=x"), Ok(()));
        assert_eq!(check("token="), Err(Fault::missing("token")));
        let params = Params::from_urlencoded("tokenid=x");
        assert_eq!(upload.value(&params, "token"), Some("x"));
    }
}
