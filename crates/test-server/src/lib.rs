//! A whole server in a test, with a vocabulary: an application, imports, registrations, a learner who plays, and the
//! receiver of postbacks.
//!
//! Time stands still until a test moves it, and nothing happens in the background until a test says
//! [`TestServer::run_jobs`]. The player is the browser's half of the engine, run natively over HTTP.
#![expect(clippy::expect_used, clippy::panic, clippy::missing_panics_doc, reason = "used by tests only")]

mod bucket;
mod database;
mod player;
mod server;
mod v1_client;

pub use bucket::Bucket;
pub use database::Database;
pub use player::Player;
pub use server::{Setup, TestServer};
pub use v1_client::{CallError, V1Client};
