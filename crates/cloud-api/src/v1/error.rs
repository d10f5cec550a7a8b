//! What an API call fails with: a number that clients branch on and a text for people.
//!
//! Numbers 1xx and 2xx mean the same everywhere ([`Global`]); small numbers are local to each
//! method ([`METHOD_CODES`]).

use super::method::Method;

/// An API failure, sent as `<err code="…" msg="…"/>` with HTTP status 200.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message} (code {code})")]
pub struct Fault {
    /// The number of the failure.
    pub code: u32,
    /// What went wrong, for a person.
    pub message: String,
}

/// The failures that every method shares (spec §10.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Global {
    /// A security failure of another kind.
    Security = 100,
    /// No `appid`.
    AppidMissing = 101,
    /// Unknown or disabled application, or one that may not call this service.
    AppidInvalid = 102,
    /// No `sig`.
    SignatureMissing = 103,
    /// The signature does not fit.
    SignatureInvalid = 104,
    /// No `ts`.
    TimestampMissing = 105,
    /// `ts` is not `yyyyMMddHHmmss`.
    TimestampMalformed = 106,
    /// `ts` lies outside of the window.
    TimestampExpired = 107,
    /// The credential store failed.
    CredentialStore = 108,
    /// `method` is missing or has not the form of one.
    InvalidCall = 200,
    /// Unknown service.
    ServiceUnavailable = 201,
    /// Unknown method of a known service.
    MethodNotFound = 202,
    /// A required parameter is absent or empty.
    ParameterMissing = 203,
    /// A parameter cannot be understood.
    ParameterInvalid = 205,
}

impl Global {
    /// The number on the wire.
    pub const fn code(self) -> u32 {
        self as u32
    }

    /// The text used where there is nothing more precise to say.
    pub const fn message(self) -> &'static str {
        match self {
            Self::Security => "Security check failed",
            Self::AppidMissing => "Parameter appid is missing",
            Self::AppidInvalid => "Parameter appid is not valid",
            Self::SignatureMissing => "Request signature (sig param) missing",
            Self::SignatureInvalid => "Signature does not match this request",
            Self::TimestampMissing => "Parameter ts is missing",
            Self::TimestampMalformed => "Parameter ts must look like yyyyMMddHHmmss",
            Self::TimestampExpired => {
                "Parameter ts is outside the allowed window, check the clock of the calling server"
            }
            Self::CredentialStore => "Could not read credentials",
            Self::InvalidCall => "Invalid service call",
            Self::ServiceUnavailable => "Service unavailable",
            Self::MethodNotFound => "Method not found",
            Self::ParameterMissing => "Required parameter is missing",
            Self::ParameterInvalid => "Parameter has an invalid value",
        }
    }

    /// The failure with its own text.
    pub fn fault(self) -> Fault {
        Fault::new(self.code(), self.message())
    }
}

impl From<Global> for Fault {
    fn from(global: Global) -> Self {
        global.fault()
    }
}

impl Fault {
    /// A failure with a number and a text.
    pub fn new(code: u32, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }

    /// 203: a required parameter is absent or empty.
    pub fn missing(parameter: &str) -> Self {
        Self::new(Global::ParameterMissing.code(), format!("Required parameter {parameter} is missing"))
    }

    /// 205: a parameter cannot be understood.
    pub fn invalid(parameter: &str) -> Self {
        Self::new(Global::ParameterInvalid.code(), format!("Parameter {parameter} has an invalid value"))
    }

    /// 205 with what was expected.
    pub fn invalid_because(parameter: &str, expected: &str) -> Self {
        Self::new(
            Global::ParameterInvalid.code(),
            format!("Parameter {parameter} has an invalid value: {expected}"),
        )
    }

    /// 202: a method of the documented interface that this version does not offer, with what to do until it does.
    pub fn not_available(method: &Method) -> Self {
        let instead = match method.service {
            "dispatch" => {
                "dispatches come with a later version; until then register the learners and send them the address of \
                 rustici.registration.launch"
            }
            "invitation" => {
                "invitations come with a later version; until then register each learner and mail the address of \
                 rustici.registration.launch yourself"
            }
            "lrsaccount" | "statementForward" => {
                "the learning record store comes with a later version; until then read results with \
                 rustici.registration.getRegistrationResult"
            }
            "reporting" => {
                "Reportage comes with a later version; until then read results with \
                 rustici.registration.getRegistrationListResults"
            }
            "ftp" => {
                "there is no FTP server; send packages with rustici.upload.uploadFile or with the import itself"
            }
            _ => "it comes with a later version",
        };
        Self::new(
            Global::MethodNotFound.code(),
            format!("Method {} is not available in this version of Lyceum: {instead}", method.full_name()),
        )
    }

