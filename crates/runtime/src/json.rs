//! A small writer of JSON: the player's page reads the view as JSON, and a serialisation library would be the
//! largest part of the engine.

/// Writes one value after another; commas are put where needed.
#[derive(Debug, Default)]
pub(crate) struct Json {
    text: String,
}

impl Json {
    pub(crate) fn object(&mut self, fill: impl FnOnce(&mut Self)) {
        self.comma();
        self.text.push('{');
        fill(self);
        self.text.push('}');
    }

    pub(crate) fn array(&mut self, fill: impl FnOnce(&mut Self)) {
        self.comma();
        self.text.push('[');
        fill(self);
        self.text.push(']');
    }

    pub(crate) fn key(&mut self, name: &str) -> &mut Self {
        self.string(name);
        self.text.push(':');
        self
    }

    pub(crate) fn string(&mut self, value: &str) {
        self.comma();
        self.text.push('"');
        for character in value.chars() {
            match character {
                '"' => self.text.push_str("\\\""),
                '\\' => self.text.push_str("\\\\"),
                '\n' => self.text.push_str("\\n"),
                // Not only control characters: `<` too, so that the text may stand inside a script element.
                '\0'..='\x1f' | '<' | '\u{7f}' | '\u{2028}' | '\u{2029}' => {
                    self.text.push_str("\\u");
                    for shift in [12, 8, 4, 0] {
                        let digit = (character as u32 >> shift) & 0xf;
                        self.text.push(char::from_digit(digit, 16).unwrap_or('0'));
                    }
                }
                _ => self.text.push(character),
            }
        }
        self.text.push('"');
    }

    pub(crate) fn boolean(&mut self, value: bool) {
        self.comma();
        self.text.push_str(if value { "true" } else { "false" });
    }

    pub(crate) fn number(&mut self, value: u64) {
        self.comma();
        self.text.push_str(&value.to_string());
    }

    pub(crate) fn null(&mut self) {
        self.comma();
        self.text.push_str("null");
    }

    pub(crate) fn finish(self) -> String {
        self.text
    }

    fn comma(&mut self) {
        if !matches!(self.text.as_bytes().last(), None | Some(b'{' | b'[' | b':' | b',')) {
            self.text.push(',');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_and_escapes() {
        let mut json = Json::default();
        json.object(|o| {
            o.key("a").string("x\"\\\n\u{1}</script>é,");
            o.key("b").array(|a| {
                a.number(1);
                a.boolean(true);
                a.null();
                a.object(|_| ());
            });
        });
        assert_eq!(json.finish(), r#"{"a":"x\"\\\n\u0001\u003c/script>é,","b":[1,true,null,{}]}"#);
    }
}
