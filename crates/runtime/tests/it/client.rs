//! The browser's half.

use std::sync::Arc;

use runtime::client::{Acknowledgement, Call, Client};
use runtime::{
    Attempt, Batch, Definition, Edition, Entry, EntryKind, NoteKind, RefusedCall, Request, Timestamp,
};

use crate::course::{Course, SECOND, pins};

/// Server and browser over one launch.
struct Pair {
    server: Attempt,
    client: Client,
    now: i64,
}

fn launched(course: &Course) -> Pair {
    let definition = course.definition();
    let mut server = Attempt::new(Arc::new(definition.clone()));
    let what = EntryKind::Launched(Box::new(pins(&definition, "l1")));
    server.apply(&Entry { number: 1, at: Timestamp(SECOND), what });
    let client = Client::start(&definition.encode(), &server.snapshot()).unwrap();
    Pair { server, client, now: SECOND }
}

impl Pair {
    fn call(&mut self, call: Call, first: &str, second: &str) -> String {
        self.now += SECOND;
        self.client.call(call, first, second, Timestamp(self.now))
    }

    fn go(&mut self, request: Request) {
        self.now += SECOND;
        self.client.navigate(Timestamp(self.now), request);
    }

    /// What the server does with a batch; answers number and digest.
    fn take(&mut self, bytes: &[u8]) -> (u64, u64) {
        let batch = Batch::decode(bytes).unwrap();
        for entry in &batch.entries {
            self.server.apply(entry);
        }
        (self.server.applied(), self.server.digest())
    }
}

fn course() -> Course {
    Course::new(Edition::Scorm2004Ed4).flow().sco(1, "a").sco(1, "b")
}

#[test]
fn batches_bring_the_server_to_the_same_state() {
    let mut pair = launched(&course());
    pair.go(Request::Start);
    assert_eq!(pair.call(Call::Initialize, "", ""), "true");
    assert_eq!(pair.call(Call::SetValue, "cmi.completion_status", "completed"), "true");
    assert!(pair.client.pending().urgent, "a status does not wait");
    let bytes = pair.client.batch(1 << 20).unwrap();
    let (number, digest) = pair.take(&bytes);
    assert_eq!(digest, pair.client.attempt().digest());
    assert_eq!(pair.client.acknowledge(number, digest), Acknowledgement::Same);
    assert_eq!(pair.client.pending().entries, 0);
    // Sent twice, it changes nothing.
    assert_eq!(pair.take(&bytes), (number, digest));
}

#[test]
fn a_lost_answer_is_no_loss() {
    let mut pair = launched(&course());
    pair.go(Request::Start);
    pair.call(Call::Initialize, "", "");
    let first = pair.client.batch(1 << 20).unwrap();
    pair.take(&first);
    pair.call(Call::SetValue, "cmi.location", "page 3");
    let second = pair.client.batch(1 << 20).unwrap();
    let (number, digest) = pair.take(&second);
    assert_eq!(pair.client.acknowledge(number, digest), Acknowledgement::Same);
    assert_eq!(pair.client.attempt().digest(), digest);
}

#[test]
fn a_small_request_takes_the_first_entries_only() {
    let mut pair = launched(&course());
    pair.go(Request::Start);
    pair.call(Call::Initialize, "", "");
    for n in 0..200_u64 {
        // Nothing that packs well.
        let mut x = n * 2_654_435_761_u64 + 1;
        let value: String = std::iter::repeat_with(|| {
            x = x.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            char::from(b'!' + (x >> 33) as u8 % 90)
        })
        .take(40)
        .collect();
        pair.call(Call::SetValue, "cmi.location", &value);
    }
    let bytes = pair.client.batch(2_000).unwrap();
    assert!(bytes.len() <= 2_000);
    let (number, digest) = pair.take(&bytes);
    assert!(number < pair.client.attempt().applied());
    assert_eq!(pair.client.acknowledge(number, digest), Acknowledgement::Same);
    let rest = pair.client.batch(1 << 20).unwrap();
    let (_, digest) = pair.take(&rest);
    assert_eq!(digest, pair.client.attempt().digest());
    let mut tight = launched(&course());
    tight.go(Request::Start);
    assert_eq!(tight.client.batch(3), None);
}

