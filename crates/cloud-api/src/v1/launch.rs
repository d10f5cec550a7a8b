//! Replies of `getLaunchHistory` and `getLaunchInfo` (spec §7.2, §7.3).

use super::payload::{
    Malformed, Payload, attribute, attribute_number, bool_of, bool_text, child, child_number, child_time,
    optional_time, text,
};
use super::timestamp::Timestamp;
use super::values::{Completion, Success, measure_text, parse_score};
use super::xml::Writer;
use super::xml_read::Element;

/// `getLaunchHistory`, oldest first. The child set of a launch is closed.
#[derive(Debug, Clone, PartialEq)]
pub struct LaunchHistory {
    /// The caller's registration id.
    pub regid: String,
    /// The launches.
    pub launches: Vec<Launch>,
}

/// `getLaunchInfo`: one launch with its log.
#[derive(Debug, Clone, PartialEq)]
pub struct LaunchInfo {
    /// The launch.
    pub launch: Launch,
    /// What happened in it.
    pub log: RuntimeLog,
}

/// One launch of a registration.
#[derive(Debug, Clone, PartialEq)]
pub struct Launch {
    /// Opaque id.
    pub id: String,
    /// Completion at its end.
    pub completion: Completion,
    /// Success at its end.
    pub satisfaction: Success,
    /// Score at its end, −1 to 1.
    pub normalized_measure: Option<f64>,
    /// Time the player measured, in hundredths of a second (spec §12 no. 42).
    pub experienced_duration_tracked: i64,
    /// When it began.
    pub launch_time: Timestamp,
    /// When it ended; `None` while it runs.
    pub exit_time: Option<Timestamp>,
    /// When it was last heard of.
    pub update_dt: Timestamp,
}

/// The log of a launch. Node reads its first event without asking, so there should be one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuntimeLog {
    /// The browser's user agent.
    pub browser: String,
    /// Whether the launch could change results.
    pub tracking_enabled: bool,
    /// What happened, in order.
    pub events: Vec<RuntimeEvent>,
}

/// One event of a log.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RuntimeEvent {
    /// Number within the log, from 1.
    pub id: u64,
    /// Attempt on the activity.
    pub attempt_no: u32,
    /// `AttemptStart`, `SetValue`, `Commit`, …
    pub event: String,
    /// The activity.
    pub item_identifier: String,
    /// Time of day, `HH:mm:ss.SSS`.
    pub timestamp: String,
    /// The activity's title.
    pub title: String,
    /// Further attributes, such as `element` and `value` of a `SetValue`.
    pub extra: Vec<(String, String)>,
}

const EVENT_ATTRIBUTES: [&str; 6] = ["id", "attemptNo", "event", "itemIdentifier", "timestamp", "title"];

impl Launch {
    fn write(&self, xml: &mut Writer, log: Option<&RuntimeLog>) {
        xml.open_with("launch", &[("id", &self.id)]);
        xml.element("completion", self.completion.as_str());
        xml.element("satisfaction", self.satisfaction.as_str());
        xml.element("measure_status", if self.normalized_measure.is_some() { "1" } else { "0" });
        xml.element("normalized_measure", &measure_text(self.normalized_measure.unwrap_or(0.0)));
        xml.element("experienced_duration_tracked", &self.experienced_duration_tracked.max(0).to_string());
        xml.element("launch_time", &self.launch_time.to_xml());
        xml.element_or_empty("exit_time", &self.exit_time.map(Timestamp::to_xml).unwrap_or_default());
        xml.element("update_dt", &self.update_dt.to_xml());
        if let Some(log) = log {
            log.write(xml);
        }
        xml.close("launch");
    }

    fn read(element: &Element) -> Result<Self, Malformed> {
        let completion = text(element, "completion")?;
        let satisfaction = text(element, "satisfaction")?;
        let known = element.child_text("measure_status").trim() == "1";
        Ok(Self {
            id: attribute(element, "id")?,
            completion: Completion::parse(&completion)
                .ok_or_else(|| Malformed::value("completion", completion))?,
            satisfaction: Success::parse(&satisfaction)
                .ok_or_else(|| Malformed::value("satisfaction", satisfaction))?,
            normalized_measure: parse_score(&element.child_text("normalized_measure")).filter(|_| known),
            experienced_duration_tracked: child_number(element, "experienced_duration_tracked")?,
            launch_time: child_time(element, "launch_time")?,
            exit_time: optional_time(element, "exit_time")?,
            update_dt: child_time(element, "update_dt")?,
        })
    }
}

impl Payload for LaunchHistory {
    fn write(&self, xml: &mut Writer) {
        xml.open_with("launchhistory", &[("regid", &self.regid)]);
        for launch in &self.launches {
            launch.write(xml, None);
        }
        xml.close("launchhistory");
    }

    fn read(rsp: &Element) -> Result<Self, Malformed> {
        let history = child(rsp, "launchhistory")?;
        Ok(Self {
            regid: attribute(history, "regid")?,
            launches: history.children_named("launch").map(Launch::read).collect::<Result<_, _>>()?,
        })
    }
}

impl Payload for LaunchInfo {
    fn write(&self, xml: &mut Writer) {
        self.launch.write(xml, Some(&self.log));
    }

    fn read(rsp: &Element) -> Result<Self, Malformed> {
        let launch = child(rsp, "launch")?;
        let log = child(child(launch, "log")?, "RuntimeLog")?;
        Ok(Self { launch: Launch::read(launch)?, log: RuntimeLog::read(log)? })
    }
}

