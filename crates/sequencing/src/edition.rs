//! Editions of the book.

/// Which edition of SCORM 2004 the tree is sequenced by. SCORM 1.2 runs by the default definitions of the latest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Edition {
    /// 2nd Edition.
    Second,
    /// 3rd Edition.
    Third,
    /// 4th Edition: completion by measure, jump, shared scores and completion.
    #[default]
    Fourth,
}
