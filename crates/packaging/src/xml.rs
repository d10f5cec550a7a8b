//! XML text to a small tree with line numbers, as tolerant as authoring tools demand.
//!
//! Elements are found by local name; the namespace is a hint ([`Space`]), since real manifests get it wrong.
//! Nothing is fetched, entities have a budget, depth and counts have limits.

use std::collections::BTreeSet;
use std::ops::Range;

use quick_xml::events::{BytesStart, Event};
use quick_xml::name::{QName, ResolveResult};
use quick_xml::reader::NsReader;

use crate::Limits;
use crate::entities::{Entities, Oddity};
use crate::warning::{Code, Warnings};

/// Why a text is not XML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct XmlError {
    pub(crate) line: u32,
    pub(crate) message: String,
}

/// A whole XML file.
#[derive(Debug)]
pub(crate) struct Document {
    pub(crate) root: Element,
    /// Every namespace that is declared somewhere.
    pub(crate) namespaces: BTreeSet<String>,
}

/// One element.
#[derive(Debug, Default)]
pub(crate) struct Element {
    /// Local name, as written.
    pub(crate) name: Box<str>,
    pub(crate) space: Space,
    attributes: Vec<Attribute>,
    pub(crate) children: Vec<Element>,
    /// Its own text, all pieces joined.
    text: String,
    pub(crate) line: u32,
    /// Where it lies in the text.
    pub(crate) span: Range<usize>,
}

#[derive(Debug)]
struct Attribute {
    prefix: Box<str>,
    name: Box<str>,
    value: String,
}

/// Whose vocabulary a name belongs to, by namespace, or by prefix where that is not declared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Space {
    /// No namespace, or one we do not know.
    #[default]
    Other,
    ContentPackaging,
    AdlContentPackaging,
    AdlSequencing,
    AdlNavigation,
    SimpleSequencing,
    Metadata,
}

impl Space {
    fn of_namespace(uri: &str) -> Self {
        let uri = uri.trim().to_ascii_lowercase();
        for (sign, space) in [
            ("adlcp", Self::AdlContentPackaging),
            ("adlseq", Self::AdlSequencing),
            ("adlnav", Self::AdlNavigation),
            ("imsss", Self::SimpleSequencing),
            ("imscp", Self::ContentPackaging),
            ("imsmd", Self::Metadata),
            ("lom", Self::Metadata),
        ] {
            if uri.contains(sign) {
                return space;
            }
        }
        Self::Other
    }
}

impl Element {
    /// The attribute's value, whatever its prefix and letter case; one without prefix goes first.
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        let mut named = self.attributes.iter().filter(|a| a.name.eq_ignore_ascii_case(name) && !a.declares());
        let first = named.next()?;
        if first.prefix.is_empty() {
            return Some(&first.value);
        }
        Some(&named.find(|a| a.prefix.is_empty()).unwrap_or(first).value)
    }

    /// `xml:base`; nothing else may be called `base` in a manifest.
    pub(crate) fn xml_base(&self) -> &str {
        self.attribute("base").unwrap_or_default().trim()
    }

    /// Children of that name.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Self> {
        self.children.iter().filter(move |child| child.is(name))
    }

    /// The first child of that name.
    pub(crate) fn first(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.is(name))
    }

    /// The first child of that name that is not empty, as trimmed text.
    pub(crate) fn text_of(&self, name: &str) -> Option<&str> {
        self.first(name).map(Self::text).filter(|text| !text.is_empty())
    }

    /// Its own text, trimmed.
    pub(crate) fn text(&self) -> &str {
        self.text.trim()
    }

    /// Whether it is called so, in any letter case.
    pub(crate) fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    /// Whether it has an attribute of that name in exactly that letter case.
    pub(crate) fn has_exact(&self, name: &str) -> bool {
        self.attributes.iter().any(|a| &*a.name == name)
    }

    /// Whether it or anything below fits.
    pub(crate) fn any(&self, fits: &dyn Fn(&Self) -> bool) -> bool {
        fits(self) || self.children.iter().any(|child| child.any(fits))
    }
}

impl Attribute {
    fn declares(&self) -> bool {
        &*self.prefix == "xmlns" || (self.prefix.is_empty() && &*self.name == "xmlns")
    }
}

/// Parses a text; what can be read around becomes a warning.
pub(crate) fn parse(text: &str, limits: &Limits, warnings: &mut Warnings) -> Result<Document, XmlError> {
    Parser {
        text,
        lines: Lines::new(text),
        limits,
        warnings,
        entities: Entities::new(limits.entity_bytes),
        namespaces: BTreeSet::new(),
        told: BTreeSet::new(),
    }
    .run()
}

struct Parser<'t, 'w> {
    text: &'t str,
    lines: Lines,
    limits: &'w Limits,
    warnings: &'w mut Warnings,
    entities: Entities,
    namespaces: BTreeSet<String>,
    /// Warnings that are given once per file.
    told: BTreeSet<(Code, String)>,
}

