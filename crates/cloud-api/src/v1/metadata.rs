//! `getMetadata` (spec §4.2).

use super::payload::{Malformed, Payload, attribute, attribute_number, child, child_number};
use super::xml::Writer;
use super::xml_read::{Element, Node};

/// The reply of `getMetadata`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Metadata {
    /// What is known of the package.
    pub content: MetadataContent,
    /// The course; with scope `activity` its activities are nested below.
    pub object: MetadataObject,
}

/// The two ways to tell it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MetadataContent {
    /// `mdformat=summary`. All children are always written: Perl cannot read an empty element.
    Summary(MetadataSummary),
    /// `mdformat=detail`: the manifest's own LOM. Prefixes are dropped, since what they stand for is
    /// declared elsewhere in the manifest.
    Detail(Vec<Element>),
}

/// The summary of a package.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MetadataSummary {
    /// Title.
    pub title: String,
    /// Description.
    pub description: String,
    /// Duration in hundredths of a second, 0 when unknown.
    pub duration: u64,
    /// Typical learning time in hundredths of a second, 0 when unknown.
    pub typical_time: u64,
    /// Keywords.
    pub keywords: Vec<String>,
}

/// The course or one of its activities.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MetadataObject {
    /// Identifier in the manifest.
    pub id: String,
    /// Title.
    pub title: String,
    /// Description.
    pub description: String,
    /// Duration in hundredths of a second, 0 when unknown.
    pub duration: u64,
    /// Typical learning time in hundredths of a second, 0 when unknown.
    pub typical_time: u64,
    /// Activities below; only with scope `activity`.
    pub children: Vec<MetadataObject>,
}

impl Payload for Metadata {
    fn write(&self, xml: &mut Writer) {
        xml.open("package");
        xml.open("metadata");
        match &self.content {
            MetadataContent::Summary(summary) => summary.write(xml),
            MetadataContent::Detail(elements) if !elements.iter().any(|e| is_name(local(&e.name))) => {
                MetadataSummary { title: self.object.title.clone(), ..MetadataSummary::default() }.write(xml)
            }
            MetadataContent::Detail(elements) => {
                for element in elements {
                    write_unprefixed(element, xml);
                }
            }
        }
        xml.close("metadata");
        self.object.write(xml);
        xml.close("package");
    }

    fn read(rsp: &Element) -> Result<Self, Malformed> {
        let package = child(rsp, "package")?;
        let metadata = child(package, "metadata")?;
        let content = if metadata.child("typicaltime").is_some() {
            MetadataContent::Summary(MetadataSummary {
                title: metadata.child_text("title"),
                description: metadata.child_text("description"),
                duration: child_number(metadata, "duration")?,
                typical_time: child_number(metadata, "typicaltime")?,
                keywords: metadata
                    .child("keywords")
                    .map(|keywords| keywords.children_named("keyword").map(Element::text).collect())
                    .unwrap_or_default(),
            })
        } else {
            MetadataContent::Detail(metadata.children().cloned().collect())
        };
        Ok(Self { content, object: MetadataObject::read(child(package, "object")?)? })
    }
}

impl MetadataSummary {
    fn write(&self, xml: &mut Writer) {
        xml.element("title", &self.title);
        xml.element("description", &self.description);
        xml.element("duration", &self.duration.to_string());
        xml.element("typicaltime", &self.typical_time.to_string());
        xml.open("keywords");
        for keyword in &self.keywords {
            xml.element("keyword", keyword);
        }
        xml.close("keywords");
    }
}

impl MetadataObject {
    fn write(&self, xml: &mut Writer) {
        let (duration, typical_time) = (self.duration.to_string(), self.typical_time.to_string());
        let attributes = [
            ("id", self.id.as_str()),
            ("title", &self.title),
            ("description", &self.description),
            ("duration", &duration),
            ("typicaltime", &typical_time),
        ];
        if self.children.is_empty() {
            return xml.empty_with("object", &attributes);
        }
        xml.open_with("object", &attributes);
        xml.open("children");
        for child in &self.children {
            child.write(xml);
        }
        xml.close("children");
        xml.close("object");
    }

    fn read(element: &Element) -> Result<Self, Malformed> {
        let children = element.child("children").into_iter().flat_map(|c| c.children_named("object"));
        Ok(Self {
            id: attribute(element, "id")?,
            title: attribute(element, "title")?,
            description: element.attribute("description").unwrap_or_default().to_owned(),
            duration: attribute_number(element, "duration")?,
            typical_time: attribute_number(element, "typicaltime")?,
            children: children.map(Self::read).collect::<Result<_, _>>()?,
        })
    }
}

