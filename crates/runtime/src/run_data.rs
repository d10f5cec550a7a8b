//! Run-time data of one activity: the data model of its edition, and what the player does with it.

mod answers_12;
mod codec;
mod report;
#[cfg(test)]
mod tests;
mod tracking;

use cmi::{Centiseconds, Edition, Rules, Scorm12, Scorm2004, Session};

use crate::behaviour::{Behaviour, Checking};
use crate::codec::bytes::words;
use crate::definition::{Activity, Definition};
use crate::learner::Learner;
use crate::pins::{Mode, Pins};
use crate::results::{Completion, Success};
use crate::rollup_12::Unit;
use crate::status_12::{AtFinish, as_results, implied_status, scaled};

pub use cmi::CallError;

pub(crate) fn error_string(edition: Edition, code: &str) -> String {
    cmi::error_string(edition, code).to_owned()
}

/// `cmi.core.entry`, `cmi.entry`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EntryMode {
    AbInitio,
    Resume,
    Neither,
}

impl EntryMode {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::AbInitio => "ab-initio",
            Self::Resume => "resume",
            Self::Neither => "",
        }
    }
}

/// `cmi.core.exit`, `cmi.exit`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ExitMode {
    Normal,
    Suspend,
    TimeOut,
    Logout,
}

words!(ExitMode { Normal = 0, Suspend = 1, TimeOut = 2, Logout = 3 });

/// What a session begins with.
pub(crate) struct SessionStart {
    pub(crate) learner: Learner,
    pub(crate) mode: Mode,
    pub(crate) credit: bool,
    pub(crate) entry: EntryMode,
    /// The second session within a delivery.
    pub(crate) again: bool,
}

/// The run-time data of one activity.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct RunData {
    /// A session has begun.
    begun: bool,
    pub(crate) model: Model,
}

/// The data model of an edition.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Model {
    Scorm12(Scorm12),
    Scorm2004(Scorm2004),
}

/// Where SCORM 1.2 keeps what a review session must not change.
const RESULTS_12: [&str; 4] =
    ["cmi.core.lesson_status", "cmi.core.score.raw", "cmi.core.score.min", "cmi.core.score.max"];
/// The same for SCORM 2004.
const RESULTS_2004: [&str; 7] = [
    "cmi.completion_status",
    "cmi.success_status",
    "cmi.progress_measure",
    "cmi.score.scaled",
    "cmi.score.raw",
    "cmi.score.min",
    "cmi.score.max",
];

impl RunData {
    /// Empty data of an activity that was never opened.
    pub(crate) fn new(edition: Edition, activity: &Activity) -> Self {
        let session = Session { launch_data: activity.launch_data.clone(), ..Session::default() };
        let model = if edition.is_2004() {
            Model::Scorm2004(Scorm2004 { session, ..Scorm2004::default() })
        } else {
            Model::Scorm12(Scorm12 { session, ..Scorm12::default() })
        };
        Self { begun: false, model }
    }

    /// `cmi.core.lesson_status`; of SCORM 2004 `cmi.completion_status`.
    pub(crate) fn lesson_status(&self) -> &str {
        match &self.model {
            Model::Scorm12(model) => model.lesson_status(),
            Model::Scorm2004(model) => model.completion_status(),
        }
    }

    /// What a unit of roll-up makes of it. `running`: content may say more.
    pub(crate) fn as_unit(&self, sco: bool, behaviour: &Behaviour, running: bool) -> Unit {
        let decided = if behaviour.score_overrides_status { self.by_score(running) } else { None };
        let (completion, success) = decided
            .map_or_else(|| self.status(behaviour), |status| crate::status_12::as_results(status, behaviour));
        Unit { sco, completion, success, score: self.score(behaviour.scale_raw_score) }
    }

