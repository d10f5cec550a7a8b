//! The processes of the book through the public interface, on trees made by hand.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod choice;
mod course;
mod delivery;
mod flow;
mod navigation;
mod objectives;
mod official;
mod properties;
mod random;
mod rollup;
mod rules;
mod table_of_contents;
mod termination;
mod trace;
