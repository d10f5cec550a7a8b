//! Sequencing: what a step through a course costs, by the number of its activities, natively and as browsers run it.
//!
//! All times are of the processor, since others may use the machine meanwhile.

mod courses;
mod native;
mod page;

use std::path::Path;

use courses::Kind;

use crate::clock::Samples;

const SIZES: [usize; 4] = [10, 100, 1_000, 10_000];
/// Steps through each course.
const STEPS: usize = 400;

/// What the project holds itself to at any size, in microseconds: a request natively, and one frame in the browser.
const CONTINUE: f64 = 100.0;
const FRAME: f64 = 16_000.0;

/// `engine`: the WebAssembly that the server sends.
pub(crate) fn run(engine: &Path) -> anyhow::Result<()> {
    println!("{:<58} {:>10} {:>10} {:>10}", "µs on the processor", "median", "95 %", "held to");
    for kind in Kind::ALL {
        for size in SIZES {
            let definition = courses::course(size, kind);
            let title = format!("{size} activities, {}", kind.name());
            let costs = native::measure(&definition, STEPS)?;
            for (what, samples, held_to) in [
                ("continue", &costs.continue_, Some(CONTINUE)),
                ("choice", &costs.choice, None),
                ("status change", &costs.status, None),
                ("request_valid", &costs.valid, None),
                ("commit", &costs.commit, None),
                ("making a batch", &costs.save, None),
                ("digest", &costs.digest, None),
                ("page refreshed after a step", &costs.after_step, None),
                ("page refreshed after a status change", &costs.after_status, None),
                ("page refreshed, nothing changed", &costs.unchanged, None),
                ("all results", &costs.results, None),
                ("continue, sequencing alone", &costs.silent, None),
                ("continue, sequencing alone, explained", &costs.told, None),
            ] {
                line(&format!("{title}: {what}, native"), samples, held_to);
            }
            let costs = page::measure(engine, &definition, STEPS)?;
            for (what, samples, held_to) in [
                ("continue", &costs.continue_, None),
                ("choice", &costs.choice, None),
                ("status change", &costs.status, None),
                ("request_valid", &costs.valid, None),
                ("commit", &costs.commit, None),
                ("making a batch", &costs.save, None),
                ("page refreshed after a step", &costs.after_step, Some(FRAME)),
                ("page refreshed after a status change", &costs.after_status, Some(FRAME)),
                ("page refreshed, nothing changed", &costs.unchanged, None),
            ] {
                line(&format!("{title}: {what}, wasm"), samples, held_to);
            }
        }
    }
    Ok(())
}

fn line(name: &str, samples: &Samples, held_to: Option<f64>) {
    let held_to = held_to.map(|most| format!("{most:.0}")).unwrap_or_default();
    println!("{name:<58} {:>10.1} {:>10.1} {held_to:>10}", samples.within(0.5), samples.within(0.95));
}