#[test]
fn the_answer_of_another_state_is_adopted() {
    let mut pair = launched(&course());
    pair.go(Request::Start);
    pair.call(Call::Initialize, "", "");
    let bytes = pair.client.batch(1 << 20).unwrap();
    let (number, digest) = pair.take(&bytes);
    assert_eq!(pair.client.acknowledge(number, digest ^ 1), Acknowledgement::Differs);
    pair.call(Call::SetValue, "cmi.location", "page 3");
    pair.client.adopt(&pair.server.snapshot(), number).unwrap();
    assert_eq!(pair.call(Call::GetValue, "cmi.location", ""), "page 3", "later entries lie on top");
    let rest = pair.client.batch(1 << 20).unwrap();
    assert_eq!(pair.take(&rest).1, pair.client.attempt().digest());
    let batch = Batch::decode(&rest).unwrap();
    assert!(batch.notes.iter().any(|note| note.kind == runtime::NoteKind::Difference));
    assert!(pair.client.adopt(b"nonsense", 1).is_err());
}

#[test]
fn what_could_not_be_sent_is_kept_under_a_seal() {
    let mut pair = launched(&course());
    assert_eq!(pair.client.stored(), None, "nothing may be kept without a key");
    pair.client.set_key(b"key".to_vec());
    assert_eq!(pair.client.stored(), None, "there is nothing to keep");
    pair.go(Request::Start);
    pair.call(Call::Initialize, "", "");
    pair.call(Call::SetValue, "cmi.location", "page 3");
    let stored = pair.client.stored().unwrap();

    // The page was loaded anew: the server knows nothing of the three entries.
    let again = || Client::start(&course().definition().encode(), &pair.server.snapshot()).unwrap();
    let mut same = again();
    same.set_key(b"key".to_vec());
    assert_eq!(same.restore_stored(&stored), None);
    assert_eq!(same.attempt().digest(), pair.client.attempt().digest());
    assert_eq!(same.pending().entries, 3);
    let mut other_key = again();
    other_key.set_key(b"another".to_vec());
    assert_eq!(other_key.restore_stored(&stored), None);
    assert_eq!(other_key.pending().entries, 0, "a wrong seal counts for nothing");

    // A later launch posts it as it is.
    let mut server = pair.server.clone();
    let what = EntryKind::Launched(Box::new(pins(&course().definition(), "l2")));
    server.apply(&Entry { number: 1, at: Timestamp(pair.now + SECOND), what });
    let mut later = Client::start(&course().definition().encode(), &server.snapshot()).unwrap();
    later.set_key(b"key".to_vec());
    let bytes = later.restore_stored(&stored).unwrap();
    assert_eq!(Batch::decode(&bytes).unwrap().launch, "l1");
    assert_eq!(later.pending().entries, 0);
}

#[test]
fn long_values_travel_as_differences() {
    let mut pair = launched(&course());
    pair.go(Request::Start);
    pair.call(Call::Initialize, "", "");
    let long = "é".repeat(10_000);
    pair.call(Call::SetValue, "cmi.suspend_data", &long);
    let before = pair.client.pending().bytes;
    let changed = [&long, "x", &long].concat();
    pair.call(Call::SetValue, "cmi.suspend_data", &changed);
    assert!(pair.client.pending().bytes - before < 30_000, "only what is new travels");
    assert_eq!(pair.call(Call::GetValue, "cmi.suspend_data", ""), changed);
    let bytes = pair.client.batch(1 << 20).unwrap();
    assert_eq!(pair.take(&bytes).1, pair.client.attempt().digest());
}

