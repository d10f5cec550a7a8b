//! Manifests that nobody in their right mind writes, from the file to the attempt that is played: each ends in a
//! warning or in an exception of the book, on the small stack that a browser's engine has.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use packaging::{Code, Limits, read_course};
use runtime::{
    Attempt, Behaviour, Definition, Entry, EntryKind, Learner, Mode, Pins, PlayerState, Request, Timestamp,
};

/// Of the linker's default for WebAssembly, half: this runs without the optimizer, whose frames are smaller.
const STACK: usize = 512 << 10;

const HEAD: &str = r#"<manifest identifier="m" xmlns="http://www.imsglobal.org/xsd/imscp_v1p1"
    xmlns:imsss="http://www.imsglobal.org/xsd/imsss" xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_v1p3">
    <metadata><schema>ADL SCORM</schema><schemaversion>2004 4th Edition</schemaversion></metadata>"#;
const RESOURCE: &str = r#"<resource identifier="r" type="webcontent" adlcp:scormType="sco" href="a.html">
    <dependency identifierref="r2"/></resource>
    <resource identifier="r2" type="webcontent" adlcp:scormType="asset"><dependency identifierref="r"/></resource>"#;
const FLOW: &str = r#"<imsss:sequencing><imsss:controlMode choice="true" flow="true"/></imsss:sequencing>"#;

fn manifest(items: &str, more: &str) -> String {
    format!(
        r#"{HEAD}<organizations default="o"><organization identifier="o"><title>T</title>{items}{FLOW}</organization>
        </organizations><resources>{RESOURCE}</resources>{more}</manifest>"#
    )
}

fn nested(depth: usize) -> String {
    let mut items = String::new();
    for at in 0..depth {
        let reference = if at + 1 == depth { "identifierref='r'" } else { "" };
        let _ = write!(items, "<item identifier='i{at}' {reference}><title>t</title>");
    }
    for at in (0..depth).rev() {
        items.push_str(if at + 1 == depth { "</item>" } else { FLOW });
        if at + 1 != depth {
            items.push_str("</item>");
        }
    }
    items
}

/// What a learner came by.
struct Seen {
    warnings: Vec<u16>,
    deepest: usize,
    activities: usize,
    /// What was opened by Start and by each Continue after it, until nothing more was.
    opened: Vec<String>,
    end: PlayerState,
}

/// Imports, plays and looks at everything that is looked at, on a small stack.
fn play(manifest: String, steps: usize) -> Seen {
    let played = move || {
        let files = BTreeMap::from([
            ("imsmanifest.xml".to_owned(), manifest.into_bytes()),
            ("a.html".to_owned(), Vec::new()),
        ]);
        let (course, warnings) = read_course(&files, &Limits::default()).unwrap();
        let definition = super::definition(&course);
        let bytes = definition.encode();
        let definition = Arc::new(Definition::decode(&bytes).unwrap());
        let depth = |index: usize| definition.depth(index);
        let deepest = (0..definition.activities.len()).map(depth).max().unwrap();
        let mut warnings: Vec<u16> = warnings.iter().map(|warning| warning.number).collect();
        warnings.dedup();
        let mut learner = Learning::launch(Arc::clone(&definition));
        let mut opened = Vec::new();
        learner.go(Request::Start);
        while let Some(open) = learner.open()
            && opened.len() < steps
        {
            opened.push(open);
            learner.speak();
            learner.go(Request::Continue);
        }
        let last = definition.activities.last().unwrap().identifier.clone();
        learner.go(Request::Choice(last.clone()));
        learner.go(Request::Jump(last));
        learner.go(Request::Previous);
        learner.go(Request::SuspendAll);
        let snapshot = learner.attempt.snapshot();
        let restored = Attempt::restore(Arc::clone(&definition), &snapshot).unwrap();
        assert_eq!(restored.digest(), learner.attempt.digest());
        let _ = restored.results();
        Seen {
            warnings,
            deepest,
            activities: definition.activities.len(),
            opened,
            end: restored.view().state,
        }
    };
    std::thread::Builder::new().stack_size(STACK).spawn(played).unwrap().join().unwrap()
}