    /// 1: the registration is not there. The wording is the real service's; a client cuts off its
    /// tail by this exact phrase.
    pub fn registration_not_found(regid: &str, appid: &str) -> Self {
        Self::new(1, format!("Could not find registration [{regid}] associated with appid [{appid}]"))
    }

    /// 1: the course is not there.
    pub fn course_not_found(courseid: &str, appid: &str) -> Self {
        Self::new(1, format!("Could not find course [{courseid}] associated with appid [{appid}]"))
    }

    /// The course is there, the version is not. `code` is 2, or 5 for createRegistration.
    pub fn version_not_found(code: u32, courseid: &str, versionid: u32, appid: &str) -> Self {
        Self::new(
            code,
            format!(
                "Could not find course [{courseid}], versionid [{versionid}] associated with appid [{appid}]"
            ),
        )
    }

    /// An unexpected failure of the server; the text says where to look, not what happened inside.
    pub fn internal(request_id: &str) -> Self {
        Self::new(
            Global::Security.code(),
            format!(
                "The server could not answer this call; its log has the reason under request {request_id}"
            ),
        )
    }
}

/// One row of the table of method codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MethodCode {
    /// `service.method`, or `service.*` for the methods of a service without a row of their own.
    pub method: &'static str,
    /// The number.
    pub code: u32,
    /// When it is sent.
    pub when: &'static str,
}

const fn row(method: &'static str, code: u32, when: &'static str) -> MethodCode {
    MethodCode { method, code, when }
}

/// Method codes, spec §10.2. The numbers are local to each method.
pub const METHOD_CODES: &[MethodCode] = &[
    row("course.importCourse", 1, "no file and no path"),
    row("course.importCourse", 2, "file at path missing, or not a zip"),
    row("course.importCourse", 3, "internal import failure"),
    row("course.importCourse", 4, "bad itemid"),
    row("course.importCourseAsync", 1, "no file and no path"),
    row("course.importCourseAsync", 2, "file at path missing, or not a zip"),
    row("course.importCourseAsync", 3, "internal import failure"),
    row("course.importCourseAsync", 4, "bad itemid"),
    row("course.getAsyncImportResult", 1, "token unknown or expired"),
    row("course.versionCourse", 1, "course not found"),
    row("course.versionCourse", 2, "file at path not found"),
    row("course.deleteCourse", 1, "course not found"),
    row("course.deleteCourse", 2, "version not found"),
    row("course.getCourseDetail", 1, "course not found"),
    row("course.getAttributes", 1, "course not found"),
    row("course.getAttributes", 2, "version not found"),
    row("course.updateAttributes", 1, "course not found"),
    row("course.updateAttributes", 2, "version not found"),
    row("course.getMetadata", 1, "course not found"),
    row("course.getMetadata", 2, "version not found"),
    row("course.getManifest", 1, "course not found"),
    row("course.getManifest", 2, "version not found"),
    row("course.getFileStructure", 1, "course not found"),
    row("course.getFileStructure", 2, "version not found"),
    row("course.preview", 1, "course not found"),
    row("course.preview", 2, "version not found"),
    row("course.properties", 1, "course not found"),
    row("course.properties", 2, "version not found"),
    row("course.getAssets", 1, "course not found"),
    row("course.getAssets", 2, "version or file not found"),
    row("course.deleteFiles", 1, "course not found"),
    row("course.deleteFiles", 2, "version not found"),
    row("course.updateAssets", 1, "course not found"),
    row("course.updateAssets", 2, "no file and no path, file at path missing, or version not found"),
    row("course.updateAssets", 3, "not a zip, or one that cannot be used"),
    row("course.updateAssetsAsync", 1, "course not found"),
    row("course.updateAssetsAsync", 2, "no file and no path, file at path missing, or version not found"),
    row("course.updateAssetsAsync", 3, "not a zip, or one that cannot be used"),
    row("registration.createRegistration", 1, "course not found for this application"),
    row("registration.createRegistration", 2, "registration id exists"),
    row("registration.createRegistration", 3, "postback login without password"),
    row(
        "registration.createRegistration",
        4,
        "postback URL failed validation; never sent, no address is refused",
    ),
    row("registration.createRegistration", 5, "version not found"),
    row("registration.deleteRegistration", 1, "registration not found"),
    row(
        "registration.deleteRegistration",
        2,
        "deletion disabled for this application, or instance not found",
    ),
    row("registration.resetGlobalObjectives", 1, "registration not found"),
    row("registration.resetGlobalObjectives", 2, "instance not found"),
    row("registration.getRegistrationResult", 1, "registration not found"),
    row("registration.getRegistrationResult", 2, "instance not found"),
    row("registration.launch", 1, "registration not found"),
    row("registration.launch", 2, "course or version gone"),
    row("registration.launch", 3, "limit reached"),
    row("registration.getLaunchInfo", 1, "launch not found"),
    row("registration.updateLearnerInfo", 1, "learner not found"),
    row("registration.updateLearnerInfo", 2, "newid in use"),
    row("registration.getPostbackInfo", 1, "registration not found"),
    row("registration.updatePostbackInfo", 1, "registration not found"),
    row("registration.updatePostbackInfo", 3, "name without password"),
    row("registration.deletePostbackInfo", 1, "registration not found"),
    row("registration.testRegistrationPostUrl", 1, "cannot connect"),
    row("registration.testRegistrationPostUrl", 2, "target answered 400 or more"),
    row("registration.testRegistrationPostUrl", 3, "name without password"),
    row("registration.*", 1, "registration not found"),
    row("upload.uploadFile", 1, "token invalid or used"),
    row("upload.uploadFile", 2, "no file part"),
    row("upload.getUploadProgress", 1, "token invalid"),
    row("tagging.*", 1, "course or registration not found"),
    row("dispatch.createDispatch", 1, "destination not found"),
    row("dispatch.createDispatch", 2, "course not found"),
    row("dispatch.*", 1, "object not found"),
    row("invitation.*", 1, "invitation not found; when creating, course not found"),
    row("invitation.*", 2, "private and sent without creatingUserEmail"),
    row("lrsaccount.*", 1, "key not found"),
    row("application.getAppInfo", 1, "child application not found"),
    row("application.updateApplication", 1, "child application not found"),
    row("application.addSecretKey", 1, "child application not found"),
    row("application.updateSecretKey", 1, "child application not found"),
    row("application.updateSecretKey", 2, "key not found"),
    row("application.updateSecretKey", 3, "last active key"),
    row("application.deleteSecretKey", 1, "child application not found"),
    row("application.deleteSecretKey", 2, "key not found"),
    row("application.deleteSecretKey", 3, "last active key"),
    row("export.cancel", 1, "export not found"),
    row("export.status", 1, "export not found"),
    row("export.download", 1, "export not found"),
    row("export.download", 2, "not complete, canceled, failed or expired"),
    row("reporting.launchReport", 1, "bad auth"),
];

