//! The methods of API V1, by service.

mod courses;
mod debug;
mod imports;
mod registrations;
mod uploads;

pub use courses::Courses;
pub use debug::Debug;
pub use imports::BrowserImport;
pub use registrations::{LaunchLink, Learner, NewRegistration, Registrations};
pub use uploads::Uploads;
