//! What the package attributes do to an attempt and to what the player shows of it.

use std::sync::Arc;

use runtime::client::{Call, Client};
use runtime::{
    Attempt, Behaviour, Completion, Edition, Entry, EntryKind, InvalidMenuItem, LogLevel, LookAhead, Mode,
    NoteKind, Request, ResetTiming, ReturnToLms, StatusDisplay, StatusRollup, Timestamp,
};

use crate::course::{Course, Play, SECOND, pins};

const BOTH: [Edition; 2] = [Edition::Scorm12, Edition::Scorm2004Ed4];

fn two(edition: Edition) -> Course {
    Course::new(edition).flow().sco(1, "a").sco(1, "b")
}

fn with(course: &Course, change: impl FnOnce(&mut Behaviour)) -> Play {
    course.play_as(|pins| change(&mut pins.behaviour))
}

/// Done with this status, and gone on from or left.
fn done(play: &mut Play, completion: &str, then: &str) {
    let is_2004 = play.attempt.definition().edition.is_2004();
    play.init().set(if is_2004 { "cmi.completion_status" } else { "cmi.core.lesson_status" }, completion);
    play.finish().go(then);
}

/// The controls that are there, by name.
fn offered(play: &Play) -> String {
    let all = play.view().controls.all();
    let names: Vec<_> = all.iter().filter(|(_, c)| c.visible).map(|(name, _)| *name).collect();
    names.join(" ")
}

#[test]
fn the_bar_and_its_parts() {
    let all_12 = "continue previous returnToLms";
    let all_2004 = "continue previous exit exitAll suspendAll abandon abandonAll returnToLms";
    for (edition, all, steps) in [
        (Edition::Scorm12, all_12, ""),
        (Edition::Scorm2004Ed4, all_2004, "exit exitAll suspendAll abandon abandonAll "),
    ] {
        let controls = |change: fn(&mut Behaviour)| {
            let mut play = with(&two(edition), change);
            play.go("start");
            offered(&play)
        };
        assert_eq!(controls(|_| ()), all);
        assert_eq!(controls(|b| b.enable_prev_next = false), [steps, "returnToLms"].concat());
        assert_eq!(controls(|b| b.show_nav_bar = false), "returnToLms", "the way out stays");
        assert_eq!(controls(|b| b.show_finish_button = false), all.replace(" returnToLms", ""));
        assert_eq!(
            controls(|b| (b.show_nav_bar, b.show_finish_button) = (false, false)),
            "",
            "the author's wish"
        );
        let closes = controls(|b| b.show_close_item = true);
        assert!(closes.split(' ').any(|name| name == "exit"), "{closes}");
    }
}

#[test]
fn closing_an_item_of_scorm_12_leads_to_the_contents() {
    let mut play = with(&two(Edition::Scorm12), |b| b.show_close_item = true);
    play.go("start").init().go("exit");
    assert_eq!(play.open(), "choosing");
    let mut single = with(&Course::new(Edition::Scorm12).sco(1, "a"), |b| b.show_close_item = true);
    single.go("start").init().go("exit");
    assert_eq!(single.open(), "ended", "there is nothing else to choose");
}

#[test]
fn table_of_contents() {
    for edition in BOTH {
        let play = |change: fn(&mut Behaviour)| {
            let mut play = with(&two(edition), change);
            play.go("start");
            play
        };
        assert_eq!(play(|_| ()).choices(), "root a b");
        assert_eq!(play(|b| b.enable_choice_navigation = false).choices(), "");
        assert!(!play(|b| b.enable_choice_navigation = false).attempt.table_of_contents().is_empty());
        assert!(play(|b| b.show_course_structure = false).attempt.table_of_contents().is_empty());
    }
}

