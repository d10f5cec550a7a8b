//! A small vocabulary for courses and for what learners do.

use std::sync::Arc;

use runtime::{
    Activity, Applied, Attempt, Batch, Behaviour, Definition, Edition, Effect, Entry, EntryKind, LaunchData,
    Learner, Mode, PendingRequest, Pins, PlayerState, Request, Resource, ResourceKind, Timestamp, TocItem,
    View,
};
use sequencing::definition::SequencingDefinition;

pub(crate) const SECOND: i64 = 1_000_000;

/// A course under construction; items in preorder.
#[derive(Debug, Clone)]
pub(crate) struct Course(Definition);

impl Course {
    /// Begins with the root.
    pub(crate) fn new(edition: Edition) -> Self {
        let mut course = Self(Definition {
            edition,
            title: "A course".into(),
            activities: Vec::new(),
            objectives_global_to_system: false,
            shared_data_global_to_system: false,
        });
        course.push(0, "root", false);
        course
    }

    fn push(&mut self, depth: usize, id: &str, sco: bool) {
        let index = self.0.activities.len();
        let parent = (0..index).rev().find(|above| index > 0 && self.0.depth(*above) + 1 == depth);
        if let Some(parent) = parent {
            self.0.activities[parent].children.push(index);
        }
        let href = [id, ".html"].concat();
        self.0.activities.push(Activity {
            identifier: id.into(),
            title: id.to_uppercase(),
            parent,
            children: Vec::new(),
            resource: sco.then_some(Resource { kind: ResourceKind::Sco, href }),
            visible: true,
            sequencing: SequencingDefinition::default(),
            launch_data: LaunchData::default(),
            prerequisites: None,
            data_maps: Vec::new(),
        });
    }

    pub(crate) fn sco(mut self, depth: usize, id: &str) -> Self {
        self.push(depth, id, true);
        self
    }

    pub(crate) fn cluster(mut self, depth: usize, id: &str) -> Self {
        self.push(depth, id, false);
        self
    }

    /// Says something about the item given last.
    pub(crate) fn with(mut self, say: impl FnOnce(&mut Activity)) -> Self {
        say(self.0.activities.last_mut().unwrap());
        self
    }

    pub(crate) fn flow(self) -> Self {
        self.with(|activity| activity.sequencing.control_mode.flow = true)
    }

    pub(crate) fn no_choice(self) -> Self {
        self.with(|activity| activity.sequencing.control_mode.choice = false)
    }

    pub(crate) fn whole(mut self, say: impl FnOnce(&mut Definition)) -> Self {
        say(&mut self.0);
        self
    }

    pub(crate) fn definition(&self) -> Definition {
        self.0.clone()
    }

    pub(crate) fn play(&self) -> Play {
        self.play_as(|_| {})
    }

    /// Launched, with something changed of what is pinned.
    pub(crate) fn play_as(&self, say: impl FnOnce(&mut Pins)) -> Play {
        let definition = Arc::new(self.0.clone());
        let mut play = Play {
            attempt: Attempt::new(definition),
            now: 0,
            journal: Vec::new(),
            effects: Vec::new(),
            notes: Vec::new(),
        };
        play.launch_as("l1", say);
        play
    }
}

pub(crate) fn pins(definition: &Definition, launch: &str) -> Pins {
    Pins {
        launch: launch.into(),
        engine: runtime::ENGINE_VERSION,
        course_version: 1,
        behaviour: Behaviour::defaults(definition.edition, definition.sco_count()),
        learner: Learner {
            id: "ada".into(),
            first_name: "Ada".into(),
            last_name: "L".into(),
            language: None,
        },
        mode: Mode::Normal,
        credit: true,
        global_objectives: Vec::new(),
        shared_data: Vec::new(),
        seed: 7,
        heartbeat_secs: 60,
    }
}

/// A learner in a course, with everything that was recorded.
#[derive(Debug, Clone)]
pub(crate) struct Play {
    pub(crate) attempt: Attempt,
    pub(crate) now: i64,
    pub(crate) journal: Vec<Entry>,
    pub(crate) effects: Vec<Effect>,
    pub(crate) notes: Vec<String>,
}

impl Play {
    pub(crate) fn launch(&mut self, id: &str) {
        self.launch_as(id, |_| {});
    }

    pub(crate) fn launch_as(&mut self, id: &str, say: impl FnOnce(&mut Pins)) {
        let mut pins = pins(self.attempt.definition(), id);
        say(&mut pins);
        self.now += SECOND;
        let entry = Entry { number: 1, at: Timestamp(self.now), what: EntryKind::Launched(Box::new(pins)) };
        let applied = self.attempt.apply(&entry);
        assert_eq!(applied.refused, None);
        self.journal.push(entry);
        self.keep(&applied);
    }

    fn keep(&mut self, applied: &Applied) {
        self.effects.extend(applied.effects.iter().cloned());
        self.notes.extend(applied.notes.iter().map(|note| note.text.clone()));
    }

