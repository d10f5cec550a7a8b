//! Stories for `web/player/test/same_as_native.mjs`: what is asked of the engine in any course, and what it answers
//! natively. WebAssembly must answer the same, byte by byte.
//!
//! `cargo run --package player-wasm --example stories -- COUNT CORPUS FILE` writes one story a line, as JSON: first
//! those drawn from the files of the corpus, then as many drawn from numbers.

#[expect(dead_code, reason = "the fuzzer's own way through its courses is not taken here")]
#[path = "../../runtime/tests/fuzzed/requests.rs"]
mod requests;

use std::error::Error;
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::slice::Iter;
use std::sync::Arc;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use player_wasm::Engine;
use runtime::{
    Attempt, Batch, Behaviour, Definition, Edition, Entry, EntryKind, GlobalObjective, Learner, Mode, Pins,
    Timestamp,
};
use serde_json::{Value, json};

const STEPS: usize = 60;
const SECOND: i64 = 1_000_000;
/// Bytes that one story is drawn from.
const DRAWN: usize = 4_000;

const REQUESTS: [&str; 18] = [
    "continue",
    "continue",
    "continue",
    "previous",
    "choice:i1",
    "choice:i2",
    "choice:i3",
    "choice:i5",
    "choice:i8",
    "jump:i4",
    "exit",
    "exitAll",
    "suspendAll",
    "abandon",
    "abandonAll",
    "returnToLms",
    "start",
    "nonsense",
];

const VALUES: [(&str, &str); 22] = [
    ("cmi.success_status", "passed"),
    ("cmi.success_status", "failed"),
    ("cmi.completion_status", "completed"),
    ("cmi.completion_status", "incomplete"),
    ("cmi.completion_status", "unknown"),
    ("cmi.score.scaled", "0.1"),
    ("cmi.score.scaled", "-0.3333333"),
    ("cmi.score.raw", "1e2"),
    ("cmi.progress_measure", "0.7"),
    ("cmi.exit", "suspend"),
    ("cmi.exit", "time-out"),
    ("cmi.location", "Seite ä, 第三页"),
    ("cmi.session_time", "PT1H0.25S"),
    ("cmi.objectives.0.id", "x"),
    ("cmi.objectives.0.success_status", "passed"),
    ("adl.data.0.store", "shared"),
    ("adl.nav.request", "{target=i2}choice"),
    ("cmi.interactions.0.id", "question"),
    ("cmi.core.lesson_status", "passed"),
    ("cmi.core.score.raw", "66.7"),
    ("cmi.core.exit", "suspend"),
    ("cmi.suspend_data", "page 3"),
];

const ELEMENTS: [&str; 10] = [
    "cmi.success_status",
    "cmi.total_time",
    "cmi.objectives._count",
    "cmi.entry",
    "adl.nav.request_valid.continue",
    "adl.nav.request_valid.previous",
    "adl.nav.request_valid.choice.{target=i2}",
    "cmi.no.such.element",
    "cmi.core.lesson_status",
    "cmi.core.total_time",
];

/// What an operation is given.
enum Operand<'a> {
    Bytes(&'a [u8]),
    Number(u32),
    Long(i64),
}

use Operand::{Bytes, Long, Number};

/// A learner's page with a server behind it; everything asked of the engine is written down.
struct Story {
    engine: Engine,
    server: Attempt,
    now: i64,
    launches: u32,
    told: Vec<Value>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let count: u64 = args.next().ok_or("how many stories?")?.parse()?;
    let corpus = args.next().ok_or("where is the corpus?")?;
    let mut out = BufWriter::new(File::create(args.next().ok_or("where to?")?)?);
    let mut files: Vec<_> =
        std::fs::read_dir(corpus)?.map(|file| Ok(file?.path())).collect::<std::io::Result<_>>()?;
    files.sort();
    for file in files {
        writeln!(out, "{}", story(&std::fs::read(file)?)?)?;
    }
    for seed in 0..count {
        writeln!(out, "{}", story(&numbers(seed))?)?;
    }
    Ok(out.flush()?)
}

