//! What stands inside of `<rsp stat="ok">`: every reply writes itself and can be read back.

use super::timestamp::Timestamp;
use super::xml::Writer;
use super::xml_read::Element;

/// The content of a successful envelope.
pub trait Payload: Sized {
    /// Appends the reply's elements.
    fn write(&self, xml: &mut Writer);

    /// Reads the reply from the children of `rsp`.
    fn read(rsp: &Element) -> Result<Self, Malformed>;
}

/// A reply has not the shape it should have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Malformed {
    /// An element that must be there is not.
    #[error("element `{0}` is missing")]
    Missing(&'static str),
    /// A value cannot be understood.
    #[error("`{name}` has the value `{value}`")]
    Value {
        /// Name of the element or attribute.
        name: &'static str,
        /// What it holds.
        value: String,
    },
}

impl Malformed {
    pub(crate) fn value(name: &'static str, value: impl Into<String>) -> Self {
        Self::Value { name, value: value.into() }
    }
}

/// The child element that must be there.
pub(crate) fn child<'a>(parent: &'a Element, name: &'static str) -> Result<&'a Element, Malformed> {
    parent.child(name).ok_or(Malformed::Missing(name))
}

/// The attribute that must be there.
pub(crate) fn attribute(element: &Element, name: &'static str) -> Result<String, Malformed> {
    element.attribute(name).map(str::to_owned).ok_or(Malformed::Missing(name))
}

/// The text of a child element that must be there.
pub(crate) fn text(parent: &Element, name: &'static str) -> Result<String, Malformed> {
    child(parent, name).map(Element::text)
}

/// The text of a child element; `None` when it is absent or empty.
pub(crate) fn optional_text(parent: &Element, name: &str) -> Option<String> {
    parent.child(name).map(Element::text).filter(|text| !text.is_empty())
}

/// Parses a value and names it when that fails.
pub(crate) fn number<T: std::str::FromStr>(name: &'static str, value: &str) -> Result<T, Malformed> {
    value.trim().parse().map_err(|_| Malformed::value(name, value))
}

/// The child element's text as a number.
pub(crate) fn child_number<T: std::str::FromStr>(
    parent: &Element,
    name: &'static str,
) -> Result<T, Malformed> {
    number(name, &text(parent, name)?)
}

/// The attribute as a number.
pub(crate) fn attribute_number<T: std::str::FromStr>(
    element: &Element,
    name: &'static str,
) -> Result<T, Malformed> {
    number(name, &attribute(element, name)?)
}

/// The child element's text as a boolean.
pub(crate) fn child_bool(parent: &Element, name: &'static str) -> Result<bool, Malformed> {
    bool_of(name, &text(parent, name)?)
}

/// A boolean of a document: `true` or `false`.
pub(crate) fn bool_of(name: &'static str, value: &str) -> Result<bool, Malformed> {
    match value.trim() {
        "true" => Ok(true),
        "false" => Ok(false),
        other => Err(Malformed::value(name, other)),
    }
}

/// The child element's text as a timestamp that must be there.
pub(crate) fn child_time(parent: &Element, name: &'static str) -> Result<Timestamp, Malformed> {
    let text = text(parent, name)?;
    Timestamp::parse_iso(&text).ok_or_else(|| Malformed::value(name, text))
}

/// The child element's text as a timestamp; `None` when it is absent or empty.
pub(crate) fn optional_time(parent: &Element, name: &'static str) -> Result<Option<Timestamp>, Malformed> {
    optional_text(parent, name)
        .map(|text| Timestamp::parse_iso(&text).ok_or_else(|| Malformed::value(name, text)))
        .transpose()
}

/// How booleans are written in documents.
pub(crate) fn bool_text(value: bool) -> &'static str {
    if value { "true" } else { "false" }
}

#[cfg(test)]
pub(crate) mod testing {
    //! Shared by the golden tests of the replies.

    use super::super::xml_read::parse;
    use super::*;

    /// The reply's bytes, without the envelope.
    pub(crate) fn written<P: Payload>(payload: &P) -> String {
        let mut xml = Writer::new();
        payload.write(&mut xml);
        xml.finish()
    }

    /// The reply read back from what it writes.
    pub(crate) fn round_trip<P: Payload>(payload: &P) -> P {
        let xml = format!("<rsp>{}</rsp>", written(payload));
        P::read(&parse(&xml).unwrap()).unwrap()
    }

    /// Text that XML can carry.
    pub(crate) fn xml_text() -> impl proptest::strategy::Strategy<Value = String> {
        use proptest::prelude::*;
        proptest::collection::vec(any::<char>(), 1..40).prop_map(|chars| {
            let text: String = chars.into_iter().filter(|c| super::super::xml::is_xml_char(*c)).collect();
            if text.is_empty() { "x".to_owned() } else { text }
        })
    }

    /// An instant with whole milliseconds.
    pub(crate) fn instant() -> impl proptest::strategy::Strategy<Value = Timestamp> {
        use proptest::prelude::*;
        (0i64..4_000_000_000_000).prop_map(|millis| Timestamp(millis * 1000))
    }
}
