//! The service on real databases, with the browser's half of the engine as the player.
#![allow(missing_docs, reason = "tests")]

mod harness;
mod journal;
mod launches;
mod properties;
mod registrations;
