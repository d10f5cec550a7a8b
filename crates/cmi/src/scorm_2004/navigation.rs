//! `adl.nav` (SN 5.6).

use crate::CallError;

/// `adl.nav.request_valid.…`: whether a navigation request would lead somewhere. Only who knows the tree of
/// activities can answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NavigationQuestion {
    /// `continue`
    Continue,
    /// `previous`
    Previous,
    /// `choice.{target=…}`
    Choice(String),
    /// `jump.{target=…}`
    Jump(String),
}

impl NavigationQuestion {
    /// `None` for elements that are none of `adl.nav.request_valid`.
    ///
    /// # Errors
    /// What `GetValue` answers for names that ask nothing: 301 or 401.
    #[must_use]
    pub fn parse(element: &str) -> Option<Result<Self, CallError>> {
        let rest = element.strip_prefix("adl.nav.request_valid")?;
        let undefined = || Err(CallError::new(401, "the data model has no such element"));
        Some(match rest.strip_prefix('.') {
            Some("continue") => Ok(Self::Continue),
            Some("previous") => Ok(Self::Previous),
            Some(rest) => match rest.split_once('.') {
                Some(("choice", target)) => self::target(target).map(Self::Choice),
                Some(("jump", target)) => self::target(target).map(Self::Jump),
                _ if matches!(rest, "choice" | "jump") => {
                    Err(CallError::new(301, "a target is missing: .{target=…}"))
                }
                _ => undefined(),
            },
            None => undefined(),
        })
    }

    /// What `SetValue` answers for such an element: it is read only.
    #[must_use]
    pub fn read_only() -> CallError {
        CallError::new(404, "the element is read only")
    }
}

fn target(text: &str) -> Result<String, CallError> {
    let inner = text.strip_prefix("{target=").and_then(|text| text.strip_suffix('}'));
    match inner.map(str::trim) {
        Some(target) if !target.is_empty() => Ok(target.to_owned()),
        _ => Err(CallError::new(301, "the target is not written as {target=identifier}")),
    }
}

/// Whether a text is a value of `adl.nav.request`.
pub(super) fn is_request(value: &str) -> bool {
    const WORDS: [&str; 8] =
        ["continue", "previous", "exit", "exitAll", "abandon", "abandonAll", "suspendAll", "_none_"];
    // A choice and a jump name their target in front.
    if let Some(rest) = value.strip_prefix("{target=") {
        return rest
            .rsplit_once('}')
            .is_some_and(|(target, word)| !target.trim().is_empty() && matches!(word, "choice" | "jump"));
    }
    WORDS.contains(&value)
}
