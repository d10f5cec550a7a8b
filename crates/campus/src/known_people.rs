//! People whom the sign-in page offers to sign in as, with a click: for a demo, where everybody may be everybody.

use lyceum_client::Secret;

/// Somebody whom everybody may be.
#[derive(Debug)]
pub struct KnownPerson {
    /// The name to sign in with.
    pub login: String,
    /// The password; it is written into the page.
    pub password: Secret,
    /// What the person is called.
    pub name: String,
    /// Whether the person administrates, and so begins with the courses of all; else they learn, and begin with theirs.
    pub administrates: bool,
}
