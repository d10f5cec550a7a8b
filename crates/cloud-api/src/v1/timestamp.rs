//! The four ways V1 writes an instant, and the lenient reader of `after` and `until`.

use std::fmt;

/// An instant: microseconds since the Unix epoch, UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(pub i64);

/// The civil fields of an instant in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Civil {
    year: i64,
    month: i64,
    day: i64,
    hour: i64,
    minute: i64,
    second: i64,
    micros: i64,
}

const DAY_SECS: i64 = 86_400;
const MICROS: i64 = 1_000_000;

impl Timestamp {
    /// From whole seconds since the Unix epoch.
    pub const fn from_secs(secs: i64) -> Self {
        Self(secs * MICROS)
    }

    /// XML timestamp, `2018-01-15T16:05:09.000+0000`: always three fraction digits and `+0000`,
    /// because the Java library parses with exactly this pattern.
    pub fn to_xml(self) -> String {
        let c = self.civil();
        format!(
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}+0000",
            c.year,
            c.month,
            c.day,
            c.hour,
            c.minute,
            c.second,
            c.micros / 1000
        )
    }

    /// Short timestamp, `2016-04-01T07:45:30+0000`.
    pub fn to_short(self) -> String {
        let c = self.civil();
        format!(
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}+0000",
            c.year, c.month, c.day, c.hour, c.minute, c.second
        )
    }

    /// Compact timestamp, `20180115160509`.
    pub fn to_compact(self) -> String {
        let c = self.civil();
        format!("{:04}{:02}{:02}{:02}{:02}{:02}", c.year, c.month, c.day, c.hour, c.minute, c.second)
    }

    /// Time of day with milliseconds, `16:04:31.200`, as in the events of a runtime log.
    pub fn to_time_of_day(self) -> String {
        let c = self.civil();
        format!("{:02}:{:02}:{:02}.{:03}", c.hour, c.minute, c.second, c.micros / 1000)
    }

    /// Reads a compact timestamp strictly: 14 digits that name a real second.
    pub fn parse_compact(text: &str) -> Option<Self> {
        let digits = text.as_bytes();
        if digits.len() != 14 || !digits.iter().all(u8::is_ascii_digit) {
            return None;
        }
        let field = |from: usize, to: usize| {
            digits.get(from..to).unwrap_or_default().iter().fold(0, |n, d| n * 10 + i64::from(d - b'0'))
        };
        Civil {
            year: field(0, 4),
            month: field(4, 6),
            day: field(6, 8),
            hour: field(8, 10),
            minute: field(10, 12),
            second: field(12, 14),
            micros: 0,
        }
        .instant()
    }

    /// Reads an XML or short timestamp, or any other ISO 8601 instant.
    pub fn parse_iso(text: &str) -> Option<Self> {
        parse_iso(text.trim())
    }

    /// Reads `after` and `until` in every form that clients send: ISO 8601 with or without zone,
    /// Java's `Date.toString()`, .NET's en-US and invariant forms, a bare date, a compact timestamp.
    /// Without a zone the text is UTC.
    pub fn parse_lenient(text: &str) -> Option<Self> {
        let text = text.trim();
        Self::parse_compact(text)
            .or_else(|| parse_iso(text))
            .or_else(|| parse_java(text))
            .or_else(|| parse_slashed(text))
    }

    fn civil(self) -> Civil {
        let secs = self.0.div_euclid(MICROS);
        let micros = self.0.rem_euclid(MICROS);
        let (year, month, day) = civil_from_days(secs.div_euclid(DAY_SECS));
        let of_day = secs.rem_euclid(DAY_SECS);
        Civil { year, month, day, hour: of_day / 3600, minute: of_day / 60 % 60, second: of_day % 60, micros }
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_xml())
    }
}

