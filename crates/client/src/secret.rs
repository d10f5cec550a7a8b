//! Texts that must not be printed.

use std::fmt;

use zeroize::Zeroizing;

/// A secret: the key of an application, a password. It has no `Display`, its `Debug` shows nothing, and its memory is
/// wiped when it is dropped.
///
/// ```
/// let secret = lyceum_client::Secret::new("s3cretKey");
/// assert_eq!(format!("{secret:?}"), "Secret(…)");
/// ```
///
/// It does not get into a page by accident:
///
/// ```compile_fail
/// let secret = lyceum_client::Secret::new("s3cretKey");
/// println!("{secret}");
/// ```
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes a secret over.
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// The secret itself. Keep it out of logs, errors and pages.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}
