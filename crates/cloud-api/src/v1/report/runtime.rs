//! The `runtime` element of the full report: what content stored for one activity (spec §5.3).
//!
//! Element names are the data model's. Which words are capitalised follows spec §12 no. 16; words
//! are read ignoring case, blanks and underscores, as other services write them.

use super::super::payload::{Malformed, attribute, optional_text, text};
use super::super::values::{
    Completion, Success, duration_text, number_text, parse_duration, parse_scaled, parse_score, scaled_text,
};
use super::super::xml::Writer;
use super::super::xml_read::Element;

/// What the original writes for a text that was never set.
const NULL: &str = "null";

/// The run-time data of one activity. Empty texts stand for values never set.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Runtime {
    /// `cmi.completion_status`.
    pub completion_status: RuntimeCompletion,
    /// `cmi.credit`.
    pub credit: bool,
    /// `cmi.entry`.
    pub entry: Entry,
    /// `cmi.exit`.
    pub exit: Exit,
    /// `cmi.learner_preference`.
    pub learner_preference: LearnerPreference,
    /// `cmi.location`; unset is written as `null`.
    pub location: Option<String>,
    /// `cmi.mode`.
    pub mode: Mode,
    /// `cmi.progress_measure`.
    pub progress_measure: Option<f64>,
    /// `cmi.score.scaled`, −1 to 1; written as a percentage.
    pub score_scaled: Option<f64>,
    /// `cmi.score.raw`.
    pub score_raw: Option<f64>,
    /// `cmi.score.min`.
    pub score_min: Option<f64>,
    /// `cmi.score.max`.
    pub score_max: Option<f64>,
    /// `cmi.total_time`, in hundredths of a second.
    pub total_time: i64,
    /// Time that the player measured, in hundredths of a second.
    pub time_tracked: i64,
    /// `cmi.success_status`.
    pub success_status: Success,
    /// `cmi.suspend_data`.
    pub suspend_data: String,
    /// `cmi.comments_from_learner`.
    pub comments_from_learner: Vec<Comment>,
    /// `cmi.comments_from_lms`.
    pub comments_from_lms: Vec<Comment>,
    /// `cmi.interactions`.
    pub interactions: Vec<Interaction>,
    /// `cmi.objectives`.
    pub objectives: Vec<RuntimeObjective>,
    /// What does not change during an attempt.
    pub static_data: StaticData,
}

/// `cmi.learner_preference`.
#[derive(Debug, Clone, PartialEq)]
pub struct LearnerPreference {
    /// Audio level, 1 as delivered.
    pub audio_level: f64,
    /// Language.
    pub language: String,
    /// Delivery speed, 1 as delivered.
    pub delivery_speed: f64,
    /// −1, 0 or 1.
    pub audio_captioning: i32,
}

/// One comment.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Comment {
    /// The comment.
    pub value: String,
    /// Where in the content.
    pub location: String,
    /// When, as content wrote it.
    pub date_time: String,
}

/// One interaction.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Interaction {
    /// Id.
    pub id: String,
    /// `choice`, `fill-in`, …
    pub r#type: String,
    /// Ids of its objectives.
    pub objectives: Vec<String>,
    /// As content wrote it.
    pub timestamp: String,
    /// Response patterns. The wire carries each text in an attribute called `id`.
    pub correct_responses: Vec<String>,
    /// Weighting.
    pub weighting: String,
    /// The learner's response.
    pub learner_response: String,
    /// `correct`, `incorrect`, … or a number.
    pub result: String,
    /// As content wrote it.
    pub latency: String,
    /// Description.
    pub description: String,
}

/// One objective of the run-time data.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RuntimeObjective {
    /// Id.
    pub id: String,
    /// −1 to 1; written as a percentage.
    pub score_scaled: Option<f64>,
    /// Least score.
    pub score_min: Option<f64>,
    /// Score.
    pub score_raw: Option<f64>,
    /// Greatest score.
    pub score_max: Option<f64>,
    /// Passed or failed.
    pub success_status: Success,
    /// Completed or not.
    pub completion_status: RuntimeCompletion,
    /// 0 to 1.
    pub progress_measure: Option<f64>,
    /// Description; unset is written as `null`.
    pub description: Option<String>,
}

