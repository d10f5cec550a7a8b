//! `cargo xtask test`: everything, step by step, with the seconds of each.

mod browsers;
mod player;
mod postgres;
mod wasm;

use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};

use crate::step::cargo;
use crate::tools;

/// A named part of the whole; gives the number of tests that passed in it.
type Part = (&'static str, fn() -> anyhow::Result<u64>);

/// All steps in their order: what is quick and fails often first.
const STEPS: [Part; 9] = [
    ("format", format),
    ("lints", lints),
    ("docs", docs),
    ("assets", assets),
    ("player", player::scripts),
    ("wasm", wasm::pure_crates),
    ("rust", rust),
    ("browsers", browsers::stories),
    ("adl", browsers::official_packages),
];

/// Runs all steps, or those named by `--only`; stops at the first that fails.
pub(crate) fn run(args: &[&str]) -> anyhow::Result<()> {
    let steps = match args {
        [] => STEPS.to_vec(),
        ["--list"] => {
            STEPS.iter().for_each(|(name, _)| println!("{name}"));
            return Ok(());
        }
        args => chosen(args)?,
    };
    let mut took: Vec<(&str, Duration)> = Vec::new();
    let mut passed = 0;
    for (name, step) in steps {
        println!("\n== {name}");
        let begun = Instant::now();
        let outcome = step().with_context(|| format!("step `{name}`"));
        took.push((name, begun.elapsed()));
        match outcome {
            Ok(more) => passed += more,
            Err(error) => {
                report(&took);
                return Err(error);
            }
        }
    }
    report(&took);
    println!("test result: ok. {passed} passed; 0 failed");
    Ok(())
}

fn chosen(args: &[&str]) -> anyhow::Result<Vec<Part>> {
    let mut steps = Vec::new();
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        let name = match *arg {
            "--only" => args.next().copied().unwrap_or_default(),
            other => bail!("`{other}` is no option of `cargo xtask test`"),
        };
        let Some(step) = STEPS.iter().find(|(step, _)| *step == name) else {
            bail!("`{name}` is no step; `cargo xtask test --list` names them");
        };
        steps.push(*step);
    }
    Ok(steps)
}

fn report(took: &[(&str, Duration)]) {
    println!("\n== seconds");
    for (name, time) in took {
        println!("{name:<10} {:>7.1}", time.as_secs_f64());
    }
    println!("{:<10} {:>7.1}", "together", took.iter().map(|(_, time)| time.as_secs_f64()).sum::<f64>());
}

fn format() -> anyhow::Result<u64> {
    cargo(&["fmt", "--all", "--check"]).run().context("`cargo fmt` puts it right")?;
    Ok(0)
}

fn lints() -> anyhow::Result<u64> {
    cargo(&["clippy", "--workspace", "--all-targets", "--quiet", "--", "-D", "warnings"]).run()?;
    Ok(0)
}

fn docs() -> anyhow::Result<u64> {
    let docs = cargo(&["doc", "--workspace", "--no-deps", "--document-private-items", "--quiet"]);
    docs.env("RUSTDOCFLAGS", "-D warnings").run()?;
    Ok(0)
}

/// What browsers load was built from the sources that lie here.
fn assets() -> anyhow::Result<u64> {
    crate::assets::run(true)?;
    Ok(0)
}

/// All Rust tests, with a PostgreSQL beside them.
fn rust() -> anyhow::Result<u64> {
    let (url, _cluster) = postgres::provide()?;
    let has_nextest = tools::find(&tools::NEXTEST).is_some();
    let tests = cargo(&["test", "--workspace", "--quiet", "--no-fail-fast"]);
    if !has_nextest {
        return tests.env("LYCEUM_TEST_POSTGRES_URL", &url).count_passed();
    }
    let nextest = cargo(&["nextest", "run", "--workspace", "--no-fail-fast", "--status-level", "fail"])
        .env("LYCEUM_TEST_POSTGRES_URL", &url)
        .env("NEXTEST_NO_TESTS", "pass")
        // The same inputs in every run; new ones are what fuzzing is for.
        .env("PROPTEST_RNG_SEED", "1");
    let in_files = nextest.count_passed()?;
    // nextest runs no examples of documentation.
    let examples = cargo(&["test", "--workspace", "--doc", "--quiet"]).count_passed()?;
    Ok(in_files + examples)
}
