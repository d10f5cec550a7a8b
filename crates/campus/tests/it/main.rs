//! Campus beside a whole cloud, driven as browsers and the cloud drive it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod campus;
mod faults;
mod kills;
mod losses;
mod people;
mod postbacks;
mod process;
mod refresh;
mod routes;
mod setup;
mod signing_in;
mod sizes;
mod story;
mod uploads;
mod work;
