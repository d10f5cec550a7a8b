//! The learner as content may see them.

/// Who learns. Pinned by each launch: a changed name shows at the next one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Learner {
    /// `cmi.core.student_id`, `cmi.learner_id`.
    pub id: String,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// Preferred language, where known (`cmi.learner_preference.language`).
    pub language: Option<String>,
}

impl Learner {
    /// `Last, First`, the form both standards ask for.
    #[must_use]
    pub fn name(&self) -> String {
        match (self.last_name.trim(), self.first_name.trim()) {
            ("", only) | (only, "") => only.to_owned(),
            (last, first) => [last, ", ", first].concat(),
        }
    }

    /// `First Last`, as reports show the learner (V1 spec §12 no. 19).
    #[must_use]
    pub fn reported_name(&self) -> String {
        match (self.first_name.trim(), self.last_name.trim()) {
            ("", only) | (only, "") => only.to_owned(),
            (first, last) => [first, " ", last].concat(),
        }
    }
}
