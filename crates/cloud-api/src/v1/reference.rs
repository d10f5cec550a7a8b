//! The reference pages `docs/api-v1.md` and `docs/attributes.md`, made from the tables that the server works by.

use std::fmt::Write as _;

use super::attributes::{ATTRIBUTES, Attribute, Edition, Effect, Initial, Kind, Package, effect};
use super::error::{Global, codes_of};
use super::method::{METHODS, Method};

const GLOBALS: [Global; 14] = [
    Global::Security,
    Global::AppidMissing,
    Global::AppidInvalid,
    Global::SignatureMissing,
    Global::SignatureInvalid,
    Global::TimestampMissing,
    Global::TimestampMalformed,
    Global::TimestampExpired,
    Global::CredentialStore,
    Global::InvalidCall,
    Global::ServiceUnavailable,
    Global::MethodNotFound,
    Global::ParameterMissing,
    Global::ParameterInvalid,
];

const BEGINNING: &str = "\
<!-- Made from the tables of crates/cloud-api; a test there says when it is stale and how to make it anew. -->

# API V1: methods, errors, attributes

One endpoint, `/api` (also `/EngineWebServices/api`); `GET` or `POST`; parameters in the query, an urlencoded
body or multipart fields. Every call names its `method`; all but those marked *open* carry `appid`, `ts`
(UTC, `yyyyMMddHHmmss`, within 15 minutes of the server's clock) and `sig`. Parameters in **bold** are required.
Parameter names are matched ignoring case, and an empty value counts as not given. The answer's HTTP status is
200 whether the call succeeded or not; `format=json` turns it into JSON.

";

/// The whole page.
pub fn markdown() -> String {
    let mut page = BEGINNING.to_owned();
    let mut service = "";
    for method in METHODS {
        if method.service != service {
            service = method.service;
            let _ = write!(
                page,
                "## rustici.{service}\n\n| Method | Parameters | Own error codes |\n|---|---|---|\n"
            );
        }
        let _ =
            writeln!(page, "| {} | {} | {} |", name_cell(method), params_cell(method), codes_cell(method));
        if METHODS.iter().rfind(|m| m.service == service) == Some(method) {
            page.push('\n');
        }
    }
    page.push_str("## Error codes of every method\n\n| Code | Text |\n|---|---|\n");
    for global in GLOBALS {
        let _ = writeln!(page, "| {} | {} |", global.code(), global.message());
    }
    page.push_str(
        "\n## Package attributes\n\nValues, defaults and what each does in Lyceum: [attributes.md](attributes.md).\n",
    );
    page
}

const ATTRIBUTES_BEGINNING: &str = "\
<!-- Made from the tables of crates/cloud-api; a test there says when it is stale and how to make it anew. -->

# Package attributes

How a course looks and behaves. `rustici.course.getAttributes` reads them, `rustici.course.updateAttributes` and the page
of `rustici.course.properties` change them. They belong to a version; a new version starts with those of the version
before. A change counts from the next launch. In the choices with numbers, 0 is taken too and means undefined: the course
then behaves by the default.

*Stored, no effect* means that the value is checked, kept and given back, so that clients which write and compare it go
on working.

";

/// The user guide's table of attributes.
pub fn attributes_markdown() -> String {
    let mut page = ATTRIBUTES_BEGINNING.to_owned();
    page.push_str("| Attribute | Meaning and values | Default | Effect in Lyceum |\n|---|---|---|---|\n");
    for attribute in ATTRIBUTES {
        let effect = match effect(attribute.name) {
            Effect::Acts(how) => how.to_owned(),
            Effect::Stored(why) => format!("*Stored, no effect.* {why}"),
        };
        let _ = writeln!(
            page,
            "| `{}` | {} | {} | {effect} |",
            attribute.name,
            format!("{} {}", attribute.meaning, values(attribute.kind)).trim_end(),
            default(attribute),
        );
    }
    page
}

/// The default, by number of SCOs and standard where it depends on them.
fn default(attribute: &Attribute) -> String {
    if let Initial::Always(text) = attribute.default {
        return format!("`{text}`");
    }
    let of = |edition, sco_count| attribute.default_for(&Package { edition, sco_count, title: "…" });
    let by_count = |edition| (of(edition, 1), of(edition, 2));
    let (older, newer) = (by_count(Edition::Scorm12), by_count(Edition::Scorm2004Ed4));
    match (attribute.kind, older, newer) {
        (Kind::Text | Kind::Standard, ..) => "the package's".to_owned(),
        (_, (single, several), newer) if newer == (single.clone(), several.clone()) => {
            format!("`{single}` with one SCO, `{several}` with several")
        }
        (_, (older, _), (newer, _)) => format!("`{newer}` for SCORM 2004, else `{older}`"),
    }
}

fn name_cell(method: &Method) -> String {
    let mut cell = format!("`{}`", method.name);
    if !method.secured {
        cell.push_str(" *open*");
    }
    if !method.available {
        cell.push_str(" *not in this version*");
    }
    cell
}

fn params_cell(method: &Method) -> String {
    let mut cells: Vec<String> = method
        .params
        .iter()
        .map(|param| {
            let name = if param.required { format!("**{}**", param.name) } else { param.name.to_owned() };
            if param.aliases.is_empty() { name } else { format!("{name} (or {})", param.aliases.join(", ")) }
        })
        .collect();
    if method.file {
        cells.push("a file".to_owned());
    }
    if method.attributes {
        cells.push("any [package attribute](attributes.md)".to_owned());
    }
    cells.join(", ")
}

fn codes_cell(method: &Method) -> String {
    let codes = codes_of(method);
    codes.iter().map(|row| format!("{} {}", row.code, row.when)).collect::<Vec<_>>().join("; ")
}

fn values(kind: Kind) -> String {
    match kind {
        Kind::Bool => "`true` or `false`.".to_owned(),
        // The meaning names the numbers.
        Kind::Enumeration { .. } => String::new(),
        Kind::Int { min, max } => format!("A whole number from {min} to {max}."),
        Kind::Fraction => "From 0 to 1.".to_owned(),
        Kind::Words(words) => {
            let words: Vec<_> = words.iter().map(|word| format!("`{word}`")).collect();
            format!("One of {}.", words.join(", "))
        }
        Kind::Text => "Text of at most 255 characters.".to_owned(),
        Kind::Standard => {
            let names: Vec<_> =
                Edition::ALL.iter().map(|edition| format!("`{}`", edition.as_str())).collect();
            format!("One of {}.", names.join(", "))
        }
    }
}
