//! Campus: a small learning management system that integrates the cloud the way its guide recommends. To be used, and
//! to be read by those who write an LMS of their own.
//!
//! It talks to the cloud through [`lyceum_client`] alone and keeps records of its own (`records`). What it does is in
//! `doing`, one process per file; what it does by itself is in `work`; what people see is in `pages`.

mod campus;
mod clock;
mod config;
mod doing;
mod known_people;
mod pages;
mod passwords;
mod records;
mod refresh;
mod serve;
mod setup;
mod work;

pub use campus::{Campus, FirstAdministrator, OpenError};
pub use config::{Config, ConfigError, DatabaseUrl, RawConfig, UploadWay};
pub use doing::Failed;
pub use known_people::KnownPerson;
pub use lyceum_client::Secret;
pub use refresh::Refresh;
pub use setup::{ReadyCourse, Setup, SetupError};
