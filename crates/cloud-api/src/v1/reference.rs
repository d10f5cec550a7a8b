//! The reference page `docs/api-v1.md`, made from the tables that the server works by.

use std::fmt::Write as _;

use super::attributes::{ATTRIBUTES, Initial, Kind};
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
        "\n## Package attributes\n\n| Attribute | Values | Default | Meaning |\n|---|---|---|---|\n",
    );
    for attribute in ATTRIBUTES {
        let default = match attribute.default {
            Initial::Always(text) => format!("`{text}`"),
            Initial::Depends(_) => "by the package".to_owned(),
        };
        let _ = writeln!(
            page,
            "| `{}` | {} | {default} | {} |",
            attribute.name,
            values(attribute.kind),
            attribute.meaning
        );
    }
    page
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
        cells.push("any [package attribute](#package-attributes)".to_owned());
    }
    cells.join(", ")
}

fn codes_cell(method: &Method) -> String {
    let codes = codes_of(method);
    codes.iter().map(|row| format!("{} {}", row.code, row.when)).collect::<Vec<_>>().join("; ")
}

fn values(kind: Kind) -> String {
    match kind {
        Kind::Bool => "`true`, `false`".to_owned(),
        Kind::Int { min, max } => format!("{min} to {max}"),
        Kind::Enumeration { last } => format!("1 to {last}; 0 is undefined and acts as the default"),
        Kind::Fraction => "0 to 1".to_owned(),
        Kind::Words(words) => words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", "),
        Kind::Text => "text".to_owned(),
        Kind::Standard => "a standard".to_owned(),
    }
}
