//! Tables of calls: what is done, and what has to come of it.

use cmi::{CallError, Scorm12, Scorm2004, Session};

/// One call and its outcome.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Step {
    /// Set, without a note.
    Set(&'static str, &'static str),
    /// Set, with a note that the value is beside the standard; reading gives the last text.
    Lenient(&'static str, &'static str, &'static str),
    /// Set fails with that number.
    SetFails(&'static str, &'static str, u16),
    /// Get answers that.
    Get(&'static str, &'static str),
    /// Get fails with that number.
    GetFails(&'static str, u16),
}

pub(crate) trait Model {
    fn set(&mut self, element: &str, value: &str) -> Result<Vec<String>, CallError>;
    fn get(&self, element: &str) -> Result<String, CallError>;
    fn stored(&self, element: &str) -> Option<&str>;
    fn session(&mut self) -> &mut Session;
}

macro_rules! model {
    ($name:ty) => {
        impl Model for $name {
            fn set(&mut self, element: &str, value: &str) -> Result<Vec<String>, CallError> {
                <$name>::set(self, element, value)
            }
            fn get(&self, element: &str) -> Result<String, CallError> {
                <$name>::get(self, element)
            }
            fn stored(&self, element: &str) -> Option<&str> {
                <$name>::stored(self, element)
            }
            fn session(&mut self) -> &mut Session {
                &mut self.session
            }
        }
    };
}
model!(Scorm12);
model!(Scorm2004);

/// Takes the steps in order.
pub(crate) fn take<M: Model + Clone + PartialEq + std::fmt::Debug>(model: &mut M, steps: &[Step]) {
    for step in steps {
        let before = model.clone();
        match *step {
            Step::Set(element, value) => {
                assert_eq!(model.set(element, value), Ok(Vec::new()), "{step:?}");
                assert_eq!(model.stored(element), Some(value), "{step:?}");
            }
            Step::Lenient(element, value, kept) => {
                let notes = model.set(element, value);
                assert!(notes.as_ref().is_ok_and(|notes| !notes.is_empty()), "{step:?}: {notes:?}");
                assert_eq!(model.stored(element), Some(kept), "{step:?}");
                let mut strict = before.clone();
                strict.session().rules.strict = true;
                assert!(strict.set(element, value).is_err(), "{step:?} under strict rules");
            }
            Step::SetFails(element, value, number) => {
                assert_eq!(model.set(element, value).map_err(|e| e.number), Err(number), "{step:?}");
                assert_eq!(*model, before, "{step:?} changed something");
            }
            Step::Get(element, value) => assert_eq!(model.get(element).as_deref(), Ok(value), "{step:?}"),
            Step::GetFails(element, number) => {
                assert_eq!(model.get(element).map_err(|e| e.number), Err(number), "{step:?}");
            }
        }
    }
}
