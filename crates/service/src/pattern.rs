//! The filters of lists: regular expressions that must match a whole id.

use regex::{Regex, RegexBuilder};

/// A pattern that matches whole ids.
#[derive(Clone, Debug)]
pub struct Pattern(Regex);

/// The text is no regular expression that we can follow.
#[derive(Clone, Debug, thiserror::Error)]
#[error("the filter is not a regular expression that this server knows")]
pub struct BadPattern(#[source] Box<regex::Error>);

/// Callers write patterns; a huge one is a mistake or an attack.
const MAX_COMPILED_BYTES: usize = 1 << 20;

impl Pattern {
    /// Reads a pattern. Matching takes time proportional to the id, whatever the pattern; look-around and back
    /// references, which would break that, are refused.
    ///
    /// # Errors
    /// [`BadPattern`].
    pub fn new(text: &str) -> Result<Self, BadPattern> {
        // A pattern of its own first: `a)(b` must not become valid by what is put around it.
        let check = |text: &str| RegexBuilder::new(text).size_limit(MAX_COMPILED_BYTES).build();
        check(text).map_err(|error| BadPattern(Box::new(error)))?;
        check(&format!("^(?:{text})$")).map(Self).map_err(|error| BadPattern(Box::new(error)))
    }

    /// Whether the whole id matches.
    #[must_use]
    pub fn matches(&self, id: &str) -> bool {
        self.0.is_match(id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_id_must_match() {
        let pattern = Pattern::new("ABC.*|x").unwrap();
        assert!(pattern.matches("ABC") && pattern.matches("ABCD") && pattern.matches("x"));
        assert!(!pattern.matches("zABC") && !pattern.matches("xy") && !pattern.matches("abc"));
    }

    #[test]
    fn what_is_no_pattern_is_refused() {
        for text in ["(", "a)(b", "(?=x)", "(a)\\1", "(?:a{1000}){1000}{1000}"] {
            assert!(Pattern::new(text).is_err(), "{text}");
        }
    }
}