#[test]
fn errors_are_told_and_make_no_entry() {
    let mut pair = launched(&course());
    pair.go(Request::Start);
    let entries = pair.client.pending().entries;
    assert_eq!(pair.call(Call::SetValue, "cmi.location", "1"), "false");
    assert_eq!(pair.call(Call::GetLastError, "", ""), "132");
    assert_eq!(pair.call(Call::GetValue, "cmi.location", ""), "");
    assert_eq!(pair.call(Call::GetLastError, "", ""), "122");
    assert_eq!(pair.call(Call::Initialize, "x", ""), "false");
    assert_eq!(pair.call(Call::GetLastError, "", ""), "201");
    assert_eq!(pair.client.pending().entries, entries);
    let same: Definition = course().definition();
    assert_eq!(&same, pair.client.attempt().definition().as_ref());
}

#[test]
fn an_attempt_is_as_large_as_what_it_holds_however_well_that_packs() {
    let mut pair = launched(&course());
    pair.go(Request::Start);
    pair.call(Call::Initialize, "", "");
    assert_eq!(pair.call(Call::SetValue, "cmi.suspend_data", &"0".repeat(60_000)), "true");
    let batch = pair.client.batch(usize::MAX).unwrap();
    pair.take(&batch);
    assert!(pair.server.snapshot().len() < 10_000);
    assert!(pair.server.size_bytes() > 60_000, "{}", pair.server.size_bytes());
}

#[test]
fn the_page_is_told_of_the_table_of_contents_once_and_then_of_changes() {
    let mut pair = launched(&course());
    pair.go(Request::Start);
    let line = |status: &str, current: bool| {
        format!(r#""visible":true,"enabled":true,"current":{current},"status":"{status}""#)
    };
    let all = pair.client.table_of_contents();
    let item = |id: &str, title: &str, depth: u8, kind: &str, line: &str| {
        format!(r#"{{"id":"{id}","title":"{title}","depth":{depth},"kind":"{kind}",{line}}}"#)
    };
    let items = [
        item("root", "ROOT", 0, "cluster", &line("incomplete", false)),
        item("a", "A", 1, "item", &line("incomplete", true)),
        item("b", "B", 1, "item", &line("not-attempted", false)),
    ];
    assert_eq!(all, format!(r#"{{"items":[{}]}}"#, items.join(",")));
    assert_eq!(pair.client.table_of_contents(), r#"{"changed":[]}"#);
    pair.call(Call::Initialize, "", "");
    pair.call(Call::SetValue, "cmi.success_status", "passed");
    pair.go(Request::Continue);
    let news = pair.client.table_of_contents();
    let changed = [
        format!(r#"{{"place":1,{}}}"#, line("passed", false)),
        format!(r#"{{"place":2,{}}}"#, line("incomplete", true)),
    ];
    assert_eq!(news, format!(r#"{{"changed":[{}]}}"#, changed.join(",")));
    // Nothing is shown any more, and all of it when it is shown again.
    pair.go(Request::SuspendAll);
    assert_eq!(pair.client.table_of_contents(), r#"{"items":[]}"#);
}

#[test]
fn a_refused_value_is_in_the_log_and_not_in_the_diagnostic() {
    let mut pair = launched(&course());
    pair.go(Request::Start);
    pair.call(Call::Initialize, "", "");
    assert_eq!(pair.call(Call::SetValue, "cmi.score.scaled", "much"), "false");
    assert!(!pair.call(Call::GetDiagnostic, "", "").contains("much"), "content knows what it has sent");
    let long = "\u{8ab2}".repeat(1_000);
    assert_eq!(pair.call(Call::SetValue, "cmi.score.scaled", &long), "false");
    assert_eq!(pair.call(Call::GetValue, "cmi.nothing", ""), "");
    let batch = Batch::decode(&pair.client.batch(1 << 20).unwrap()).unwrap();
    let refused = batch.notes.iter().filter(|note| note.kind == NoteKind::Refused);
    let calls: Vec<RefusedCall> = refused.map(|note| RefusedCall::parse(&note.text).unwrap()).collect();
    let values: Vec<Option<&str>> = calls.iter().map(|call| call.value).collect();
    let cut = format!("{}\u{2026}", "\u{8ab2}".repeat(66));
    assert_eq!(values, [Some("much"), Some(cut.as_str()), None]);
    assert_eq!(calls.iter().map(|call| call.number).collect::<Vec<_>>(), [406, 406, 401]);
}
