//! How far a long command is, on standard error: one line that changes at a terminal, a line now and then elsewhere.

use std::io::{IsTerminal as _, Write as _};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use platform::ByteSize;
use service::backup::BackupProgress;

/// Time between two lines at a terminal, and elsewhere.
const AT_TERMINAL: Duration = Duration::from_millis(200);
const ELSEWHERE: Duration = Duration::from_secs(10);

/// Shows how far a backup or restore is.
pub(crate) struct Progress {
    is_terminal: bool,
    every: Duration,
    shown: Mutex<Instant>,
}

impl Progress {
    pub(crate) fn new() -> Self {
        let is_terminal = std::io::stderr().is_terminal();
        let every = if is_terminal { AT_TERMINAL } else { ELSEWHERE };
        Self { is_terminal, every, shown: Mutex::new(Instant::now()) }
    }

    pub(crate) fn show(&self, progress: BackupProgress) {
        let Ok(mut shown) = self.shown.lock() else { return };
        if shown.elapsed() < self.every {
            return;
        }
        *shown = Instant::now();
        let text = match progress {
            BackupProgress::Rows(rows) => format!("database: {rows} rows"),
            BackupProgress::Blobs { done, of, bytes } => {
                format!("files: {done} of {of}, {}", ByteSize(bytes))
            }
        };
        let mut out = std::io::stderr().lock();
        // Who does not look does not disturb the work.
        let _ = if self.is_terminal { write!(out, "\r\x1b[K{text}") } else { writeln!(out, "{text}") };
        let _ = out.flush();
    }

    /// Leaves the line to what is printed next.
    pub(crate) fn end(&self) {
        if self.is_terminal {
            eprint!("\r\x1b[K");
        }
    }
}