#[test]
fn what_cannot_be_opened_is_shown_hidden_or_barred() {
    // `b` can only be chosen once `a` is done.
    let wants = runtime::Prerequisite::Done("a".into());
    let course =
        Course::new(Edition::Scorm12).sco(1, "a").sco(1, "b").with(|b| b.prerequisites = Some(wants));
    for (action, visible, enabled) in [
        (InvalidMenuItem::Show, true, true),
        (InvalidMenuItem::Hide, false, false),
        (InvalidMenuItem::Disable, true, false),
    ] {
        let mut play = with(&course, |b| b.invalid_menu_item_action = action);
        play.go("start");
        let b = play.attempt.table_of_contents().into_iter().find(|item| item.id == "b").unwrap();
        assert_eq!((b.line.visible, b.line.enabled), (visible, enabled), "{action:?}");
        done(&mut play, "completed", "choice:b");
        assert_eq!(play.open(), "b", "{action:?}");
    }
}

#[test]
fn without_looking_ahead_everything_can_be_tried() {
    for edition in BOTH {
        let mut play = with(&two(edition), |b| b.lookahead_sequencer_mode = LookAhead::Disabled);
        play.go("start");
        assert_eq!(play.controls(), "continue previous");
        play.go("previous");
        assert_eq!(play.view().message, Some("nothing-to-open"));
        for mode in [LookAhead::Enabled, LookAhead::RealTime] {
            let mut play = with(&two(edition), |b| b.lookahead_sequencer_mode = mode);
            play.go("start");
            assert_eq!(play.controls(), "continue");
        }
    }
    // Content is answered exactly all the same.
    let mut play = with(&two(Edition::Scorm2004Ed4), |b| b.lookahead_sequencer_mode = LookAhead::Disabled);
    play.go("start").init();
    assert_eq!(play.get("adl.nav.request_valid.previous"), "false");
    assert_eq!(play.get("adl.nav.request_valid.continue"), "true");
}

#[test]
fn status_of_an_entry() {
    for (display, shown) in [
        (StatusDisplay::SuccessOnly, ("failed", "")),
        (StatusDisplay::CompletionOnly, ("completed", "")),
        (StatusDisplay::Separate, ("completed", "failed")),
        (StatusDisplay::Combined, ("failed", "")),
        (StatusDisplay::None, ("", "")),
    ] {
        let mut play = with(&two(Edition::Scorm2004Ed4), |b| b.status_display = display);
        play.go("start").init().set("cmi.completion_status", "completed").set("cmi.success_status", "failed");
        play.finish().go("continue");
        let a = play.attempt.table_of_contents().into_iter().find(|item| item.id == "a").unwrap();
        assert_eq!((a.line.status.name(), a.line.success.name()), shown, "{display:?}");
    }
}

#[test]
fn progress_of_the_course() {
    for edition in BOTH {
        let mut play = with(&two(edition), |b| b.show_progress_bar = true);
        play.go("start");
        assert_eq!(play.view().progress, Some(0));
        done(&mut play, "completed", "continue");
        assert_eq!(play.view().progress, Some(50));
        done(&mut play, "completed", "suspendAll");
        assert_eq!(play.view().progress, Some(100));
        assert_eq!(with(&two(edition), |_| ()).view().progress, None);
    }
    let mut play = with(&Course::new(Edition::Scorm2004Ed3).sco(1, "a"), |b| b.show_progress_bar = true);
    play.go("start").init().set("cmi.progress_measure", "0.999");
    assert_eq!(play.view().progress, Some(99), "all of it only when nothing is left");
}

#[test]
fn leaving_suspends_or_ends() {
    for edition in BOTH {
        for (action, resumes) in [
            (ReturnToLms::Legacy, true),
            (ReturnToLms::SuspendAll, true),
            (ReturnToLms::Selectable, true),
            (ReturnToLms::ExitAll, false),
        ] {
            let mut play = with(&two(edition), |b| b.return_to_lms_action = action);
            play.go("start").go("continue").init().go("returnToLms");
            assert_eq!(play.open(), "ended");
            play.launch("l2");
            play.go("start");
            assert_eq!(play.open() == "b", resumes, "{edition:?} {action:?}");
            play.check();
        }
    }
}

