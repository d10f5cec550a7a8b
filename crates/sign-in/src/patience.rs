//! Guessing gets slow.

use std::time::Duration;

/// Wrong passwords before the next one has to wait.
pub const FREE_TRIES: u64 = 5;
/// The longest wait between two tries.
pub const LONGEST_WAIT: Duration = Duration::from_secs(15 * 60);

/// How much longer to wait after so many failures, the last of them so long ago: after five free tries a second,
/// doubled with each further one.
#[must_use]
pub fn wait_after(failures: u64, since_last: Duration) -> Option<Duration> {
    let over = failures.checked_sub(FREE_TRIES)?;
    let wait = Duration::from_secs(1 << over.min(20)).min(LONGEST_WAIT);
    wait.checked_sub(since_last).filter(|left| !left.is_zero())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guessing_gets_slow() {
        let secs = Duration::from_secs;
        assert_eq!(wait_after(4, secs(0)), None);
        assert_eq!(wait_after(5, secs(0)), Some(secs(1)));
        assert_eq!(wait_after(8, secs(3)), Some(secs(5)));
        assert_eq!(wait_after(8, secs(8)), None);
        assert_eq!(wait_after(1_000, secs(0)), Some(LONGEST_WAIT));
    }
}