/// What does not change during an attempt.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct StaticData {
    /// `cmi.completion_threshold`.
    pub completion_threshold: Option<f64>,
    /// `cmi.launch_data`.
    pub launch_data: String,
    /// `cmi.learner_id`.
    pub learner_id: String,
    /// The learner's name, first name first (spec §12 no. 19).
    pub learner_name: String,
    /// `cmi.max_time_allowed`, as the manifest has it.
    pub max_time_allowed: String,
    /// `cmi.scaled_passing_score`.
    pub scaled_passing_score: Option<f64>,
    /// `cmi.time_limit_action`.
    pub time_limit_action: TimeLimitAction,
}

impl Default for LearnerPreference {
    fn default() -> Self {
        Self { audio_level: 1.0, language: String::new(), delivery_speed: 1.0, audio_captioning: 0 }
    }
}

/// An enum of words: how each is written, and which one stands where nothing was said.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident, default $default:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name { $($(#[$vdoc])* $variant),+ }

        impl $name {
            /// As written on the wire.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }

            /// Reads the word ignoring case, blanks, hyphens and underscores.
            pub fn parse(text: &str) -> Option<Self> {
                let given = bare(text);
                [$(Self::$variant),+].into_iter().find(|word| bare(word.as_str()) == given)
            }
        }

        impl Default for $name {
            fn default() -> Self { Self::$default }
        }
    };
}

words! {
    /// `cmi.completion_status`, with the words of SCORM 1.2 too.
    RuntimeCompletion, default Unknown {
        /// Completed.
        Completed = "completed",
        /// Begun, not completed.
        Incomplete = "incomplete",
        /// Not begun.
        NotAttempted = "not attempted",
        /// Not known.
        Unknown = "unknown",
        /// Looked at in browse mode.
        Browsed = "browsed",
    }
}

words! {
    /// `cmi.entry`.
    Entry, default Other {
        /// First time.
        AbInitio = "AbInitio",
        /// After a suspended session.
        Resume = "Resume",
        /// Neither.
        Other = "Other",
    }
}

words! {
    /// `cmi.exit`.
    Exit, default Unknown {
        /// Never set.
        Unknown = "Unknown",
        /// The time limit was reached.
        TimeOut = "TimeOut",
        /// To be resumed.
        Suspend = "Suspend",
        /// Log out.
        Logout = "Logout",
        /// Normal.
        Normal = "Normal",
        /// As other services write it.
        Undefined = "Undefined",
        /// As other services write it.
        Override = "Override",
    }
}

words! {
    /// `cmi.mode`.
    Mode, default Normal {
        /// For a result.
        Normal = "Normal",
        /// To look at.
        Browse = "Browse",
        /// To look at again.
        Review = "Review",
    }
}

words! {
    /// `cmi.time_limit_action`.
    TimeLimitAction, default Undefined {
        /// Not given.
        Undefined = "Undefined",
        /// End, with a message.
        ExitMessage = "ExitMessage",
        /// End without a message.
        ExitNoMessage = "ExitNoMessage",
        /// Go on, with a message.
        ContinueMessage = "ContinueMessage",
        /// Go on without a message.
        ContinueNoMessage = "ContinueNoMessage",
    }
}