struct Learning {
    attempt: Attempt,
    now: i64,
}

impl Learning {
    fn launch(definition: Arc<Definition>) -> Self {
        let pins = Pins {
            launch: String::from("l"),
            engine: runtime::ENGINE_VERSION,
            course_version: 1,
            behaviour: Behaviour::defaults(definition.edition, definition.sco_count()),
            learner: Learner {
                id: "l".into(),
                first_name: "f".into(),
                last_name: "n".into(),
                language: None,
            },
            mode: Mode::Normal,
            credit: true,
            global_objectives: Vec::new(),
            shared_data: Vec::new(),
            seed: 1,
            heartbeat_secs: 60,
        };
        let mut attempt = Attempt::new(definition);
        let what = EntryKind::Launched(Box::new(pins));
        attempt.apply(&Entry { number: 1, at: Timestamp(0), what });
        Self { attempt, now: 0 }
    }

    fn offer(&mut self, what: EntryKind) {
        self.now += 1_000_000;
        self.attempt.offer(Timestamp(self.now), what);
    }

    fn go(&mut self, request: Request) {
        self.offer(EntryKind::Navigate(request));
    }

    fn open(&self) -> Option<String> {
        let view = self.attempt.view();
        view.delivery.filter(|_| view.state == PlayerState::Playing).map(|delivery| delivery.activity)
    }

    fn speak(&mut self) {
        self.offer(EntryKind::Initialize);
        for (element, value) in [("cmi.success_status", "passed"), ("cmi.score.scaled", "0.5")] {
            self.offer(EntryKind::SetValue { element: element.into(), value: value.into() });
        }
        let _ = self.attempt.get_value(Timestamp(self.now), "adl.nav.request_valid.continue");
        self.offer(EntryKind::Terminate);
    }
}

#[test]
fn five_hundred_deep() {
    let seen = play(manifest(&nested(500), ""), 5);
    assert_eq!(seen.opened, ["i499"], "it is raised to where it can be reached");
    assert!(seen.warnings.contains(&Code::TooDeep.number()));
    assert!(seen.deepest <= 201, "{}", seen.deepest);
    assert_eq!(seen.end, PlayerState::Ended);
    // As deep as is allowed, nothing is said.
    let seen = play(manifest(&nested(200), ""), 5);
    assert_eq!((seen.opened, seen.deepest), (vec![String::from("i199")], 200));
    assert!(!seen.warnings.contains(&Code::TooDeep.number()));
}

#[test]
fn far_too_deep_is_refused_in_words() {
    let files = BTreeMap::from([("imsmanifest.xml".to_owned(), manifest(&nested(5_000), "").into_bytes())]);
    let refused = read_course(&files, &Limits::default()).unwrap_err().to_string();
    assert!(refused.contains("nested deeper than"), "{refused}");
}

#[test]
fn a_hundred_thousand_items() {
    let items: String = (0..100_000).fold(String::new(), |mut items, at| {
        let _ = write!(items, "<item identifier='i{at}' identifierref='r'/>");
        items
    });
    let seen = play(manifest(&items, ""), 3);
    assert_eq!(seen.activities, 100_001);
    assert_eq!(seen.opened, ["i0", "i1", "i2"]);
}