/// SplitMix64: the same stories in every run.
fn numbers(seed: u64) -> Vec<u8> {
    let mut state = seed;
    let next = || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        Some(((z ^ (z >> 31)) >> 32) as u8)
    };
    std::iter::from_fn(next).take(DRAWN).collect()
}

fn story(bytes: &[u8]) -> Result<Value, Box<dyn Error>> {
    let (mut definition, rest) = requests::drawn(bytes);
    let mut dice = rest.iter();
    if roll(&mut dice, 8) == 7 {
        definition.edition = Edition::Scorm12;
    }
    let mut story = Story {
        engine: Engine::default(),
        server: Attempt::new(Arc::new(definition)),
        now: 0,
        launches: 0,
        told: Vec::new(),
    };
    story.launch(&mut dice)?;
    for _ in 0..STEPS {
        story.step(&mut dice)?;
        story.look()?;
    }
    story.save()?;
    Ok(Value::Array(story.told))
}

/// A number below `sides`; 0 where all bytes are used up.
fn roll(dice: &mut Iter<'_, u8>, sides: usize) -> usize {
    usize::from(dice.next().copied().unwrap_or(0)) % sides
}

impl Story {
    fn step(&mut self, dice: &mut Iter<'_, u8>) -> Result<(), Box<dyn Error>> {
        let view = String::from_utf8(self.engine.view())?;
        // Where the session is over little can happen but another launch.
        if view.contains(r#""state":"ended""#) && roll(dice, 4) > 0 {
            self.save()?;
            return self.launch(dice);
        }
        match roll(dice, 16) {
            0..=3 => {
                let request = REQUESTS[roll(dice, REQUESTS.len())];
                if roll(dice, 4) > 0 {
                    self.later("unloaded", vec![])?;
                }
                self.later("navigate", vec![Bytes(request.as_bytes())])?;
            }
            4 | 5 => self.call(0, "", "")?,
            6 => self.call(1, "", "")?,
            7 => self.call(4, "", "")?,
            8..=11 => {
                // Without a session nothing is set.
                self.call(0, "", "")?;
                for _ in 0..=roll(dice, 3) {
                    let (element, value) = VALUES[roll(dice, VALUES.len())];
                    self.call(3, element, value)?;
                }
            }
            12 => {
                self.call(2, ELEMENTS[roll(dice, ELEMENTS.len())], "")?;
                self.call(5, "", "")?;
                self.call(7, "", "")?;
            }
            13 => self.later("heartbeat", vec![])?,
            14 => self.save()?,
            _ => {
                self.save()?;
                match roll(dice, 4) {
                    0 => {
                        let state = self.server.snapshot();
                        let number = self.server.applied();
                        self.asks("adopt", &[Bytes(&state), Long(number as i64)])?;
                    }
                    1 => {
                        self.now += SECOND;
                        let (number, at) = (self.server.applied(), Timestamp(self.now));
                        self.server.apply(&Entry { number, at, what: EntryKind::Closed });
                    }
                    _ => self.launch(dice)?,
                }
            }
        }
        Ok(())
    }

    /// All that can be seen of the state.
    fn look(&mut self) -> Result<(), Box<dyn Error>> {
        for question in ["digest", "view", "table_of_contents", "pending_request"] {
            self.asks(question, &[])?;
        }
        Ok(())
    }

    /// The server takes everything, and the page begins anew with what it then has.
    fn launch(&mut self, dice: &mut Iter<'_, u8>) -> Result<(), Box<dyn Error>> {
        self.launches += 1;
        self.now += SECOND;
        let definition = Arc::clone(self.server.definition());
        let what = EntryKind::Launched(Box::new(self.pins(&definition, dice)));
        self.server.apply(&Entry { number: 1, at: Timestamp(self.now), what });
        let (definition, state) = (definition.encode(), self.server.snapshot());
        self.asks("start", &[Bytes(&definition), Bytes(&state)])?;
        self.later("navigate", vec![Bytes(b"start")])
    }

