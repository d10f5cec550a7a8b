//! The little JSON that is written here.

/// An object of texts.
pub(crate) fn object(members: &[(&str, &str)]) -> String {
    let members: Vec<String> =
        members.iter().map(|(name, value)| format!("{}:{}", text(name), text(value))).collect();
    format!("{{{}}}", members.join(","))
}

/// A text in quotes. `<` is escaped too, so that the object may stand in a script of a page.
fn text(value: &str) -> String {
    let mut out = String::with_capacity(value.len() + 2);
    out.push('"');
    for character in value.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '<' | '\u{2028}' | '\u{2029}' | '\0'..='\u{1f}' => {
                out.push_str(&format!("\\u{:04x}", u32::from(character)));
            }
            other => out.push(other),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes() {
        assert_eq!(object(&[("a", "\"\\<\n\u{2028}é")]), r#"{"a":"\"\\\u003c\u000a\u2028é"}"#);
        assert_eq!(object(&[]), "{}");
    }
}
