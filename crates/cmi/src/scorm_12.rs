//! The data model of SCORM 1.1 and 1.2 (SCORM 1.2 RTE 3.4).

mod elements;
mod values;

use crate::element::{Access, Name};
use crate::session::{Leniency, RECORD_BYTES, RECORDS, TOTAL_BYTES};
use crate::{CallError, Centiseconds, Session, Tree};

use elements::{CHILDREN, ELEMENTS, LISTS};

/// The run-time data of one SCO.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Scorm12 {
    /// What content stored.
    pub tree: Tree,
    /// Sum of the session times of sessions that are over: `cmi.core.total_time`.
    pub total_time: Centiseconds,
    /// Content has set `cmi.core.lesson_status` itself.
    pub status_set: bool,
    /// Bytes that the values take.
    pub bytes: u64,
    /// The session that runs or ran last.
    pub session: Session,
}

impl Scorm12 {
    /// A session begins: what belonged to the one before is gone.
    pub fn begin(&mut self, session: Session) {
        self.session = session;
        for name in ["cmi.core.exit", "cmi.core.session_time"] {
            self.tree.values.remove(name);
        }
        self.bytes = self.tree.size();
    }

    /// A session is over: its time joins the total.
    pub fn count_session_time(&mut self) {
        let time = self.tree.values.remove("cmi.core.session_time");
        if let Some((time, _)) = time.as_deref().and_then(Centiseconds::from_timespan) {
            self.total_time.0 = self.total_time.0.saturating_add(time.0);
        }
    }

    /// `cmi.core.lesson_status`
    #[must_use]
    pub fn lesson_status(&self) -> &str {
        self.tree.value("cmi.core.lesson_status").unwrap_or("not attempted")
    }

    /// `cmi.core.exit`: `time-out`, `suspend`, `logout` or empty.
    #[must_use]
    pub fn exit(&self) -> &str {
        self.tree.value("cmi.core.exit").unwrap_or("")
    }

    /// `raw`, `min` or `max` of `cmi.core.score`, where it is a number.
    #[must_use]
    pub fn score(&self, which: &str) -> Option<f64> {
        crate::number::lenient(self.tree.value(&["cmi.core.score.", which].concat())?)
    }

    /// A stored value, whether or not content may read it.
    #[must_use]
    pub fn stored(&self, element: &str) -> Option<&str> {
        let name = Name::parse(element)?;
        self.tree.record(&name.lists)?.value(&name.leaf)
    }

    /// `LMSGetValue`.
    ///
    /// # Errors
    /// 201, 202, 203, 401, 404 (SCORM 1.2 RTE 3.3.2.3).
    pub fn get(&self, element: &str) -> Result<String, CallError> {
        let name = parse(element)?;
        if let Some((parent, keyword)) = name.keyword() {
            return self.keyword(&name, parent, keyword);
        }
        let found = find(&name)?;
        if found.access == Access::Write {
            return Err(CallError::new(404, "the element is write only"));
        }
        let record = self.tree.record(&name.lists);
        let record = record.ok_or(CallError::new(201, "the index is not below the count"))?;
        Ok(match record.value(&name.leaf) {
            Some(value) => value.to_owned(),
            None => self.unset(found.name),
        })
    }

    /// `LMSSetValue`. What was accepted though the standard does not ask for it comes back as texts.
    ///
    /// # Errors
    /// 201, 401, 402, 403, 405 (SCORM 1.2 RTE 3.3.2.4).
    pub fn set(&mut self, element: &str, value: &str) -> Result<Vec<String>, CallError> {
        let name = parse(element)?;
        if name.keyword().is_some_and(|(parent, _)| parent == "cmi" || is_category(parent)) {
            return Err(CallError::new(402, "the element is a keyword"));
        }
        let found = find(&name)?;
        if found.access == Access::Read {
            return Err(CallError::new(403, "the element is read only"));
        }
        self.check_indexes(&name)?;
        let record = self.tree.record(&name.lists);
        let kind = record.and_then(|r| r.value("type"));
        // The answers of an interaction lie one list below its type.
        let outer = self.tree.record(name.lists.get(..1).unwrap_or_default());
        let kind = kind.or(outer.and_then(|r| r.value("type"))).map(str::to_owned);
        let mut leniency = Leniency { rules: &self.session.rules, notes: Vec::new() };
        let value = values::check(found.kind, value, kind.as_deref(), &mut leniency)?;
        let notes = leniency.notes;
        let old = record.and_then(|r| r.value(&name.leaf)).map_or(0, str::len) as u64;
        let new_record = if record.is_some() { 0 } else { RECORD_BYTES };
        let bytes = (self.bytes + value.len() as u64 + new_record).saturating_sub(old);
        if bytes > TOTAL_BYTES {
            return Err(CallError::new(101, "the data model holds more than is allowed"));
        }
        if let Some(record) = self.tree.record_mut(&name.lists) {
            record.put(&name.leaf, value);
            self.bytes = bytes;
            self.status_set |= found.name == "cmi.core.lesson_status";
        }
        Ok(notes)
    }

