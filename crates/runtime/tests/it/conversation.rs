//! Whole conversations as tables: what content calls and the learner does, and what each leads to.
//!
//! One step per line, columns between bars:
//!
//! ```text
//! SetValue cmi.exit = suspend   | true  |            a call: its answer, and its error code where that is not 0
//! GetValue cmi.location         |       | 403
//! > continue                    | b     | continue previous | root a b c
//! ```
//!
//! `>` is a request of the learner, `>>` what the player does by itself once content has finished, `launch` the next
//! launch, `unload` content that is gone. They answer with what is open (or `choosing`, `ended`); two further columns
//! tell the controls and the items that can be used, where that matters (`-`: none). `#` begins a remark.

use std::sync::Arc;

use runtime::client::{Acknowledgement, Call, Client};
use runtime::{
    Attempt, Batch, Definition, Entry, EntryKind, PendingRequest, PlayerState, Request, Timestamp,
};

use crate::course::{Course, SECOND, pins};

/// Holds the conversation; the browser's half of the engine and the server's take part and must agree after each step.
#[track_caller]
pub(crate) fn hold(course: &Course, table: &str) {
    let mut talk = Talk::begin(course.definition());
    for (at, line) in table.lines().enumerate() {
        let line = line.split_once('#').map_or(line, |(step, _)| step).trim();
        if line.is_empty() {
            continue;
        }
        let mut columns = line.split('|').map(str::trim);
        let step = columns.next().unwrap();
        let expected: Vec<&str> = columns.collect();
        let happened = talk.step(step, expected.len());
        assert_eq!(happened, expected, "line {}: {step}", at + 1);
        talk.agree(step);
    }
    talk.replay();
}

struct Talk {
    definition: Arc<Definition>,
    server: Attempt,
    client: Client,
    journal: Vec<Entry>,
    now: i64,
    launches: u32,
}

impl Talk {
    fn begin(definition: Definition) -> Self {
        let definition = Arc::new(definition);
        let mut server = Attempt::new(Arc::clone(&definition));
        let mut journal = Vec::new();
        let client = launch(&mut server, 1, SECOND, &mut journal);
        Self { definition, server, client, journal, now: SECOND, launches: 1 }
    }

    fn step(&mut self, step: &str, columns: usize) -> Vec<String> {
        self.now += SECOND;
        let now = Timestamp(self.now);
        let (word, rest) = step.split_once(' ').unwrap_or((step, ""));
        match word {
            ">" => self.client.navigate(now, Request::parse(rest).unwrap_or_else(|| panic!("{step}"))),
            ">>" => match self.client.pending_request() {
                PendingRequest::Navigate(request) | PendingRequest::ExitCourse(request) => {
                    self.client.navigate(now, request);
                }
                PendingRequest::ConfirmExit(_) | PendingRequest::Message | PendingRequest::None => {}
            },
            "unload" => self.client.unloaded(now),
            "launch" => {
                self.launches += 1;
                self.client = launch(&mut self.server, self.launches, self.now, &mut self.journal);
            }
            _ => return self.call(word, rest, columns),
        }
        let all = [self.open(), self.controls(), self.choices()];
        all.into_iter().take(columns).collect()
    }

    /// Answer and error code.
    fn call(&mut self, word: &str, rest: &str, columns: usize) -> Vec<String> {
        let now = Timestamp(self.now);
        let (call, first, second) = match word {
            "Initialize" => (Call::Initialize, rest, ""),
            "Terminate" => (Call::Terminate, rest, ""),
            "Commit" => (Call::Commit, rest, ""),
            "GetValue" => (Call::GetValue, rest, ""),
            "SetValue" => {
                let (element, value) = rest.split_once(" =").unwrap_or_else(|| panic!("no value: {rest}"));
                (Call::SetValue, element.trim(), value.trim())
            }
            "GetLastError" => (Call::GetLastError, "", ""),
            "GetErrorString" => (Call::GetErrorString, rest, ""),
            _ => panic!("no step: {word}"),
        };
        let answer = self.client.call(call, first, second, now);
        if matches!(call, Call::GetLastError | Call::GetErrorString) {
            return vec![answer];
        }
        let error = self.client.call(Call::GetLastError, "", "", now);
        if columns < 2 && error == "0" { vec![answer] } else { vec![answer, error] }
    }

    fn open(&self) -> String {
        let view = self.client.attempt().view();
        match view.state {
            PlayerState::Playing => view.delivery.unwrap().activity,
            PlayerState::Choosing => String::from("choosing"),
            PlayerState::Ended => String::from("ended"),
        }
    }

    /// Of the controls that lead through the course, those that can be used.
    fn controls(&self) -> String {
        let controls = self.client.attempt().view().controls;
        let all = [
            ("continue", controls.continue_),
            ("previous", controls.previous),
            ("exit", controls.exit),
            ("abandon", controls.abandon),
        ];
        list(all.iter().filter(|(_, control)| control.visible && control.enabled).map(|(name, _)| *name))
    }

    fn choices(&self) -> String {
        let toc = self.client.attempt().table_of_contents();
        let offered = toc.iter().filter(|item| item.line.visible && item.line.enabled);
        list(offered.map(|item| item.id.as_str()))
    }

    /// What the browser made reaches the server through the formats of the wire.
    fn agree(&mut self, step: &str) {
        if let Some(bytes) = self.client.batch(1 << 20) {
            for entry in Batch::decode(&bytes).unwrap().entries {
                assert_eq!(self.server.apply(&entry).refused, None, "{step}");
                self.journal.push(entry);
            }
        }
        let (number, digest) = (self.server.applied(), self.server.digest());
        assert_eq!(self.client.acknowledge(number, digest), Acknowledgement::Same, "{step}");
        assert_eq!(self.server.view(), self.client.view(), "{step}");
    }

    fn replay(&self) {
        let mut replayed = Attempt::new(Arc::clone(&self.definition));
        self.journal.iter().for_each(|entry| assert_eq!(replayed.apply(entry).refused, None));
        assert_eq!(replayed.digest(), self.server.digest());
        assert_eq!(replayed.results(), self.server.results());
    }
}

fn launch(server: &mut Attempt, number: u32, now: i64, journal: &mut Vec<Entry>) -> Client {
    let definition = Arc::clone(server.definition());
    let what = EntryKind::Launched(Box::new(pins(&definition, &format!("l{number}"))));
    let entry = Entry { number: 1, at: Timestamp(now), what };
    assert_eq!(server.apply(&entry).refused, None);
    journal.push(entry);
    Client::start(&definition.encode(), &server.snapshot()).unwrap()
}

fn list<'a>(words: impl Iterator<Item = &'a str>) -> String {
    let words: Vec<&str> = words.collect();
    if words.is_empty() { String::from("-") } else { words.join(" ") }
}
