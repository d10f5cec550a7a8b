//! Bytes written once must be readable for ever, and newer ones told apart.

use std::sync::Arc;

use runtime::{Attempt, Batch, DecodeError, Definition, Edition, Request};

use crate::course::{Course, Play};

const DEFINITION: &[u8] = include_bytes!("../fixtures/definition.1.bin");
const SNAPSHOTS: [&[u8]; 3] = [
    include_bytes!("../fixtures/snapshot.1.bin"),
    include_bytes!("../fixtures/snapshot.2.bin"),
    include_bytes!("../fixtures/snapshot.3.bin"),
];
const BATCHES: [&[u8]; 3] = [
    include_bytes!("../fixtures/batch.1.bin"),
    include_bytes!("../fixtures/batch.2.bin"),
    include_bytes!("../fixtures/batch.3.bin"),
];
/// A launch that the server closed: the state from before lies within.
const CLOSED: &[u8] = include_bytes!("../fixtures/closed.1.bin");

fn played() -> Play {
    let course = Course::new(Edition::Scorm2004Ed4).flow().sco(1, "a").sco(1, "b");
    // As it was when the first bytes were written.
    let mut play = course.play_as(|pins| {
        pins.engine = 1;
        pins.behaviour.show_title_bar = false;
    });
    play.go("start").init().set("cmi.location", "page 3").finish().go("continue");
    play
}

fn batch(play: &Play) -> Batch {
    Batch { launch: "l1".into(), first: 1, entries: play.journal.clone(), ..Batch::default() }
}

#[test]
fn what_older_versions_wrote_is_read() {
    let play = played();
    let definition = Definition::decode(DEFINITION).unwrap();
    assert_eq!(&definition, play.attempt.definition().as_ref());
    for (snapshot, bytes) in SNAPSHOTS.into_iter().zip(BATCHES) {
        let read = Batch::decode(bytes).unwrap();
        assert_eq!(read, batch(&play));
        let restored = Attempt::restore(Arc::new(definition.clone()), snapshot).unwrap();
        assert_eq!(restored.digest(), play.attempt.digest());
        assert_eq!(restored.results(), play.attempt.results());
        // And it still means the same.
        let mut attempt = Attempt::new(Arc::new(definition.clone()));
        for entry in &read.entries {
            assert_eq!(attempt.apply(entry).refused, None);
        }
        assert_eq!(attempt.digest(), play.attempt.digest());
        assert!(attempt.table_of_contents().iter().any(|item| item.line.current && item.id == "b"));
    }
    assert_eq!(Request::parse("continue"), Some(Request::Continue));
}

#[test]
fn what_is_written_now_is_the_newest_version() {
    let play = played();
    assert_eq!(batch(&play).encode(), BATCHES[2]);
    assert_eq!(play.attempt.snapshot(), SNAPSHOTS[2]);
}

#[test]
fn a_launch_that_an_older_version_closed_opens_again() {
    let mut play = played();
    let mut restored = Attempt::restore(Arc::clone(play.attempt.definition()), CLOSED).unwrap();
    assert!(restored.closed_by_server());
    // Written anew and read again, the state within is still there.
    restored = Attempt::restore(Arc::clone(play.attempt.definition()), &restored.snapshot()).unwrap();
    play.init();
    assert_eq!(restored.apply(play.journal.last().unwrap()).refused, None);
    assert!(!restored.closed_by_server() && !restored.ended());
    assert_eq!(restored.digest(), play.attempt.digest());
}

#[test]
fn newer_versions_are_told_apart_from_damage() {
    let play = played();
    let mut snapshot = SNAPSHOTS[2].to_vec();
    let mut definition = DEFINITION.to_vec();
    let mut batch = BATCHES[2].to_vec();
    for bytes in [&mut snapshot, &mut definition, &mut batch] {
        bytes[3] += 1;
    }
    let course = play.attempt.definition();
    assert_eq!(Attempt::restore(Arc::clone(course), &snapshot).unwrap_err(), DecodeError::Newer);
    assert_eq!(Definition::decode(&definition).unwrap_err(), DecodeError::Newer);
    assert_eq!(Batch::decode(&batch).unwrap_err(), DecodeError::Newer);
}

#[test]
fn damage_never_panics() {
    let play = played();
    let snapshot = play.attempt.snapshot();
    for at in 0..snapshot.len() {
        let mut damaged = snapshot.clone();
        damaged[at] ^= 0x55;
        if let Ok(attempt) = Attempt::restore(Arc::clone(play.attempt.definition()), &damaged) {
            let _ = (attempt.view(), attempt.results(), attempt.digest());
        }
        assert!(Attempt::restore(Arc::clone(play.attempt.definition()), &snapshot[..at]).is_err());
    }
    let other = Course::new(Edition::Scorm2004Ed4).sco(1, "a").definition();
    assert_eq!(Attempt::restore(Arc::new(other), &snapshot).unwrap_err(), DecodeError::Broken);
}