    fn check_indexes(&self, name: &Name) -> Result<(), CallError> {
        let mut at = Some(&self.tree);
        for (list, index) in &name.lists {
            let records = at.map_or(&[][..], |tree| tree.list(list));
            if *index > records.len() {
                return Err(CallError::new(201, "the index is beyond the count"));
            }
            if *index >= RECORDS {
                return Err(CallError::new(101, "the list holds more records than are allowed"));
            }
            at = records.get(*index);
        }
        Ok(())
    }

    fn keyword(&self, name: &Name, parent: &str, keyword: &str) -> Result<String, CallError> {
        match keyword {
            "_version" if parent == "cmi" => return Ok(String::from("3.4")),
            "_children" => {
                if let Some((_, children)) = CHILDREN.iter().find(|(shape, _)| *shape == parent) {
                    return Ok((*children).to_owned());
                }
            }
            "_count" if LISTS.contains(&parent) => {
                let list = name.leaf.strip_suffix("._count").unwrap_or_default();
                let record = self.tree.record(&name.lists);
                let record = record.ok_or(CallError::new(201, "the index is not below the count"))?;
                return Ok(record.list(list).len().to_string());
            }
            _ => {}
        }
        Err(if !is_category(parent) && !ELEMENTS.iter().any(|e| e.name == parent) {
            unknown(parent)
        } else if keyword == "_children" {
            CallError::new(202, "the element has no children")
        } else if keyword == "_count" {
            CallError::new(203, "the element is not a list")
        } else {
            CallError::new(201, "only cmi has a version")
        })
    }

    fn unset(&self, element: &str) -> String {
        let session = &self.session;
        let launch = &session.launch_data;
        match element {
            "cmi.core.student_id" => session.learner_id.clone(),
            "cmi.core.student_name" => session.learner_name.clone(),
            "cmi.core.credit" => (if session.credit { "credit" } else { "no-credit" }).to_owned(),
            "cmi.core.lesson_status" => self.lesson_status().to_owned(),
            "cmi.core.entry" => session.entry.clone(),
            "cmi.core.total_time" => self.total_time.timespan(),
            "cmi.core.lesson_mode" => session.mode.clone(),
            "cmi.launch_data" => launch.data_from_lms.clone().unwrap_or_default(),
            "cmi.student_data.mastery_score" => {
                launch.mastery_score.map(crate::number::text).unwrap_or_default()
            }
            "cmi.student_data.max_time_allowed" => {
                launch.max_time_allowed.map(Centiseconds::timespan).unwrap_or_default()
            }
            "cmi.student_data.time_limit_action" => {
                launch.time_limit_action.map_or("", crate::TimeLimitAction::name).to_owned()
            }
            "cmi.student_preference.language" => session.language.clone(),
            "cmi.student_preference.audio"
            | "cmi.student_preference.speed"
            | "cmi.student_preference.text" => String::from("0"),
            "cmi.objectives.n.status" => String::from("not attempted"),
            _ => String::new(),
        }
    }
}

fn parse(element: &str) -> Result<Name, CallError> {
    Name::parse(element).ok_or(CallError::new(201, "this is no name of an element"))
}

/// `cmi.core`, `cmi.core.score`, …: something that has elements below.
fn is_category(shape: &str) -> bool {
    ELEMENTS.iter().any(|e| e.name.strip_prefix(shape).is_some_and(|rest| rest.starts_with('.')))
}

fn find(name: &Name) -> Result<&'static crate::element::Element<values::Kind>, CallError> {
    ELEMENTS.iter().find(|e| e.name == name.shape).ok_or_else(|| unknown(&name.shape))
}

/// An unknown leaf of a known category is an invalid argument; an unknown category is not implemented.
fn unknown(shape: &str) -> CallError {
    let mut parts = shape.split('.');
    let category = [parts.next().unwrap_or_default(), ".", parts.next().unwrap_or_default()].concat();
    if shape == "cmi" || is_category(&category) || ELEMENTS.iter().any(|e| e.name == category) {
        CallError::new(201, "the data model has no such element")
    } else {
        CallError::new(401, "the data model has no such category")
    }
}
