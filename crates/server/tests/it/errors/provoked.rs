//! How each code of each method comes about.

use super::File;

/// A call that is answered with a code.
pub(super) struct Row {
    pub(super) method: &'static str,
    pub(super) code: u32,
    /// Its parameters beyond those that every call has; `{receiver}` is an address that answers, `{nowhere}` one that
    /// does so with 404, `{key}` the application's only key.
    pub(super) query: &'static str,
    pub(super) file: File,
}

const fn row(method: &'static str, code: u32, query: &'static str) -> Row {
    Row { method, code, query, file: File::None }
}

const fn sent(method: &'static str, code: u32, query: &'static str, file: File) -> Row {
    Row { method, code, query, file }
}

pub(super) const PROVOKED: &[Row] = &[
    row("course.importCourse", 1, "courseid=n"),
    row("course.importCourse", 2, "courseid=n&path=default/none.zip"),
    sent("course.importCourse", 2, "courseid=n", File::Text),
    sent("course.importCourse", 4, "courseid=n&itemid=none", File::Package),
    row("course.importCourseAsync", 1, "courseid=n"),
    row("course.importCourseAsync", 2, "courseid=n&path=default/none.zip"),
    row("course.getAsyncImportResult", 1, "token=none"),
    row("course.versionCourse", 1, "courseid=none&path=default/none.zip"),
    row("course.versionCourse", 2, "courseid=c&path=default/none.zip"),
    row("course.deleteCourse", 1, "courseid=none"),
    row("course.getCourseDetail", 1, "courseid=none"),
    row("course.getAttributes", 1, "courseid=none"),
    row("course.getAttributes", 2, "courseid=c&versionid=7"),
    row("course.updateAttributes", 1, "courseid=none&showHelp=true"),
    row("course.updateAttributes", 2, "courseid=c&versionid=7&showHelp=true"),
    row("course.getMetadata", 1, "courseid=none"),
    row("course.getMetadata", 2, "courseid=c&versionid=7"),
    row("course.getManifest", 1, "courseid=none"),
    row("course.getManifest", 2, "courseid=c&versionid=7"),
    row("course.getFileStructure", 1, "courseid=none"),
    row("course.getFileStructure", 2, "courseid=c&versionid=7"),
    row("course.preview", 1, "courseid=none"),
    row("course.preview", 2, "courseid=c&versionid=7"),
    row("course.properties", 1, "courseid=none"),
    row("course.properties", 2, "courseid=c&editor=7"),
    row("course.getAssets", 1, "courseid=none"),
    row("course.getAssets", 2, "courseid=c&path=none.html"),
    row("course.deleteFiles", 1, "courseid=none&path=none.html"),
    row("course.updateAssets", 1, "courseid=none&path=default/none.zip"),
    row("course.updateAssets", 2, "courseid=c&path=default/none.zip"),
    sent("course.updateAssets", 3, "courseid=c", File::Text),
    row("course.updateAssetsAsync", 1, "courseid=none&path=default/none.zip"),
    row("course.updateAssetsAsync", 2, "courseid=c&path=default/none.zip"),
    row("registration.createRegistration", 1, "courseid=none&regid=n&learnerid=l"),
    row("registration.createRegistration", 2, "courseid=c&regid=r&learnerid=l"),
    row(
        "registration.createRegistration",
        3,
        "courseid=c&regid=n&learnerid=l&postbackurl=http://lms.example/&urlname=me",
    ),
    row("registration.createRegistration", 5, "courseid=c&regid=n&learnerid=l&versionid=7"),
    row("registration.deleteRegistration", 1, "regid=none"),
    row("registration.resetRegistration", 1, "regid=none"),
    row("registration.resetGlobalObjectives", 1, "regid=none"),
    row("registration.createNewInstance", 1, "regid=none"),
    row("registration.getRegistrationDetail", 1, "regid=none"),
    row("registration.getRegistrationResult", 1, "regid=none"),
    row("registration.getRegistrationResult", 2, "regid=r&instanceid=7"),
    row("registration.resetGlobalObjectives", 2, "regid=r&instanceid=7"),
    row("registration.launch", 1, "regid=none"),
    row("registration.getLaunchHistory", 1, "regid=none"),
    row("registration.getLaunchInfo", 1, "launchid=4711"),
    row("registration.updateLearnerInfo", 1, "learnerid=none&fname=a&lname=b"),
    row("registration.updateLearnerInfo", 2, "learnerid=ann&fname=a&lname=b&newid=bob"),
    row("registration.getPostbackInfo", 1, "regid=none"),
    row("registration.updatePostbackInfo", 1, "regid=none&url=http://lms.example/"),
    row("registration.updatePostbackInfo", 3, "regid=r&url=http://lms.example/&name=me"),
    row("registration.deletePostbackInfo", 1, "regid=none"),
    row("registration.testRegistrationPostUrl", 1, "postbackurl=http://127.0.0.1:1/"),
    row("registration.testRegistrationPostUrl", 2, "postbackurl={nowhere}"),
    row("registration.testRegistrationPostUrl", 3, "postbackurl={receiver}&urlname=me"),
    sent("upload.uploadFile", 1, "token=none", File::Package),
    row("upload.uploadFile", 2, "token=none"),
    row("upload.getUploadProgress", 1, "token=none"),
    row("tagging.getCourseTags", 1, "courseid=none"),
    row("tagging.setCourseTags", 1, "courseid=none&tags=a"),
    row("tagging.addCourseTag", 1, "courseid=none&tag=a"),
    row("tagging.removeCourseTag", 1, "courseid=none&tag=a"),
    row("tagging.getRegistrationTags", 1, "regid=none"),
    row("tagging.setRegistrationTags", 1, "regid=none&tags=a"),
    row("tagging.addRegistrationTag", 1, "regid=none&tag=a"),
    row("tagging.removeRegistrationTag", 1, "regid=none&tag=a"),
    row("application.getAppInfo", 1, "childappid=none"),
    row("application.updateApplication", 1, "childappid=none&name=n"),
    row("application.addSecretKey", 1, "childappid=none"),
    row("application.updateSecretKey", 1, "childappid=none&secretkeyid=none"),
    row("application.updateSecretKey", 2, "childappid=lms&secretkeyid=none"),
    row("application.updateSecretKey", 3, "childappid=lms&secretkeyid={key}&active=false"),
    row("application.deleteSecretKey", 1, "childappid=none&secretkeyid=none"),
    row("application.deleteSecretKey", 2, "childappid=lms&secretkeyid=none"),
    row("application.deleteSecretKey", 3, "childappid=lms&secretkeyid={key}"),
    row("export.cancel", 1, "exportid=none"),
    row("export.status", 1, "exportid=none"),
    row("export.download", 1, "exportid=none"),
    row("reporting.launchReport", 1, "auth=none&reporturl=/Reportage/"),
];