#[test]
fn time_is_limited_over_all_launches() {
    for edition in BOTH {
        let course = Course::new(edition).sco(1, "a");
        let limit = |b: &mut Behaviour| b.time_limit = 1;
        let mut play = with(&course, limit);
        assert_eq!(play.view().time_left_millis, Some(60_000));
        play.go("start").init();
        for _ in 0..19 {
            play.offer(EntryKind::Heartbeat);
        }
        assert_eq!(play.view().time_left_millis, Some(40_000), "a second each for twenty entries");
        play.go("suspendAll");
        let left = play.view().time_left_millis.unwrap();
        assert!((35_000..=39_000).contains(&left), "{left}");

        play.launch_as("l2", |pins| limit(&mut pins.behaviour));
        assert_eq!(play.view().time_left_millis, Some(left), "it goes on where it was");
        play.go("start").init();
        let mut behaviour = play.attempt.pins().unwrap().behaviour.clone();
        assert_eq!(play.attempt.next_mode(&behaviour), (Mode::Normal, true));
        while play.attempt.time_left() != Some(0) {
            play.offer(EntryKind::Heartbeat);
        }
        play.go("exitAll");
        assert!(play.notes.iter().any(|note| note == "the time for this course is over"));
        assert_eq!(
            play.attempt.next_mode(&behaviour),
            (Mode::Review, false),
            "what comes after counts for nothing"
        );
        play.check();

        // With more time it is a course again.
        behaviour.time_limit = 2;
        assert_eq!(play.attempt.next_mode(&behaviour), (Mode::Normal, true));
        let mut free = with(&course, |_| ());
        free.go("start");
        assert_eq!(free.view().time_left_millis, None);
    }
}

#[test]
fn a_review_changes_nothing_even_where_nothing_was_opened() {
    for edition in BOTH {
        let mut play = with(&two(edition), |_| ());
        play.go("start");
        done(&mut play, "completed", "suspendAll");
        let before = (play.course(), play.attempt.results().root.children[1].completion);
        play.launch_as("l2", |pins| (pins.mode, pins.credit) = (Mode::Review, false));
        play.go("start").go("choice:b");
        done(&mut play, "completed", "suspendAll");
        assert_eq!(
            (play.course(), play.attempt.results().root.children[1].completion),
            before,
            "{edition:?}"
        );
        play.check();
    }
}

#[test]
fn a_review_that_ended_nowhere_does_not_freeze_the_results() {
    for edition in BOTH {
        let mut play = with(&two(edition), |_| ());
        play.go("start").init().go("suspendAll");
        play.launch_as("l2", |pins| (pins.mode, pins.credit) = (Mode::Review, false));
        // Opened, and never initialized.
        play.go("start").go("suspendAll");
        play.launch("l3");
        play.go("start");
        done(&mut play, "completed", "suspendAll");
        assert_eq!(play.attempt.results().root.children[0].completion, Completion::Complete, "{edition:?}");
        play.check();
    }
}

#[test]
fn run_time_data_is_kept_or_dropped() {
    for (timing, exit, kept) in [
        (ResetTiming::Never, "", true),
        (ResetTiming::UnlessSuspended, "", false),
        (ResetTiming::UnlessSuspended, "suspend", true),
        (ResetTiming::EachNewAttempt, "", false),
    ] {
        let mut play = with(&two(Edition::Scorm2004Ed4), |b| b.reset_run_time_data_timing = timing);
        play.go("start").init().set("cmi.location", "page 3").set("cmi.exit", exit).finish().go("continue");
        play.go("choice:a").init();
        assert_eq!(play.get("cmi.location") == "page 3", kept, "{timing:?} {exit}");
        play.check();
    }
}

