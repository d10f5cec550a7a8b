//! Writes XML the way the original service did (spec §3.2).
//!
//! No whitespace between elements, attributes in double quotes, `/>` and `>` without line breaks,
//! text in CDATA where the shape says so. Characters that XML 1.0 forbids are dropped, and what a
//! parser would normalise away (a carriage return, a line break in an attribute) is written as a
//! character reference, so that ids come back as they went out.

/// Appends XML to a text. Writing never fails; for long lists the text written so far is taken out
/// with [`Writer::take`] and sent while the list goes on.
#[derive(Debug, Default)]
pub struct Writer {
    out: String,
}

impl Writer {
    /// An empty document.
    pub fn new() -> Self {
        Self::default()
    }

    /// What was written since the last call; the writer goes on from here.
    pub fn take(&mut self) -> String {
        std::mem::take(&mut self.out)
    }

    /// The bytes written and not yet taken.
    pub fn len(&self) -> usize {
        self.out.len()
    }

    /// Whether nothing is waiting to be taken.
    pub fn is_empty(&self) -> bool {
        self.out.is_empty()
    }

    /// The text written and not yet taken.
    pub fn finish(self) -> String {
        self.out
    }

    /// Text that is XML already.
    pub fn raw(&mut self, xml: &str) {
        self.out.push_str(xml);
    }

    /// `<name>`
    pub fn open(&mut self, name: &str) {
        self.open_with(name, &[]);
    }

    /// `<name a="b">`
    pub fn open_with(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.tag(name, attributes, ">");
    }

    /// `<name a="b" >`, as the original wrote the start tags of `course` and `registration`.
    pub fn open_spaced(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.tag(name, attributes, " >");
    }

    /// `<name/>`
    pub fn empty(&mut self, name: &str) {
        self.empty_with(name, &[]);
    }

    /// `<name a="b"/>`
    pub fn empty_with(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.tag(name, attributes, "/>");
    }

    /// `</name>`
    pub fn close(&mut self, name: &str) {
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push('>');
    }

    /// `<name>text</name>`, also when the text is empty.
    pub fn element(&mut self, name: &str, text: &str) {
        self.open(name);
        self.text(text);
        self.close(name);
    }

    /// `<name>text</name>`, or `<name/>` when there is no text.
    pub fn element_or_empty(&mut self, name: &str, text: &str) {
        if text.is_empty() {
            self.empty(name);
        } else {
            self.element(name, text);
        }
    }

    /// `<name><![CDATA[text]]></name>`, or `<name/>` when there is no text.
    pub fn cdata_element(&mut self, name: &str, text: &str) {
        if text.chars().all(|c| !is_xml_char(c)) {
            self.empty(name);
        } else {
            self.open(name);
            self.cdata(text);
            self.close(name);
        }
    }

    /// Escaped character data.
    pub fn text(&mut self, text: &str) {
        for c in text.chars().filter(|c| is_xml_char(*c)) {
            match c {
                '&' => self.out.push_str("&amp;"),
                '<' => self.out.push_str("&lt;"),
                '>' => self.out.push_str("&gt;"),
                '\r' => self.out.push_str("&#13;"),
                _ => self.out.push(c),
            }
        }
    }

    /// A CDATA section; `]]>` is split over two sections.
    pub fn cdata(&mut self, text: &str) {
        self.out.push_str("<![CDATA[");
        let mut brackets = 0;
        for c in text.chars().filter(|c| is_xml_char(*c)) {
            match c {
                '>' if brackets >= 2 => self.out.push_str("]]><![CDATA[>"),
                '\r' => self.out.push_str("]]>&#13;<![CDATA["),
                _ => self.out.push(c),
            }
            brackets = if c == ']' { brackets + 1 } else { 0 };
        }
        self.out.push_str("]]>");
    }

    fn tag(&mut self, name: &str, attributes: &[(&str, &str)], end: &str) {
        self.out.push('<');
        self.out.push_str(name);
        for (name, value) in attributes {
            self.out.push(' ');
            self.out.push_str(name);
            self.out.push_str("=\"");
            escape_attribute(value, &mut self.out);
            self.out.push('"');
        }
        self.out.push_str(end);
    }
}

/// Escapes the value of an attribute in double quotes.
fn escape_attribute(value: &str, out: &mut String) {
    for c in value.chars().filter(|c| is_xml_char(*c)) {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            '\t' => out.push_str("&#9;"),
            '\n' => out.push_str("&#10;"),
            '\r' => out.push_str("&#13;"),
            _ => out.push(c),
        }
    }
}

/// Whether XML 1.0 can carry the character (production `Char`).
pub fn is_xml_char(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_by_place() {
        let mut xml = Writer::new();
        xml.open_spaced("course", &[("id", "a<b>\"c'&\n"), ("size", "1")]);
        xml.element("t", "x & <y> \"z\"");
        xml.cdata_element("c", "x]]>y<&");
        xml.cdata_element("d", "");
        xml.element("e", "");
        xml.empty_with("f", &[("g", "h")]);
        xml.close("course");
        assert_eq!(
            xml.finish(),
            "<course id=\"a&lt;b&gt;&quot;c&apos;&amp;&#10;\" size=\"1\" ><t>x &amp; &lt;y&gt; \"z\"</t>\
             <c><![CDATA[x]]]]><![CDATA[>y<&]]></c><d/><e></e><f g=\"h\"/></course>"
        );
    }

    #[test]
    fn drops_what_xml_forbids() {
        let mut xml = Writer::new();
        xml.element("a", "x\u{0}\u{b}\u{fffe}y");
        xml.cdata_element("b", "\u{0}");
        xml.cdata_element("c", "a\rb");
        assert_eq!(xml.finish(), "<a>xy</a><b/><c><![CDATA[a]]>&#13;<![CDATA[b]]></c>");
    }

    #[test]
    fn hands_out_pieces() {
        let mut xml = Writer::new();
        xml.open("list");
        assert_eq!(xml.take(), "<list>");
        xml.close("list");
        assert_eq!(xml.len(), 7);
        assert_eq!(xml.take(), "</list>");
        assert!(xml.is_empty());
    }
}