/// Codes that no call of this test brings about, with the reason.
pub(super) const NEVER: &[(&str, u32, &str)] = &[
    ("course.importCourse", 3, "an import that fails in the storage; jobs' own tests have it"),
    ("course.importCourseAsync", 3, "told by getAsyncImportResult"),
    ("course.importCourseAsync", 4, "told by getAsyncImportResult"),
    ("course.deleteCourse", 2, "the original's trouble with its file system, which is not ours"),
    ("course.deleteFiles", 2, "told by `deleted=\"false\"` (V1 spec §12 no. 40)"),
    ("course.updateAssetsAsync", 3, "told by getAsyncImportResult"),
    ("registration.createRegistration", 4, "reported of the original, not to be enforced (V1 spec §10.2)"),
    ("registration.deleteRegistration", 2, "applications' own tests have it"),
    (
        "registration.launch",
        2,
        "a course takes its registrations along, and those of a version go to the latest",
    ),
    ("registration.launch", 3, "there is no limit on registrations"),
    ("export.download", 2, "a test of its own has the export"),
    ("tagging.getLearnerTags", 1, "a learner is an id"),
    ("tagging.setLearnerTags", 1, "a learner is an id"),
    ("tagging.addLearnerTag", 1, "a learner is an id"),
    ("tagging.removeLearnerTag", 1, "a learner is an id"),
];

/// Values that the parameters of these names cannot have, whatever the method.
pub(super) const UNREADABLE: &[(&str, &str)] = &[
    ("versionid", "new"),
    ("versionid", "-1"),
    ("instanceid", "instanceId"),
    ("filter", "("),
    ("coursefilter", "(?=x)"),
    ("after", "yesterday"),
    ("until", "2012-13-01"),
];