#[test]
fn statuses_and_scores() {
    let course = |change: fn(&mut Behaviour), sets: &[(&str, &str)]| {
        let mut play = with(&two(Edition::Scorm12), change);
        play.go("start").init();
        for (element, value) in sets {
            play.set(element, value);
        }
        play.finish().go("suspendAll");
        play.check();
        play.course()
    };
    let passed = [("cmi.core.lesson_status", "passed")];
    assert_eq!(course(|_| (), &passed), "Incomplete Unknown None");
    assert_eq!(course(|b| b.first_sco_is_pretest = true, &passed), "Complete Unknown None");
    let pretest =
        |b: &mut Behaviour| (b.first_sco_is_pretest, b.apply_rollup_status_to_success) = (true, true);
    assert_eq!(course(pretest, &passed), "Complete Passed None");
    let scored = [("cmi.core.score.raw", "80"), ("cmi.core.lesson_status", "completed")];
    assert_eq!(
        course(|b| (b.status_rollup_mode, b.threshold_score) = (StatusRollup::ThresholdMet, 0.8), &scored),
        "Complete Unknown Some(0.8)"
    );
    assert_eq!(
        course(|b| (b.status_rollup_mode, b.threshold_score) = (StatusRollup::ThresholdMet, 0.81), &scored),
        "Incomplete Unknown Some(0.8)"
    );
    let single = |change: fn(&mut Behaviour), status: &str| {
        let mut play = with(&Course::new(Edition::Scorm12).sco(1, "a"), change);
        play.go("start").init().set("cmi.core.lesson_status", status).finish().go("suspendAll");
        play.course()
    };
    assert_eq!(single(|_| (), "failed"), "Unknown Failed None");
    let assume = |b: &mut Behaviour| b.completion_stat_of_failed_success_stat = Completion::Complete;
    assert_eq!(single(assume, "failed"), "Complete Failed None");
}

#[test]
fn the_score_may_decide_and_a_raw_one_may_count() {
    let mastery =
        Course::new(Edition::Scorm12).sco(1, "a").with(|a| a.launch_data.mastery_score = Some(70.0));
    for (overrides, expected) in [(false, "Complete Passed Some(0.5)"), (true, "Unknown Failed Some(0.5)")] {
        let mut play = with(&mastery, |b| b.score_overrides_status = overrides);
        // Whichever content says first.
        play.go("start")
            .init()
            .set("cmi.core.lesson_status", "passed")
            .set("cmi.core.score.raw", "50")
            .commit();
        assert_eq!(play.course(), expected);
        play.finish().go("suspendAll");
        assert_eq!(play.course(), expected);
        play.check();
    }
    for (scales, expected) in [(false, "None"), (true, "Some(0.5)")] {
        let mut play = with(&Course::new(Edition::Scorm2004Ed4).sco(1, "a"), |b| b.scale_raw_score = scales);
        play.go("start").init();
        play.set("cmi.score.min", "0").set("cmi.score.max", "40").set("cmi.score.raw", "20").finish();
        play.go("suspendAll");
        assert!(play.course().ends_with(expected), "{}", play.course());
    }
}

#[test]
fn complete_stays_unless_it_may_fall() {
    for (may, expected) in [(false, "Complete"), (true, "Incomplete")] {
        let mut play =
            with(&Course::new(Edition::Scorm12).sco(1, "a"), |b| b.allow_complete_status_change = may);
        play.go("start").init().set("cmi.core.lesson_status", "completed").commit();
        play.set("cmi.core.lesson_status", "incomplete").finish().go("suspendAll");
        assert!(play.course().starts_with(expected), "{}", play.course());
    }
}

#[test]
fn nothing_to_roll_up_is_done_or_unknown() {
    let untracked = |edition| {
        Course::new(edition).flow().sco(1, "a").with(|a| a.sequencing.delivery_controls.tracked = false)
    };
    for (unknown, expected) in [(false, "Complete Passed"), (true, "Unknown Unknown")] {
        let mut play = with(&untracked(Edition::Scorm2004Ed4), |b| b.rollup_empty_set_to_unknown = unknown);
        play.go("start");
        done(&mut play, "incomplete", "suspendAll");
        assert!(play.course().starts_with(expected), "{unknown}: {}", play.course());
        play.check();
    }
    for (unknown, expected) in [(false, "Complete Passed"), (true, "Unknown Unknown")] {
        let play =
            with(&Course::new(Edition::Scorm12).cluster(1, "c"), |b| b.rollup_empty_set_to_unknown = unknown);
        assert!(play.course().starts_with(expected), "{unknown}: {}", play.course());
    }
}

