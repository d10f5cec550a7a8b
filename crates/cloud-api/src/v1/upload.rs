//! Replies of `rustici.upload` (spec §4.4), and the results of deleting files.

use super::payload::{
    Malformed, Payload, attribute, attribute_number, bool_of, bool_text, child, child_number, text,
};
use super::timestamp::Timestamp;
use super::values::parse_score;
use super::xml::Writer;
use super::xml_read::Element;

/// `getUploadToken`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UploadToken {
    /// Host and port of the request, without scheme; old clients put it into their base URL.
    pub server: String,
    /// The token, good for one upload.
    pub id: String,
}

/// `uploadFile`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Uploaded {
    /// `domain/name`, with exactly one slash; the name ends with the file's own.
    pub location: String,
}

/// `getUploadProgress`.
#[derive(Debug, Clone, PartialEq)]
pub enum UploadProgress {
    /// Nothing has arrived under this token.
    Empty,
    /// So much has.
    Received {
        /// The token.
        upload_id: String,
        /// Bytes read.
        bytes_read: u64,
        /// Bytes announced.
        content_length: u64,
    },
}

/// `listFiles`: the files of one domain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UploadDir {
    /// The domain, `default` unless said otherwise.
    pub name: String,
    /// Its files.
    pub files: Vec<UploadedFile>,
}

/// One file of a domain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UploadedFile {
    /// Name within the domain.
    pub name: String,
    /// Bytes.
    pub size_bytes: u64,
    /// When it arrived; whole seconds.
    pub modified: Timestamp,
}

/// `deleteFiles` of uploads: one result for each file, by the name as sent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DeletedUploads(pub Vec<Deleted>);

/// `deleteFiles` of a course: one result for each path.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DeletedPaths(pub Vec<Deleted>);

/// What became of one file that was to be deleted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deleted {
    /// The name as sent.
    pub name: String,
    /// Whether it is gone.
    pub deleted: bool,
}

impl Payload for UploadToken {
    fn write(&self, xml: &mut Writer) {
        xml.open("token");
        xml.element("server", &self.server);
        xml.element("id", &self.id);
        xml.close("token");
    }

    fn read(rsp: &Element) -> Result<Self, Malformed> {
        let token = child(rsp, "token")?;
        Ok(Self { server: text(token, "server")?, id: text(token, "id")? })
    }
}

impl Payload for Uploaded {
    fn write(&self, xml: &mut Writer) {
        xml.element("location", &self.location);
    }

    fn read(rsp: &Element) -> Result<Self, Malformed> {
        Ok(Self { location: text(rsp, "location")? })
    }
}

impl Payload for UploadProgress {
    fn write(&self, xml: &mut Writer) {
        match self {
            Self::Empty => xml.empty("empty"),
            Self::Received { upload_id, bytes_read, content_length } => {
                xml.open("upload_progress");
                xml.element("upload_id", upload_id);
                xml.element("bytes_read", &bytes_read.to_string());
                xml.element("content_length", &content_length.to_string());
                xml.element("percent_complete", &percent(*bytes_read, *content_length));
                xml.close("upload_progress");
            }
        }
    }

    fn read(rsp: &Element) -> Result<Self, Malformed> {
        let Some(progress) = rsp.child("upload_progress") else { return Ok(Self::Empty) };
        let percent = text(progress, "percent_complete")?;
        parse_score(&percent).ok_or_else(|| Malformed::value("percent_complete", percent))?;
        Ok(Self::Received {
            upload_id: text(progress, "upload_id")?,
            bytes_read: child_number(progress, "bytes_read")?,
            content_length: child_number(progress, "content_length")?,
        })
    }
}

impl Payload for UploadDir {
    fn write(&self, xml: &mut Writer) {
        xml.open_with("dir", &[("name", &self.name)]);
        for file in &self.files {
            xml.empty_with(
                "file",
                &[
                    ("name", &file.name),
                    ("size", &file.size_bytes.to_string()),
                    ("modified", &file.modified.to_compact()),
                ],
            );
        }
        xml.close("dir");
    }

    fn read(rsp: &Element) -> Result<Self, Malformed> {
        let dir = child(rsp, "dir")?;
        let files = dir.children_named("file").map(|file| {
            let modified = attribute(file, "modified")?;
            Ok(UploadedFile {
                name: attribute(file, "name")?,
                size_bytes: attribute_number(file, "size")?,
                modified: Timestamp::parse_compact(&modified)
                    .ok_or_else(|| Malformed::value("modified", modified))?,
            })
        });
        Ok(Self { name: attribute(dir, "name")?, files: files.collect::<Result<_, _>>()? })
    }
}

