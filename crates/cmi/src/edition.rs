//! The standards that content is held to.

/// Standard and edition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Edition {
    /// SCORM 1.1
    Scorm11,
    /// SCORM 1.2
    Scorm12,
    /// SCORM 2004 2nd Edition
    Scorm2004Ed2,
    /// SCORM 2004 3rd Edition
    Scorm2004Ed3,
    /// SCORM 2004 4th Edition
    Scorm2004Ed4,
}

impl Edition {
    /// Whether it is an edition of SCORM 2004, with `API_1484_11` and sequencing.
    #[must_use]
    pub fn is_2004(self) -> bool {
        matches!(self, Self::Scorm2004Ed2 | Self::Scorm2004Ed3 | Self::Scorm2004Ed4)
    }
}
