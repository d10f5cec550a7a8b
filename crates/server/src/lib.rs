//! The cloud over HTTP: API V1, the player's pages, course content.

pub mod listener;
pub mod stall_guard;
pub mod v1;
