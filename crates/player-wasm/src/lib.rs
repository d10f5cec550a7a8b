//! Thin skin of the runtime for the browser: one attempt, reached over a raw C ABI.
//!
//! Strings and bytes go in as pointer and length; whoever calls makes room with `alloc` and gives it back with
//! `release`. Every operation answers with `pointer << 32 | length` of a buffer that stays as it is until the next
//! operation. Instants are microseconds since the Unix epoch, counted by the page.

pub mod abi;
mod engine;

pub use engine::Engine;
