//! Chores: `cargo xtask test` (everything), `cargo xtask assets` (what browsers load), `cargo xtask bench` (figures) and
//! `cargo xtask dist` (an archive for people who do not build).

mod assets;
mod bench;
mod dist;
mod node;
mod step;
mod test;
mod tools;
mod workspace;

use std::process::ExitCode;

const USAGE: &str = "\
usage: cargo xtask test [--only STEP]…   everything, or the named steps: see `cargo xtask test --list`
       cargo xtask assets [--check]      builds what browsers load, or says whether that is fresh
       cargo xtask bench [NAME]…         figures against references of the same run
       cargo xtask dist [--binary PATH]  the archive that is handed out, with its checksum";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let outcome = match args.split_first() {
        Some((&"test", rest)) => test::run(rest),
        Some((&"assets", [])) => assets::run(false),
        Some((&"assets", ["--check"])) => assets::run(true),
        Some((&"bench", rest)) => bench::run(rest),
        Some((&"dist", rest)) => dist::run(rest),
        _ => Err(anyhow::anyhow!("{USAGE}")),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}
