//! Run-time data as tracking gets it (SCORM 2004 RTE 4.1.1.6, book 4.2).

use std::collections::BTreeSet;

use sequencing::{Reported, ReportedObjective};

use super::RunData;

impl RunData {
    /// What content said of itself. Of objectives only what it set counts (`said`, by element), since they begin
    /// with what tracking knew. `scale_raw`: a raw score counts where no scaled one was set.
    pub(crate) fn reported(&self, said: &BTreeSet<String>, scale_raw: bool) -> Reported {
        let primary = self.reported_objective("cmi.", |element| self.get(element).ok(), said, scale_raw);
        let count = self.get("cmi.objectives._count").ok().and_then(|n| n.parse().ok()).unwrap_or(0usize);
        let objectives = (0..count).filter_map(|index| {
            let prefix = ["cmi.objectives.", &index.to_string(), "."].concat();
            let name = self.get(&[&prefix, "id"].concat()).ok()?;
            let own = |element: &str| said.contains(element).then(|| self.get(element).ok())?;
            Some((name, self.reported_objective(&prefix, own, said, false)))
        });
        Reported { primary, objectives: objectives.collect(), ..Reported::default() }
    }

    fn reported_objective(
        &self,
        prefix: &str,
        get: impl Fn(&str) -> Option<String>,
        said: &BTreeSet<String>,
        scale_raw: bool,
    ) -> ReportedObjective {
        let name = |leaf: &str| [prefix, leaf].concat();
        let number = |leaf: &str| get(&name(leaf)).and_then(|text| text.trim().parse::<f64>().ok());
        let number = |leaf: &str| number(leaf).filter(|value| value.is_finite());
        // `unknown` counts where content said it; otherwise nothing was said.
        let status = |leaf: &str, yes: &str, no: [&str; 2]| {
            let element = name(leaf);
            match get(&element).as_deref() {
                Some(word) if word == yes => Some(Some(true)),
                Some(word) if no.contains(&word) => Some(Some(false)),
                Some(_) if said.contains(&element) => Some(None),
                _ => None,
            }
        };
        let (raw, min, max) = (number("score.raw"), number("score.min"), number("score.max"));
        let scaled = number("score.scaled");
        ReportedObjective {
            satisfied: status("success_status", "passed", ["failed"; 2]),
            completed: status("completion_status", "completed", ["incomplete", "not attempted"]),
            measure: scaled.or_else(|| raw.filter(|_| scale_raw).map(|raw| scale(raw, min, max))),
            progress: number("progress_measure"),
            score_raw: raw,
            score_min: min,
            score_max: max,
        }
    }
}

/// A raw score as a normalized measure: between the bounds where there are some, else in hundredths.
fn scale(raw: f64, min: Option<f64>, max: Option<f64>) -> f64 {
    let scaled = match (min, max) {
        (Some(min), Some(max)) if max > min && raw >= min && raw <= max => (raw - min) / (max - min),
        _ => raw / 100.0,
    };
    scaled.clamp(-1.0, 1.0)
}
