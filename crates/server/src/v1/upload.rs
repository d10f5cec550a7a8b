//! `rustici.upload`.

pub(super) mod delete_files;
pub(super) mod get_upload_progress;
pub(super) mod get_upload_token;
pub(super) mod list_files;
pub(super) mod upload_file;
