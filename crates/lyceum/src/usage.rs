//! What a wrong command line is told: one sentence that names the key.

use std::process::ExitCode;

use clap::{
    Error,
    error::{ContextKind, ContextValue, ErrorKind},
};

/// Prints help where it was asked for, else what is wrong.
pub(crate) fn explain(error: &Error) -> ExitCode {
    if let Some(sentence) = wrong_value(error) {
        eprintln!("lyceum: {sentence}");
        return ExitCode::FAILURE;
    }
    // Nothing is left to do where even this cannot be written.
    let _ = error.print();
    if error.use_stderr() { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

/// The sentence for a flag, or its environment variable, whose value cannot be read.
fn wrong_value(error: &Error) -> Option<String> {
    if error.kind() != ErrorKind::ValueValidation {
        return None;
    }
    let text = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.as_str()),
        _ => None,
    };
    let flag = text(ContextKind::InvalidArg)?.split_whitespace().next()?;
    let key = flag.trim_start_matches('-').replace('-', "_").replace("import_limits_", "import_limits.");
    Some(format!("`{key}` cannot be `{}`; see `lyceum help serve`", text(ContextKind::InvalidValue)?))
}