    /// One second later something happens. Answers the error number.
    pub(crate) fn offer(&mut self, what: EntryKind) -> u16 {
        self.now += SECOND;
        let (entry, applied) = self.attempt.offer(Timestamp(self.now), what);
        self.journal.extend(entry);
        self.keep(&applied);
        applied.error
    }

    /// An entry of the server's own: it takes no number.
    pub(crate) fn server(&mut self, what: EntryKind) {
        self.now += SECOND;
        let entry = Entry { number: self.attempt.applied(), at: Timestamp(self.now), what };
        let applied = self.attempt.apply(&entry);
        if applied.refused.is_none() {
            self.journal.push(entry);
        }
        self.keep(&applied);
    }

    pub(crate) fn go(&mut self, request: &str) -> &mut Self {
        let request = Request::parse(request).unwrap();
        assert_eq!(self.offer(EntryKind::Navigate(request)), 0);
        self
    }

    pub(crate) fn init(&mut self) -> &mut Self {
        assert_eq!(self.offer(EntryKind::Initialize), 0);
        self
    }

    pub(crate) fn set(&mut self, element: &str, value: &str) -> &mut Self {
        assert_eq!(self.try_set(element, value), 0, "{element} = {value}");
        self
    }

    pub(crate) fn try_set(&mut self, element: &str, value: &str) -> u16 {
        self.offer(EntryKind::SetValue { element: element.into(), value: value.into() })
    }

    pub(crate) fn commit(&mut self) -> &mut Self {
        assert_eq!(self.offer(EntryKind::Commit), 0);
        self
    }

    pub(crate) fn finish(&mut self) -> &mut Self {
        assert_eq!(self.offer(EntryKind::Terminate), 0);
        self
    }

    pub(crate) fn unload(&mut self) -> &mut Self {
        assert_eq!(self.offer(EntryKind::ContentUnloaded), 0);
        self
    }

    pub(crate) fn get(&self, element: &str) -> String {
        self.attempt.get_value(Timestamp(self.now), element).unwrap_or_else(|e| e.number.to_string())
    }

    pub(crate) fn view(&self) -> View {
        self.attempt.view()
    }

    pub(crate) fn toc(&self) -> Vec<TocItem> {
        self.attempt.table_of_contents()
    }

    /// What is open, or the state of the player.
    pub(crate) fn open(&self) -> String {
        let view = self.view();
        match view.state {
            PlayerState::Playing => view.delivery.map_or("?".into(), |delivery| delivery.activity),
            PlayerState::Choosing => "choosing".into(),
            PlayerState::Ended => "ended".into(),
        }
    }

    /// Items that can be chosen, in order.
    pub(crate) fn choices(&self) -> String {
        let toc = self.toc();
        let enabled =
            toc.iter().filter(|item| item.line.visible && item.line.enabled).map(|item| item.id.as_str());
        enabled.collect::<Vec<_>>().join(" ")
    }

    /// Controls that can be used, but for those that leave.
    pub(crate) fn controls(&self) -> String {
        let controls = self.view().controls;
        let all = [("continue", controls.continue_), ("previous", controls.previous)];
        let enabled = all.iter().filter(|(_, control)| control.visible && control.enabled);
        enabled.map(|(name, _)| *name).collect::<Vec<_>>().join(" ")
    }

    /// Completion, success and score of the course.
    pub(crate) fn course(&self) -> String {
        let course = self.attempt.course_result();
        format!("{:?} {:?} {:?}", course.completion, course.success, course.score)
    }

    /// What follows once content has finished.
    pub(crate) fn pending(&self) -> String {
        match self.attempt.pending_request() {
            PendingRequest::None => "none".into(),
            PendingRequest::Navigate(request) => format!("navigate {request}"),
            PendingRequest::ExitCourse(request) => format!("exit {request}"),
            PendingRequest::ConfirmExit(request) => format!("confirm {request}"),
            PendingRequest::Message => "message".into(),
        }
    }

    /// Everything that a replay must bring about again.
    pub(crate) fn check(&self) {
        let bytes = self.attempt.snapshot();
        let definition = Arc::clone(self.attempt.definition());
        let restored = Attempt::restore(Arc::clone(&definition), &bytes).unwrap();
        assert_eq!(restored.digest(), self.attempt.digest(), "the snapshot brings everything back");
        assert_eq!(restored.view(), self.attempt.view());
        assert_eq!(restored.table_of_contents(), self.toc());
        assert_eq!(restored.results(), self.attempt.results());
        assert_eq!(restored.snapshot(), bytes);
        let mut replayed = Attempt::new(definition);
        for entry in &self.journal {
            // Through the format, as the server reads it.
            let batch = Batch { first: entry.number, entries: vec![entry.clone()], ..Batch::default() };
            let read = Batch::decode(&batch.encode()).unwrap();
            assert_eq!(replayed.apply(&read.entries[0]).refused, None, "{entry:?}");
        }
        assert_eq!(replayed.digest(), self.attempt.digest(), "a replay leads to the same state");
        assert_eq!(replayed.results(), self.attempt.results());
        assert_eq!(replayed.view(), self.attempt.view());
        assert_eq!(replayed.table_of_contents(), self.toc());
    }
}