/// A chain of manifests in the manifest, each with an item that takes in the next, and the last the first.
#[test]
fn manifests_that_take_in_each_other() {
    let inner = (0..2_000).fold(String::new(), |mut inner, at| {
        let next = (at + 1) % 2_000;
        let _ = write!(
            inner,
            "<manifest identifier='m{at}'><organizations><organization identifier='o'>\
             <item identifier='s{at}' identifierref='r'><title>s</title></item>\
             <item identifier='t{at}' identifierref='m{next}'><title>t</title>{FLOW}</item></organization></organizations></manifest>"
        );
        inner
    });
    let items = format!("<item identifier='first' identifierref='m0'>{FLOW}</item>");
    let seen = play(manifest(&items, &inner), 3);
    assert_eq!(seen.opened.len(), 3);
    assert!(seen.warnings.contains(&Code::TooDeep.number()), "{:?}", seen.warnings);
    // A circle of one is no chain.
    let own = "<manifest identifier='m0'><organizations><organization identifier='o'>\
         <item identifier='s' identifierref='r'/><item identifier='t' identifierref='m0'/>\
         </organization></organizations></manifest>";
    let seen = play(manifest(&items, own), 3);
    assert_eq!(seen.opened, ["s"]);
    assert!(seen.warnings.contains(&Code::DanglingReference.number()));
}

#[test]
fn references_to_nothing_and_to_themselves() {
    let items = "
        <item identifier='a' identifierref='nowhere'/>
        <item identifier='b' identifierref='r2'/>
        <item identifier='c' identifierref='r'>
            <imsss:sequencing ID='s' IDRef='s'><imsss:sequencingRules><imsss:preConditionRule>
            <imsss:ruleConditions><imsss:ruleCondition condition='satisfied' referencedObjective='nobody'/>
            </imsss:ruleConditions><imsss:ruleAction action='skip'/></imsss:preConditionRule>
            </imsss:sequencingRules><imsss:objectives><imsss:primaryObjective objectiveID='c'>
            <imsss:mapInfo targetObjectiveID='g' writeSatisfiedStatus='true'/>
            <imsss:mapInfo targetObjectiveID='g'/></imsss:primaryObjective></imsss:objectives></imsss:sequencing></item>
        <item identifier='c' identifierref='r'><imsss:sequencing IDRef='gone'/></item>";
    let collection =
        "<imsss:sequencingCollection><imsss:sequencing ID='s' IDRef='s'/></imsss:sequencingCollection>";
    let seen = play(manifest(items, collection), 5);
    // What cannot be launched can be met, and not delivered.
    assert_eq!(seen.opened, [""; 0]);
    for code in
        [Code::DanglingReference, Code::MissingHref, Code::SequencingReference, Code::UnknownObjective]
    {
        assert!(seen.warnings.contains(&code.number()), "{code:?}: {:?}", seen.warnings);
    }
    let text = manifest(items, collection).replace("default=\"o\"", "default=\"elsewhere\"");
    let seen = play(text, 5);
    assert!(seen.warnings.contains(&Code::DefaultOrganization.number()));
}

fn rules(kind: &str, action: &str) -> String {
    format!(
        "<imsss:{kind}><imsss:ruleConditions><imsss:ruleCondition condition='always'/></imsss:ruleConditions>\
         <imsss:ruleAction action='{action}'/></imsss:{kind}>"
    )
}

fn item(identifier: &str, rules: &str, children: &str) -> String {
    let reference = if children.is_empty() { "identifierref='r'" } else { "" };
    format!(
        "<item identifier='{identifier}' {reference}>{children}<imsss:sequencing><imsss:controlMode choice='true' \
         flow='true'/><imsss:sequencingRules>{rules}</imsss:sequencingRules></imsss:sequencing></item>"
    )
}