impl Parser<'_, '_> {
    fn run(mut self) -> Result<Document, XmlError> {
        let mut reader = NsReader::from_str(self.text);
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.allow_dangling_amp = true;
        let mut open: Vec<Element> = Vec::new();
        let mut root: Option<Element> = None;
        let mut count = 0usize;
        let mut event_start;
        loop {
            event_start = offset(reader.buffer_position());
            let (resolved, event) = match reader.read_resolved_event() {
                Ok(read) => read,
                Err(error) => {
                    let at = offset(reader.error_position());
                    return Err(self.error(at, error.to_string()));
                }
            };
            match event {
                Event::Start(start) => {
                    count += 1;
                    if open.len() >= self.limits.xml_depth {
                        let message = format!("elements are nested deeper than {}", self.limits.xml_depth);
                        return Err(self.error(event_start, message));
                    }
                    if count > self.limits.xml_elements {
                        let message = format!("it has more than {} elements", self.limits.xml_elements);
                        return Err(self.error(event_start, message));
                    }
                    let space = match resolved {
                        ResolveResult::Bound(namespace) => Space::of_namespace(namespace.0),
                        ResolveResult::Unbound => Space::Other,
                        ResolveResult::Unknown(prefix) => {
                            let text = format!("the namespace prefix `{prefix}` is not declared");
                            self.tell(Code::UnboundPrefix, event_start, text);
                            Space::of_namespace(&prefix)
                        }
                    };
                    open.push(self.element(&start, space, event_start));
                }
                Event::End(_) => {
                    let end = offset(reader.buffer_position());
                    if let Some(mut element) = open.pop() {
                        element.span.end = end;
                        match open.last_mut() {
                            Some(parent) => parent.children.push(element),
                            None if root.is_none() => root = Some(element),
                            None => {}
                        }
                    }
                }
                Event::Text(text) => {
                    if let Some(element) = open.last_mut() {
                        let text = text.xml10_content();
                        if text.contains('&') {
                            self.tell(Code::BareAmpersand, event_start, "a lone & in a text".to_owned());
                        }
                        element.text.push_str(&text);
                    }
                }
                Event::CData(text) => {
                    if let Some(element) = open.last_mut() {
                        element.text.push_str(&text.xml10_content());
                    }
                }
                Event::GeneralRef(reference) => {
                    let text = self.expand(&format!("&{};", reference.into_inner()), event_start);
                    if let Some(element) = open.last_mut() {
                        element.text.push_str(&text);
                    }
                }
                Event::DocType(doctype) => {
                    if self.entities.declare(&doctype) {
                        let text = "an external DTD or entity is not fetched".to_owned();
                        self.tell(Code::ExternalEntity, event_start, text);
                    }
                }
                Event::Eof => break,
                Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            }
        }
        if let Some(element) = open.last() {
            let message = format!("`{}`, opened in line {}, is never closed", element.name, element.line);
            return Err(self.error(event_start, message));
        }
        match root {
            Some(root) => Ok(Document { root, namespaces: self.namespaces }),
            None => Err(self.error(0, "it has no element".to_owned())),
        }
    }

    fn element(&mut self, start: &BytesStart<'_>, space: Space, at: usize) -> Element {
        let mut attributes: Vec<Attribute> = Vec::new();
        for attribute in start.html_attributes().with_checks(false) {
            let attribute = match attribute {
                Ok(attribute) => attribute,
                Err(error) => {
                    self.tell(Code::Attribute, at, format!("an attribute cannot be read: {error}"));
                    continue;
                }
            };
            if attributes.len() >= self.limits.xml_attributes {
                let text = format!("an element has more than {} attributes", self.limits.xml_attributes);
                self.tell(Code::Attribute, at, text);
                break;
            }
            let (prefix, name) = split(attribute.key);
            if attributes.iter().any(|a| *a.prefix == *prefix && *a.name == *name) {
                let text = format!("the attribute `{}` is given twice", attribute.key.0);
                self.tell(Code::Attribute, at, text);
                continue;
            }
            // XML 1.0 3.3.3: white space in an attribute's value is a space.
            let value = self.expand(&attribute.value.replace(['\r', '\n', '\t'], " "), at);
            let attribute = Attribute { prefix: prefix.into(), name: name.into(), value };
            if attribute.declares() {
                self.namespaces.insert(attribute.value.trim().to_owned());
            }
            attributes.push(attribute);
        }
        let (_, name) = split(start.name());
        let line = self.lines.of(at);
        Element { name: name.into(), space, attributes, line, span: at..at, ..Element::default() }
    }

    fn expand(&mut self, raw: &str, at: usize) -> String {
        let (text, oddities) = self.entities.expand(raw);
        for oddity in oddities {
            let (code, message) = match oddity {
                Oddity::Unknown => {
                    (Code::UnknownEntity, format!("nobody defines an entity in `{}`", cut(raw)))
                }
                Oddity::Budget => (Code::EntityBudget, "entities grow too large".to_owned()),
                Oddity::Bare => (Code::BareAmpersand, format!("a lone & in `{}`", cut(raw))),
            };
            self.tell(code, at, message);
        }
        text
    }

    /// Gives a warning once per file and wording.
    fn tell(&mut self, code: Code, at: usize, text: String) {
        if self.told.len() < self.limits.warnings && self.told.insert((code, text.clone())) {
            self.warnings.at(code, self.lines.of(at), text);
        }
    }

