//! The replies that say yes, no or done.

use super::payload::{Malformed, Payload, bool_of, bool_text, text};
use super::xml::Writer;
use super::xml_read::Element;

/// `<success/>`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Done;

impl Payload for Done {
    fn write(&self, xml: &mut Writer) {
        xml.empty("success");
    }

    fn read(rsp: &Element) -> Result<Self, Malformed> {
        rsp.child("success").map(|_| Self).ok_or(Malformed::Missing("success"))
    }
}

/// `<result>true</result>`, the reply of both `exists` methods; the literal text matters to Ruby.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exists(pub bool);

impl Payload for Exists {
    fn write(&self, xml: &mut Writer) {
        xml.element("result", bool_text(self.0));
    }

    fn read(rsp: &Element) -> Result<Self, Malformed> {
        Ok(Self(bool_of("result", &text(rsp, "result")?)?))
    }
}

/// `<success instanceid="1"/>`, the reply of `createNewInstance`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewInstance {
    /// The instance that was made.
    pub instanceid: u32,
}

impl Payload for NewInstance {
    fn write(&self, xml: &mut Writer) {
        xml.empty_with("success", &[("instanceid", &self.instanceid.to_string())]);
    }

    fn read(rsp: &Element) -> Result<Self, Malformed> {
        let success = super::payload::child(rsp, "success")?;
        Ok(Self { instanceid: super::payload::attribute_number(success, "instanceid")? })
    }
}

#[cfg(test)]
mod tests {
    use super::super::payload::testing::{round_trip, written};
    use super::*;

    #[test]
    fn bytes() {
        assert_eq!(written(&Done), "<success/>");
        assert_eq!(written(&Exists(true)), "<result>true</result>");
        assert_eq!(written(&Exists(false)), "<result>false</result>");
        assert_eq!(written(&NewInstance { instanceid: 1 }), "<success instanceid=\"1\"/>");
    }

    #[test]
    fn round_trips() {
        assert_eq!(round_trip(&Done), Done);
        assert_eq!(round_trip(&Exists(true)), Exists(true));
        assert_eq!(round_trip(&NewInstance { instanceid: 7 }), NewInstance { instanceid: 7 });
    }
}
