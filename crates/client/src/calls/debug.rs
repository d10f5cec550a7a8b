//! `rustici.debug`.

use std::time::Duration;

use cloud_api::v1::debug::{CurrentTime, Pong};
use cloud_api::v1::params::Params;

use crate::{CallError, Cloud, Repeat, Timestamp};

/// Is the cloud there, does it know us, do our clocks agree?
#[derive(Debug, Clone, Copy)]
pub struct Debug<'c>(pub(crate) &'c Cloud);

impl Debug<'_> {
    /// Whether the cloud is there.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn ping(&self) -> Result<(), CallError> {
        self.0.call::<Pong>("debug.ping", &Params::new(), Repeat::Always).await.map(drop)
    }

    /// Whether the cloud takes the application's id and secret.
    ///
    /// # Errors
    /// See [`CallError`]; wrong credentials are refused with 102 or 104, a wrong clock with 107.
    pub async fn auth_ping(&self) -> Result<(), CallError> {
        self.0.call::<Pong>("debug.authPing", &Params::new(), Repeat::Always).await.map(drop)
    }

    /// The cloud's time, in whole seconds.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn time(&self) -> Result<Timestamp, CallError> {
        Ok(self.0.call::<CurrentTime>("debug.getTime", &Params::new(), Repeat::Always).await?.0)
    }

    /// How far the two clocks are apart. From a quarter of an hour on, every call is refused with 107.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn clock_skew(&self) -> Result<Duration, CallError> {
        let theirs = self.time().await?;
        Ok(Duration::from_micros(theirs.0.abs_diff(self.0.clock().now().0)))
    }
}
