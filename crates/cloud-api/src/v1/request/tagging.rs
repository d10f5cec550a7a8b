//! Requests of `rustici.tagging`: {get, set, add, remove} × {course, learner, registration} (spec §4.5).

use super::super::error::Fault;
use super::super::params::Params;
use super::super::tags;
use super::required;

/// What carries the tags of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TagOwner {
    /// A course.
    Course,
    /// A learner, with or without registrations.
    Learner,
    /// A registration.
    Registration,
}

/// One call of the service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tagging {
    /// `courseid`, `learnerid` or `regid`.
    pub id: String,
    /// The tags that are set, added or removed.
    pub tags: Vec<String>,
}

impl TagOwner {
    /// The parameter that names the owner.
    pub fn parameter(self) -> &'static str {
        match self {
            Self::Course => "courseid",
            Self::Learner => "learnerid",
            Self::Registration => "regid",
        }
    }
}

impl Tagging {
    /// Reads `get…Tags`.
    pub fn read_get(owner: TagOwner, params: &Params) -> Result<Self, Fault> {
        Ok(Self { id: required(params, owner.parameter())?, tags: Vec::new() })
    }

    /// Reads `set…Tags`. An empty list takes all tags away; a list that was not sent is no list.
    pub fn read_set(owner: TagOwner, params: &Params) -> Result<Self, Fault> {
        let id = required(params, owner.parameter())?;
        if !params.is_present("tags") {
            return Err(Fault::missing("tags"));
        }
        Ok(Self { id, tags: tags::read_list(params, "tags")? })
    }

    /// Reads `add…Tag`. PHP documents that `tag` may be a list; .NET calls it `tags`.
    pub fn read_add(owner: TagOwner, params: &Params) -> Result<Self, Fault> {
        let name = if params.get("tag").is_some() { "tag" } else { "tags" };
        let id = required(params, owner.parameter())?;
        Ok(Self { id, tags: tags::read_list(params, name)? })
    }

    /// Reads `remove…Tag`: what could be no tag is not there, and that is no mistake.
    pub fn read_remove(owner: TagOwner, params: &Params) -> Result<Self, Fault> {
        let id = required(params, owner.parameter())?;
        let list = params.get_any(&["tag", "tags"]).map(tags::parse_list).unwrap_or_default();
        Ok(Self { id, tags: list })
    }

    /// As the parameters of `get…Tags`.
    pub fn write_get(&self, owner: TagOwner) -> Params {
        Params::new().with(owner.parameter(), &self.id)
    }

    /// As the parameters of `set…Tags`.
    pub fn write_set(&self, owner: TagOwner) -> Params {
        self.write_get(owner).with("tags", self.tags.join(","))
    }

    /// As the parameters of `add…Tag` and `remove…Tag`.
    pub fn write_one(&self, owner: TagOwner) -> Params {
        self.write_get(owner).with("tag", self.tags.join(","))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn params(query: &str) -> Params {
        Params::from_urlencoded(query)
    }

    #[test]
    fn an_empty_list_is_a_list_and_none_is_not() {
        let set = |query| Tagging::read_set(TagOwner::Course, &params(query));
        assert!(set("courseid=c&tags=").unwrap().tags.is_empty());
        assert_eq!(set("courseid=c&tags=a|b,%20a").unwrap().tags, ["a", "b"]);
        assert_eq!(set("courseid=c").unwrap_err(), Fault::missing("tags"));
    }

    #[test]
    fn one_tag_in_every_clients_manner() {
        let add = |query| Tagging::read_add(TagOwner::Learner, &params(query)).map(|read| read.tags);
        assert_eq!(add("learnerid=l&tag=a,b").unwrap(), ["a", "b"]);
        assert_eq!(add("learnerid=l&tags=c").unwrap(), ["c"]);
        assert_eq!(add("learnerid=l&tag=%01").unwrap_err().code, 205);
        assert_eq!(add(&format!("learnerid=l&tag={}", "x".repeat(256))).unwrap_err().code, 205);
        let remove = Tagging::read_remove(TagOwner::Learner, &params("learnerid=l&tag=%01"));
        assert_eq!(remove.unwrap().tags, ["\u{1}"]);
    }

    #[test]
    fn round_trips() {
        let tagging = Tagging { id: "r &/ü".into(), tags: vec!["a b".into(), "c".into()] };
        let owner = TagOwner::Registration;
        assert_eq!(Tagging::read_set(owner, &tagging.write_set(owner)).unwrap(), tagging);
        assert_eq!(Tagging::read_add(owner, &tagging.write_one(owner)).unwrap(), tagging);
        assert_eq!(Tagging::read_remove(owner, &tagging.write_one(owner)).unwrap(), tagging);
        assert_eq!(Tagging::read_get(owner, &tagging.write_get(owner)).unwrap().id, tagging.id);
    }
}