/// The method codes of one method, most specific rows only.
pub fn codes_of(method: &Method) -> Vec<&'static MethodCode> {
    let own = format!("{}.{}", method.service, method.name);
    let rows: Vec<_> = METHOD_CODES.iter().filter(|row| row.method == own).collect();
    if !rows.is_empty() || matches!(method.service, "debug" | "upload") {
        return rows;
    }
    // Lists have nothing that could be missing.
    if method.name.starts_with("getRegistrationList") || method.name == "exists" {
        return rows;
    }
    let all = format!("{}.*", method.service);
    METHOD_CODES.iter().filter(|row| row.method == all).collect()
}

#[cfg(test)]
mod tests {
    use super::super::method;
    use super::*;

    #[test]
    fn known_texts_keep_their_words() {
        assert_eq!(
            Fault::registration_not_found("r 1", "APP").message,
            "Could not find registration [r 1] associated with appid [APP]"
        );
        assert_eq!(
            Fault::version_not_found(2, "c", 3, "APP").message,
            "Could not find course [c], versionid [3] associated with appid [APP]"
        );
        assert_eq!(Global::SignatureMissing.fault().message, "Request signature (sig param) missing");
    }

    #[test]
    fn every_row_names_a_method() {
        for row in METHOD_CODES.iter().filter(|row| !row.method.ends_with(".*")) {
            assert!(method::find(&format!("rustici.{}", row.method)).is_ok(), "{}", row.method);
        }
    }

    #[test]
    fn codes_are_found_for_a_method() {
        let codes = |name| {
            let method = method::find(name).unwrap();
            codes_of(method).iter().map(|row| row.code).collect::<Vec<_>>()
        };
        assert_eq!(codes("rustici.registration.createRegistration"), [1, 2, 3, 4, 5]);
        assert_eq!(codes("rustici.registration.resetRegistration"), [1]);
        assert_eq!(codes("rustici.registration.exists"), []);
        assert_eq!(codes("rustici.debug.ping"), []);
    }
}
