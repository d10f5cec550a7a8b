//! Tag lists: as parameters and as a reply.

use super::error::Fault;
use super::params::Params;
use super::payload::{Malformed, Payload, child};
use super::values::check_id;
use super::xml::Writer;
use super::xml_read::Element;

/// `<tags><tag>a</tag></tags>`, the reply of the `get…Tags` methods.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tags(pub Vec<String>);

/// Reads a tag list parameter: separated by commas or vertical bars, trimmed, without empty ones and
/// without repetition (spec §3.1).
pub fn parse_list(text: &str) -> Vec<String> {
    let mut tags: Vec<String> = Vec::new();
    for tag in text.split([',', '|']).map(str::trim).filter(|tag| !tag.is_empty()) {
        if !tags.iter().any(|known| known == tag) {
            tags.push(tag.to_owned());
        }
    }
    tags
}

/// Reads a tag list parameter whose tags are to be kept: each must be one that XML can carry, of at most 255
/// characters. Absent or empty is an empty list.
pub fn read_list(params: &Params, name: &str) -> Result<Vec<String>, Fault> {
    let tags = params.get(name).map(parse_list).unwrap_or_default();
    tags.iter().try_for_each(|tag| check_id(name, tag))?;
    Ok(tags)
}

impl Payload for Tags {
    fn write(&self, xml: &mut Writer) {
        xml.open("tags");
        for tag in &self.0 {
            xml.element("tag", tag);
        }
        xml.close("tags");
    }

    fn read(rsp: &Element) -> Result<Self, Malformed> {
        Ok(Self::from_element(child(rsp, "tags")?))
    }
}

impl Tags {
    /// As part of another document, each tag in CDATA.
    pub(crate) fn write_cdata(tags: &[String], xml: &mut Writer) {
        xml.open("tags");
        for tag in tags {
            xml.cdata_element("tag", tag);
        }
        xml.close("tags");
    }

    pub(crate) fn from_element(tags: &Element) -> Self {
        Self(tags.children_named("tag").map(Element::text).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::super::payload::testing::{round_trip, written};
    use super::*;

    #[test]
    fn bytes_and_back() {
        let tags = Tags(vec!["a & b".into(), "c".into()]);
        assert_eq!(written(&tags), "<tags><tag>a &amp; b</tag><tag>c</tag></tags>");
        assert_eq!(round_trip(&tags), tags);
        assert_eq!(written(&Tags::default()), "<tags></tags>");
    }

    #[test]
    fn lists() {
        assert_eq!(parse_list(" a, b|c ,,a|"), ["a", "b", "c"]);
        assert!(parse_list(" ,|").is_empty());
    }
}
