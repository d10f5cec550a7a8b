//! The report as the API answers it.

use service::console::registration::registration_xml;

use super::{Asked, failed};
use crate::console::answer::Failed;

pub(super) async fn part(asked: &Asked<'_>) -> Result<String, Failed> {
    let services = asked.services;
    let definitions = services.live.definitions();
    let report = registration_xml(&services.store, definitions, asked.shown()).await.map_err(failed)?;
    Ok(indented(&report))
}

/// The same document with a line for each element that holds others. Text and CDATA stay as they are; what is no
/// document, or is cut, is only indented as far as it goes.
pub(super) fn indented(xml: &str) -> String {
    const DEEPEST: usize = 60;
    let mut text = String::with_capacity(xml.len() + xml.len() / 4);
    let (mut rest, mut depth) = (xml, 0usize);
    let mut was_end_of_tag = false;
    let mut was_open = false;
    while !rest.is_empty() {
        let length = if rest.starts_with("<![CDATA[") {
            rest.find("]]>").map_or(rest.len(), |at| at + 3)
        } else if rest.starts_with('<') {
            rest.find('>').map_or(rest.len(), |at| at + 1)
        } else {
            rest.find('<').unwrap_or(rest.len())
        };
        let (token, after) = rest.split_at(length);
        rest = after;
        let is_tag = token.starts_with('<') && !token.starts_with("<![CDATA[");
        let is_close = is_tag && token.starts_with("</");
        let is_open = is_tag
            && !is_close
            && !token.ends_with("/>")
            && !token.starts_with("<?")
            && !token.starts_with("<!");
        if is_close {
            depth = depth.saturating_sub(1);
        }
        // An element without others stays on its line.
        if is_tag && was_end_of_tag && !(is_close && was_open) && !text.is_empty() {
            text.push('\n');
            text.push_str(&"  ".repeat(depth.min(DEEPEST)));
        }
        text.push_str(token);
        if is_open {
            depth += 1;
        }
        was_end_of_tag = is_tag;
        was_open = is_open;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::indented;

    #[test]
    fn lines_are_added_and_nothing_else() {
        let xml = "<a x=\"1\"><b>t &lt;</b><c></c><d/><e><![CDATA[<x><y>]]></e></a>";
        let text = indented(xml);
        assert_eq!(
            text,
            "<a x=\"1\">\n  <b>t &lt;</b>\n  <c></c>\n  <d/>\n  <e><![CDATA[<x><y>]]></e>\n</a>"
        );
        assert_eq!(text.replace('\n', "").replace("  ", ""), xml);
        // What was cut, or never was a document.
        for broken in ["", "<", "<a><b", "</a></a>text", "<![CDATA[", "]]>", "plain"] {
            assert_eq!(indented(broken).replace('\n', "").replace("  ", ""), broken);
        }
    }
}
