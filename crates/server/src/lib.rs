//! The cloud over HTTP: API V1, the console, the player's pages, course content.
//!
//! Two origins, each with its own listener and router (`router`); [`Server`] binds and runs both and whatever works
//! in the background.

mod access_log;
pub mod assets;
mod client_address;
mod console;
mod health;
mod metrics;
mod panics;
mod path_prefix;
pub mod player;
mod properties;
mod request_id;
mod router;
mod serve;
mod services;
mod to_its_end;
pub mod v1;

pub use serve::{BindError, Listeners, Server, bind};
pub use services::{OpenError, Services};