impl Civil {
    /// The instant, if these fields name one.
    fn instant(self) -> Option<Timestamp> {
        let leap = self.year % 4 == 0 && (self.year % 100 != 0 || self.year % 400 == 0);
        let days = match self.month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 if leap => 29,
            2 => 28,
            _ => return None,
        };
        let fits = (0..=9999).contains(&self.year)
            && (1..=days).contains(&self.day)
            && (0..24).contains(&self.hour)
            && (0..60).contains(&self.minute)
            && (0..60).contains(&self.second)
            && (0..MICROS).contains(&self.micros);
        fits.then(|| {
            let secs = days_from_civil(self.year, self.month, self.day) * DAY_SECS
                + self.hour * 3600
                + self.minute * 60
                + self.second;
            Timestamp(secs * MICROS + self.micros)
        })
    }
}

/// Days since 1970-01-01 of a date of the proleptic Gregorian calendar.
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let y = if month <= 2 { year - 1 } else { year };
    let era = y.div_euclid(400);
    let of_era = y.rem_euclid(400);
    let day_of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + day_of_year - 719_468
}

/// The date of a number of days since 1970-01-01.
fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let day_of_year = of_era - (365 * year + year / 4 - year / 100);
    let m = (5 * day_of_year + 2) / 153;
    let month = if m < 10 { m + 3 } else { m - 9 };
    (year + era * 400 + i64::from(month <= 2), month, day_of_year - (153 * m + 2) / 5 + 1)
}

/// `yyyy-MM-dd`, then optionally `T` or a space, `HH:mm[:ss[.fraction]]` and a zone.
fn parse_iso(text: &str) -> Option<Timestamp> {
    let (date, rest) = split_at_checked(text, 10)?;
    let mut fields = date.split('-');
    let year = digits(fields.next()?, 4, 4)?;
    let month = digits(fields.next()?, 2, 2)?;
    let day = digits(fields.next()?, 2, 2)?;
    if fields.next().is_some() {
        return None;
    }
    if rest.is_empty() {
        return Civil { year, month, day, hour: 0, minute: 0, second: 0, micros: 0 }.instant();
    }
    let rest = rest.strip_prefix(['T', 't', ' '])?;
    let end =
        rest.find(|c: char| !(c.is_ascii_digit() || matches!(c, ':' | '.' | ','))).unwrap_or(rest.len());
    let (clock, zone) = split_at_checked(rest, end)?;
    let (hour, minute, second, micros) = parse_clock(clock)?;
    let offset = parse_zone(zone.trim())?;
    shifted(Civil { year, month, day, hour, minute, second, micros }.instant()?, offset)
}

/// Java's `Date.toString()`: `Fri Mar 02 21:39:23 UTC 2012`.
fn parse_java(text: &str) -> Option<Timestamp> {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let words: Vec<&str> = text.split_whitespace().collect();
    let [_weekday, month, day, clock, zone, year] = words.as_slice() else { return None };
    let month = MONTHS.iter().position(|name| name.eq_ignore_ascii_case(month))?;
    let (hour, minute, second, micros) = parse_clock(clock)?;
    let local = Civil {
        year: digits(year, 4, 4)?,
        month: i64::try_from(month).ok()? + 1,
        day: digits(day, 1, 2)?,
        hour,
        minute,
        second,
        micros,
    };
    shifted(local.instant()?, parse_zone(zone)?)
}

/// .NET: `3/2/2012 9:39:23 PM` (en-US) or `03/02/2012 21:39:23` (invariant), month first in both. Other cultures
/// are read where they cannot be mistaken: `02.03.2012 21:39:23`, and `13/03/2012 21:39:23`, which has no 13th month.
fn parse_slashed(text: &str) -> Option<Timestamp> {
    // Newer .NET versions put a narrow no-break space before AM and PM.
    let text = text.replace(['\u{202f}', '\u{a0}'], " ");
    let mut words = text.split_whitespace();
    let date = words.next()?;
    let is_day_first = date.contains('.');
    let mut date = date.split(['/', '.']);
    let (first, second) = (digits(date.next()?, 1, 2)?, digits(date.next()?, 1, 2)?);
    let (month, day) = if is_day_first || first > 12 { (second, first) } else { (first, second) };
    let year = digits(date.next()?, 4, 4)?;
    if date.next().is_some() {
        return None;
    }
    let (mut hour, minute, second, micros) = match words.next() {
        Some(clock) => parse_clock(clock)?,
        None => (0, 0, 0, 0),
    };
    match words.next() {
        None => {}
        Some(half) if half.eq_ignore_ascii_case("am") && (1..=12).contains(&hour) => hour %= 12,
        Some(half) if half.eq_ignore_ascii_case("pm") && (1..=12).contains(&hour) => hour = hour % 12 + 12,
        Some(_) => return None,
    }
    if words.next().is_some() {
        return None;
    }
    Civil { year, month, day, hour, minute, second, micros }.instant()
}