impl RuntimeLog {
    fn write(&self, xml: &mut Writer) {
        xml.open("log");
        xml.open_with(
            "RuntimeLog",
            &[
                ("browser", &self.browser),
                ("trackingEnabled", bool_text(self.tracking_enabled)),
                ("version", "1.0"),
            ],
        );
        for event in &self.events {
            let (id, attempt_no) = (event.id.to_string(), event.attempt_no.to_string());
            let mut attributes = vec![
                ("id", id.as_str()),
                ("attemptNo", &attempt_no),
                ("event", &event.event),
                ("itemIdentifier", &event.item_identifier),
                ("timestamp", &event.timestamp),
                ("title", &event.title),
            ];
            // A log without times has none at all.
            attributes.retain(|(name, value)| *name != "timestamp" || !value.is_empty());
            attributes.extend(event.extra.iter().map(|(name, value)| (name.as_str(), value.as_str())));
            xml.empty_with("RuntimeEvent", &attributes);
        }
        xml.close("RuntimeLog");
        xml.close("log");
    }

    fn read(log: &Element) -> Result<Self, Malformed> {
        let events = log.children_named("RuntimeEvent").map(|event| {
            let optional = |name: &str| event.attribute(name).unwrap_or_default().to_owned();
            Ok(RuntimeEvent {
                id: attribute_number(event, "id")?,
                attempt_no: optional("attemptNo").parse().unwrap_or_default(),
                event: attribute(event, "event")?,
                item_identifier: optional("itemIdentifier"),
                timestamp: optional("timestamp"),
                title: optional("title"),
                extra: event
                    .attributes
                    .iter()
                    .filter(|(name, _)| !EVENT_ATTRIBUTES.contains(&name.as_str()))
                    .cloned()
                    .collect(),
            })
        });
        Ok(Self {
            browser: log.attribute("browser").unwrap_or_default().to_owned(),
            tracking_enabled: bool_of("trackingEnabled", &attribute(log, "trackingEnabled")?)?,
            events: events.collect::<Result<_, _>>()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::payload::testing::{instant, round_trip, written, xml_text};
    use super::*;

    fn launch() -> Launch {
        Launch {
            id: "7001234".into(),
            completion: Completion::Complete,
            satisfaction: Success::Failed,
            normalized_measure: Some(0.35),
            experienced_duration_tracked: 3870,
            launch_time: Timestamp(1_516_032_270_120_000),
            exit_time: Some(Timestamp(1_516_032_309_300_000)),
            update_dt: Timestamp(1_516_032_309_300_000),
        }
    }

    const LAUNCH: &str = "<launch id=\"7001234\"><completion>complete</completion>\
        <satisfaction>failed</satisfaction><measure_status>1</measure_status>\
        <normalized_measure>0.35</normalized_measure>\
        <experienced_duration_tracked>3870</experienced_duration_tracked>\
        <launch_time>2018-01-15T16:04:30.120+0000</launch_time>\
        <exit_time>2018-01-15T16:05:09.300+0000</exit_time>\
        <update_dt>2018-01-15T16:05:09.300+0000</update_dt>";

    #[test]
    fn bytes_of_the_history() {
        let history = LaunchHistory { regid: "r1".into(), launches: vec![launch()] };
        assert_eq!(
            written(&history),
            format!("<launchhistory regid=\"r1\">{LAUNCH}</launch></launchhistory>")
        );
        assert_eq!(
            written(&LaunchHistory { regid: "r1".into(), launches: vec![] }),
            "<launchhistory regid=\"r1\"></launchhistory>"
        );
    }

    #[test]
    fn bytes_of_the_info() {
        let info = LaunchInfo {
            launch: launch(),
            log: RuntimeLog {
                browser: "user agent".into(),
                tracking_enabled: true,
                events: vec![RuntimeEvent {
                    id: 1,
                    attempt_no: 1,
                    event: "SetValue".into(),
                    item_identifier: "sco1".into(),
                    timestamp: "16:04:31.200".into(),
                    title: "Safety basics".into(),
                    extra: vec![("element".into(), "cmi.exit".into()), ("value".into(), "suspend".into())],
                }],
            },
        };
        assert_eq!(
            written(&info),
            format!(
                "{LAUNCH}<log><RuntimeLog browser=\"user agent\" trackingEnabled=\"true\" version=\"1.0\">\
                 <RuntimeEvent id=\"1\" attemptNo=\"1\" event=\"SetValue\" itemIdentifier=\"sco1\" \
                 timestamp=\"16:04:31.200\" title=\"Safety basics\" element=\"cmi.exit\" value=\"suspend\"/>\
                 </RuntimeLog></log></launch>"
            )
        );
        assert_eq!(round_trip(&info), info);
        let mut timeless = info;
        timeless.log.events[0].timestamp.clear();
        assert!(!written(&timeless).contains("timestamp"), "debugIncludeTimestamps is off");
        assert_eq!(round_trip(&timeless), timeless);
    }

    proptest! {
        #[test]
        fn round_trips(regid in xml_text(), id in xml_text(), at in instant(), ended in any::<bool>(), measure in proptest::option::of(-100i32..=100)) {
            let launch = Launch {
                id,
                exit_time: ended.then_some(at),
                normalized_measure: measure.map(|m| f64::from(m) / 100.0),
                ..launch()
            };
            let history = LaunchHistory { regid, launches: vec![launch] };
            prop_assert_eq!(round_trip(&history), history);
        }
    }
}