/// Writes an element that came out of a manifest: local names only, no whitespace between elements.
fn write_unprefixed(element: &Element, xml: &mut Writer) {
    let attributes: Vec<(String, &str)> = element
        .attributes
        .iter()
        .filter(|(name, _)| name != "xmlns" && is_name(name.strip_prefix("xml:").unwrap_or(name)))
        .map(|(name, value)| (name.clone(), value.as_str()))
        .collect();
    let attributes: Vec<(&str, &str)> =
        attributes.iter().map(|(name, value)| (name.as_str(), *value)).collect();
    let name = local(&element.name);
    // Readers of manifests are tolerant; what is no name would make our document unreadable.
    if !is_name(name) {
        return;
    }
    xml.open_with(name, &attributes);
    for node in &element.nodes {
        match node {
            Node::Element(child) => write_unprefixed(child, xml),
            Node::Text(text) if text.trim().is_empty() => {}
            Node::Text(text) => xml.text(text),
        }
    }
    xml.close(name);
}

fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or_default()
}

/// Whether the text is an XML name without prefix, as far as letters, digits and a few signs make one.
fn is_name(text: &str) -> bool {
    let starts = |c: char| c.is_alphabetic() || c == '_';
    text.starts_with(starts) && text.chars().all(|c| starts(c) || c.is_numeric() || matches!(c, '-' | '.'))
}

#[cfg(test)]
mod tests {
    use super::super::payload::testing::{round_trip, written};
    use super::super::xml_read::parse;
    use super::*;

    fn object() -> MetadataObject {
        MetadataObject { id: "B0".into(), title: "Root title".into(), ..MetadataObject::default() }
    }

    #[test]
    fn bytes_of_a_summary() {
        let metadata = Metadata {
            content: MetadataContent::Summary(MetadataSummary {
                title: "T".into(),
                description: "D".into(),
                duration: 6000,
                typical_time: 0,
                keywords: vec!["k".into()],
            }),
            object: object(),
        };
        assert_eq!(
            written(&metadata),
            "<package><metadata><title>T</title><description>D</description><duration>6000</duration>\
             <typicaltime>0</typicaltime><keywords><keyword>k</keyword></keywords></metadata>\
             <object id=\"B0\" title=\"Root title\" description=\"\" duration=\"0\" typicaltime=\"0\"/></package>"
        );
        assert_eq!(round_trip(&metadata), metadata);
    }

    #[test]
    fn nested_activities_and_lom() {
        let lom =
            parse("<lom:lom xmlns:lom='u' xml:lang='en' a:b='c'> <lom:title>x &lt; y</lom:title> </lom:lom>");
        let metadata = Metadata {
            content: MetadataContent::Detail(vec![lom.unwrap()]),
            object: MetadataObject { children: vec![object()], ..object() },
        };
        assert_eq!(
            written(&metadata),
            "<package><metadata><lom xml:lang=\"en\"><title>x &lt; y</title></lom></metadata>\
             <object id=\"B0\" title=\"Root title\" description=\"\" duration=\"0\" typicaltime=\"0\"><children>\
             <object id=\"B0\" title=\"Root title\" description=\"\" duration=\"0\" typicaltime=\"0\"/>\
             </children></object></package>"
        );
        let once = round_trip(&metadata);
        assert_eq!(round_trip(&once), once);
        assert_eq!(once.object, metadata.object);
    }

    #[test]
    fn names_that_are_none_do_not_break_the_document() {
        let odd = |name: &str| Element {
            name: name.into(),
            attributes: vec![("a\"b".into(), "1".into()), ("xml:".into(), "2".into())],
            ..Element::default()
        };
        let detail = |names: &[&str]| Metadata {
            content: MetadataContent::Detail(names.iter().map(|name| odd(name)).collect()),
            object: object(),
        };
        let written_ = written(&detail(&["a:", "1x", "x&y", "ok"]));
        assert!(written_.starts_with("<package><metadata><ok></ok></metadata>"), "{written_}");
        // Nothing left to say: the summary, which is never empty.
        assert!(written(&detail(&["lom:"])).starts_with("<package><metadata><title>Root title</title>"));
    }
}
