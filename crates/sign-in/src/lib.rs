//! What signing in takes wherever people do, in the console and in Campus: hashes of passwords, patience with those who
//! guess, and finding a cookie. It stores nothing and knows no pages.

mod cookies;
mod hasher;
mod patience;

pub use cookies::cookie;
pub use hasher::Hasher;
pub use patience::{FREE_TRIES, LONGEST_WAIT, wait_after};

/// Passwords that people choose have at least so many characters.
pub const SHORTEST_PASSWORD: usize = 10;
