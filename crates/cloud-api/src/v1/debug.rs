//! Replies of `rustici.debug`.

use super::payload::{Malformed, Payload, child};
use super::timestamp::Timestamp;
use super::xml::Writer;
use super::xml_read::Element;

/// `<pong/>`, the reply of `ping` and `authPing`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pong;

impl Payload for Pong {
    fn write(&self, xml: &mut Writer) {
        xml.empty("pong");
    }

    fn read(rsp: &Element) -> Result<Self, Malformed> {
        child(rsp, "pong").map(|_| Self)
    }
}

/// `<currenttime tz="UTC">20180115160509</currenttime>`, the reply of `getTime`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CurrentTime(pub Timestamp);

impl Payload for CurrentTime {
    fn write(&self, xml: &mut Writer) {
        xml.open_with("currenttime", &[("tz", "UTC")]);
        xml.text(&self.0.to_compact());
        xml.close("currenttime");
    }

    fn read(rsp: &Element) -> Result<Self, Malformed> {
        let text = child(rsp, "currenttime")?.text();
        Timestamp::parse_compact(text.trim()).map(Self).ok_or_else(|| Malformed::value("currenttime", text))
    }
}

#[cfg(test)]
mod tests {
    use super::super::payload::testing::{round_trip, written};
    use super::*;

    #[test]
    fn bytes_and_back() {
        let time = CurrentTime(Timestamp::from_secs(1_516_032_309));
        assert_eq!(written(&time), "<currenttime tz=\"UTC\">20180115160509</currenttime>");
        assert_eq!(round_trip(&time), time);
        assert_eq!(written(&Pong), "<pong/>");
    }
}
