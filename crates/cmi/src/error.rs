//! Error numbers and their texts.

use std::borrow::Cow;

use crate::Edition;

/// Why a call failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallError {
    /// Number of the standard (SCORM 1.2 RTE 3.3.4; SCORM 2004 RTE 3.1.7).
    pub number: u16,
    /// What is wrong, for `GetDiagnostic`.
    pub why: Cow<'static, str>,
}

impl CallError {
    /// A failure with its reason.
    #[must_use]
    pub fn new(number: u16, why: impl Into<Cow<'static, str>>) -> Self {
        Self { number, why: why.into() }
    }
}

/// Answer to `LMSGetErrorString` and `GetErrorString`: the standard's words, empty for a code it does not know.
#[must_use]
pub fn error_string(edition: Edition, code: &str) -> &'static str {
    let table: &[(&str, &str)] = if edition.is_2004() { &SCORM_2004 } else { &SCORM_12 };
    table.iter().find(|(number, _)| *number == code).map_or("", |(_, text)| text)
}

/// SCORM 1.2 RTE 3.3.4.
const SCORM_12: [(&str, &str); 11] = [
    ("0", "No error"),
    ("101", "General exception"),
    ("201", "Invalid argument error"),
    ("202", "Element cannot have children"),
    ("203", "Element not an array - cannot have count"),
    ("301", "Not initialized"),
    ("401", "Not implemented error"),
    ("402", "Invalid set value, element is a keyword"),
    ("403", "Element is read only"),
    ("404", "Element is write only"),
    ("405", "Incorrect data type"),
];

/// SCORM 2004 RTE 3.1.7.
const SCORM_2004: [(&str, &str); 26] = [
    ("0", "No Error"),
    ("101", "General Exception"),
    ("102", "General Initialization Failure"),
    ("103", "Already Initialized"),
    ("104", "Content Instance Terminated"),
    ("111", "General Termination Failure"),
    ("112", "Termination Before Initialization"),
    ("113", "Termination After Termination"),
    ("122", "Retrieve Data Before Initialization"),
    ("123", "Retrieve Data After Termination"),
    ("132", "Store Data Before Initialization"),
    ("133", "Store Data After Termination"),
    ("142", "Commit Before Initialization"),
    ("143", "Commit After Termination"),
    ("201", "General Argument Error"),
    ("301", "General Get Failure"),
    ("351", "General Set Failure"),
    ("391", "General Commit Failure"),
    ("401", "Undefined Data Model Element"),
    ("402", "Unimplemented Data Model Element"),
    ("403", "Data Model Element Value Not Initialized"),
    ("404", "Data Model Element Is Read Only"),
    ("405", "Data Model Element Is Write Only"),
    ("406", "Data Model Element Type Mismatch"),
    ("407", "Data Model Element Value Out Of Range"),
    ("408", "Data Model Dependency Not Established"),
];
