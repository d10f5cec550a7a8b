//! Every story runs on both engines: `story!` makes one test for each.

mod apps;
mod courses;
mod engine;
mod harness;
mod jobs;
mod launches;
mod postbacks;
mod registrations;
mod schema;
mod uploads;