/// `HH:mm`, `HH:mm:ss` or `HH:mm:ss.fraction`.
fn parse_clock(text: &str) -> Option<(i64, i64, i64, i64)> {
    let mut fields = text.split(':');
    let hour = digits(fields.next()?, 1, 2)?;
    let minute = digits(fields.next()?, 2, 2)?;
    let (second, micros) = match fields.next() {
        None => (0, 0),
        Some(text) => match text.split_once(['.', ',']) {
            None => (digits(text, 2, 2)?, 0),
            Some((second, fraction)) => (digits(second, 2, 2)?, parse_fraction(fraction)?),
        },
    };
    fields.next().is_none().then_some((hour, minute, second, micros))
}

fn parse_fraction(text: &str) -> Option<i64> {
    if text.is_empty() || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let mut micros = 0;
    for place in 0..6 {
        micros = micros * 10 + text.as_bytes().get(place).map_or(0, |d| i64::from(d - b'0'));
    }
    Some(micros)
}

/// Seconds east of UTC. Zone names are those that Java prints in the places the clients live in.
fn parse_zone(text: &str) -> Option<i64> {
    /// In minutes east. `IST` is India's, `CST` and `AST` are America's: most servers with those names are there.
    const NAMED: [(&str, i64); 45] = [
        ("", 0),
        ("Z", 0),
        ("UTC", 0),
        ("GMT", 0),
        ("WET", 0),
        ("BST", 60),
        ("WEST", 60),
        ("CET", 60),
        ("CEST", 120),
        ("EET", 120),
        ("SAST", 120),
        ("EEST", 180),
        ("MSK", 180),
        ("GST", 240),
        ("PKT", 300),
        ("IST", 330),
        ("WIB", 420),
        ("ICT", 420),
        ("SGT", 480),
        ("HKT", 480),
        ("PHT", 480),
        ("AWST", 480),
        ("JST", 540),
        ("KST", 540),
        ("ACST", 570),
        ("AEST", 600),
        ("ACDT", 630),
        ("AEDT", 660),
        ("NZST", 720),
        ("NZDT", 780),
        ("BRT", -180),
        ("ART", -180),
        ("ADT", -180),
        ("AST", -240),
        ("EDT", -240),
        ("EST", -300),
        ("CDT", -300),
        ("CST", -360),
        ("MDT", -360),
        ("MST", -420),
        ("PDT", -420),
        ("PST", -480),
        ("AKDT", -480),
        ("AKST", -540),
        ("HST", -600),
    ];
    if let Some((_, minutes)) = NAMED.iter().find(|(name, _)| name.eq_ignore_ascii_case(text)) {
        return Some(minutes * 60);
    }
    let text = text.strip_prefix("GMT").or_else(|| text.strip_prefix("UTC")).unwrap_or(text);
    let (sign, rest) = match text.split_at_checked(1)? {
        ("+", rest) => (1, rest),
        // A `+` that was not escaped arrives as a space, which the caller has trimmed away.
        ("-", rest) => (-1, rest),
        _ => (1, text),
    };
    let (hours, minutes) = match rest.split_once(':') {
        Some((hours, minutes)) => (digits(hours, 1, 2)?, digits(minutes, 2, 2)?),
        None if rest.len() <= 2 => (digits(rest, 1, 2)?, 0),
        None => {
            let all = digits(rest, 3, 4)?;
            (all / 100, all % 100)
        }
    };
    (hours <= 18 && minutes < 60).then_some(sign * (hours * 3600 + minutes * 60))
}

