//! What the cloud does, one function per file.

mod apps;
mod check_package;
mod course_detail;
mod course_exists;
mod course_manifest;
mod course_metadata;
mod delete_course;
mod delete_registration;
mod deliver_postback;
mod find_registration;
mod find_version;
mod import_course;
mod launch_history;
mod list_courses;
mod list_registrations;
mod outbound;
mod park_file;
mod pattern;
mod postback_info;
mod postback_settings;
mod posted_report;
mod registration_detail;
mod registration_exists;
mod registration_guid;
mod report;
mod reset_registration;
pub mod rows;
mod signing_keys;
mod start_import;
mod update_learner_info;
mod uploads;

pub use apps::{AppError, MAX_SECRET_CHARS, create_app, delete_app, list_apps, new_secret, rotate_secret};
pub use check_package::{CheckPackageError, PackageReport, check_package};
pub use course_detail::course_detail;
pub use course_exists::course_exists;
pub use course_manifest::course_manifest;
pub use course_metadata::{CourseMetadataError, course_metadata};
pub use delete_course::delete_course;
pub use delete_registration::delete_registration;
pub use deliver_postback::{Delivered, Delivering, deliver_postback};
pub use find_registration::FindRegistrationError;
pub use find_version::FindVersionError;
pub use import_course::{IMPORT_COURSE, ImportCourseError, ImportProgress, give_up_import, import_course};
pub use launch_history::{launch_by_id, launch_history};
pub use list_courses::{ListCourses, list_courses};
pub use list_registrations::{ListRegistrations, RegistrationsWanted, list_registrations};
pub use outbound::{Blocked, Delivery, DeliveryFailure, Outbound, Post, TargetPolicy};
pub use park_file::{ParkFileError, ParkedFile, discard_parked_file, park_file};
pub use pattern::{BadPattern, Pattern};
pub use postback_info::{PostbackInfoError, delete_postback_info, postback_info, update_postback_info};
pub use postback_settings::open_postback;
pub use registration_detail::registration_detail;
pub use registration_exists::registration_exists;
pub use registration_guid::registration_guid;
pub use report::report;
pub use reset_registration::reset_registration;
pub use signing_keys::{SigningKeys, SigningKeysError, signing_keys};
pub use start_import::{PackageSource, StartImport, StartImportError, import_status, start_import};
pub use update_learner_info::{LearnerInfo, UpdateLearnerInfoError, update_learner_info};
pub use uploads::{
    DEFAULT_DOMAIN, StoredUpload, UploadError, claim_upload, create_upload_token, delete_upload,
    finish_upload, list_uploads, release_upload, update_upload_progress, upload_at_path, upload_by_token,
};
