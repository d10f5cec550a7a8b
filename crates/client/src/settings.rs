//! What a [`Cloud`](crate::Cloud) is made from.

use std::sync::Arc;
use std::time::Duration;

use crate::{Clock, OsRandom, Random, Secret, SystemClock};

/// Where the cloud is, who calls it, and how patient the caller is.
#[derive(Clone)]
pub struct Settings {
    pub(crate) address: String,
    pub(crate) browser_address: Option<String>,
    pub(crate) app: String,
    pub(crate) secret: Secret,
    pub(crate) origin: Option<String>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) random: Arc<dyn Random>,
    pub(crate) timeouts: Timeouts,
    pub(crate) max_answer_bytes: usize,
}

/// How long the caller waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// For a connection. 10 s.
    pub connect: Duration,
    /// For the whole answer to a call, and for each further piece of a long one. 60 s.
    pub answer: Duration,
    /// For a sign of progress while a package is sent, and for the answer after its last byte. 120 s.
    pub stall: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            answer: Duration::from_secs(60),
            stall: Duration::from_secs(120),
        }
    }
}

impl Settings {
    /// The cloud at `address` (`https://cloud.example.com`, with or without `/EngineWebServices`, `/api` or a final
    /// slash), called by the application `app`.
    pub fn new(address: impl Into<String>, app: impl Into<String>, secret: impl Into<Secret>) -> Self {
        Self {
            address: address.into(),
            browser_address: None,
            app: app.into(),
            secret: secret.into(),
            origin: None,
            clock: Arc::new(SystemClock),
            random: Arc::new(OsRandom),
            timeouts: Timeouts::default(),
            max_answer_bytes: 64 << 20,
        }
    }

    /// The same with another address.
    #[must_use]
    pub fn at(mut self, address: impl Into<String>) -> Self {
        self.address = address.into();
        self
    }

    /// The address under which browsers reach the cloud, where it is another than for this server.
    #[must_use]
    pub fn browser_address(mut self, address: impl Into<String>) -> Self {
        self.browser_address = Some(address.into());
        self
    }

    /// What calls, as `organization.product.version`; shown in the cloud's own statistics.
    #[must_use]
    pub fn origin(mut self, origin: impl Into<String>) -> Self {
        self.origin = Some(origin.into());
        self
    }

    /// Another clock than the machine's.
    #[must_use]
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Another randomness than the operating system's.
    #[must_use]
    pub fn random(mut self, random: impl Random) -> Self {
        self.random = Arc::new(random);
        self
    }

    /// Other waiting times.
    #[must_use]
    pub fn timeouts(mut self, timeouts: Timeouts) -> Self {
        self.timeouts = timeouts;
        self
    }

    /// The longest answer that is kept in memory, 64 MiB by default; for what is streamed, the longest entry.
    #[must_use]
    pub fn max_answer_bytes(mut self, bytes: usize) -> Self {
        self.max_answer_bytes = bytes;
        self
    }
}

impl std::fmt::Debug for Settings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Settings")
            .field("address", &self.address)
            .field("app", &self.app)
            .field("timeouts", &self.timeouts)
            .finish_non_exhaustive()
    }
}
