//! Names of objectives.

use std::borrow::Cow;

/// The form in which names are compared: `xs:anyURI` collapses white space, and escaped white space is white space.
pub(super) fn canonical(name: &str) -> Cow<'_, str> {
    let plain = !name.contains('%') && !name.contains(char::is_whitespace);
    if plain {
        return Cow::Borrowed(name);
    }
    let mut text = name.to_owned();
    for escape in ["%20", "%09", "%0A", "%0a", "%0D", "%0d"] {
        text = text.replace(escape, " ");
    }
    Cow::Owned(text.split_whitespace().collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::canonical;

    #[test]
    fn white_space_and_its_escapes_are_one() {
        assert_eq!(canonical("  %20obj%20%201%20  "), canonical("obj%201"));
        assert_eq!(canonical("a b"), "a b");
        assert_ne!(canonical("obj1"), canonical("Obj1"));
    }
}
