//! Entity references: the five of XML, numbers, names of HTML and those of the file's own DTD, within a budget.
//! Nothing outside the file is ever fetched.

use std::collections::BTreeMap;

/// What the file's internal DTD defines.
#[derive(Debug, Default)]
pub(crate) struct Entities {
    own: BTreeMap<String, String>,
    /// Bytes that own entities may still grow to.
    budget: usize,
}

/// What was odd in an expanded text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Oddity {
    Unknown,
    Budget,
    Bare,
}

/// An entity of an entity of an entity is enough.
const NESTING: usize = 8;

impl Entities {
    pub(crate) fn new(budget: usize) -> Self {
        Self { own: BTreeMap::new(), budget }
    }

    /// Reads `<!ENTITY name "value">` declarations. True when something external is declared.
    pub(crate) fn declare(&mut self, doctype: &str) -> bool {
        let head = doctype.split('[').next().unwrap_or_default();
        let mut external = has_word(head, "SYSTEM") || has_word(head, "PUBLIC");
        for declaration in doctype.split("<!ENTITY").skip(1) {
            let declaration = declaration.trim_start();
            let Some((name, rest)) = declaration.split_once(|c: char| c.is_ascii_whitespace()) else {
                continue;
            };
            let rest = rest.trim_start();
            let Some(quote) = rest.chars().next().filter(|c| matches!(c, '"' | '\'')) else {
                external = true; // SYSTEM, PUBLIC, or a parameter entity, which a manifest has no use for
                continue;
            };
            if let Some(value) = rest[1..].split_once(quote).map(|(value, _)| value) {
                // XML 1.0 4.2: the first declaration of a name binds.
                self.own.entry(name.to_owned()).or_insert_with(|| value.to_owned());
            }
        }
        external
    }

    /// The text with its references replaced, and the first oddity of each kind.
    pub(crate) fn expand(&mut self, raw: &str) -> (String, Vec<Oddity>) {
        let mut text = String::with_capacity(raw.len());
        let mut oddities = Vec::new();
        self.expand_into(raw, 0, &mut text, &mut oddities);
        (text, oddities)
    }

    fn expand_into(&mut self, raw: &str, depth: usize, text: &mut String, oddities: &mut Vec<Oddity>) {
        let mut odd = |oddity| {
            if !oddities.contains(&oddity) {
                oddities.push(oddity);
            }
        };
        let mut rest = raw;
        while let Some(at) = rest.find('&') {
            text.push_str(&rest[..at]);
            rest = &rest[at + 1..];
            let name = reference_name(rest);
            let Some(name) = name else {
                odd(Oddity::Bare);
                text.push('&');
                continue;
            };
            rest = &rest[name.len() + 1..];
            if let Some(character) = character(name) {
                text.push(character);
                continue;
            }
            let known = self.own.get(name).cloned();
            match known {
                Some(value) if depth < NESTING && value.len() <= self.budget => {
                    self.budget -= value.len();
                    let mut inner = Vec::new();
                    self.expand_into(&value, depth + 1, text, &mut inner);
                    inner.into_iter().for_each(&mut odd);
                }
                found => {
                    odd(if found.is_some() { Oddity::Budget } else { Oddity::Unknown });
                    text.push('&');
                    text.push_str(name);
                    text.push(';');
                }
            }
        }
        text.push_str(rest);
    }
}

/// The name between `&` and `;`, when that is what follows.
fn reference_name(rest: &str) -> Option<&str> {
    let name =
        &rest[..rest.find(|c: char| !(c.is_alphanumeric() || matches!(c, '#' | '_' | '-' | '.' | ':')))?];
    (!name.is_empty() && rest[name.len()..].starts_with(';')).then_some(name)
}

fn has_word(text: &str, word: &str) -> bool {
    text.split_ascii_whitespace().any(|w| w == word)
}

fn character(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let number = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(number).filter(|c| *c != '\0');
    }
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => HTML.binary_search_by_key(&name, |(html, _)| html).ok().map(|at| HTML[at].1),
    }
}