fn bare(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

impl Runtime {
    pub(super) fn write(&self, xml: &mut Writer) {
        xml.open("runtime");
        xml.element("completion_status", self.completion_status.as_str());
        xml.element("credit", if self.credit { "Credit" } else { "NoCredit" });
        xml.element("entry", self.entry.as_str());
        xml.element("exit", self.exit.as_str());
        self.learner_preference.write(xml);
        xml.element("location", self.location.as_deref().unwrap_or(NULL));
        xml.element("mode", self.mode.as_str());
        xml.element_or_empty("progress_measure", &number_text(self.progress_measure));
        xml.element_or_empty("score_scaled", &scaled_text(self.score_scaled));
        xml.element_or_empty("score_raw", &number_text(self.score_raw));
        xml.element_or_empty("score_min", &number_text(self.score_min));
        xml.element_or_empty("score_max", &number_text(self.score_max));
        xml.element("total_time", &duration_text(self.total_time));
        xml.element("timetracked", &duration_text(self.time_tracked));
        xml.element("success_status", capitalised(self.success_status));
        xml.cdata_element("suspend_data", &self.suspend_data);
        for (name, comments) in [
            ("comments_from_learner", &self.comments_from_learner),
            ("comments_from_lms", &self.comments_from_lms),
        ] {
            xml.open(name);
            for comment in comments {
                comment.write(xml);
            }
            xml.close(name);
        }
        xml.open("interactions");
        for interaction in &self.interactions {
            interaction.write(xml);
        }
        xml.close("interactions");
        xml.open("objectives");
        for objective in &self.objectives {
            objective.write(xml);
        }
        xml.close("objectives");
        self.static_data.write(xml);
        xml.close("runtime");
    }

    pub(super) fn read(runtime: &Element) -> Result<Self, Malformed> {
        let comments = |name: &str| {
            let list = runtime.child(name).into_iter().flat_map(|list| list.children_named("comment"));
            list.map(Comment::read).collect()
        };
        let interactions = list(runtime, "interactions", "interaction").map(Interaction::read);
        let objectives = list(runtime, "objectives", "objective").map(RuntimeObjective::read);
        let preference = runtime.child("learnerpreference").unwrap_or(runtime);
        Ok(Self {
            completion_status: word(runtime, "completion_status", RuntimeCompletion::parse)?,
            credit: bare(&text(runtime, "credit")?) == "credit",
            entry: word(runtime, "entry", Entry::parse)?,
            exit: word(runtime, "exit", Exit::parse)?,
            learner_preference: LearnerPreference::read(preference),
            location: optional_text(runtime, "location").filter(|location| location != NULL),
            mode: word(runtime, "mode", Mode::parse)?,
            progress_measure: parse_score(&runtime.child_text("progress_measure")),
            score_scaled: parse_scaled(&runtime.child_text("score_scaled")),
            score_raw: parse_score(&runtime.child_text("score_raw")),
            score_min: parse_score(&runtime.child_text("score_min")),
            score_max: parse_score(&runtime.child_text("score_max")),
            total_time: parse_duration(&runtime.child_text("total_time")).unwrap_or_default(),
            time_tracked: parse_duration(&runtime.child_text("timetracked")).unwrap_or_default(),
            success_status: success(&text(runtime, "success_status")?),
            suspend_data: runtime.child_text("suspend_data"),
            comments_from_learner: comments("comments_from_learner"),
            comments_from_lms: comments("comments_from_lms"),
            interactions: interactions.collect::<Result<_, _>>()?,
            objectives: objectives.collect::<Result<_, _>>()?,
            static_data: runtime.child("static").map(StaticData::read).unwrap_or_default(),
        })
    }
}

impl LearnerPreference {
    fn write(&self, xml: &mut Writer) {
        xml.open("learnerpreference");
        xml.element("audio_level", &super::super::values::measure_text(self.audio_level));
        xml.element_or_empty("language", &self.language);
        xml.element("delivery_speed", &super::super::values::measure_text(self.delivery_speed));
        xml.element("audio_captioning", &self.audio_captioning.to_string());
        xml.close("learnerpreference");
    }

    fn read(parent: &Element) -> Self {
        Self {
            audio_level: parse_score(&parent.child_text("audio_level")).unwrap_or(1.0),
            language: parent.child_text("language"),
            delivery_speed: parse_score(&parent.child_text("delivery_speed")).unwrap_or(1.0),
            audio_captioning: parent.child_text("audio_captioning").trim().parse().unwrap_or_default(),
        }
    }
}

impl Comment {
    fn write(&self, xml: &mut Writer) {
        xml.open("comment");
        xml.element_or_empty("value", &self.value);
        xml.element_or_empty("location", &self.location);
        xml.element_or_empty("date_time", &self.date_time);
        xml.close("comment");
    }

    fn read(comment: &Element) -> Self {
        Self {
            value: comment.child_text("value"),
            location: comment.child_text("location"),
            date_time: comment.child_text("date_time"),
        }
    }
}

impl Interaction {
    fn write(&self, xml: &mut Writer) {
        xml.open_with("interaction", &[("id", &self.id)]);
        xml.element_or_empty("type", &self.r#type);
        write_ids("objectives", "objective", &self.objectives, xml);
        xml.element_or_empty("timestamp", &self.timestamp);
        write_ids("correct_responses", "response", &self.correct_responses, xml);
        xml.element_or_empty("weighting", &self.weighting);
        xml.element_or_empty("learner_response", &self.learner_response);
        xml.element_or_empty("result", &self.result);
        xml.element_or_empty("latency", &self.latency);
        xml.element_or_empty("description", &self.description);
        xml.close("interaction");
    }

    fn read(interaction: &Element) -> Result<Self, Malformed> {
        let ids = |outer: &'static str, inner: &'static str| {
            list(interaction, outer, inner).map(|element| attribute(element, "id")).collect::<Result<_, _>>()
        };
        Ok(Self {
            id: attribute(interaction, "id")?,
            r#type: interaction.child_text("type"),
            objectives: ids("objectives", "objective")?,
            timestamp: interaction.child_text("timestamp"),
            correct_responses: ids("correct_responses", "response")?,
            weighting: interaction.child_text("weighting"),
            learner_response: interaction.child_text("learner_response"),
            result: interaction.child_text("result"),
            latency: interaction.child_text("latency"),
            description: interaction.child_text("description"),
        })
    }
}

impl RuntimeObjective {
    fn write(&self, xml: &mut Writer) {
        xml.open_with("objective", &[("id", &self.id)]);
        xml.element_or_empty("score_scaled", &scaled_text(self.score_scaled));
        xml.element_or_empty("score_min", &number_text(self.score_min));
        xml.element_or_empty("score_raw", &number_text(self.score_raw));
        xml.element_or_empty("score_max", &number_text(self.score_max));
        xml.element("success_status", self.success_status.as_str());
        xml.element("completion_status", self.completion_status.as_str());
        xml.element_or_empty("progress_measure", &number_text(self.progress_measure));
        xml.element("description", self.description.as_deref().unwrap_or(NULL));
        xml.close("objective");
    }

    fn read(objective: &Element) -> Result<Self, Malformed> {
        Ok(Self {
            id: attribute(objective, "id")?,
            score_scaled: parse_scaled(&objective.child_text("score_scaled")),
            score_min: parse_score(&objective.child_text("score_min")),
            score_raw: parse_score(&objective.child_text("score_raw")),
            score_max: parse_score(&objective.child_text("score_max")),
            success_status: success(&text(objective, "success_status")?),
            completion_status: word(objective, "completion_status", RuntimeCompletion::parse)?,
            progress_measure: parse_score(&objective.child_text("progress_measure")),
            description: optional_text(objective, "description").filter(|text| text != NULL),
        })
    }
}

impl StaticData {
    fn write(&self, xml: &mut Writer) {
        xml.open("static");
        xml.element_or_empty("completion_threshold", &number_text(self.completion_threshold));
        xml.element_or_empty("launch_data", &self.launch_data);
        xml.element_or_empty("learner_id", &self.learner_id);
        xml.element_or_empty("learner_name", &self.learner_name);
        xml.element_or_empty("max_time_allowed", &self.max_time_allowed);
        xml.element_or_empty("scaled_passing_score", &number_text(self.scaled_passing_score));
        xml.element("time_limit_action", self.time_limit_action.as_str());
        xml.close("static");
    }

    fn read(data: &Element) -> Self {
        Self {
            completion_threshold: parse_score(&data.child_text("completion_threshold")),
            launch_data: data.child_text("launch_data"),
            learner_id: data.child_text("learner_id"),
            learner_name: data.child_text("learner_name"),
            max_time_allowed: data.child_text("max_time_allowed"),
            scaled_passing_score: parse_score(&data.child_text("scaled_passing_score")),
            time_limit_action: TimeLimitAction::parse(&data.child_text("time_limit_action"))
                .unwrap_or_default(),
        }
    }
}

impl From<Completion> for RuntimeCompletion {
    fn from(completion: Completion) -> Self {
        match completion {
            Completion::Complete => Self::Completed,
            Completion::Incomplete => Self::Incomplete,
            Completion::Unknown => Self::Unknown,
        }
    }
}

fn capitalised(success: Success) -> &'static str {
    match success {
        Success::Passed => "Passed",
        Success::Failed => "Failed",
        Success::Unknown => "Unknown",
    }
}

fn success(text: &str) -> Success {
    Success::parse(&text.to_ascii_lowercase()).unwrap_or_default()
}

fn word<T>(parent: &Element, name: &'static str, parse: fn(&str) -> Option<T>) -> Result<T, Malformed> {
    let text = text(parent, name)?;
    parse(&text).ok_or_else(|| Malformed::value(name, text))
}

fn list<'a>(parent: &'a Element, outer: &str, inner: &'static str) -> impl Iterator<Item = &'a Element> {
    parent.child(outer).into_iter().flat_map(move |list| list.children_named(inner))
}

fn write_ids(outer: &str, inner: &str, ids: &[String], xml: &mut Writer) {
    xml.open(outer);
    for id in ids {
        xml.empty_with(inner, &[("id", id)]);
    }
    xml.close(outer);
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::super::xml_read::parse;
    use super::*;

    pub(in super::super) fn runtime() -> Runtime {
        Runtime {
            completion_status: RuntimeCompletion::NotAttempted,
            credit: true,
            entry: Entry::AbInitio,
            exit: Exit::Suspend,
            score_scaled: Some(0.68),
            score_raw: Some(534.0),
            total_time: 20_010,
            time_tracked: 20_100,
            success_status: Success::Passed,
            suspend_data: "a]]>b".into(),
            comments_from_learner: vec![Comment { value: "hm".into(), ..Comment::default() }],
            interactions: vec![Interaction {
                id: "q1".into(),
                r#type: "choice".into(),
                objectives: vec!["o1".into()],
                correct_responses: vec!["a[,]b".into()],
                learner_response: "a".into(),
                result: "incorrect".into(),
                ..Interaction::default()
            }],
            objectives: vec![RuntimeObjective { id: "o1".into(), ..RuntimeObjective::default() }],
            static_data: StaticData { learner_name: "Ann Lee".into(), ..StaticData::default() },
            ..Runtime::default()
        }
    }

    pub(in super::super) const RUNTIME: &str = "<runtime><completion_status>not attempted</completion_status>\
        <credit>Credit</credit><entry>AbInitio</entry><exit>Suspend</exit>\
        <learnerpreference><audio_level>1.0</audio_level><language/><delivery_speed>1.0</delivery_speed>\
        <audio_captioning>0</audio_captioning></learnerpreference><location>null</location><mode>Normal</mode>\
        <progress_measure/><score_scaled>68</score_scaled><score_raw>534</score_raw><score_min/><score_max/>\
        <total_time>0000:03:20.10</total_time><timetracked>0000:03:21.00</timetracked>\
        <success_status>Passed</success_status><suspend_data><![CDATA[a]]]]><![CDATA[>b]]></suspend_data>\
        <comments_from_learner><comment><value>hm</value><location/><date_time/></comment></comments_from_learner>\
        <comments_from_lms></comments_from_lms>\
        <interactions><interaction id=\"q1\"><type>choice</type><objectives><objective id=\"o1\"/></objectives>\
        <timestamp/><correct_responses><response id=\"a[,]b\"/></correct_responses><weighting/>\
        <learner_response>a</learner_response><result>incorrect</result><latency/><description/></interaction>\
        </interactions><objectives><objective id=\"o1\"><score_scaled/><score_min/><score_raw/><score_max/>\
        <success_status>unknown</success_status><completion_status>unknown</completion_status>\
        <progress_measure/><description>null</description></objective></objectives>\
        <static><completion_threshold/><launch_data/><learner_id/><learner_name>Ann Lee</learner_name>\
        <max_time_allowed/><scaled_passing_score/><time_limit_action>Undefined</time_limit_action></static></runtime>";

    #[test]
    fn bytes_and_back() {
        let mut xml = Writer::new();
        runtime().write(&mut xml);
        assert_eq!(xml.finish(), RUNTIME);
        assert_eq!(Runtime::read(&parse(RUNTIME).unwrap()).unwrap(), runtime());
    }

    #[test]
    fn reads_the_words_of_other_services() {
        assert_eq!(RuntimeCompletion::parse("Not_Attempted"), Some(RuntimeCompletion::NotAttempted));
        assert_eq!(Entry::parse("ab-initio"), Some(Entry::AbInitio));
        assert_eq!(success("Failed"), Success::Failed);
    }
}