impl Payload for DeletedUploads {
    fn write(&self, xml: &mut Writer) {
        write_deleted(&self.0, "file", xml);
    }

    fn read(rsp: &Element) -> Result<Self, Malformed> {
        read_deleted(rsp, "file").map(Self)
    }
}

impl Payload for DeletedPaths {
    fn write(&self, xml: &mut Writer) {
        write_deleted(&self.0, "path", xml);
    }

    fn read(rsp: &Element) -> Result<Self, Malformed> {
        read_deleted(rsp, "path").map(Self)
    }
}

fn write_deleted(results: &[Deleted], name: &str, xml: &mut Writer) {
    xml.open("results");
    for result in results {
        xml.empty_with("result", &[(name, &result.name), ("deleted", bool_text(result.deleted))]);
    }
    xml.close("results");
}

fn read_deleted(rsp: &Element, name: &'static str) -> Result<Vec<Deleted>, Malformed> {
    let results = child(rsp, "results")?.children_named("result");
    results
        .map(|result| {
            Ok(Deleted {
                name: attribute(result, name)?,
                deleted: bool_of("deleted", &attribute(result, "deleted")?)?,
            })
        })
        .collect()
}

/// With one fraction digit, as the original wrote it.
fn percent(part: u64, whole: u64) -> String {
    let tenths = if whole == 0 { 1000 } else { u128::from(part) * 1000 / u128::from(whole) }.min(1000);
    format!("{}.{}", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::payload::testing::{round_trip, written, xml_text};
    use super::*;

    #[test]
    fn bytes() {
        let token = UploadToken { server: "cloud.example.com".into(), id: "t1".into() };
        assert_eq!(written(&token), "<token><server>cloud.example.com</server><id>t1</id></token>");
        assert_eq!(
            written(&Uploaded { location: "default/my-package.zip".into() }),
            "<location>default/my-package.zip</location>"
        );
        assert_eq!(written(&UploadProgress::Empty), "<empty/>");
        let progress =
            UploadProgress::Received { upload_id: "t1".into(), bytes_read: 123, content_length: 123 };
        assert_eq!(
            written(&progress),
            "<upload_progress><upload_id>t1</upload_id><bytes_read>123</bytes_read>\
             <content_length>123</content_length><percent_complete>100.0</percent_complete></upload_progress>"
        );
        let dir = UploadDir {
            name: "default".into(),
            files: vec![UploadedFile {
                name: "a.zip".into(),
                size_bytes: 123,
                modified: Timestamp::from_secs(1_293_883_200),
            }],
        };
        assert_eq!(
            written(&dir),
            "<dir name=\"default\"><file name=\"a.zip\" size=\"123\" modified=\"20110101120000\"/></dir>"
        );
        assert_eq!(
            written(&UploadDir { name: "default".into(), files: vec![] }),
            "<dir name=\"default\"></dir>"
        );
        let deleted = vec![Deleted { name: "a.zip".into(), deleted: true }];
        assert_eq!(
            written(&DeletedUploads(deleted.clone())),
            "<results><result file=\"a.zip\" deleted=\"true\"/></results>"
        );
        assert_eq!(
            written(&DeletedPaths(deleted)),
            "<results><result path=\"a.zip\" deleted=\"true\"/></results>"
        );
        assert_eq!(percent(1, 3), "33.3");
    }

    proptest! {
        #[test]
        fn round_trips(name in xml_text(), id in xml_text(), size in any::<u32>()) {
            let token = UploadToken { server: name.clone(), id: id.clone() };
            prop_assert_eq!(round_trip(&token), token);
            let progress = UploadProgress::Received { upload_id: id.clone(), bytes_read: 1, content_length: size.into() };
            prop_assert_eq!(round_trip(&progress), progress);
            let file = UploadedFile { name: name.clone(), size_bytes: size.into(), modified: Timestamp::from_secs(size.into()) };
            let dir = UploadDir { name: id, files: vec![file] };
            prop_assert_eq!(round_trip(&dir), dir);
            let deleted = DeletedUploads(vec![Deleted { name, deleted: false }]);
            prop_assert_eq!(round_trip(&deleted), deleted);
        }
    }
}
