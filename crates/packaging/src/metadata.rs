//! Learning-object metadata: IMS MD 1.2 (SCORM 1.2) and IEEE LOM (SCORM 2004), inline or in a file of its own.

use crate::course::Metadata;
use crate::decode::decode;
use crate::warning::{Code, Warnings};
use crate::xml::{self, Element};
use crate::xml_base::{Base, References};
use crate::{Limits, PackageFiles};

/// Reads what `metadata` elements say; external files are fetched from the package.
pub(crate) struct MetadataReader<'a> {
    pub(crate) files: &'a dyn PackageFiles,
    pub(crate) references: &'a References<'a>,
    pub(crate) limits: &'a Limits,
    /// The manifest's text, of which an inline record is a part.
    pub(crate) text: &'a str,
    pub(crate) read: usize,
}

impl MetadataReader<'_> {
    /// The metadata of `owner` (the manifest, an organization).
    pub(crate) fn of(&mut self, owner: &Element, base: &Base, warnings: &mut Warnings) -> Metadata {
        let mut found = Metadata::default();
        for metadata in owner.all("metadata") {
            found.schema = found.schema.or_else(|| metadata.text_of("schema").map(str::to_owned));
            found.schema_version =
                found.schema_version.or_else(|| metadata.text_of("schemaversion").map(str::to_owned));
            if let Some(lom) = record(metadata) {
                found.fill(lom, &self.text[lom.span.clone()]);
            }
            for location in metadata.all("location").filter(|location| !location.text().is_empty()) {
                self.external(location, base, &mut found, warnings);
            }
        }
        found
    }

    fn external(&mut self, location: &Element, base: &Base, found: &mut Metadata, warnings: &mut Warnings) {
        let target = self.references.target(base, location.text(), location.line, warnings);
        let Some(target) = target else { return };
        let Some(file) = target.file else {
            if target.inside {
                let text = format!("the metadata file `{}` is not in the package", location.text());
                warnings.at(Code::MissingMetadata, location.line, text);
            }
            return;
        };
        self.read += 1;
        if found.raw.is_some() {
            return;
        }
        let mut unreadable = |line, text: String| warnings.file(Code::UnreadableMetadata, &file, line, text);
        if self.read > self.limits.metadata_files {
            return unreadable(
                None,
                format!("more than {} metadata files are not read", self.limits.metadata_files),
            );
        }
        if !crate::may_be_read(&file) {
            return unreadable(None, "it is not called `.xml`".to_owned());
        }
        let bytes = match self.files.read(&file, self.limits.metadata_bytes + 1) {
            Ok(bytes) if bytes.len() > self.limits.metadata_bytes => {
                return unreadable(None, format!("it is larger than {} bytes", self.limits.metadata_bytes));
            }
            Ok(bytes) => bytes,
            Err(error) => return unreadable(None, error),
        };
        let text = decode(&bytes).text;
        let mut inner = Warnings::new(file.as_str(), self.limits);
        match xml::parse(&text, self.limits, &mut inner) {
            Ok(document) => {
                let lom = if document.root.is("lom") { Some(&document.root) } else { record(&document.root) };
                match lom {
                    Some(lom) => {
                        found.fill(lom, &text);
                        found.file = Some(file.clone());
                    }
                    None => unreadable(None, "it holds no `lom` record".to_owned()),
                }
            }
            Err(error) => unreadable(Some(error.line), error.message),
        }
        warnings.append(inner);
    }
}

/// The record inside `metadata`; IMS calls it `record` in its oldest form.
fn record(metadata: &Element) -> Option<&Element> {
    metadata.first("lom").or_else(|| metadata.first("record"))
}

impl Metadata {
    fn fill(&mut self, lom: &Element, raw: &str) {
        if self.raw.is_some() {
            return;
        }
        self.raw = Some(raw.to_owned());
        if let Some(general) = lom.first("general") {
            self.title = general.first("title").and_then(text_below);
            self.description = general.first("description").and_then(text_below);
            self.keywords = general.all("keyword").filter_map(text_below).collect();
        }
        self.duration = lom.first("technical").and_then(|t| t.first("duration")).and_then(duration);
        self.typical_learning_time =
            lom.first("educational").and_then(|e| e.first("typicallearningtime")).and_then(duration);
    }
}

/// The first text in or below, in the order of the file: `langstring`, `string`, or none around it.
pub(crate) fn text_below(element: &Element) -> Option<String> {
    match element.text() {
        "" => element.children.iter().find_map(text_below),
        text => Some(text.to_owned()),
    }
}

/// `datetime` (IMS MD) or `duration` (LOM) inside; a `description` beside it is not the value.
fn duration(element: &Element) -> Option<String> {
    let inner = element.first("datetime").or_else(|| element.first("duration"));
    inner.and_then(text_below).or_else(|| (!element.text().is_empty()).then(|| element.text().to_owned()))
}