    fn error(&self, at: usize, message: String) -> XmlError {
        XmlError { line: self.lines.of(at), message }
    }
}

fn split(name: QName<'_>) -> (&str, &str) {
    name.0.split_once(':').unwrap_or(("", name.0))
}

fn offset(position: u64) -> usize {
    usize::try_from(position).unwrap_or(usize::MAX)
}

/// At most 60 characters, for a message.
pub(crate) fn cut(text: &str) -> &str {
    text.char_indices().nth(60).map_or(text, |(at, _)| &text[..at])
}

/// Byte offsets to line numbers.
struct Lines(Vec<usize>);

impl Lines {
    fn new(text: &str) -> Self {
        Self(text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(at, _)| at).collect())
    }

    fn of(&self, offset: usize) -> u32 {
        u32::try_from(self.0.partition_point(|newline| *newline < offset) + 1).unwrap_or(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Result<Document, XmlError>, Vec<String>) {
        let limits = Limits::default();
        let mut warnings = Warnings::new("m.xml", &limits);
        let document = parse(text, &limits, &mut warnings);
        (document, warnings.into_vec().iter().map(ToString::to_string).collect())
    }

    fn tree(text: &str) -> Element {
        let (document, warnings) = read(text);
        assert_eq!(warnings, Vec::<String>::new(), "{text}");
        document.unwrap().root
    }

    #[test]
    fn names_texts_and_lines() {
        let root = tree(
            "<?xml version='1.0'?>\n<m xmlns='http://x/imscp_v1p1'>\n <t> A &amp; <![CDATA[<B>]]>\n</t>\n<E/></m>",
        );
        assert_eq!((&*root.name, root.line, root.space), ("m", 2, Space::ContentPackaging));
        let title = root.first("T").unwrap();
        assert_eq!((title.text(), title.line), ("A & <B>", 3));
        assert_eq!(root.first("e").unwrap().line, 5);
    }

    #[test]
    fn attributes_by_local_name() {
        let root = tree(
            r#"<r xmlns:adlcp="http://a/adlcp_v1p3" xmlns:x="x" adlcp:scormType="sco" x:href="1" href="2" xml:base="b/"/>"#,
        );
        assert_eq!(root.attribute("scormtype"), Some("sco"));
        assert_eq!(root.attribute("href"), Some("2"));
        assert_eq!(root.attribute("adlcp"), None);
        assert_eq!(root.xml_base(), "b/");
    }

    #[test]
    fn oddities_are_warnings() {
        for (text, warning) in [
            ("<a><adlcp:b/></a>", "W205 m.xml:1: the namespace prefix `adlcp` is not declared"),
            ("<a b='x&y=1'/>", "W203 m.xml:1: a lone & in `x&y=1`"),
            ("<a>x & y</a>", "W203 m.xml:1: a lone & in a text"),
            ("<a>\n&what;</a>", "W201 m.xml:2: nobody defines an entity in `&what;`"),
            ("<a b='1' b='2'/>", "W204 m.xml:1: the attribute `b` is given twice"),
            ("<!DOCTYPE a SYSTEM 'a.dtd'><a/>", "W206 m.xml:1: an external DTD or entity is not fetched"),
        ] {
            let (document, warnings) = read(text);
            assert!(document.is_ok(), "{text}");
            assert_eq!(warnings, [warning], "{text}");
        }
    }

    #[test]
    fn sloppy_but_readable() {
        for text in ["  <a/>", "<a b=1/>", "<a/>trailing", "<a/><b/>", "<!-- x --><a/>", "<a><?p?></a>"] {
            assert!(read(text).0.is_ok(), "{text}");
        }
        let (document, _) = read("<!DOCTYPE m [<!ENTITY co 'Acme'>]><m t='&co;'>&co; &#169;</m>");
        let root = document.unwrap().root;
        assert_eq!((root.attribute("t"), root.text()), (Some("Acme"), "Acme ©"));
    }

    #[test]
    fn not_xml() {
        for (text, line) in [
            ("", 1),
            ("\n\n", 1),
            ("hello", 1),
            ("<?xml version='1.0'?>\n", 1),
            ("<a>\n<b>\n</a>", 3),
            ("<a>\n<b>", 2),
            ("<a", 1),
        ] {
            assert_eq!(read(text).0.unwrap_err().line, line, "{text}");
        }
    }

    #[test]
    fn limits_hold() {
        let deep = "<a>".repeat(1_100) + &"</a>".repeat(1_100);
        assert_eq!(read(&deep).0.unwrap_err().message, "elements are nested deeper than 1024");
        let limits = Limits { xml_elements: 10, xml_attributes: 2, ..Limits::default() };
        let mut warnings = Warnings::new("m.xml", &limits);
        let wide = format!("<m>{}</m>", "<a/>".repeat(20));
        assert!(parse(&wide, &limits, &mut warnings).is_err());
        assert!(parse("<m a='' b='' c='' d=''/>", &limits, &mut warnings).is_ok());
        assert_eq!(warnings.into_vec().len(), 1);
    }
}