    /// SCORM 1.2 where the score decides: the status by it. Until there is one, what content says of passing does not
    /// count, since a course that was passed stays so.
    fn by_score(&self, running: bool) -> Option<&'static str> {
        let Model::Scorm12(model) = &self.model else { return None };
        let mastery = model.session.launch_data.mastery_score.filter(|_| model.session.credit)?;
        let decided = matches!(model.lesson_status(), "passed" | "failed" | "completed");
        match model.score("raw") {
            Some(raw) if decided => Some(if raw >= mastery { "passed" } else { "failed" }),
            None if decided && running => Some("incomplete"),
            _ => None,
        }
    }

    fn status(&self, behaviour: &Behaviour) -> (Completion, Success) {
        match &self.model {
            Model::Scorm12(model) => as_results(model.lesson_status(), behaviour),
            Model::Scorm2004(model) => {
                let completion = match model.completion_status() {
                    "completed" => Completion::Complete,
                    "incomplete" | "not attempted" => Completion::Incomplete,
                    _ => Completion::Unknown,
                };
                (completion, success_of(model.success_status()))
            }
        }
    }

    /// Scaled score. SCORM 2004 has its own; `scale_raw`: a raw one counts where that is missing.
    pub(crate) fn score(&self, scale_raw: bool) -> Option<f64> {
        match &self.model {
            Model::Scorm12(model) => scaled(model.score("raw"), model.score("min"), model.score("max")),
            Model::Scorm2004(model) => model.score("scaled").or_else(|| {
                let raw = scale_raw.then(|| model.score("raw"))?;
                scaled(raw, model.score("min"), model.score("max"))
            }),
        }
    }

    /// SCORM 2004: the share of the activity that content says is done.
    pub(crate) fn progress(&self) -> Option<f64> {
        match &self.model {
            Model::Scorm12(_) => None,
            Model::Scorm2004(model) => model.tree.value("cmi.progress_measure")?.parse().ok(),
        }
    }

    /// An asset was shown, which is all that can be done with it.
    pub(crate) fn complete_asset(&mut self) {
        match &mut self.model {
            Model::Scorm12(model) => model.tree.put("cmi.core.lesson_status", "completed"),
            Model::Scorm2004(model) => model.tree.put("cmi.completion_status", "completed"),
        }
    }

    pub(crate) fn has_begun(&self) -> bool {
        self.begun
    }

    /// A session begins.
    pub(crate) fn begin(
        &mut self,
        definition: &Definition,
        activity: usize,
        behaviour: &Behaviour,
        start: &SessionStart,
    ) {
        self.begun = true;
        let activity = &definition.activities[activity];
        let before = match &self.model {
            Model::Scorm12(model) => &model.session,
            Model::Scorm2004(model) => &model.session,
        };
        let strict = behaviour.checking == Checking::Strict;
        let suspend_data_max = match definition.edition {
            // It promises no more; later editions promise 64,000.
            Edition::Scorm2004Ed2 if strict => behaviour.suspend_data_max_length.min(4000),
            _ => behaviour.suspend_data_max_length,
        };
        let entry = if start.again { before.entry.clone() } else { start.entry.name().to_owned() };
        let session = Session {
            learner_id: start.learner.id.clone(),
            learner_name: start.learner.name(),
            language: start.learner.language.clone().unwrap_or_default(),
            credit: start.credit,
            mode: start.mode.name().to_owned(),
            entry,
            launch_data: activity.launch_data.clone(),
            rules: Rules {
                suspend_data_max,
                check_responses: behaviour.checking != Checking::Lenient,
                strict,
            },
        };
        match &mut self.model {
            Model::Scorm12(model) => model.begin(session),
            Model::Scorm2004(model) => model.begin(session),
        }
    }

    /// The session is over; its time joins the total.
    pub(crate) fn count_session_time(&mut self) {
        match &mut self.model {
            Model::Scorm12(model) => model.count_session_time(),
            Model::Scorm2004(model) => model.count_session_time(),
        }
    }

    /// SCORM 1.2: the status that the player sets when content finishes, with the reason.
    pub(crate) fn imply_status(&mut self, _: &Activity, pins: &Pins) -> Option<(&'static str, &'static str)> {
        let Model::Scorm12(model) = &mut self.model else { return None };
        let implied = implied_status(AtFinish {
            status_set: model.status_set,
            mode: pins.mode,
            credit: model.session.credit,
            mastery: model.session.launch_data.mastery_score,
            raw: model.score("raw"),
            score_overrides: pins.behaviour.score_overrides_status,
        })?;
        model.tree.put("cmi.core.lesson_status", implied.0);
        Some(implied)
    }

    /// How content said it leaves.
    pub(crate) fn exit(&self) -> ExitMode {
        let word = match &self.model {
            Model::Scorm12(model) => model.exit(),
            Model::Scorm2004(model) => model.exit(),
        };
        match word {
            "suspend" => ExitMode::Suspend,
            "logout" => ExitMode::Logout,
            "time-out" => ExitMode::TimeOut,
            _ => ExitMode::Normal,
        }
    }

    /// A review is over: status, score, objectives and interactions are again those of before; bookmark, suspend
    /// data and time stay.
    pub(crate) fn take_results_from(&mut self, kept: &Self) {
        let (tree, before, names) = match (&mut self.model, &kept.model) {
            (Model::Scorm12(now), Model::Scorm12(before)) => {
                now.status_set = before.status_set;
                (&mut now.tree, &before.tree, &RESULTS_12[..])
            }
            (Model::Scorm2004(now), Model::Scorm2004(before)) => {
                (&mut now.tree, &before.tree, &RESULTS_2004[..])
            }
            _ => return,
        };
        tree.values.retain(|name, _| !names.contains(&name.as_str()));
        for name in names {
            if let Some(value) = before.value(name) {
                tree.put(name, value);
            }
        }
        tree.lists.clone_from(&before.lists);
    }

    /// A value as it is kept, whether or not content may read it.
    pub(crate) fn stored(&self, element: &str) -> Option<&str> {
        match &self.model {
            Model::Scorm12(model) => model.stored(element),
            Model::Scorm2004(model) => model.stored(element),
        }
    }

    pub(crate) fn get(&self, element: &str) -> Result<String, CallError> {
        match &self.model {
            Model::Scorm12(model) => model.get(element),
            Model::Scorm2004(model) => model.get(element),
        }
    }

    /// Answers with the leniencies that were needed.
    pub(crate) fn set(&mut self, element: &str, value: &str) -> Result<Vec<String>, CallError> {
        match &mut self.model {
            Model::Scorm12(model) => model.set(element, value),
            Model::Scorm2004(model) => model.set(element, value),
        }
    }

    fn total_time(&self) -> Centiseconds {
        match &self.model {
            Model::Scorm12(model) => model.total_time,
            Model::Scorm2004(model) => model.total_time,
        }
    }
}

fn success_of(word: &str) -> Success {
    match word {
        "passed" => Success::Passed,
        "failed" => Success::Failed,
        _ => Success::Unknown,
    }
}
