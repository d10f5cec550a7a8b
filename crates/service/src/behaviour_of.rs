//! How a version behaves: its attributes, with the defaults of API V1 §9 for all that nobody changed.

use std::collections::BTreeMap;

use runtime::{Behaviour, Definition, Edition};
use store::{Tx, VersionKey, instances::CourseResult};

/// The attributes of a version that differ from the defaults.
#[derive(Clone, Debug, Default)]
pub(crate) struct Attributes(BTreeMap<String, String>);

impl Attributes {
    pub(crate) async fn of(tx: &mut Tx, version: VersionKey) -> Result<Self, store::Error> {
        store::version_attributes::list(tx, version).await.map(Self)
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// What engine and player go by.
    pub(crate) fn behaviour(&self, definition: &Definition) -> Behaviour {
        self.behaviour_as(definition.edition, definition.sco_count())
    }

    /// The same where a course of that kind has the attributes.
    pub(crate) fn behaviour_as(&self, edition: Edition, sco_count: usize) -> Behaviour {
        Behaviour::from_attributes(&|name| self.get(name), edition, sco_count)
    }

    /// `title`, where it is not that of the manifest.
    pub(crate) fn title(&self) -> Option<&str> {
        self.get("title")
    }

    /// `registrationInstancingOption`: whether a registration with these results goes on with the newest version.
    pub(crate) fn moves_to_newest(&self, result: &CourseResult) -> bool {
        let complete = result.complete == "complete";
        match self.get("registrationInstancingOption").unwrap_or("never").trim() {
            "incomplete" => !complete,
            "complete" => complete,
            "failed" => complete && result.success == "failed",
            "passed" => complete && result.success == "passed",
            "always" => true,
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use cloud_api::v1::attributes;

    use super::*;

    #[test]
    fn engine_and_api_know_the_same_defaults() {
        let not_the_engines =
            ["ieCompatibilityMode", "registrationInstancingOption", "rsopSynchMode", "scormVersion", "title"];
        for (edition, wire) in [
            (Edition::Scorm11, attributes::Edition::Scorm11),
            (Edition::Scorm12, attributes::Edition::Scorm12),
            (Edition::Scorm2004Ed2, attributes::Edition::Scorm2004Ed2),
            (Edition::Scorm2004Ed3, attributes::Edition::Scorm2004Ed3),
            (Edition::Scorm2004Ed4, attributes::Edition::Scorm2004Ed4),
        ] {
            for sco_count in [0, 1, 2, 9] {
                let package = attributes::Package { edition: wire, sco_count, title: "Golf" };
                let engine = Behaviour::defaults(edition, sco_count).attributes();
                let api: Vec<_> = attributes::defaults(&package)
                    .into_iter()
                    .filter(|(name, _)| !not_the_engines.contains(name))
                    .collect();
                assert_eq!(engine, api, "{edition:?} with {sco_count}");
            }
        }
    }

    #[test]
    fn moving_depends_on_the_results() {
        let result = |complete: &str, success: &str| CourseResult {
            complete: complete.to_owned(),
            success: success.to_owned(),
            score: None,
            total_seconds: 0,
        };
        let moves = |option: &str, complete: &str, success: &str| {
            let map = [("registrationInstancingOption".to_owned(), option.to_owned())];
            Attributes(map.into()).moves_to_newest(&result(complete, success))
        };
        assert!(!Attributes::default().moves_to_newest(&result("complete", "passed")));
        assert!(moves("incomplete", "unknown", "unknown") && !moves("incomplete", "complete", "failed"));
        assert!(moves("complete", "complete", "unknown") && !moves("complete", "incomplete", "passed"));
        assert!(moves("failed", "complete", "failed") && !moves("failed", "incomplete", "failed"));
        assert!(moves("passed", "complete", "passed") && !moves("passed", "complete", "unknown"));
        assert!(moves("always", "unknown", "unknown") && !moves("nonsense", "complete", "passed"));
    }
}