fn shifted(local: Timestamp, offset_secs: i64) -> Option<Timestamp> {
    local.0.checked_sub(offset_secs * MICROS).map(Timestamp)
}

fn digits(text: &str, least: usize, most: usize) -> Option<i64> {
    let fits = (least..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    if fits { text.parse().ok() } else { None }
}

fn split_at_checked(text: &str, at: usize) -> Option<(&str, &str)> {
    text.split_at_checked(at)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SAMPLE: Timestamp = Timestamp::from_secs(1_330_724_363); // 2012-03-02T21:39:23Z

    #[test]
    fn writes_each_form() {
        let at = Timestamp(1_516_032_309_120_999);
        assert_eq!(at.to_xml(), "2018-01-15T16:05:09.120+0000");
        assert_eq!(at.to_short(), "2018-01-15T16:05:09+0000");
        assert_eq!(at.to_compact(), "20180115160509");
        assert_eq!(at.to_time_of_day(), "16:05:09.120");
        assert_eq!(Timestamp(-1).to_xml(), "1969-12-31T23:59:59.999+0000");
    }

    #[test]
    fn compact_is_strict() {
        assert_eq!(Timestamp::parse_compact("20120302213923"), Some(SAMPLE));
        for bad in
            ["2012030221392", "201203022139230", "20121302213923", "20120230213923", "2012030221392x", ""]
        {
            assert_eq!(Timestamp::parse_compact(bad), None, "{bad}");
        }
    }

    #[test]
    fn reads_what_every_client_sends() {
        for text in [
            "2012-03-02T21:39:23+0000",
            "2012-03-02T21:39:23 0000",
            "2012-03-02T21:39:23Z",
            "2012-03-02T21:39:23.000+00:00",
            "2012-03-02 21:39:23",
            "2012-03-02T15:39:23-0600",
            "Fri Mar 02 21:39:23 UTC 2012",
            "Fri Mar 02 22:39:23 CET 2012",
            "Sat Mar 03 03:09:23 IST 2012",
            "Sat Mar 03 06:39:23 JST 2012",
            "Fri Mar 02 22:39:23 GMT+01:00 2012",
            "3/2/2012 9:39:23 PM",
            "03/02/2012 21:39:23",
            "02.03.2012 21:39:23",
            "3/2/2012 9:39:23\u{202f}PM",
            "20120302213923",
        ] {
            assert_eq!(Timestamp::parse_lenient(text), Some(SAMPLE), "{text}");
        }
        assert_eq!(
            Timestamp::parse_lenient("13/03/2012 21:39:23"),
            Timestamp::parse_compact("20120313213923")
        );
        assert_eq!(Timestamp::parse_lenient("2012-03-02"), Timestamp::parse_compact("20120302000000"));
        assert_eq!(
            Timestamp::parse_lenient("3/2/2012 12:00:00 AM"),
            Timestamp::parse_compact("20120302000000")
        );
        assert_eq!(
            Timestamp::parse_lenient("3/2/2012 12:00:00 PM"),
            Timestamp::parse_compact("20120302120000")
        );
    }

    #[test]
    fn refuses_what_is_no_date() {
        for text in [
            "",
            "yesterday",
            "2012-13-02",
            "2012-03-02T25:00",
            "13/13/2012",
            "ü2012-03-0",
            "3/2/2012 13:00:00 PM",
        ] {
            assert_eq!(Timestamp::parse_lenient(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn round_trips(millis in -62_135_596_800_000i64..253_402_300_799_999) {
            let at = Timestamp(millis * 1000);
            prop_assert_eq!(Timestamp::parse_iso(&at.to_xml()), Some(at));
            let whole = Timestamp::from_secs(millis.div_euclid(1000));
            prop_assert_eq!(Timestamp::parse_compact(&whole.to_compact()), Some(whole));
            prop_assert_eq!(Timestamp::parse_iso(&whole.to_short()), Some(whole));
        }

        #[test]
        fn never_panics(text in ".{0,40}") {
            let _ = Timestamp::parse_lenient(&text);
        }
    }
}
