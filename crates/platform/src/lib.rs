//! Nouns of the service and their ids, clock, randomness, configuration, player protocol.
//!
//! Everything the shell crates share and no pure crate needs. It opens no connection and starts no task; the only
//! world it touches is behind [`SystemClock`], [`OsRng`], [`DiskSpace`] and [`InstallationKey::load_or_create`].

mod byte_size;
mod clock;
pub mod config;
mod database_url;
mod disk;
mod ids;
mod month;
mod numbers;
pub mod player_protocol;
mod rng;
mod secrets;
mod tokens;

pub use byte_size::ByteSize;
pub use clock::{Clock, ManualClock, SystemClock};
pub use config::{Config, ConfigError};
pub use database_url::{DatabaseUrl, DatabaseUrlError};
pub use disk::DiskSpace;
pub use ids::{AppId, CourseId, InvalidId, LearnerId, RegistrationId};
pub use month::start_of_month;
pub use numbers::{InstanceNumber, InvalidNumber, LaunchId, VersionNumber};
pub use rng::{OsRng, Rng, SeededRng};
pub use runtime::Timestamp;
pub use secrets::{InstallationKey, InstallationKeyError, OpenError, Sealed, SecretText};
pub use tokens::{
    ContentKey, InvalidToken, JobId, LaunchToken, SandboxToken, SecretId, SessionToken, ShareToken,
    TokenHash, UploadToken, WelcomeToken,
};
