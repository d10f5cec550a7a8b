//! The data model of SCORM 2004 (4th Edition RTE 4.2). What `adl.nav` and `adl.data` say lies with the tree of
//! activities and the course, so whoever runs the session answers them before asking here.

mod answers;
mod elements;
mod objectives;
mod status;
mod values;

use crate::element::{Access, Element, Name};
use crate::session::{Leniency, RECORD_BYTES, RECORDS, TOTAL_BYTES};
use crate::{CallError, Centiseconds, Session, Tree};

use elements::{CHILDREN, ELEMENTS, LISTS};
use values::Kind;

/// The run-time data of one SCO.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Scorm2004 {
    /// What content stored, and objectives that the system began with.
    pub tree: Tree,
    /// Sum of the session times of sessions that are over: `cmi.total_time`.
    pub total_time: Centiseconds,
    /// Bytes that the values take.
    pub bytes: u64,
    /// The session that runs or ran last.
    pub session: Session,
}

impl Scorm2004 {
    /// A session begins: what belonged to the one before is gone.
    pub fn begin(&mut self, session: Session) {
        if self.tree.list("cmi.objectives").is_empty() {
            let mut records: Vec<Tree> = Vec::new();
            for id in session.launch_data.objectives.iter().filter(|id| !id.is_empty()).take(RECORDS) {
                if records.iter().all(|record| record.value("id") != Some(id)) {
                    let mut record = Tree::default();
                    record.put("id", id.as_str());
                    records.push(record);
                }
            }
            self.tree.lists.insert(String::from("cmi.objectives"), records);
        }
        self.session = session;
        for name in ["cmi.exit", "cmi.session_time"] {
            self.tree.values.remove(name);
        }
        self.bytes = self.tree.size();
    }

    /// A session is over: its time joins the total.
    pub fn count_session_time(&mut self) {
        let time = self.tree.values.remove("cmi.session_time");
        if let Some(time) = time.as_deref().and_then(Centiseconds::from_duration) {
            self.total_time.0 = self.total_time.0.saturating_add(time.0);
        }
    }

    /// `cmi.exit`: `time-out`, `suspend`, `logout`, `normal` or empty.
    #[must_use]
    pub fn exit(&self) -> &str {
        self.tree.value("cmi.exit").unwrap_or("")
    }

    /// A stored value, whether or not content may read it.
    #[must_use]
    pub fn stored(&self, element: &str) -> Option<&str> {
        let name = Name::parse(element)?;
        self.tree.record(&name.lists)?.value(&name.leaf)
    }

    /// `GetValue`.
    ///
    /// # Errors
    /// 301, 401, 403, 405 (RTE 3.1.4.1).
    pub fn get(&self, element: &str) -> Result<String, CallError> {
        if element.is_empty() {
            return Err(CallError::new(301, "the name of the element is empty"));
        }
        let name = Name::parse(element).ok_or_else(undefined)?;
        if let Some((parent, keyword)) = name.keyword() {
            return self.keyword(&name, parent, keyword);
        }
        let found = find(&name)?;
        if found.access == Access::Write {
            return Err(CallError::new(405, "the element is write only"));
        }
        let unset = || CallError::new(403, "the element was never set");
        let record = self.tree.record(&name.lists);
        let record = record.ok_or(CallError::new(301, "the index is not below the count"))?;
        if let Some(computed) = self.computed(found.name) {
            return computed.ok_or_else(unset);
        }
        match record.value(&name.leaf) {
            Some(value) => Ok(value.to_owned()),
            None => default(found.name).map(str::to_owned).ok_or_else(unset),
        }
    }

    /// `SetValue`. What was accepted though the standard does not ask for it comes back as texts.
    ///
    /// # Errors
    /// 351, 401, 404, 406, 407, 408 (RTE 3.1.4.2).
    pub fn set(&mut self, element: &str, value: &str) -> Result<Vec<String>, CallError> {
        if element.is_empty() {
            return Err(CallError::new(351, "the name of the element is empty"));
        }
        let name = Name::parse(element).ok_or_else(undefined)?;
        if name.keyword().is_some_and(|(parent, _)| is_parent(parent)) {
            return Err(CallError::new(404, "the element is a keyword"));
        }
        let found = find(&name)?;
        if found.access == Access::Read {
            return Err(CallError::new(404, "the element is read only"));
        }
        let mut leniency = Leniency { rules: &self.session.rules, notes: Vec::new() };
        self.check_place(&name, found.name)?;
        let stored = match found.kind {
            Kind::LearnerResponse | Kind::Pattern => {
                answers::check(&self.tree, &name, found.kind, value, &mut leniency)?
            }
            kind => values::check(kind, value, &mut leniency)?,
        };
        objectives::check_identifier(&self.tree, &name, found.name, &stored)?;
        let notes = leniency.notes;
        let record = self.tree.record(&name.lists);
        let old = record.and_then(|r| r.value(&name.leaf)).map_or(0, str::len) as u64;
        let new_record = if record.is_some() { 0 } else { RECORD_BYTES };
        let bytes = (self.bytes + stored.len() as u64 + new_record).saturating_sub(old);
        if bytes > TOTAL_BYTES {
            return Err(CallError::new(351, "the data model holds more than is allowed"));
        }
        if let Some(record) = self.tree.record_mut(&name.lists) {
            record.put(&name.leaf, stored);
            self.bytes = bytes;
        }
        Ok(notes)
    }

