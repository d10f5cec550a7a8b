//! The methods of API V1, by service.

mod applications;
mod attributes;
mod courses;
mod debug;
mod exports;
mod files;
mod imports;
mod registrations;
mod tags;
mod uploads;

pub use applications::Applications;
pub use courses::Courses;
pub use debug::Debug;
pub use exports::Exports;
pub use imports::BrowserImport;
pub use registrations::{LaunchLink, Learner, NewRegistration, Registrations};
pub use tags::{Tagged, Tags};
pub use uploads::Uploads;
