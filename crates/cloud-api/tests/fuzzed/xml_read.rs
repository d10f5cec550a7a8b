//! Replies and postbacks, from any bytes.

use cloud_api::v1::{
    application, attributes, course, debug, envelope, export, file_structure, import, json, launch, metadata,
    payload::Payload, postback, registration, report, reporting, simple, tags, upload, xml_read,
};

pub(crate) fn run(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let Ok(root) = xml_read::parse(&text) else { return };
    let json = json::from_xml(&root);
    assert!(json.starts_with('{') && json.ends_with('}'));
    let _ = json::ListConverter::new().push(&text);
    again::<application::AppList>(&text);
    again::<application::AppInfo>(&text);
    again::<attributes::Attributes>(&text);
    again::<debug::Pong>(&text);
    again::<debug::CurrentTime>(&text);
    again::<export::ExportId>(&text);
    again::<export::Export>(&text);
    again::<export::ExportList>(&text);
    again::<file_structure::FileStructure>(&text);
    again::<reporting::Account>(&text);
    again::<reporting::Usage>(&text);
    again::<simple::Done>(&text);
    again::<simple::Exists>(&text);
    again::<simple::NewInstance>(&text);
    again::<tags::Tags>(&text);
    again::<course::CourseList>(&text);
    again::<course::CourseDetail>(&text);
    again::<import::ImportStatus>(&text);
    again::<import::ImportToken>(&text);
    again::<launch::LaunchHistory>(&text);
    again::<launch::LaunchInfo>(&text);
    again::<metadata::Metadata>(&text);
    again::<registration::RegistrationList>(&text);
    again::<registration::RegistrationDetail>(&text);
    again::<report::RegistrationReport>(&text);
    again::<postback::PostbackInfo>(&text);
    again::<upload::UploadToken>(&text);
    again::<upload::UploadDir>(&text);
    again::<upload::UploadProgress>(&text);
    again::<upload::DeletedUploads>(&text);
    again::<upload::DeletedPaths>(&text);
    again::<upload::Uploaded>(&text);
    let _ = postback::ReceivedPostback::read(Some("text/xml"), Some("Basic YTpi"), bytes);
}

/// What was understood is written so that the same is understood, and written the same.
fn again<P: Payload>(text: &str) {
    if let Ok(payload) = envelope::read::<P>(text) {
        let written = envelope::ok(&payload);
        let read = envelope::read::<P>(&written);
        let read = read.unwrap_or_else(|error| panic!("{error}: {written}"));
        assert_eq!(envelope::ok(&read), written);
    }
}
