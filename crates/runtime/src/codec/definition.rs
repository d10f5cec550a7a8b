//! The definition of a course version.

use cmi::{CompletionThreshold, Edition, LaunchData, TimeLimitAction};

use super::bytes::{Reader, Wire, Writer, record, words};
use super::{DEFINITION, DecodeError};
use crate::definition::{Activity, DataMap, Definition, Resource, ResourceKind};
use crate::prerequisites::{ItemStatus, Prerequisite};

words!(Edition { Scorm11 = 1, Scorm12 = 2, Scorm2004Ed2 = 3, Scorm2004Ed3 = 4, Scorm2004Ed4 = 5 });
words!(ResourceKind { Sco = 1, Asset = 2 });
words!(ItemStatus { Passed = 1, Completed = 2, Browsed = 3, Failed = 4, NotAttempted = 5, Incomplete = 6 });
record!(Resource { kind, href });
record!(DataMap { target_id, read, write });
record!(Activity {
    identifier,
    title,
    parent,
    children,
    resource,
    visible,
    sequencing,
    launch_data,
    prerequisites,
    data_maps,
});
record!(Definition { edition, title, activities, objectives_global_to_system, shared_data_global_to_system });

/// Written flat, parts before the whole, so that reading needs no recursion however deep the input claims to be.
impl Wire for Prerequisite {
    fn write(&self, out: &mut Writer) {
        let mut steps = 0;
        let mut flat = Writer::default();
        flatten(self, &mut flat, &mut steps);
        out.unsigned(steps);
        out.bytes.extend_from_slice(&flat.bytes);
    }

    fn read(input: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let mut done: Vec<(Self, usize)> = Vec::new();
        for _ in 0..input.count()? {
            let step = match input.byte()? {
                1 => (Self::Done(input.get()?), 1),
                2 => (Self::Is(input.get()?, input.get()?), 1),
                3 => (Self::IsNot(input.get()?, input.get()?), 1),
                4 => {
                    let (inner, depth) = done.pop().ok_or(DecodeError::Broken)?;
                    (Self::Not(Box::new(inner)), depth + 1)
                }
                kind @ 5..=7 => {
                    let least = if kind == 7 { input.get()? } else { 0 };
                    let count: usize = input.get()?;
                    let from = done.len().checked_sub(count).ok_or(DecodeError::Broken)?;
                    let depth = done[from..].iter().map(|(_, depth)| *depth).max().unwrap_or(0) + 1;
                    let parts = done.drain(from..).map(|(part, _)| part).collect();
                    let whole = match kind {
                        5 => Self::All(parts),
                        6 => Self::Any(parts),
                        _ => Self::AtLeast(least, parts),
                    };
                    (whole, depth)
                }
                _ => return Err(DecodeError::Broken),
            };
            // Judging and dropping an expression do recurse.
            if step.1 > 256 {
                return Err(DecodeError::Broken);
            }
            done.push(step);
        }
        match (done.pop(), done.is_empty()) {
            (Some((whole, _)), true) => Ok(whole),
            _ => Err(DecodeError::Broken),
        }
    }
}

fn flatten(expression: &Prerequisite, out: &mut Writer, steps: &mut u64) {
    match expression {
        Prerequisite::Done(item) => {
            out.bytes.push(1);
            out.put(item);
        }
        Prerequisite::Is(item, status) | Prerequisite::IsNot(item, status) => {
            out.bytes.push(if matches!(expression, Prerequisite::Is(..)) { 2 } else { 3 });
            out.put(item);
            out.put(status);
        }
        Prerequisite::Not(inner) => {
            flatten(inner, out, steps);
            out.bytes.push(4);
        }
        Prerequisite::All(parts) | Prerequisite::Any(parts) | Prerequisite::AtLeast(_, parts) => {
            parts.iter().for_each(|part| flatten(part, out, steps));
            match expression {
                Prerequisite::All(_) => out.bytes.push(5),
                Prerequisite::AtLeast(least, _) => {
                    out.bytes.push(7);
                    out.put(least);
                }
                _ => out.bytes.push(6),
            }
            out.put(&parts.len());
        }
    }
    *steps += 1;
}

impl Definition {
    /// For storing and for the browser.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Writer::default();
        out.put(self);
        DEFINITION.seal(&out.bytes)
    }

    /// Reads what [`Definition::encode`] wrote.
    ///
    /// # Errors
    /// When the bytes are not a definition whose tree holds together, or one of a newer version.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let (body, version) = DEFINITION.open(bytes)?;
        let mut input = Reader::new(&body, version);
        let definition: Self = input.get()?;
        input.end()?;
        if holds_together(&definition.activities) { Ok(definition) } else { Err(DecodeError::Broken) }
    }
}

/// Preorder: one root at the front, every other activity after its parent and listed there once.
fn holds_together(activities: &[Activity]) -> bool {
    let mut listed = 0;
    for (index, activity) in activities.iter().enumerate() {
        if activity.parent.is_none() != (index == 0) {
            return false;
        }
        for child in &activity.children {
            if *child <= index || activities.get(*child).is_none_or(|c| c.parent != Some(index)) {
                return false;
            }
            listed += 1;
        }
        if activity.children.windows(2).any(|pair| pair[0] >= pair[1]) {
            return false;
        }
    }
    !activities.is_empty() && listed == activities.len() - 1
}
words!(TimeLimitAction { ExitMessage = 1, ExitNoMessage = 2, ContinueMessage = 3, ContinueNoMessage = 4 });
record!(CompletionThreshold { completed_by_measure, min_progress_measure, progress_weight });
record!(LaunchData {
    data_from_lms,
    mastery_score,
    max_time_allowed,
    time_limit_action,
    completion_threshold,
    scaled_passing_score,
    objectives,
});