#[test]
fn the_first_sco_is_opened_whatever_the_rules_say() {
    for (always, open) in [(true, "a"), (false, "choosing")] {
        let course = Course::new(Edition::Scorm2004Ed4).sco(1, "a").sco(1, "b");
        let mut play = with(&course, |b| b.always_flow_to_first_sco = always);
        play.go("start");
        assert_eq!(play.open(), open);
    }
}

/// The browser's half of a launch with changed behaviour.
fn client(change: impl FnOnce(&mut Behaviour)) -> Client {
    let definition = two(Edition::Scorm2004Ed4).definition();
    let mut pins = pins(&definition, "l1");
    change(&mut pins.behaviour);
    let mut attempt = Attempt::new(Arc::new(definition.clone()));
    let what = EntryKind::Launched(Box::new(pins));
    attempt.apply(&Entry { number: 1, at: Timestamp(SECOND), what });
    Client::start(&definition.encode(), &attempt.snapshot()).unwrap()
}

/// Sorts of notes after a visit with everything that can be noted.
fn noted(change: impl FnOnce(&mut Behaviour)) -> (Vec<NoteKind>, String) {
    let mut client = client(change);
    let at = Timestamp(2 * SECOND);
    client.navigate(at, Request::Start);
    client.view();
    for (call, first, second) in [
        (Call::Initialize, "", ""),
        (Call::GetValue, "cmi.learner_id", ""),
        (Call::SetValue, "cmi.location", "3"),
        (Call::SetValue, "cmi.entry", "x"),
        (Call::GetDiagnostic, "", ""),
    ] {
        client.call(call, first, second, at);
    }
    assert!(!client.call(Call::GetDiagnostic, "", "", at).is_empty(), "content is told whatever is logged");
    client.note_control(at, false, "blocked");
    client.note_control(at, true, "hidden");
    let notes = runtime::Batch::decode(&client.batch(1 << 20).unwrap()).unwrap().notes;
    let sequencing = notes.iter().find(|note| note.kind == NoteKind::Sequencing);
    let told = sequencing.map(|note| note.text.clone()).unwrap_or_default();
    (notes.into_iter().map(|note| note.kind).filter(|kind| *kind != NoteKind::Implied).collect(), told)
}

#[test]
fn what_the_log_holds() {
    use NoteKind::{Control, LookAhead, Read, Refused, Sequencing};
    let (kinds, story) = noted(|_| ());
    assert_eq!(kinds, [Sequencing, LookAhead, Read, Refused], "the defaults");
    assert!(story.contains("SB.2"), "{story}");
    let level = |level| {
        move |b: &mut Behaviour| {
            let logging = &mut b.logging;
            for each in
                [&mut logging.control, &mut logging.look_ahead, &mut logging.runtime, &mut logging.sequencing]
            {
                *each = level;
            }
        }
    };
    assert_eq!(noted(level(LogLevel::Off)).0, []);
    let (kinds, story) = noted(level(LogLevel::Audit));
    assert_eq!(kinds, [Sequencing, LookAhead, Refused, Control]);
    assert_eq!(story, "deliver a");
    assert_eq!(noted(level(LogLevel::Detailed)).0, [Sequencing, LookAhead, Read, Refused, Control, Control]);
}

#[test]
fn finishing_is_sent_at_once_or_in_turn() {
    for at_once in [true, false] {
        let mut client = client(|b| b.finish_causes_immediate_commit = at_once);
        let mut now = 2 * SECOND;
        client.navigate(Timestamp(now), Request::Start);
        now += SECOND;
        client.call(Call::Initialize, "", "", Timestamp(now));
        let (number, digest) = (client.attempt().applied(), client.attempt().digest());
        client.acknowledge(number, digest);
        client.call(Call::Terminate, "", "", Timestamp(now));
        assert_eq!(client.pending().urgent, at_once);
    }
}
