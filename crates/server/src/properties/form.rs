//! What the page's form says.
//!
//! A form holds what its page showed when it was loaded, so that only what a person changed is saved: a page that was
//! open for long takes back nothing that somebody else changed meanwhile.

use std::collections::BTreeMap;

use cloud_api::v1::{
    attributes::{self, ATTRIBUTES, Attribute, Kind},
    params::Params,
};

/// Name of the field with what the page showed.
pub(crate) const SEEN: &str = "seen";
/// Name of the buttons that put one attribute back to its default.
pub(crate) const RESET: &str = "reset";

/// A form as it came.
#[derive(Debug, Default)]
pub(crate) struct Form {
    /// What stands in the fields, by attribute. A page that was searched has few.
    pub(crate) typed: BTreeMap<&'static str, String>,
    /// What stood there when the page was loaded.
    seen: BTreeMap<String, String>,
    /// The attribute to be put back to its default.
    pub(crate) reset: Option<&'static str>,
}

/// What is to be saved, or the attributes whose values cannot be.
pub(crate) type Changes = Result<Vec<(&'static str, String)>, Vec<&'static str>>;

impl Form {
    pub(crate) fn read(body: &[u8]) -> Self {
        let params = Params::from_urlencoded(body);
        let mut form = Self {
            reset: params.get(RESET).and_then(attributes::find).map(|attribute| attribute.name),
            ..Self::default()
        };
        for (name, value) in params.iter() {
            // Of a box that is ticked two values come: that of the field under it, then its own.
            if let Some(attribute) = ATTRIBUTES.iter().find(|attribute| attribute.name == name) {
                form.typed.insert(attribute.name, value.to_owned());
            } else if name == SEEN {
                let seen = Params::from_urlencoded(value);
                form.seen = seen.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
            }
        }
        form
    }

    /// What the page showed of an attribute when it was loaded.
    pub(crate) fn seen(&self, name: &str) -> Option<&str> {
        self.seen.get(name).map(String::as_str)
    }

    /// The fields that a person changed, as typed.
    pub(crate) fn touched(&self) -> impl Iterator<Item = (&'static Attribute, &str)> {
        ATTRIBUTES.iter().filter_map(|attribute| {
            let typed = self.typed.get(attribute.name)?;
            (self.seen.get(attribute.name) != Some(typed)).then_some((attribute, typed.as_str()))
        })
    }

    /// A form in which these values stand, as if a person had chosen them.
    pub(crate) fn chosen(values: impl IntoIterator<Item = (&'static str, String)>) -> Self {
        Self { typed: values.into_iter().collect(), ..Self::default() }
    }

    /// What a person changed.
    pub(crate) fn changes(&self) -> Changes {
        let (mut changed, mut wrong) = (Vec::new(), Vec::new());
        for (attribute, typed) in self.touched() {
            // A browser ends the lines of a text in its own way.
            let typed = if attribute.kind == Kind::Text { typed.trim() } else { typed };
            match attribute.normalise(typed) {
                Ok(value) => changed.push((attribute.name, value)),
                Err(_) => wrong.push(attribute.name),
            }
        }
        if wrong.is_empty() { Ok(changed) } else { Err(wrong) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_touched_is_no_change() {
        let seen = "showHelp=false&desiredWidth=5&title=A+%26+B&showNavBar=true";
        let seen = Params::new().with(SEEN, seen).to_urlencoded();
        let form = |fields: &str| Form::read(format!("{seen}&{fields}").as_bytes());
        let same = form("showHelp=false&desiredWidth=5&title=A+%26+B&showNavBar=false&showNavBar=true");
        assert_eq!(same.changes(), Ok(vec![]));
        let other = form("showHelp=false&showHelp=true&desiredWidth=07&title=+C+&nonsense=1");
        let expected = [("desiredWidth", "7"), ("showHelp", "true"), ("title", "C")];
        assert_eq!(other.changes(), Ok(expected.map(|(name, value)| (name, value.to_owned())).into()));
        assert_eq!(form("desiredWidth=&title=+&showHelp=true").changes(), Err(vec!["desiredWidth", "title"]));
        assert_eq!(form("reset=desiredWidth").reset, Some("desiredWidth"));
        assert_eq!(form("reset=%3Cb%3E").reset, None);
    }
}
