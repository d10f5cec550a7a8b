//! What a navigation request went through, in one bounded sentence for the journal. It is cheap enough to be told of
//! every request; `cargo xtask bench sequencing` says how cheap.

use crate::outcome::Outcome;
use crate::trace::{Step, Trace};
use crate::tree::{ActivityId, Tree};

/// A longer story is cut off.
const LENGTH: usize = 2_000;

/// Collects the steps.
#[derive(Debug)]
pub struct Story<'a> {
    tree: &'a Tree,
    text: String,
    cut: bool,
    last: (&'static str, Option<ActivityId>),
    only_the_end: bool,
}

impl<'a> Story<'a> {
    /// Nothing has happened yet.
    #[must_use]
    pub fn new(tree: &'a Tree) -> Self {
        Self { tree, text: String::new(), cut: false, last: ("", None), only_the_end: false }
    }

    /// The same for a story of which only the end is told.
    #[must_use]
    pub fn of_the_end(tree: &'a Tree) -> Self {
        Self { only_the_end: true, ..Self::new(tree) }
    }

    /// The whole story with its end.
    #[must_use]
    pub fn finish(mut self, outcome: Outcome) -> String {
        if self.cut {
            self.text.push_str("; …");
        }
        if !self.text.is_empty() {
            self.text.push_str("; ");
        }
        match outcome {
            Outcome::Deliver(activity) => {
                self.text.push_str("deliver ");
                self.text.push_str(self.tree.identifier(activity));
            }
            Outcome::Ended => self.text.push_str("the session ends"),
            Outcome::Choosing(None) => self.text.push_str("the learner chooses"),
            Outcome::Choosing(Some(exception)) => {
                self.text.push_str("the learner chooses (");
                self.text.push_str(exception.code());
                self.text.push_str(", ");
                self.text.push_str(exception.text());
                self.text.push(')');
            }
            Outcome::Refused(exception) => {
                self.text.push_str("refused (");
                self.text.push_str(exception.code());
                self.text.push_str(", ");
                self.text.push_str(exception.text());
                self.text.push(')');
            }
        }
        self.text
    }

    /// Clause and activity, unless they are those of the step before.
    fn begin(&mut self, clause: &'static str, activity: Option<ActivityId>) {
        if self.last == (clause, activity) {
            return;
        }
        self.last = (clause, activity);
        if !self.text.is_empty() {
            self.text.push_str("; ");
        }
        self.text.push_str(clause);
        if let Some(activity) = activity {
            self.text.push(' ');
            self.text.push_str(self.tree.identifier(activity));
        }
    }

    fn change(&mut self, what: &str, before: &str, after: &str) {
        for part in [": ", what, " ", before, " → ", after] {
            self.text.push_str(part);
        }
    }
}

impl Trace for Story<'_> {
    fn step(&mut self, clause: &'static str, activity: Option<ActivityId>, what: Step<'_>) {
        if self.only_the_end {
            return;
        }
        if self.text.len() >= LENGTH {
            self.cut = true;
            return;
        }
        match what {
            Step::Entered => self.begin(clause, activity),
            Step::Fired { action, conditions } => {
                self.begin(clause, activity);
                self.text.push_str(": rule ");
                self.text.push_str(action);
                self.text.push_str(" fired (");
                for (at, (kind, value)) in conditions.iter().enumerate() {
                    if at > 0 {
                        self.text.push_str(", ");
                    }
                    self.text.push_str(kind.name());
                    self.text.push('=');
                    self.text.push_str(truth(*value));
                }
                self.text.push(')');
            }
            Step::Status { what, before, after } => {
                if before != after {
                    self.begin(clause, activity);
                    self.change(what, truth(before), truth(after));
                }
            }
            Step::Measure { what, before, after } => {
                if before != after {
                    self.begin(clause, activity);
                    self.change(what, &number(before), &number(after));
                }
            }
            // The outcome says it.
            Step::Exception(_) => {}
        }
    }
}

fn truth(value: Option<bool>) -> &'static str {
    match value {
        Some(true) => "true",
        Some(false) => "false",
        None => "unknown",
    }
}

fn number(value: Option<f64>) -> String {
    value.map_or_else(|| String::from("unknown"), |value| value.to_string())
}
