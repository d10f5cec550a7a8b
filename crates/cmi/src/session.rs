//! What a session knows besides what content stored.

use crate::{CallError, LaunchData};

/// Who takes the content and how: fixed while a session runs.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Session {
    /// `cmi.core.student_id`, `cmi.learner_id`
    pub learner_id: String,
    /// `cmi.core.student_name`, `cmi.learner_name`
    pub learner_name: String,
    /// Preferred language of the learner; empty where not known.
    pub language: String,
    /// Whether the learner takes it for credit.
    pub credit: bool,
    /// `normal`, `browse` or `review`.
    pub mode: String,
    /// `ab-initio`, `resume` or empty.
    pub entry: String,
    /// What the manifest says.
    pub launch_data: LaunchData,
    /// How strict the data model is.
    pub rules: Rules,
}

/// How far values may depart from the standard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    /// Ceiling of suspend data, in characters: also where the standard promises more.
    pub suspend_data_max: u32,
    /// Answers have to have the form of their kind of interaction.
    pub check_responses: bool,
    /// No leniency at all: what would be a note is an error.
    pub strict: bool,
}

impl Default for Rules {
    fn default() -> Self {
        Self { suspend_data_max: 64 << 10, check_responses: true, strict: false }
    }
}

/// Ceiling of any text other than suspend data, in bytes.
pub(crate) const TEXT_CEILING: usize = 64 << 10;
/// Records a list may hold.
pub(crate) const RECORDS: usize = 10_000;
/// Bytes of values that one data model may hold.
pub(crate) const TOTAL_BYTES: u64 = 16 << 20;
/// What a record costs beside its values.
pub(crate) const RECORD_BYTES: u64 = 64;

/// Departures that were accepted.
pub(crate) struct Leniency<'a> {
    pub(crate) rules: &'a Rules,
    pub(crate) notes: Vec<String>,
}

impl Leniency<'_> {
    /// Accepts with a note, or refuses where the rules are strict.
    pub(crate) fn accept(&mut self, number: u16, why: &'static str) -> Result<(), CallError> {
        if self.rules.strict {
            return Err(CallError::new(number, why));
        }
        self.notes.push(why.to_owned());
        Ok(())
    }

    /// A text longer than the standard promises to keep.
    pub(crate) fn length(
        &mut self,
        text: &str,
        promised: usize,
        number: u16,
        why: &'static str,
    ) -> Result<(), CallError> {
        if text.len() > TEXT_CEILING {
            return Err(CallError::new(number, "the text is longer than 64 KiB"));
        }
        if text.len() > promised && text.chars().count() > promised {
            self.accept(number, why)
        } else {
            Ok(())
        }
    }

    /// The same for suspend data.
    pub(crate) fn suspend_data(&mut self, text: &str, promised: usize, number: u16) -> Result<(), CallError> {
        let most = self.rules.suspend_data_max as usize;
        if text.len() <= promised.min(most) {
            return Ok(());
        }
        let length = text.chars().count();
        if length > most {
            return Err(CallError::new(number, "the suspend data is longer than suspendDataMaxLength"));
        }
        if length > promised {
            self.accept(number, "suspend data is longer than the standard promises to keep")
        } else {
            Ok(())
        }
    }
}
