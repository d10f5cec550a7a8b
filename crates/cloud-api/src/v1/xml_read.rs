//! A small tree of a received XML document, for decoding replies and postbacks.
//!
//! The document comes from outside: depth and size are bounded, a document type is passed over and
//! nothing but the five predefined entities and character references is resolved.

use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};

/// Elements may not be nested deeper than this.
const MAX_DEPTH: usize = 256;

/// One element with its attributes and content.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Element {
    /// Name as written, prefix included.
    pub name: String,
    /// Attributes in document order, values unescaped.
    pub attributes: Vec<(String, String)>,
    /// Content in document order; adjoining text and CDATA are one node.
    pub nodes: Vec<Node>,
}

/// A piece of an element's content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node {
    /// A child element.
    Element(Element),
    /// Character data, unescaped.
    Text(String),
}

/// The text is no well-formed XML document that we are willing to read.
#[derive(Debug, thiserror::Error)]
pub enum XmlError {
    /// Not well-formed.
    #[error("the text is not well-formed XML")]
    Syntax(#[source] quick_xml::Error),
    /// Nested too deep.
    #[error("elements are nested deeper than {MAX_DEPTH}")]
    TooDeep,
    /// An entity that is not predefined.
    #[error("the entity `{0}` is not known")]
    UnknownEntity(String),
    /// There is no element, or text or elements stand outside of the one root.
    #[error("the text is not one XML document")]
    NotOneDocument,
}

impl Element {
    /// The value of an attribute.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    /// The child elements in document order.
    pub fn children(&self) -> impl Iterator<Item = &Element> {
        self.nodes.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// The child elements of one name.
    pub fn children_named<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.children().filter(move |child| child.name == name)
    }

    /// The first child element of a name.
    pub fn child(&self, name: &str) -> Option<&Element> {
        self.children().find(|child| child.name == name)
    }

    /// The character data directly inside this element.
    pub fn text(&self) -> String {
        self.nodes
            .iter()
            .filter_map(|node| match node {
                Node::Text(text) => Some(text.as_str()),
                Node::Element(_) => None,
            })
            .collect()
    }

    /// The text of a child element; empty when there is no such child.
    pub fn child_text(&self, name: &str) -> String {
        self.child(name).map(Element::text).unwrap_or_default()
    }

    fn push_text(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        match self.nodes.last_mut() {
            Some(Node::Text(last)) => last.push_str(text),
            _ => self.nodes.push(Node::Text(text.to_owned())),
        }
    }
}

/// Reads a document and returns its root element.
pub fn parse(text: &str) -> Result<Element, XmlError> {
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
    // The bottom of the stack stands for the document.
    let mut open = vec![Element::default()];
    loop {
        let event = reader.read_event().map_err(XmlError::Syntax)?;
        let Some(current) = open.last_mut() else { return Err(XmlError::NotOneDocument) };
        match event {
            Event::Start(start) => {
                let element = start_tag(&start)?;
                if open.len() > MAX_DEPTH {
                    return Err(XmlError::TooDeep);
                }
                open.push(element);
            }
            Event::Empty(start) => current.nodes.push(Node::Element(start_tag(&start)?)),
            Event::End(_) => {
                let closed = open.pop().ok_or(XmlError::NotOneDocument)?;
                let parent = open.last_mut().ok_or(XmlError::NotOneDocument)?;
                parent.nodes.push(Node::Element(closed));
            }
            Event::Text(text) => current.push_text(&text.xml10_content()),
            Event::CData(text) => current.push_text(&text.xml10_content()),
            Event::GeneralRef(reference) => {
                if let Some(c) = reference.resolve_char_ref().map_err(XmlError::Syntax)? {
                    current.push_text(c.encode_utf8(&mut [0; 4]));
                } else {
                    let name = reference.xml10_content();
                    let value = resolve_predefined_entity(&name)
                        .ok_or_else(|| XmlError::UnknownEntity(name.clone().into_owned()))?;
                    current.push_text(value);
                }
            }
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) | Event::DocType(_) => {}
            Event::Eof => break,
        }
    }
    let (Some(document), true) = (open.pop(), open.is_empty()) else { return Err(XmlError::NotOneDocument) };
    if !document.text().trim().is_empty() {
        return Err(XmlError::NotOneDocument);
    }
    let mut roots = document.nodes.into_iter().filter_map(|node| match node {
        Node::Element(element) => Some(element),
        Node::Text(_) => None,
    });
    match (roots.next(), roots.next()) {
        (Some(root), None) => Ok(root),
        _ => Err(XmlError::NotOneDocument),
    }
}

fn start_tag(start: &BytesStart<'_>) -> Result<Element, XmlError> {
    let mut element = Element { name: start.name().as_ref().to_owned(), ..Element::default() };
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|error| XmlError::Syntax(error.into()))?;
        let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(XmlError::Syntax)?;
        element.attributes.push((attribute.key.as_ref().to_owned(), value.into_owned()));
    }
    Ok(element)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::xml::{Writer, is_xml_char};
    use super::*;

    #[test]
    fn reads_a_document() {
        let root = parse(
            "<?xml version=\"1.0\"?>\n<rsp stat=\"ok\"><a x=\"1 &amp; 2\"/>t&#65;<!-- c --><![CDATA[<b>]]> &lt;</rsp>\n",
        )
        .unwrap();
        assert_eq!(root.name, "rsp");
        assert_eq!(root.child("a").unwrap().attribute("x"), Some("1 & 2"));
        assert_eq!(root.text(), "tA<b> <");
    }

    #[test]
    fn refuses_what_is_not_one_document() {
        for bad in ["", "text", "<a/><b/>", "<a>", "<a></b>", "<a>&nbsp;</a>", "<a/>x", "</a>", "<a b=1/>"] {
            assert!(parse(bad).is_err(), "{bad}");
        }
        assert!(matches!(parse(&"<a>".repeat(1000)), Err(XmlError::TooDeep)));
    }

    proptest! {
        #[test]
        fn any_xml_text_round_trips(text in proptest::collection::vec(any::<char>(), 0..255)) {
            let text: String = text.into_iter().filter(|c| is_xml_char(*c)).collect();
            let mut xml = Writer::new();
            xml.open_with("r", &[("a", &text)]);
            xml.element("t", &text);
            xml.cdata_element("c", &text);
            xml.close("r");
            let root = parse(&xml.finish()).unwrap();
            prop_assert_eq!(root.attribute("a"), Some(text.as_str()));
            prop_assert_eq!(root.child_text("t"), text.clone());
            prop_assert_eq!(root.child_text("c"), text);
        }

        #[test]
        fn never_panics(text in "[<>/a-c&;#!\\[\\]\" =']{0,60}") {
            let _ = parse(&text);
        }
    }
}
