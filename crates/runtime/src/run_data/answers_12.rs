//! Answers of SCORM 1.2 in the forms of SCORM 2004, for reports.

/// An answer of an interaction of that type.
pub(super) fn convert(kind: Option<&str>, answer: &str) -> String {
    if answer.contains("[,]") || answer.contains("[.]") {
        return answer.to_owned();
    }
    let inner = answer.strip_prefix('{').and_then(|a| a.strip_suffix('}')).unwrap_or(answer);
    match kind {
        Some("true-false") => match inner.trim().bytes().next() {
            Some(b'1' | b't' | b'T') => String::from("true"),
            Some(b'0' | b'f' | b'F') => String::from("false"),
            _ => answer.to_owned(),
        },
        Some("choice" | "sequencing") => parts(inner).join("[,]"),
        Some("matching") => {
            let pairs = parts(inner).into_iter().map(|pair| pair.replacen('.', "[.]", 1));
            pairs.collect::<Vec<_>>().join("[,]")
        }
        _ => answer.to_owned(),
    }
}

/// `wrong` is `incorrect` in SCORM 2004.
pub(super) fn convert_result(result: &str) -> String {
    (if result == "wrong" { "incorrect" } else { result }).to_owned()
}

fn parts(answer: &str) -> Vec<&str> {
    answer.split(',').map(str::trim).filter(|part| !part.is_empty()).collect()
}
