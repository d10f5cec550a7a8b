//! `rustici.course.getManifest`: the manifest itself, without an envelope.

use cloud_api::v1::{error::Fault, json::Format, request::CourseVersion};

use super::not_found;
use crate::v1::{call::Call, transport::Answer};

pub(in crate::v1) async fn answer(call: Call<'_>) -> Result<Answer, Fault> {
    let request: CourseVersion = call.request()?;
    let manifest =
        service::course_manifest(&call.services.store, call.app_key(), &request.course_id, request.version)
            .await
            .map_err(|error| not_found(&call, &request.course_id, &error))?;
    Ok(Answer::Raw { content_type: Format::Xml.content_type(), bytes: as_utf8(manifest).into() })
}

/// The text was decoded when it was imported and is sent as UTF-8, so its declaration must not name another
/// encoding.
fn as_utf8(manifest: String) -> String {
    let manifest = manifest.trim_start_matches('\u{feff}');
    let (Some(end), true) = (manifest.find("?>"), manifest.starts_with("<?xml")) else {
        return manifest.to_owned();
    };
    let (declaration, rest) = manifest.split_at(end);
    if !declaration.contains("encoding") {
        return manifest.to_owned();
    }
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"{rest}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_declaration_says_what_is_sent() {
        let text = |text: &str| as_utf8(text.to_owned());
        assert_eq!(
            text("\u{feff}<?xml version='1.0' encoding='windows-1252' standalone='no'?>\n<manifest/>"),
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<manifest/>"
        );
        assert_eq!(text("<?xml version=\"1.0\"?><manifest/>"), "<?xml version=\"1.0\"?><manifest/>");
        assert_eq!(text("<manifest/>"), "<manifest/>");
    }
}
