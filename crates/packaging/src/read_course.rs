//! The way from a package's files to its course.

use cmi::LaunchData;
use sequencing::definition::SequencingDefinition;

use crate::course::{Course, Item, Metadata};
use crate::decode::decode;
use crate::detect::detect;
use crate::file_index::FileIndex;
use crate::find_manifest::find_manifest;
use crate::items::ItemReader;
use crate::metadata::MetadataReader;
use crate::organizations::{self, Organizations};
use crate::resources::Resources;
use crate::sequencing_xml::SequencingReader;
use crate::submanifests;
use crate::warning::{Code, ParserWarning};
use crate::xml;
use crate::xml_base::{Base, References};
use crate::{Limits, NoCourse, PackageFiles};

/// Reads the course of a package and everything odd about it. Fails only when there is no course.
///
/// The package's scripts and pages are not looked at: see [`lint`](crate::lint).
pub fn read_course(
    files: &dyn PackageFiles,
    limits: &Limits,
) -> Result<(Course, Vec<ParserWarning>), NoCourse> {
    let (found, mut warnings) = find_manifest(files, limits)?;
    let file = found.name;
    let text = manifest_text(files, &file, limits)?;
    if let Some(oddity) = text.oddity {
        warnings.whole(Code::Encoding, oddity);
    }
    let text = text.text;
    let document = xml::parse(&text, limits, &mut warnings).map_err(|error| NoCourse::NotXml {
        file: file.clone(),
        line: error.line,
        message: error.message,
    })?;
    let manifest = &document.root;
    if !manifest.is("manifest") {
        return Err(NoCourse::NotAManifest { file, element: manifest.name.to_string() });
    }
    let detection = detect(&document, &mut warnings);
    let index = FileIndex::new(files);
    let references = References { index: &index, root: &found.root };
    let top = Base::Inside(found.root.clone());
    let scopes = submanifests::scopes(manifest, &top, &references, &mut warnings);
    let mut resources = Resources::default();
    for scope in &scopes {
        resources.add(scope.manifest, &scope.base, &references, &mut warnings);
    }
    for scope in &scopes {
        resources.check_dependencies(scope.manifest, &mut warnings);
    }
    let by_identifier = submanifests::by_identifier(&scopes);
    let sequencing = SequencingReader::new(detection.edition, scopes.iter().map(|scope| scope.manifest));
    let mut reader = ItemReader::new(
        detection.edition,
        &resources,
        &by_identifier,
        sequencing,
        &mut warnings,
        limits.xml_elements,
    );
    let Organizations { all: mut organizations, elements, default } =
        organizations::read(manifest, &mut reader);

    let base = &scopes[0].base;
    let mut metadata_reader = MetadataReader { files, references: &references, limits, text: &text, read: 0 };
    let mut metadata = metadata_reader.of(manifest, base, &mut warnings);
    let played = elements.get(default).and_then(|at| organizations::elements(manifest).nth(*at));
    if let Some(element) = played {
        let own = metadata_reader.of(element, base, &mut warnings);
        metadata = metadata.or(own);
    }
    let identifier = manifest.attribute("identifier").map(str::trim).unwrap_or_default().to_owned();
    if organizations.is_empty() {
        let resource =
            resources.first_launchable().ok_or(NoCourse::NothingToLaunch { file: file.clone() })?;
        let text = format!("no organization can be played; the resource `{}` is", resource.identifier);
        warnings.at(Code::NoOrganization, manifest.line, text);
        let titles = [metadata.title.as_deref(), Some(identifier.as_str()), Some(&resource.identifier)];
        let title = titles.into_iter().flatten().find(|t| !t.is_empty()).unwrap_or_default().to_owned();
        organizations.push(organizations::made_from(Item {
            identifier: "item-1".to_owned(),
            title,
            is_visible: true,
            resource: Some(resource),
            launch_data: LaunchData::default(),
            sequencing: SequencingDefinition::default(),
            line: manifest.line,
            ..Item::default()
        }));
    }
    let played = &organizations[default];
    let title = match &metadata.title {
        Some(title) if played.title == played.identifier => title,
        _ => &played.title,
    };
    let course = Course {
        edition: detection.edition,
        detection: detection.explanation,
        identifier,
        title: title.clone(),
        root: found.root.clone(),
        manifest_path: file,
        organizations,
        default_organization: default,
        metadata,
        manifest_text: String::new(),
    };
    Ok((Course { manifest_text: text, ..course }, warnings.into_vec()))
}

fn manifest_text(
    files: &dyn PackageFiles,
    file: &str,
    limits: &Limits,
) -> Result<crate::decode::Decoded, NoCourse> {
    let limit = limits.manifest_bytes;
    let bytes = files
        .read(file, limit + 1)
        .map_err(|reason| NoCourse::Unreadable { file: file.to_owned(), reason })?;
    if bytes.len() > limit {
        return Err(NoCourse::TooLarge { file: file.to_owned(), limit });
    }
    Ok(decode(&bytes))
}

impl Metadata {
    /// What is missing here, from there.
    fn or(self, other: Self) -> Self {
        if self.raw.is_some() {
            return self;
        }
        Self {
            schema: self.schema.or(other.schema),
            schema_version: self.schema_version.or(other.schema_version),
            ..other
        }
    }
}
