//! Why a request of the player is refused.

use crate::load_attempt::LoadError;

/// A request of the player that cannot be met.
#[derive(Debug, thiserror::Error)]
pub enum PlayError {
    /// No launch has this token; registration or course may have been deleted.
    #[error("there is no such launch, or no longer")]
    Gone,
    /// Another window has the registration, or it was reset since the launch began.
    #[error("the launch may no longer change anything")]
    Frozen,
    /// Bytes that are no batch, or one of another launch.
    #[error("this is not a batch of this launch")]
    Malformed,
    /// The launch has not been started.
    #[error("the launch has not begun")]
    NotStarted,
    /// An entry before the first one of the batch is missing; send from there.
    #[error("the entries before number {first} are missing, the last one here is {applied}")]
    Gap {
        /// Number of the first entry that came.
        first: u64,
        /// Number of the last one that is stored.
        applied: u64,
    },
    /// The launch has written more than one may.
    #[error("the launch has written more than is allowed")]
    Limit,
    /// A newer program wrote what is stored or sent: keep everything and try again.
    #[error("{0} has a newer format than this program knows")]
    Newer(String),
    /// Stored bytes make no sense.
    #[error(transparent)]
    Damaged(LoadError),
    /// The database.
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl From<LoadError> for PlayError {
    fn from(error: LoadError) -> Self {
        match error {
            LoadError::Gone => Self::Gone,
            LoadError::Newer(what) => Self::Newer(format!("the stored {what}")),
            LoadError::Store(error) => Self::Store(error),
            LoadError::Damaged(_) => Self::Damaged(error),
        }
    }
}
