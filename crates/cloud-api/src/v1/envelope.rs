//! `<rsp>`, the envelope of every answer (spec §1.4).
//!
//! The rules that real clients enforce: the body begins with `<?xml`, holds the declaration and one
//! `rsp` and nothing else, `stat` is lower case, and no whitespace stands between elements. HTTP
//! status is 200 for failures too.

use super::error::Fault;
use super::json::{self, Format};
use super::payload::{Malformed, Payload};
use super::xml::Writer;
use super::xml_read::{self, Element, XmlError};

/// What comes before `<rsp`, byte for byte.
pub const PROLOG: &str = "<?xml version=\"1.0\" encoding=\"utf-8\" ?>\n";

/// The beginning of a successful answer, for replies that are streamed.
pub const OK_BEGIN: &str = "<?xml version=\"1.0\" encoding=\"utf-8\" ?>\n<rsp stat=\"ok\">";

/// The end of any answer.
pub const END: &str = "</rsp>";

/// A successful answer as XML.
pub fn ok(payload: &impl Payload) -> String {
    let mut xml = Writer::new();
    xml.raw(OK_BEGIN);
    payload.write(&mut xml);
    xml.raw(END);
    xml.finish()
}

/// A failed answer as XML.
pub fn fail(fault: &Fault) -> String {
    let mut xml = Writer::new();
    xml.raw(PROLOG);
    xml.open_with("rsp", &[("stat", "fail")]);
    xml.empty_with("err", &[("code", &fault.code.to_string()), ("msg", &fault.message)]);
    xml.raw(END);
    xml.finish()
}

/// An XML answer in the format the caller asked for.
pub fn render(xml: String, format: &Format) -> Result<String, XmlError> {
    Ok(match format {
        Format::Xml => xml,
        Format::Json => json::from_xml(&xml_read::parse(&xml)?),
        Format::Jsonp(callback) => json::with_callback(callback, &json::from_xml(&xml_read::parse(&xml)?)),
    })
}

/// An answer that is no success.
#[derive(Debug, thiserror::Error)]
pub enum ReplyError {
    /// The server says no.
    #[error(transparent)]
    Fault(#[from] Fault),
    /// The text is no XML.
    #[error("the answer is not an XML document")]
    Xml(#[from] XmlError),
    /// The text is XML, but not this answer.
    #[error("the answer has not the expected shape")]
    Malformed(#[from] Malformed),
}

/// Reads an answer.
pub fn read<P: Payload>(text: &str) -> Result<P, ReplyError> {
    Ok(P::read(&open(text)?)?)
}

/// Opens an envelope and returns its `rsp` if that is a success.
pub fn open(text: &str) -> Result<Element, ReplyError> {
    let rsp = xml_read::parse(text)?;
    if rsp.name != "rsp" {
        return Err(Malformed::Missing("rsp").into());
    }
    match rsp.attribute("stat") {
        Some("ok") => Ok(rsp),
        Some("fail") => {
            let err = rsp.child("err").ok_or(Malformed::Missing("err"))?;
            let code = err.attribute("code").and_then(|code| code.trim().parse().ok());
            Err(Fault::new(code.unwrap_or_default(), err.attribute("msg").unwrap_or_default()).into())
        }
        other => Err(Malformed::value("stat", other.unwrap_or_default()).into()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::debug::Pong;
    use super::*;

    #[test]
    fn bytes_of_success_and_failure() {
        assert_eq!(ok(&Pong), "<?xml version=\"1.0\" encoding=\"utf-8\" ?>\n<rsp stat=\"ok\"><pong/></rsp>");
        assert_eq!(
            fail(&Fault::new(1, "Course \"a\" & <b> not found")),
            "<?xml version=\"1.0\" encoding=\"utf-8\" ?>\n<rsp stat=\"fail\"><err code=\"1\" msg=\"Course &quot;a&quot; &amp; &lt;b&gt; not found\"/></rsp>"
        );
    }

    #[test]
    fn reads_what_it_writes() {
        assert_eq!(read::<Pong>(&ok(&Pong)).unwrap(), Pong);
        let fault = Fault::new(104, "no\nway");
        assert!(matches!(read::<Pong>(&fail(&fault)), Err(ReplyError::Fault(f)) if f == fault));
        assert!(matches!(read::<Pong>("<html/>"), Err(ReplyError::Malformed(_))));
        assert!(matches!(read::<Pong>("oops"), Err(ReplyError::Xml(_))));
    }

    #[test]
    fn renders_json_of_a_failure() {
        let xml = fail(&Fault::new(2, "no"));
        assert_eq!(
            render(xml, &Format::Jsonp("cb".into())).unwrap(),
            r#"cb({"rsp":{"stat":"fail","err":{"code":2,"msg":"no"}}})"#
        );
    }
}
