//! What the kernel knows of a process: time on the processor and memory.

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context as _, ensure};

/// Clock ticks a second in `/proc`; Linux has shown 100 to programs for as long as there are programs.
const TICKS: f64 = 100.0;

/// Seconds that a process has spent on the processor, in user and kernel mode.
pub(crate) fn cpu_secs(pid: u32) -> anyhow::Result<f64> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat"))?;
    // The name may hold spaces; what follows its bracket does not.
    let (_, fields) = stat.rsplit_once(')').context("cannot read /proc")?;
    let field = |at: usize| -> anyhow::Result<f64> {
        Ok(fields.split_whitespace().nth(at).context("cannot read /proc")?.parse()?)
    };
    Ok((field(11)? + field(12)?) / TICKS)
}

/// A line of `/proc/PID/status` in MB: `VmRSS`, `VmHWM`.
pub(crate) fn memory_mb(pid: u32, name: &str) -> anyhow::Result<f64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
    let kb: f64 =
        line.and_then(|rest| rest.split_whitespace().next()).context("cannot read /proc")?.parse()?;
    Ok(kb / 1024.0)
}

/// Starts the peak of memory anew.
pub(crate) fn reset_peak(pid: u32) -> anyhow::Result<()> {
    Ok(std::fs::write(format!("/proc/{pid}/clear_refs"), "5")?)
}

/// Runs a shell line and measures it: seconds on the clock and on the processor.
pub(crate) fn timed(line: &str, folder: &Path) -> anyhow::Result<(f64, f64)> {
    let script = format!("TIMEFORMAT='%R %U %S'; time {{ {line} >/dev/null 2>&1; }}");
    let output = Command::new("bash")
        .args(["-c", &script])
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .context("cannot run bash")?;
    ensure!(output.status.success(), "`{line}` failed");
    let text = String::from_utf8_lossy(&output.stderr);
    let numbers: Vec<f64> =
        text.lines().last().unwrap_or_default().split_whitespace().filter_map(|n| n.parse().ok()).collect();
    let [real, user, system] = numbers[..] else {
        anyhow::bail!("cannot read the times of `{line}`: {text}")
    };
    Ok((real, user + system))
}

/// Whether a program is there; says what to install where not.
pub(crate) fn need(program: &str, package: &str) -> anyhow::Result<()> {
    let found = Command::new("sh")
        .args(["-c", &format!("command -v {program}")])
        .stdout(Stdio::null())
        .status()
        .context("cannot run sh")?;
    ensure!(found.success(), "this needs `{program}`: apt-get install {package}");
    Ok(())
}
