//! How often a call is made again, and after how long.

use std::time::Duration;

/// When a call may be made again by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repeat {
    /// It reads, or doing it twice is the same as doing it once.
    Always,
    /// Only when it certainly was not done: its first try did not get to the service.
    UnlessSent,
}

/// Tries of one call, the first included.
pub(crate) const TRIES: u32 = 4;

/// How long to wait after so many failed tries. `random` from 0 to 1 keeps callers apart that failed together.
///
/// | failed tries | wait between |
/// |---|---|
/// | 1 | 0.2 s and 0.4 s |
/// | 2 | 0.4 s and 0.8 s |
/// | 3 | 0.8 s and 1.6 s |
pub(crate) fn delay_after(failed: u32, random: f64) -> Duration {
    let longest = 0.2 * 2f64.powi(i32::try_from(failed.min(5)).unwrap_or(5));
    Duration::from_secs_f64(longest * (0.5 + random.clamp(0.0, 1.0) / 2.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_grow_and_are_bounded() {
        for failed in 1..40 {
            let (least, most) = (delay_after(failed, 0.0), delay_after(failed, 1.0));
            assert!(
                least * 2 == most && most <= Duration::from_millis(6_400),
                "{failed}: {least:?} {most:?}"
            );
        }
        assert_eq!(delay_after(1, 0.0), Duration::from_millis(200));
    }
}
