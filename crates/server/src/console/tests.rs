//! The console as browsers see it: who may see what, and what gets past whom.

mod apps;
mod course;
mod courses;
mod erase;
mod harness;
mod log;
mod operations;
mod people;
mod registrations;
mod routes;
mod sandbox;
mod texts;
