//! Months, by which registrations are counted.

use crate::Timestamp;

const DAY_MICROS: i64 = 86_400_000_000;

/// The first instant of the month in which `at` lies, UTC.
pub fn start_of_month(at: Timestamp) -> Timestamp {
    let day = at.0.div_euclid(DAY_MICROS);
    // Days of the proleptic Gregorian calendar, counted from 0000-03-01, so that leap days end a year.
    let day_of_era = (day + 719_468).rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day_of_month = day_of_year - (153 * month + 2) / 5;
    Timestamp((day - day_of_month).saturating_mul(DAY_MICROS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_begin_at_their_first_midnight() {
        // Seconds: an instant, and the begin of its month.
        for (at, begin) in [
            (1_709_195_415, 1_706_745_600), // 2024-02-29T08:30:15 → 2024-02-01
            (1_709_251_200, 1_709_251_200), // 2024-03-01T00:00:00 → itself
            (1_709_251_199, 1_706_745_600), // a second before
            (951_827_696, 949_363_200),     // 2000-02-29 → 2000-02-01
            (1_767_225_599, 1_764_547_200), // 2025-12-31T23:59:59 → 2025-12-01
            (0, 0),
            (-1, -2_678_400), // 1969-12-31 → 1969-12-01
        ] {
            let micros = |secs: i64| Timestamp(secs * 1_000_000);
            assert_eq!(start_of_month(micros(at)), micros(begin), "{at}");
        }
        start_of_month(Timestamp(i64::MIN));
        start_of_month(Timestamp(i64::MAX));
    }
}
