//! Ports for programs that are told of one before they start, or start again on it.

use std::net::TcpListener;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU32, Ordering};

/// Below what systems choose from for those who ask for any port (Linux: 32768 and up), above those that browsers refuse.
const FIRST: u32 = 11_000;
const COUNT: u32 = 21_000;

/// Each process of the tests begins elsewhere.
static NEXT: LazyLock<AtomicU32> = LazyLock::new(|| AtomicU32::new(std::process::id().wrapping_mul(31)));

/// A port of 127.0.0.1 that nobody listens on and nobody is given by chance, so that it is still free when it is wanted.
#[must_use]
#[expect(clippy::cast_possible_truncation, reason = "FIRST + COUNT is below 65536")]
pub fn free_port() -> u16 {
    loop {
        let port = (FIRST + NEXT.fetch_add(1, Ordering::Relaxed) % COUNT) as u16;
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}