#[test]
fn rules_that_contradict_each_other() {
    // Everything is skipped, disabled and hidden: the session is over before it began.
    let all = ["skip", "disabled", "hiddenFromChoice", "stopForwardTraversal"]
        .map(|a| rules("preConditionRule", a));
    let nothing = item("a", &all.concat(), "") + &item("b", &all.concat(), "");
    let seen = play(manifest(&nothing, ""), 5);
    assert_eq!((seen.opened, seen.end), (vec![], PlayerState::Ended));
    // Again and again, one step for each request.
    let again = item("a", &rules("postConditionRule", "retry"), "") + &item("b", "", "");
    assert_eq!(play(manifest(&again, ""), 20).opened, ["a"; 20]);
    let all_again = item("a", "", "") + &item("b", &rules("postConditionRule", "retryAll"), "");
    assert_eq!(play(manifest(&all_again, ""), 6).opened, ["a", "b", "a", "b", "a", "b"]);
    // To and fro.
    let back = item("a", "", "") + &item("b", &rules("postConditionRule", "previous"), "");
    assert_eq!(play(manifest(&back, ""), 6).opened, ["a", "b", "a", "b", "a", "b"]);
    // Each cluster on the way is exited by its own rule, which asks for the next one.
    let mut deep = item("leaf", &rules("postConditionRule", "exitParent"), "");
    for at in 0..150 {
        let both = rules("exitConditionRule", "exit") + &rules("postConditionRule", "exitParent");
        deep = item(&format!("c{at}"), &both, &deep);
    }
    let seen = play(manifest(&deep, ""), 5);
    assert_eq!(seen.opened, ["leaf"]);
    // A cluster of nothing but skipped ones, again and again.
    let empty =
        item("c", &rules("postConditionRule", "retry"), &item("a", &rules("preConditionRule", "skip"), ""));
    let seen = play(manifest(&(empty + &item("b", "", "")), ""), 5);
    assert_eq!(seen.opened, ["b"]);
}

#[test]
fn a_choice_into_what_is_hidden() {
    let hidden = item("h", &rules("preConditionRule", "hiddenFromChoice"), &item("in", "", ""));
    let seen = play(manifest(&(item("a", &rules("postConditionRule", "exitParent"), "") + &hidden), ""), 3);
    assert_eq!(seen.opened, ["a"]);
    assert_eq!(seen.end, PlayerState::Ended);
}

/// One collection of many rules, and many items that take it: less memory than that would be, and a warning.
#[test]
fn a_collection_that_stands_for_gigabytes() {
    let condition = "<imsss:ruleCondition condition='satisfied'/>";
    let rule = format!(
        "<imsss:preConditionRule><imsss:ruleConditions>{}</imsss:ruleConditions><imsss:ruleAction action='skip'/>\
         </imsss:preConditionRule>",
        condition.repeat(300)
    );
    let collection = format!(
        "<imsss:sequencingCollection><imsss:sequencing ID='s'><imsss:sequencingRules>{}</imsss:sequencingRules>\
         </imsss:sequencing></imsss:sequencingCollection>",
        rule.repeat(300)
    );
    let items = (0..5_000).fold(String::new(), |mut items, at| {
        let _ = write!(
            items,
            "<item identifier='i{at}' identifierref='r'><title>t</title><imsss:sequencing IDRef='s'/></item>"
        );
        items
    });
    let seen = play(manifest(&items, &collection), 2);
    assert_eq!(seen.activities, 5_001);
    assert_eq!(seen.opened, ["i0", "i1"]);
    assert!(seen.warnings.contains(&Code::Value.number()), "{:?}", seen.warnings);
}

/// Drawn in a random order, and all of them skipped: the walk over them is long, not long times long.
#[test]
fn a_long_walk_through_a_random_order() {
    let collection = format!(
        "<imsss:sequencingCollection><imsss:sequencing ID='s'><imsss:sequencingRules>{}</imsss:sequencingRules>\
         </imsss:sequencing></imsss:sequencingCollection>",
        rules("preConditionRule", "skip")
    );
    let items = (0..30_000).fold(String::new(), |mut items, at| {
        let _ =
            write!(items, "<item identifier='i{at}' identifierref='r'><imsss:sequencing IDRef='s'/></item>");
        items
    });
    let random =
        "<imsss:randomizationControls reorderChildren='true' randomizationTiming='onEachNewAttempt'/>";
    let text = manifest(&items, &collection);
    let text = text.replacen(
        &format!("{FLOW}</organization>"),
        &FLOW.replace("</imsss:sequencing>", &format!("{random}</imsss:sequencing></organization>")),
        1,
    );
    let seen = play(text, 2);
    assert_eq!((seen.opened, seen.end), (vec![], PlayerState::Ended));
}
