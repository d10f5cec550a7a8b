//! `cmi.interactions.n.learner_response` and `correct_responses.n.pattern` (RTE 4.2.9.1, 4.2.9.2).

use super::values::{self, Kind, identifier, localized};
use crate::element::Name;
use crate::session::Leniency;
use crate::{CallError, Tree, number};

fn mismatch(why: &'static str) -> CallError {
    CallError::new(406, why)
}

/// Checks an answer against the type of its interaction.
pub(super) fn check(
    tree: &Tree,
    name: &Name,
    kind: Kind,
    value: &str,
    leniency: &mut Leniency<'_>,
) -> Result<String, CallError> {
    let interaction = tree.record(name.lists.get(..1).unwrap_or_default());
    let interaction = interaction.ok_or(CallError::new(408, "the identifier has to be set first"))?;
    let Some(type_) = interaction.value("type") else {
        return Err(CallError::new(408, "the type of the interaction has to be set first"));
    };
    let pattern = kind == Kind::Pattern;
    if pattern {
        let others = interaction.list("correct_responses");
        let index = name.lists.get(1).map_or(0, |(_, index)| *index);
        if index > 0 && matches!(type_, "true-false" | "likert" | "numeric" | "other") {
            return Err(CallError::new(351, "this type of interaction has one correct response"));
        }
        let twice = |(at, other): (usize, &Tree)| at != index && other.value("pattern") == Some(value);
        if matches!(type_, "choice" | "sequencing") && others.iter().enumerate().any(twice) {
            return Err(CallError::new(351, "another correct response is the same"));
        }
    }
    match form(type_, pattern, value, leniency) {
        Err(error) if error.number == 406 && !leniency.rules.check_responses => {
            leniency.length(value, usize::MAX, 406, "")?;
            leniency.accept(406, "the answer does not have the form of its type of interaction")?;
        }
        other => other?,
    }
    Ok(value.to_owned())
}

fn form(type_: &str, pattern: bool, value: &str, leniency: &mut Leniency<'_>) -> Result<(), CallError> {
    leniency.length(value, usize::MAX, 406, "")?;
    match type_ {
        "true-false" if matches!(value, "true" | "false") => Ok(()),
        "true-false" => Err(mismatch("the answer is `true` or `false`")),
        "choice" => {
            let parts = parts(value);
            let twice = |(at, part): (usize, &&str)| parts[..at].contains(part);
            if parts.iter().enumerate().any(twice) {
                return Err(mismatch("a choice is named twice"));
            }
            parts.iter().try_for_each(|part| identifier(part, 250, leniency))
        }
        "sequencing" => {
            let parts = parts(value);
            if parts.is_empty() && pattern {
                return Err(mismatch("the order is empty"));
            }
            parts.iter().try_for_each(|part| identifier(part, 250, leniency))
        }
        "likert" => identifier(value, 250, leniency),
        "matching" => parts(value).iter().try_for_each(|part| {
            let (source, target) =
                part.split_once("[.]").ok_or(mismatch("a pair is written source[.]target"))?;
            identifier(source, 250, leniency)?;
            identifier(target, 250, leniency)
        }),
        "fill-in" => fill_in(value, pattern, leniency),
        "long-fill-in" => {
            let rest = if pattern { flags(value, &["case_matters"])? } else { value };
            leniency.length(
                localized(rest)?,
                4000,
                406,
                "the text is longer than the standard promises to keep",
            )
        }
        "performance" => performance(value, pattern, leniency),
        "numeric" if pattern => range(value),
        "numeric" => values::real(value, f64::NEG_INFINITY, f64::INFINITY, leniency).map(|_| ()),
        _ => leniency.length(value, 4000, 406, "the text is longer than the standard promises to keep"),
    }
}

/// What lies between `[,]`.
fn parts(value: &str) -> Vec<&str> {
    if value.is_empty() { Vec::new() } else { value.split("[,]").collect() }
}

/// Takes `{name=true}` and `{name=false}` off the front, each once at most, in any order.
fn flags<'v>(value: &'v str, names: &[&str]) -> Result<&'v str, CallError> {
    let mut rest = value;
    let mut seen = Vec::new();
    'next: loop {
        for name in names {
            let Some(after) = rest.strip_prefix('{').and_then(|r| r.strip_prefix(name)) else { continue };
            let Some((word, after)) = after.strip_prefix('=').and_then(|r| r.split_once('}')) else {
                continue;
            };
            if !matches!(word, "true" | "false") {
                return Err(mismatch("a delimiter says `true` or `false`"));
            }
            if seen.contains(name) {
                return Err(mismatch("a delimiter is there twice"));
            }
            seen.push(*name);
            rest = after;
            continue 'next;
        }
        return Ok(rest);
    }
}

fn fill_in(value: &str, pattern: bool, leniency: &mut Leniency<'_>) -> Result<(), CallError> {
    let rest = if pattern { flags(value, &["case_matters", "order_matters"])? } else { value };
    rest.split("[,]").try_for_each(|part| {
        leniency.length(localized(part)?, 250, 406, "an answer is longer than the standard promises to keep")
    })
}

/// Steps `name[.]answer`, of which one may be missing; in a pattern an answer may be a range.
fn performance(value: &str, pattern: bool, leniency: &mut Leniency<'_>) -> Result<(), CallError> {
    let rest = if pattern { flags(value, &["order_matters"])? } else { value };
    if rest.is_empty() && !pattern {
        return Ok(());
    }
    rest.split("[,]").try_for_each(|step| {
        let (name, answer) = step.split_once("[.]").ok_or(mismatch("a step is written name[.]answer"))?;
        if name.is_empty() && answer.is_empty() {
            return Err(mismatch("a step has a name or an answer"));
        }
        if !name.is_empty() {
            identifier(name, 250, leniency)?;
        }
        if pattern && answer.contains("[:]") {
            return range(answer);
        }
        leniency.length(answer, 250, 406, "an answer is longer than the standard promises to keep")
    })
}

/// `min[:]max`, each of which may be missing, or a single number.
fn range(value: &str) -> Result<(), CallError> {
    let number = |text: &str| -> Result<Option<f64>, CallError> {
        if text.is_empty() {
            return Ok(None);
        }
        number::lenient(text).map(Some).ok_or(mismatch("a bound is not a number"))
    };
    let Some((least, most)) = value.split_once("[:]") else {
        return match number(value)? {
            Some(_) => Ok(()),
            None => Err(mismatch("the answer is not a number")),
        };
    };
    match (number(least)?, number(most)?) {
        (Some(least), Some(most)) if least > most => Err(mismatch("the lower bound is above the upper one")),
        _ => Ok(()),
    }
}
