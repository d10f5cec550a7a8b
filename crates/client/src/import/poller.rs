//! Asks how an import gets on, ever less often, until it is over.

use std::time::Duration;

use crate::random::fraction;
use crate::{CallError, Cloud, ImportState, ImportToken};

/// Between the first two questions.
const FIRST: Duration = Duration::from_millis(500);
/// Each pause is so much longer than the one before.
const GROWTH: f64 = 1.6;
/// Pauses grow no longer than this.
const LONGEST: Duration = Duration::from_secs(15);
/// The cloud may be away for about so long before the poller gives up.
const PATIENCE: Duration = Duration::from_secs(60 * 60);

/// Follows one import. Nothing is lost when it is dropped: make another one from the stored token.
///
/// ```no_run
/// # async fn follow(cloud: lyceum_client::Cloud, stored: String) -> Result<(), lyceum_client::CallError> {
/// use lyceum_client::ImportState;
///
/// let mut import = cloud.courses().follow_import(stored.into());
/// loop {
///     match import.next().await? {
///         ImportState::UnderWay { percent, .. } => println!("{percent} %"),
///         ImportState::Succeeded(course) => break println!("ready: {}", course.title),
///         ImportState::Failed(why) => break println!("{}", why.kind.advice()),
///     }
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct ImportPoller {
    cloud: Cloud,
    token: ImportToken,
    asked: u32,
    away: Duration,
}

impl ImportPoller {
    pub(crate) fn new(cloud: Cloud, token: ImportToken) -> Self {
        Self { cloud, token, asked: 0, away: Duration::ZERO }
    }

    /// The token it asks with.
    pub fn token(&self) -> &ImportToken {
        &self.token
    }

    /// Waits a little, except before the first question, and asks. While the cloud is away it goes on asking, for
    /// about an hour.
    ///
    /// # Errors
    /// See [`CallError`]; refused with 1 when the cloud does not know the token.
    pub async fn next(&mut self) -> Result<ImportState, CallError> {
        loop {
            let pause = self.pause();
            if self.asked > 0 {
                self.cloud.clock().sleep(pause).await;
                self.away += pause;
            }
            self.asked += 1;
            match self.cloud.courses().import_state(&self.token).await {
                Ok(state) => {
                    self.away = Duration::ZERO;
                    return Ok(state);
                }
                Err(error) if error.is_outage() && self.away < PATIENCE => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Waits for the end.
    ///
    /// # Errors
    /// As [`next`](Self::next).
    pub async fn wait(&mut self) -> Result<ImportState, CallError> {
        loop {
            let state = self.next().await?;
            if state.is_final() {
                return Ok(state);
            }
        }
    }

    /// None grows out of bounds, and no two pollers keep step.
    fn pause(&self) -> Duration {
        let grown = FIRST.as_secs_f64() * GROWTH.powi(i32::try_from(self.asked.min(20)).unwrap_or(20) - 1);
        let longest = grown.min(LONGEST.as_secs_f64());
        Duration::from_secs_f64(longest * (0.75 + fraction(self.cloud.random().as_ref()) / 4.0))
    }
}
