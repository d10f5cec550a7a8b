//! One command of a chore: shown before it runs, its tests counted, a failure a sentence.

use std::ffi::OsStr;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, bail};

use crate::workspace;

/// A command in the repository's folder.
pub(crate) struct Step {
    command: Command,
    shown: String,
}

/// The `cargo` that runs this program.
pub(crate) fn cargo(args: &[&str]) -> Step {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut step = Step::new(cargo);
    step.shown = "cargo".to_owned();
    step.args(args)
}

impl Step {
    pub(crate) fn new(program: impl AsRef<OsStr>) -> Self {
        let mut command = Command::new(&program);
        command.current_dir(workspace::root());
        Self { command, shown: program.as_ref().to_string_lossy().into_owned() }
    }

    pub(crate) fn args(mut self, args: &[&str]) -> Self {
        self.command.args(args);
        for arg in args {
            self.shown.push(' ');
            self.shown.push_str(arg);
        }
        self
    }

    pub(crate) fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    pub(crate) fn folder(mut self, folder: &Path) -> Self {
        self.command.current_dir(folder);
        self
    }

    /// Runs it; what it writes is seen as it comes.
    pub(crate) fn run(mut self) -> anyhow::Result<()> {
        println!("$ {}", self.shown);
        let status = self.command.status().with_context(|| format!("cannot run `{}`", self.shown))?;
        if status.success() { Ok(()) } else { bail!("`{}` failed ({status})", self.shown) }
    }

    /// Runs it and counts the tests that it says have passed.
    pub(crate) fn count_passed(mut self) -> anyhow::Result<u64> {
        println!("$ {}", self.shown);
        let failed = || format!("cannot run `{}`", self.shown);
        // nextest writes to standard error, cargo to standard output.
        let (output, input) = std::io::pipe().with_context(failed)?;
        self.command.stdout(input.try_clone().with_context(failed)?).stderr(input);
        let mut child = self.command.spawn().with_context(failed)?;
        // Until the last holder of the other end is gone, reading has no end.
        drop(self.command);
        let mut passed = 0;
        for line in BufReader::new(output).split(b'\n') {
            let line = line.with_context(failed)?;
            let line = String::from_utf8_lossy(&line);
            println!("{line}");
            passed += passed_in(&line);
        }
        let status = child.wait().with_context(failed)?;
        if status.success() { Ok(passed) } else { bail!("`{}` failed ({status})", self.shown) }
    }
}

/// The tests that a summary line of cargo, nextest or node counts as passed.
fn passed_in(line: &str) -> u64 {
    let line = line.trim();
    let number = |text: &str| text.split_whitespace().next().and_then(|word| word.parse().ok()).unwrap_or(0);
    if let Some(rest) = line.strip_prefix("test result: ok. ") {
        return number(rest);
    }
    if let Some(rest) = line.strip_prefix("Summary [").and_then(|line| line.split_once(" run: ")) {
        return number(rest.1);
    }
    let rest = line.strip_prefix("# pass ").or_else(|| line.strip_prefix("ℹ pass "));
    rest.map_or(0, number)
}

#[cfg(test)]
mod tests {
    use super::passed_in;

    #[test]
    fn summaries_are_counted_and_nothing_else() {
        assert_eq!(passed_in("test result: ok. 12 passed; 0 failed; 0 ignored"), 12);
        assert_eq!(passed_in("test result: FAILED. 3 passed; 1 failed"), 0);
        assert_eq!(passed_in("     Summary [  20.509s] 14 tests run: 13 passed (1 slow), 0 skipped"), 13);
        assert_eq!((passed_in("# pass 7"), passed_in("ℹ pass 8")), (7, 8));
        assert_eq!(passed_in("# passing by"), 0);
        assert_eq!(passed_in("test a::b ... ok"), 0);
    }
}