/// The names of HTML 4 (its latin-1, symbol and special sets), sorted.
#[rustfmt::skip]
const HTML: &[(&str, char)] = &[
    ("AElig", 'Æ'), ("Aacute", 'Á'), ("Acirc", 'Â'), ("Agrave", 'À'), ("Alpha", 'Α'), ("Aring", 'Å'),
    ("Atilde", 'Ã'), ("Auml", 'Ä'), ("Beta", 'Β'), ("Ccedil", 'Ç'), ("Chi", 'Χ'), ("Dagger", '‡'),
    ("Delta", 'Δ'), ("ETH", 'Ð'), ("Eacute", 'É'), ("Ecirc", 'Ê'), ("Egrave", 'È'), ("Epsilon", 'Ε'),
    ("Eta", 'Η'), ("Euml", 'Ë'), ("Gamma", 'Γ'), ("Iacute", 'Í'), ("Icirc", 'Î'), ("Igrave", 'Ì'),
    ("Iota", 'Ι'), ("Iuml", 'Ï'), ("Kappa", 'Κ'), ("Lambda", 'Λ'), ("Mu", 'Μ'), ("Ntilde", 'Ñ'),
    ("Nu", 'Ν'), ("OElig", 'Œ'), ("Oacute", 'Ó'), ("Ocirc", 'Ô'), ("Ograve", 'Ò'), ("Omega", 'Ω'),
    ("Omicron", 'Ο'), ("Oslash", 'Ø'), ("Otilde", 'Õ'), ("Ouml", 'Ö'), ("Phi", 'Φ'), ("Pi", 'Π'),
    ("Prime", '″'), ("Psi", 'Ψ'), ("Rho", 'Ρ'), ("Scaron", 'Š'), ("Sigma", 'Σ'), ("THORN", 'Þ'),
    ("Tau", 'Τ'), ("Theta", 'Θ'), ("Uacute", 'Ú'), ("Ucirc", 'Û'), ("Ugrave", 'Ù'), ("Upsilon", 'Υ'),
    ("Uuml", 'Ü'), ("Xi", 'Ξ'), ("Yacute", 'Ý'), ("Yuml", 'Ÿ'), ("Zeta", 'Ζ'), ("aacute", 'á'),
    ("acirc", 'â'), ("acute", '´'), ("aelig", 'æ'), ("agrave", 'à'), ("alefsym", 'ℵ'), ("alpha", 'α'),
    ("and", '∧'), ("ang", '∠'), ("aring", 'å'), ("asymp", '≈'), ("atilde", 'ã'), ("auml", 'ä'),
    ("bdquo", '„'), ("beta", 'β'), ("brvbar", '¦'), ("bull", '•'), ("cap", '∩'), ("ccedil", 'ç'),
    ("cedil", '¸'), ("cent", '¢'), ("chi", 'χ'), ("circ", 'ˆ'), ("clubs", '♣'), ("cong", '≅'),
    ("copy", '©'), ("crarr", '↵'), ("cup", '∪'), ("curren", '¤'), ("dArr", '⇓'), ("dagger", '†'),
    ("darr", '↓'), ("deg", '°'), ("delta", 'δ'), ("diams", '♦'), ("divide", '÷'), ("eacute", 'é'),
    ("ecirc", 'ê'), ("egrave", 'è'), ("empty", '∅'), ("emsp", '\u{2003}'), ("ensp", '\u{2002}'),
    ("epsilon", 'ε'), ("equiv", '≡'), ("eta", 'η'), ("eth", 'ð'), ("euml", 'ë'), ("euro", '€'),
    ("exist", '∃'), ("fnof", 'ƒ'), ("forall", '∀'), ("frac12", '½'), ("frac14", '¼'), ("frac34", '¾'),
    ("frasl", '\u{2044}'), ("gamma", 'γ'), ("ge", '≥'), ("hArr", '⇔'), ("harr", '↔'), ("hearts", '♥'),
    ("hellip", '…'), ("iacute", 'í'), ("icirc", 'î'), ("iexcl", '¡'), ("igrave", 'ì'), ("image", 'ℑ'),
    ("infin", '∞'), ("int", '∫'), ("iota", 'ι'), ("iquest", '¿'), ("isin", '∈'), ("iuml", 'ï'),
    ("kappa", 'κ'), ("lArr", '⇐'), ("lambda", 'λ'), ("lang", '〈'), ("laquo", '«'), ("larr", '←'),
    ("lceil", '⌈'), ("ldquo", '“'), ("le", '≤'), ("lfloor", '⌊'), ("lowast", '∗'), ("loz", '◊'),
    ("lrm", '\u{200e}'), ("lsaquo", '‹'), ("lsquo", '‘'), ("macr", '¯'), ("mdash", '—'), ("micro", 'µ'),
    ("middot", '·'), ("minus", '−'), ("mu", 'μ'), ("nabla", '∇'), ("nbsp", '\u{a0}'), ("ndash", '–'),
    ("ne", '≠'), ("ni", '∋'), ("not", '¬'), ("notin", '∉'), ("nsub", '⊄'), ("ntilde", 'ñ'), ("nu", 'ν'),
    ("oacute", 'ó'), ("ocirc", 'ô'), ("oelig", 'œ'), ("ograve", 'ò'), ("oline", '‾'), ("omega", 'ω'),
    ("omicron", 'ο'), ("oplus", '⊕'), ("or", '∨'), ("ordf", 'ª'), ("ordm", 'º'), ("oslash", 'ø'),
    ("otilde", 'õ'), ("otimes", '⊗'), ("ouml", 'ö'), ("para", '¶'), ("part", '∂'), ("permil", '‰'),
    ("perp", '⊥'), ("phi", 'φ'), ("pi", 'π'), ("piv", 'ϖ'), ("plusmn", '±'), ("pound", '£'), ("prime", '′'),
    ("prod", '∏'), ("prop", '∝'), ("psi", 'ψ'), ("rArr", '⇒'), ("radic", '√'), ("rang", '〉'),
    ("raquo", '»'), ("rarr", '→'), ("rceil", '⌉'), ("rdquo", '”'), ("real", 'ℜ'), ("reg", '®'),
    ("rfloor", '⌋'), ("rho", 'ρ'), ("rlm", '\u{200f}'), ("rsaquo", '›'), ("rsquo", '’'), ("sbquo", '‚'),
    ("scaron", 'š'), ("sdot", '⋅'), ("sect", '§'), ("shy", '\u{ad}'), ("sigma", 'σ'), ("sigmaf", 'ς'),
    ("sim", '∼'), ("spades", '♠'), ("sub", '⊂'), ("sube", '⊆'), ("sum", '∑'), ("sup", '⊃'), ("sup1", '¹'),
    ("sup2", '²'), ("sup3", '³'), ("supe", '⊇'), ("szlig", 'ß'), ("tau", 'τ'), ("there4", '∴'),
    ("theta", 'θ'), ("thetasym", 'ϑ'), ("thinsp", '\u{2009}'), ("thorn", 'þ'), ("tilde", '˜'),
    ("times", '×'), ("trade", '™'), ("uArr", '⇑'), ("uacute", 'ú'), ("uarr", '↑'), ("ucirc", 'û'),
    ("ugrave", 'ù'), ("uml", '¨'), ("upsih", 'ϒ'), ("upsilon", 'υ'), ("uuml", 'ü'), ("weierp", '℘'),
    ("xi", 'ξ'), ("yacute", 'ý'), ("yen", '¥'), ("yuml", 'ÿ'), ("zeta", 'ζ'), ("zwj", '\u{200d}'),
    ("zwnj", '\u{200c}'),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references() {
        for (raw, text, oddities) in [
            ("plain", "plain", vec![]),
            ("a &amp; b &lt;c&gt; &quot;&apos;", "a & b <c> \"'", vec![]),
            ("&#65;&#x42;&#X43;", "ABC", vec![]),
            ("&nbsp;&uuml;&hellip;&Zeta;", "\u{a0}ü…Ζ", vec![]),
            ("?x=1&y=2", "?x=1&y=2", vec![Oddity::Bare]),
            ("a & b &", "a & b &", vec![Oddity::Bare]),
            ("&nobody;", "&nobody;", vec![Oddity::Unknown]),
            ("&#0;&#xD800;&#99999999999;", "&#0;&#xD800;&#99999999999;", vec![Oddity::Unknown]),
        ] {
            assert_eq!(Entities::new(100).expand(raw), (text.to_owned(), oddities), "{raw}");
        }
    }

    #[test]
    fn own_entities_within_the_budget() {
        let mut entities = Entities::new(30);
        assert!(
            !entities
                .declare(r#"manifest [<!ENTITY co "Acme &amp; Sons"><!ENTITY co "second"> <!ENTITY 'x>]"#)
        );
        assert_eq!(entities.expand("by &co;").0, "by Acme & Sons");
        assert_eq!(entities.expand("by &co;").0, "by Acme & Sons");
        assert_eq!(entities.expand("by &co;"), ("by &co;".to_owned(), vec![Oddity::Budget]));
    }

    #[test]
    fn a_laughing_billion_ends_at_the_budget() {
        let mut entities = Entities::new(10_000);
        let mut doctype = "lolz [<!ENTITY l0 \"lol\">".to_owned();
        for n in 1..10 {
            let before = format!("&l{};", n - 1).repeat(10);
            doctype.push_str(&format!("<!ENTITY l{n} \"{before}\">"));
        }
        entities.declare(&doctype);
        let (text, oddities) = entities.expand("&l9;");
        assert!(text.len() < 50_000, "{}", text.len());
        assert_eq!(oddities, [Oddity::Budget]);
        let mut entities = Entities::new(1_000);
        entities.declare(r#"[<!ENTITY me "&me;&me;">"#);
        assert!(entities.expand("&me;").0.len() < 10_000);
    }

    #[test]
    fn what_lies_outside_is_noticed_and_left_there() {
        for (doctype, external) in [
            ("manifest", false),
            ("manifest SYSTEM \"manifest.dtd\"", true),
            ("html PUBLIC \"-//W3C//DTD XHTML 1.0//EN\" \"http://www.w3.org/x.dtd\"", true),
            ("m [<!ENTITY secret SYSTEM \"file:///etc/passwd\">]", true),
            ("m [<!ENTITY % all SYSTEM \"http://x/y\"> %all;]", true),
        ] {
            let mut entities = Entities::new(100);
            assert_eq!(entities.declare(doctype), external, "{doctype}");
            assert_eq!(entities.expand("&secret;").0, "&secret;");
        }
    }

    #[test]
    fn html_names_are_sorted() {
        assert!(HTML.is_sorted_by(|a, b| a.0 < b.0));
    }
}
