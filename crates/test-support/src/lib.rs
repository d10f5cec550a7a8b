//! What tests are made of: a builder of good and broken packages, scripted content, a misbehaving receiver.
//!
//! Depends on no crate of ours, so that every crate can use it. Helpers panic where a test would.
#![expect(clippy::expect_used, clippy::panic, reason = "used by tests only")]

mod manifest;
#[cfg(feature = "receiver")]
mod meddler;
mod package_builder;
mod packages;
mod ports;
#[cfg(feature = "receiver")]
mod receiver;
mod samples;
mod unzip;

pub use manifest::{Edition, Sco, manifest};
#[cfg(feature = "receiver")]
pub use meddler::{Meddler, Meddling};
pub use package_builder::{Entry, PackageBuilder};
pub use packages::{
    LeaveEvent, scorm12_multi, scorm12_single, scorm2004_multi, scorm2004_single, unload_only,
};
pub use ports::free_port;
#[cfg(feature = "receiver")]
pub use receiver::{Answer, Received, Receiver};
pub use samples::{sample, samples_folder, shared_content, shared_packages, zip_folder};
pub use unzip::unzip;
