//! What the cloud does, one function per file.

mod account;
mod api_calls;
mod app_keys;
mod apply_journal;
mod apps;
mod asset_path;
pub mod backup;
mod behaviour_of;
mod change;
mod change_files;
mod check_package;
pub mod console;
mod course_attributes;
mod course_content;
mod course_detail;
mod course_exists;
mod course_files;
mod course_manifest;
mod course_metadata;
mod create_instance;
mod create_registration;
pub mod debug_log;
mod delete_course;
mod delete_files;
mod delete_registration;
mod deliver_postback;
mod edited_course;
mod editor_session;
mod end_launch;
mod erase_learner;
mod export_app;
mod exports;
mod find_registration;
mod find_version;
mod gather;
mod import_course;
mod journal_agrees;
mod launch;
mod launch_history;
mod launch_log;
mod launch_page;
mod links;
mod list_courses;
mod list_registrations;
mod live_attempts;
mod load_attempt;
mod meters;
mod open_blobs;
pub mod operations;
mod order_job;
mod outbound;
mod park_file;
mod pattern;
mod play_error;
mod player_settings;
mod postback_info;
mod postback_settings;
mod registration_detail;
mod registration_exists;
mod registration_guid;
mod registration_result;
mod replays;
mod report;
mod reset_objectives;
mod reset_registration;
pub mod rows;
pub mod sandbox;
mod signing_keys;
mod start_import;
mod start_launch;
mod storage_key;
mod tags;
mod thin_out;
mod update_assets;
mod update_attributes;
mod update_learner_info;
mod uploads;
pub mod wire;

pub use account::{AccountUsage, account_usage};
pub use api_calls::{ApiCallLog, ApiCallRetention, list_api_calls};
pub use app_keys::{
    AppKeyChange, AppKeyInfo, OpenedAppKey, add_app_key, app_keys, delete_app_key, opened_app_keys,
    update_app_key,
};
pub use apply_journal::{Acknowledgement, Standing, apply_journal};
pub use apps::{
    AppChange, AppError, MAX_NAME_CHARS, MAX_SECRET_CHARS, NewApp, create_app, delete_app, find_app,
    list_apps, new_app_id, new_secret, rotate_secret, update_app,
};
pub use asset_path::COURSE_ROOT;
pub use check_package::{CheckPackageError, PackageReport, check_package};
pub use course_attributes::{CourseAttributesError, course_attributes};
pub use course_content::{ContentError, course_content};
pub use course_detail::{CourseDetail, course_detail};
pub use course_exists::course_exists;
pub use course_files::{CourseFiles, CourseFilesError, course_files};
pub use course_manifest::course_manifest;
pub use course_metadata::{CourseMetadataError, course_metadata};
pub use create_instance::{CreateInstanceError, create_instance};
pub use create_registration::{CreateRegistrationError, create_registration};
pub use delete_course::delete_course;
pub use delete_files::delete_files;
pub use delete_registration::delete_registration;
pub use deliver_postback::{Delivered, Delivering, deliver_postback};
pub use edited_course::{EditedAttribute, EditedCourse, edited_course};
pub use editor_session::{EditorSession, NoSession, begin_editing};
pub use end_launch::close_silent_launches;
pub use erase_learner::{EraseLearnerError, LearnerData, erase_learner, learner_data};
pub use export_app::{ExportAppError, ExportManner, ExportProgress, export_app, give_up_export};
pub use exports::{
    EXPORT_APP, Export, ExportError, ExportedFile, cancel_export, export_status, exported_file, list_exports,
    start_export,
};
pub use find_registration::FindRegistrationError;
pub use find_version::FindVersionError;
pub use import_course::{IMPORT_COURSE, ImportCourseError, ImportProgress, give_up_import, import_course};
pub use launch::{LaunchError, NewPlayer, launch, preview, preview_content};
pub use launch_history::{launch_by_id, launch_history};
pub use launch_log::{LaunchLog, LoggedEvent, launch_log};
pub use launch_page::{LaunchPage, launch_page};
pub use links::{console_url, content_base, player_url, properties_url, welcome_url};
pub use list_courses::{CoursesWanted, ListCourses, ListedCourse, list_courses};
pub use list_registrations::{ListRegistrations, RegistrationsWanted, list_registrations};
pub use live_attempts::LiveAttempts;
pub use load_attempt::{Definitions, LoadError};
pub use meters::{Meter, Meters};
pub use open_blobs::{DiskState, disk_state, open_blobs};
pub use order_job::{JobStatus, PackageSource, import_status};
pub use outbound::{Blocked, Delivery, DeliveryFailure, Outbound, Post, TargetPolicy};
pub use park_file::{ParkFileError, ParkedFile, discard_parked_file, park_file};
pub use pattern::{BadPattern, Pattern};
pub use play_error::PlayError;
pub use postback_info::{PostbackInfoError, delete_postback_info, postback_info, update_postback_info};
pub use postback_settings::open_postback;
pub use registration_detail::registration_detail;
pub use registration_exists::registration_exists;
pub use registration_guid::registration_guid;
pub use registration_result::{ResultError, ResultLookups, latest_result};
pub use replays::is_replay;
pub use report::report;
pub use reset_objectives::{ResetObjectivesError, reset_objectives};
pub use reset_registration::reset_registration;
pub use signing_keys::{SigningKey, SigningKeyLookups, SigningKeys, SigningKeysError, managing_keys};
pub use start_import::{StartImport, StartImportError, start_import};
pub use start_launch::{StartContext, StartRequest, StartedLaunch, start_launch};
pub use tags::{TagChange, TagsError, change_tags, list_tags};
pub use update_assets::{
    StartUpdate, StartUpdateError, UPDATE_ASSETS, UpdateContext, start_update, update_assets,
};
pub use update_attributes::{UpdateAttributesError, update_attributes};
pub use update_learner_info::{LearnerInfo, UpdateLearnerInfoError, update_learner_info};
pub use uploads::{
    DEFAULT_DOMAIN, StoredUpload, UploadError, claim_upload, create_upload_token, delete_upload,
    finish_upload, list_uploads, release_upload, update_upload_progress, upload_at_path, upload_by_token,
};
