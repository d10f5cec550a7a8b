//! `adl.nav`: what content asks for, and what it may ask for (book 5.6).

use super::Attempt;
use crate::entry::Request;
use crate::run_data::CallError;

const NONE: &str = "_none_";

/// What a value of `adl.nav.request` asks for; nothing for `_none_` and for what is no value of it.
pub(super) fn parse(value: &str) -> Option<Request> {
    Some(match value {
        "continue" => Request::Continue,
        "previous" => Request::Previous,
        "exit" => Request::Exit,
        "exitAll" => Request::ExitAll,
        "suspendAll" => Request::SuspendAll,
        "abandon" => Request::Abandon,
        "abandonAll" => Request::AbandonAll,
        _ => {
            let (target, verb) = value.strip_prefix("{target=")?.rsplit_once('}')?;
            match verb {
                "choice" => Request::Choice(target.to_owned()),
                "jump" => Request::Jump(target.to_owned()),
                _ => return None,
            }
        }
    })
}

/// `{target=…}` after `choice.` or `jump.`.
fn target(text: &str) -> Option<&str> {
    text.strip_prefix("{target=")?.strip_suffix('}')
}

fn validity(rest: &str) -> Option<Request> {
    let name = rest.strip_prefix("request_valid.")?;
    Some(match name {
        "continue" => Request::Continue,
        "previous" => Request::Previous,
        _ => match name.split_once('.')? {
            ("choice", named) => Request::Choice(target(named)?.to_owned()),
            ("jump", named) => Request::Jump(target(named)?.to_owned()),
            _ => return None,
        },
    })
}

fn undefined() -> CallError {
    CallError::new(401, "there is no such element")
}

impl Attempt {
    /// Whether the edition knows a request.
    fn knows(&self, request: &Request) -> bool {
        let jump = matches!(request, Request::Jump(_));
        !jump || self.definition.edition == cmi::Edition::Scorm2004Ed4
    }

    pub(super) fn set_nav(&mut self, rest: &str, value: &str) -> Result<Vec<String>, CallError> {
        if rest != "request" {
            let known = validity(rest).is_some_and(|request| self.knows(&request));
            return Err(if known { CallError::new(404, "the element is read-only") } else { undefined() });
        }
        let asked = match parse(value) {
            Some(request) if self.knows(&request) => value,
            None if value == NONE => "",
            _ => return Err(CallError::new(406, "this is no navigation request")),
        };
        if let Some(open) = &mut self.state.open {
            open.asked = asked.to_owned();
        }
        Ok(Vec::new())
    }

    pub(super) fn get_nav(&self, rest: &str) -> Result<String, CallError> {
        if rest == "request" {
            let asked = self.state.open.as_ref().map_or("", |open| open.asked.as_str());
            return Ok(if asked.is_empty() { NONE } else { asked }.to_owned());
        }
        let request = validity(rest).filter(|request| self.knows(request)).ok_or_else(undefined)?;
        Ok(if self.can_by_the_book(&request) { "true" } else { "false" }.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_read_as_the_book_spells_them() {
        assert_eq!(parse("continue"), Some(Request::Continue));
        assert_eq!(parse("{target=a}b}choice"), Some(Request::Choice("a}b".into())));
        assert_eq!(parse("{target=a}jump"), Some(Request::Jump("a".into())));
        for wrong in ["", "choice", "Continue", "{target=a}", "{target=a}exit", "_none_", "start"] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }
}
