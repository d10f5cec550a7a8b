//! A number of bytes as people read it.

use std::fmt;

/// Shows a number of bytes in powers of 1024, with one digit behind the point where that says something:
/// `1023 B`, `1.5 kB`, `120 MB`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ByteSize(pub u64);

impl fmt::Display for ByteSize {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const UNITS: [&str; 5] = ["B", "kB", "MB", "GB", "TB"];
        #[expect(clippy::cast_precision_loss, reason = "three digits are shown")]
        let mut value = self.0 as f64;
        let mut unit = 0;
        while value >= 1023.5 && unit + 1 < UNITS.len() {
            value /= 1024.0;
            unit += 1;
        }
        let digits = usize::from(unit > 0 && value < 99.95);
        write!(f, "{value:.digits$} {}", UNITS[unit])
    }
}

#[cfg(test)]
mod tests {
    use super::ByteSize;

    #[test]
    fn sizes() {
        let sizes = [
            (0, "0 B"),
            (1023, "1023 B"),
            (1024, "1.0 kB"),
            (1536, "1.5 kB"),
            ((1 << 20) - 1, "1.0 MB"),
            (120 << 20, "120 MB"),
            (5 << 40, "5.0 TB"),
            (u64::MAX, "16777216 TB"),
        ];
        for (number, text) in sizes {
            assert_eq!(ByteSize(number).to_string(), text);
        }
    }
}