    fn pins(&self, definition: &Definition, dice: &mut Iter<'_, u8>) -> Pins {
        let objective = GlobalObjective {
            id: String::from("y"),
            satisfied: [None, Some(true), Some(false)][roll(dice, 3)],
            measure: [None, Some(0.7)][roll(dice, 2)],
            completed: None,
            progress_measure: None,
            score_raw: None,
            score_min: None,
            score_max: None,
        };
        Pins {
            launch: self.launches.to_string(),
            engine: runtime::ENGINE_VERSION,
            course_version: 1,
            behaviour: Behaviour::defaults(definition.edition, definition.sco_count()),
            learner: Learner {
                id: String::from("ada"),
                first_name: String::from("Ada"),
                last_name: String::from("Lovelace"),
                language: None,
            },
            mode: [Mode::Normal, Mode::Normal, Mode::Review, Mode::Browse][roll(dice, 4)],
            credit: roll(dice, 2) == 0,
            global_objectives: vec![objective],
            shared_data: vec![(String::from("d"), String::from("from before"))],
            seed: roll(dice, 256) as u64,
            heartbeat_secs: 60,
        }
    }

    /// A batch reaches the server, which acknowledges it.
    fn save(&mut self) -> Result<(), Box<dyn Error>> {
        let batch = self.asks("batch", &[Number(1 << 20)])?;
        for entry in Batch::decode(&batch)?.entries {
            self.server.apply(&entry);
        }
        let (number, digest) = (self.server.applied(), self.server.digest());
        self.asks("acknowledge", &[Long(number as i64), Long(digest as i64)])?;
        Ok(())
    }

    fn call(&mut self, function: u32, first: &str, second: &str) -> Result<(), Box<dyn Error>> {
        self.later("call", vec![Number(function), Bytes(first.as_bytes()), Bytes(second.as_bytes())])
    }

    /// Asks with the time as the last operand.
    fn later(&mut self, operation: &str, mut operands: Vec<Operand<'_>>) -> Result<(), Box<dyn Error>> {
        self.now += SECOND / 3;
        operands.push(Long(self.now));
        self.asks(operation, &operands)?;
        Ok(())
    }

    fn asks(&mut self, operation: &str, operands: &[Operand<'_>]) -> Result<Vec<u8>, Box<dyn Error>> {
        let engine = &mut self.engine;
        let answer = match (operation, operands) {
            ("start", [Bytes(definition), Bytes(state)]) => engine.start(definition, state),
            ("call", [Number(function), Bytes(first), Bytes(second), Long(now)]) => {
                engine.call(*function, first, second, *now)
            }
            ("navigate", [Bytes(request), Long(now)]) => engine.navigate(request, *now),
            ("unloaded", [Long(now)]) => engine.unloaded(*now),
            ("heartbeat", [Long(now)]) => engine.heartbeat(*now),
            ("batch", [Number(limit)]) => engine.batch(*limit),
            ("acknowledge", [Long(number), Long(digest)]) => {
                engine.acknowledge(*number as u64, *digest as u64)
            }
            ("adopt", [Bytes(state), Long(number)]) => engine.adopt(state, *number as u64),
            ("digest", []) => engine.digest(),
            ("view", []) => engine.view(),
            ("table_of_contents", []) => engine.table_of_contents(),
            ("pending_request", []) => engine.pending_request(),
            _ => return Err(format!("`{operation}` is no operation with these operands").into()),
        };
        let operands: Vec<Value> = operands
            .iter()
            .map(|operand| match operand {
                Bytes(bytes) => json!({ "bytes": BASE64_STANDARD.encode(bytes) }),
                Number(number) => json!({ "number": number }),
                // JSON's numbers end before a long does.
                Long(long) => json!({ "long": long.to_string() }),
            })
            .collect();
        self.told.push(json!([operation, operands, BASE64_STANDARD.encode(&answer)]));
        Ok(answer)
    }
}
