//! `format=json` and `jsoncallback` (spec §1.5).
//!
//! The conversion is mechanical, as the classic Java `org.json` did it: attributes and children
//! become keys, repeated elements an array, an empty element `""`, text a boolean or a number where
//! it looks like one. What the XML says is the truth; JSON is derived from it.

mod list;

use std::fmt::Write as _;

pub use list::ListConverter;

use super::params::Params;
use super::xml_read::Element;

/// How a caller wants the envelope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Format {
    /// The XML document.
    Xml,
    /// JSON.
    Json,
    /// JSON inside a call of the named function.
    Jsonp(String),
}

impl Format {
    /// Only `format=json`, or `jsonp` with a callback, switches the output. Any other value is
    /// something else: .NET sends `format=summary` for the metadata, Ruby `format=full`. A callback
    /// that is no function name is passed over.
    pub fn of(params: &Params) -> Self {
        let callback = params.get("jsoncallback").filter(|name| is_callback(name));
        match (params.get("format"), callback) {
            (Some("json" | "jsonp"), Some(name)) => Self::Jsonp(name.to_owned()),
            (Some("json"), None) => Self::Json,
            _ => Self::Xml,
        }
    }

    /// The content type of an envelope in this format.
    pub fn content_type(&self) -> &'static str {
        match self {
            Self::Xml => "text/xml;charset=UTF-8",
            Self::Json => "application/json;charset=UTF-8",
            Self::Jsonp(_) => "application/javascript;charset=UTF-8",
        }
    }
}

/// Whether the text may stand as the name of a callback: `^[A-Za-z_$][\w$.\[\]]{0,127}$`.
pub fn is_callback(name: &str) -> bool {
    let word = |b: u8| b.is_ascii_alphanumeric() || b == b'_' || b == b'$';
    let mut bytes = name.bytes();
    name.len() <= 128
        && bytes.next().is_some_and(|b| word(b) && !b.is_ascii_digit())
        && bytes.all(|b| word(b) || matches!(b, b'.' | b'[' | b']'))
}

/// The document as JSON: one key, the name of the root.
pub fn from_xml(root: &Element) -> String {
    let mut json = String::from("{");
    push_string(&root.name, &mut json);
    json.push(':');
    push_element(root, &mut json);
    json.push('}');
    json
}

/// Wraps JSON in a call of the callback.
pub fn with_callback(callback: &str, json: &str) -> String {
    format!("{callback}({json})")
}

fn push_element(element: &Element, json: &mut String) {
    let mut keys: Vec<(&str, Vec<Value<'_>>)> = Vec::new();
    let mut add = |key, value| match keys.iter_mut().find(|(k, _)| *k == key) {
        Some((_, values)) => values.push(value),
        None => keys.push((key, vec![value])),
    };
    for (name, value) in &element.attributes {
        add(name.as_str(), Value::Text(value.clone()));
    }
    for child in element.children() {
        add(child.name.as_str(), Value::Element(child));
    }
    let text = element.text();
    if keys.is_empty() {
        return push_scalar(&text, json);
    }
    if !text.is_empty() {
        keys.push(("content", vec![Value::Text(text)]));
    }
    json.push('{');
    for (index, (key, values)) in keys.iter().enumerate() {
        if index > 0 {
            json.push(',');
        }
        push_string(key, json);
        json.push(':');
        match values.as_slice() {
            [one] => one.push(json),
            many => {
                json.push('[');
                for (index, value) in many.iter().enumerate() {
                    if index > 0 {
                        json.push(',');
                    }
                    value.push(json);
                }
                json.push(']');
            }
        }
    }
    json.push('}');
}

enum Value<'a> {
    Text(String),
    Element(&'a Element),
}

impl Value<'_> {
    fn push(&self, json: &mut String) {
        match self {
            Value::Text(text) => push_scalar(text, json),
            Value::Element(element) => push_element(element, json),
        }
    }
}

fn push_scalar(text: &str, json: &mut String) {
    if matches!(text, "true" | "false" | "null") || is_plain_number(text) {
        json.push_str(text);
    } else {
        push_string(text, json);
    }
}

/// Decimal numbers that every reader takes back unchanged. Longer ones, and those with a leading
/// zero or an exponent, stay text: they are ids more often than numbers.
fn is_plain_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = match digits.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (digits, None),
    };
    let all_digits = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
    digits.len() <= 16
        && all_digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && fraction.is_none_or(all_digits)
        && text != "-0"
}

fn push_string(text: &str, json: &mut String) {
    json.push('"');
    for c in text.chars() {
        match c {
            '"' => json.push_str("\\\""),
            '\\' => json.push_str("\\\\"),
            '\n' => json.push_str("\\n"),
            '\r' => json.push_str("\\r"),
            '\t' => json.push_str("\\t"),
            // `<` so that the text is harmless inside a script element; the two separators because
            // older script engines end a string there.
            '\u{0}'..='\u{1f}' | '\u{7f}' | '<' | '\u{2028}' | '\u{2029}' => {
                // Writing into a String cannot fail.
                let _ = write!(json, "\\u{:04x}", u32::from(c));
            }
            _ => json.push(c),
        }
    }
    json.push('"');
}

#[cfg(test)]
mod tests {
    use super::super::xml_read::parse;
    use super::*;

    #[test]
    fn converts_the_documented_example() {
        let xml = "<rsp stat=\"ok\"><registrationreport format=\"course\" regid=\"r1\" instanceid=\"0\"><complete>complete</complete><success>passed</success><totaltime>19</totaltime><score>100</score></registrationreport></rsp>";
        assert_eq!(
            from_xml(&parse(xml).unwrap()),
            r#"{"rsp":{"stat":"ok","registrationreport":{"format":"course","regid":"r1","instanceid":0,"complete":"complete","success":"passed","totaltime":19,"score":100}}}"#
        );
    }

    #[test]
    fn follows_the_mapping() {
        let xml = "<r><a/><b>1</b><b x=\"true\">t</b><c><d/></c><e>007</e><f>0000:12:30.25</f><g>0.0</g><h>1e5</h><i>-1.50</i><j>a\"\\&lt;\n</j></r>";
        assert_eq!(
            from_xml(&parse(xml).unwrap()),
            r#"{"r":{"a":"","b":[1,{"x":true,"content":"t"}],"c":{"d":""},"e":"007","f":"0000:12:30.25","g":0.0,"h":"1e5","i":-1.50,"j":"a\"\\\u003c\n"}}"#
        );
    }

    #[test]
    fn only_json_switches_the_output() {
        let of = |query: &str| Format::of(&Params::from_urlencoded(query));
        assert_eq!(of("format=json"), Format::Json);
        assert_eq!(of("format=json&jsoncallback=a.b[0]"), Format::Jsonp("a.b[0]".into()));
        assert_eq!(of("format=jsonp&jsoncallback=cb"), Format::Jsonp("cb".into()));
        assert_eq!(of("format=json&jsoncallback=alert(1)"), Format::Json);
        for query in [
            "",
            "format=",
            "format=xml",
            "format=JSON",
            "format=full",
            "format=jsonp",
            "jsoncallback=cb",
            "dataformat=json",
        ] {
            assert_eq!(of(query), Format::Xml, "{query}");
        }
    }
}
