//! Replies and postbacks, from any bytes.

use cloud_api::v1::{
    course, debug, envelope, import, json, launch, metadata, payload::Payload, postback, registration,
    report, simple, tags, upload, xml_read,
};

pub(crate) fn run(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let Ok(root) = xml_read::parse(&text) else { return };
    let json = json::from_xml(&root);
    assert!(json.starts_with('{') && json.ends_with('}'));
    let _ = json::ListConverter::new().push(&text);
    again::<debug::CurrentTime>(&text);
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
    let _ = postback::ReceivedPostback::read(Some("text/xml"), Some("Basic YTpi"), bytes);
}

/// What was understood is written as a document that can be read.
fn again<P: Payload>(text: &str) {
    if let Ok(payload) = envelope::read::<P>(text) {
        let written = envelope::ok(&payload);
        assert!(xml_read::parse(&written).is_ok(), "{written}");
    }
}
