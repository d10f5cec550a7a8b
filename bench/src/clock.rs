//! Time on the processor, and what many measurements of one thing come to.

use rustix::time::{ClockId, clock_gettime};

/// Microseconds that this thread has spent on the processor: what others do meanwhile does not count.
pub(crate) fn thread_cpu_us() -> f64 {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    time.tv_sec as f64 * 1e6 + time.tv_nsec as f64 / 1e3
}

/// Microseconds on the processor of many runs of the same thing.
#[derive(Debug, Clone, Default)]
pub(crate) struct Samples(Vec<f64>);

impl Samples {
    /// Runs it once and takes its time.
    pub(crate) fn take<T>(&mut self, thing: impl FnOnce() -> T) -> T {
        let before = thread_cpu_us();
        let answer = std::hint::black_box(thing());
        self.0.push(thread_cpu_us() - before);
        answer
    }

    /// Runs that were measured elsewhere.
    pub(crate) fn of(micros: Vec<f64>) -> Self {
        Self(micros)
    }

    /// The time that this share of the runs stays within; 0.5 is the median.
    pub(crate) fn within(&self, share: f64) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        let at = (sorted.len() as f64 * share).ceil() as usize;
        sorted.get(at.saturating_sub(1)).copied().unwrap_or(f64::NAN)
    }
}