    /// Indexes run without gaps, and a record begins with what the others depend on (RTE 3.1.7.6, 4.1.1.3).
    fn check_place(&self, name: &Name, element: &str) -> Result<(), CallError> {
        let mut at = &self.tree;
        for (depth, (list, index)) in name.lists.iter().enumerate() {
            let records = at.list(list);
            if *index > records.len() {
                return Err(CallError::new(351, "the index is beyond the count"));
            }
            if *index >= RECORDS {
                return Err(CallError::new(351, "the list holds more records than are allowed"));
            }
            match records.get(*index) {
                Some(record) => at = record,
                None => {
                    let last = depth + 1 == name.lists.len();
                    let needs_id = element != "cmi.interactions.n.correct_responses.n.pattern"
                        && !element.starts_with("cmi.comments");
                    if !last || needs_id && name.leaf != "id" {
                        return Err(CallError::new(408, "the identifier has to be set first"));
                    }
                }
            }
        }
        Ok(())
    }

    fn keyword(&self, name: &Name, parent: &str, keyword: &str) -> Result<String, CallError> {
        match keyword {
            "_version" if parent == "cmi" => return Ok(String::from("1.0")),
            "_children" => {
                if let Some((_, children)) = CHILDREN.iter().find(|(shape, _)| *shape == parent) {
                    return Ok((*children).to_owned());
                }
            }
            "_count" if LISTS.contains(&parent) => {
                let list = name.leaf.strip_suffix("._count").unwrap_or_default();
                let record = self.tree.record(&name.lists);
                let record = record.ok_or(CallError::new(301, "the index is not below the count"))?;
                return Ok(record.list(list).len().to_string());
            }
            _ => {}
        }
        Err(if !is_parent(parent) && !ELEMENTS.iter().any(|e| e.name == parent) {
            undefined()
        } else {
            CallError::new(
                301,
                match keyword {
                    "_children" => "the element has no children",
                    "_count" => "the element is not a list",
                    _ => "only cmi has a version",
                },
            )
        })
    }

    /// Elements that are not simply what was stored. The inner `None` is not initialised.
    fn computed(&self, element: &str) -> Option<Option<String>> {
        let session = &self.session;
        let launch = &session.launch_data;
        Some(match element {
            "cmi.completion_status" => Some(self.completion_status().to_owned()),
            "cmi.success_status" => Some(self.success_status().to_owned()),
            "cmi.completion_threshold" => self.completion_threshold().map(crate::number::text),
            "cmi.scaled_passing_score" => launch.scaled_passing_score.map(crate::number::text),
            "cmi.credit" => Some((if session.credit { "credit" } else { "no-credit" }).to_owned()),
            "cmi.entry" => Some(session.entry.clone()),
            "cmi.mode" => Some(session.mode.clone()),
            "cmi.learner_id" => Some(session.learner_id.clone()),
            "cmi.learner_name" => Some(session.learner_name.clone()),
            "cmi.launch_data" => launch.data_from_lms.clone(),
            "cmi.max_time_allowed" => launch.max_time_allowed.map(Centiseconds::duration),
            "cmi.time_limit_action" => {
                let action = launch.time_limit_action.unwrap_or(crate::TimeLimitAction::ContinueNoMessage);
                Some(action.name().to_owned())
            }
            "cmi.total_time" => Some(self.total_time.duration()),
            "cmi.learner_preference.language" => {
                let stored = self.tree.value("cmi.learner_preference.language");
                Some(stored.unwrap_or(&session.language).to_owned())
            }
            _ => return None,
        })
    }
}

/// What an element is before it is set; `None` for one that has no value then.
fn default(element: &str) -> Option<&'static str> {
    Some(match element {
        "cmi.learner_preference.audio_level" | "cmi.learner_preference.delivery_speed" => "1",
        "cmi.learner_preference.audio_captioning" => "0",
        "cmi.objectives.n.success_status" | "cmi.objectives.n.completion_status" => "unknown",
        _ => return None,
    })
}

fn undefined() -> CallError {
    CallError::new(401, "the data model has no such element")
}

fn is_parent(shape: &str) -> bool {
    ELEMENTS.iter().any(|e| e.name.strip_prefix(shape).is_some_and(|rest| rest.starts_with('.')))
}

fn find(name: &Name) -> Result<&'static Element<Kind>, CallError> {
    ELEMENTS.iter().find(|e| e.name == name.shape).ok_or_else(undefined)
}
