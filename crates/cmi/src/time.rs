//! Instants and intervals.

/// Microseconds since the Unix epoch, UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Timestamp(pub i64);

/// An interval of SCORM, in hundredths of a second.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Centiseconds(pub i64);

/// More than this no interval counts (a hundred years).
const LONGEST: i64 = 100 * 366 * DAY;
const SECOND: i64 = 100;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
const YEAR: i64 = 1461 * DAY / 4;
const MONTH: i64 = YEAR / 12;

impl Centiseconds {
    /// `CMITimespan`, HHHH:MM:SS.SS (SCORM 1.2 RTE 3.4.2.1). The flag says whether it is written as the standard
    /// asks; `1:2:3` and other numbers of digits are understood as well.
    #[must_use]
    pub fn from_timespan(text: &str) -> Option<(Self, bool)> {
        let trimmed = text.trim();
        let mut parts = trimmed.split(':');
        let (hours, minutes, seconds) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() {
            return None;
        }
        let (whole, fraction) = seconds.split_once('.').unwrap_or((seconds, ""));
        let strict = trimmed == text
            && (2..=4).contains(&hours.len())
            && minutes.len() == 2
            && whole.len() == 2
            && (seconds.len() == 2 || matches!(fraction.len(), 1 | 2));
        let amount = digits(hours)? * HOUR + digits(minutes)? * MINUTE + seconds_of(whole, fraction)?;
        (amount <= LONGEST).then_some((Self(amount), strict))
    }

    /// An interval of ISO 8601, `timeinterval(second,10,2)` (SCORM 2004 RTE 4.1.1.7). A year counts 365.25
    /// days and a month a twelfth of it, as the official test content does, since no calendar is given.
    #[must_use]
    pub fn from_duration(text: &str) -> Option<Self> {
        let rest = text.strip_prefix('P')?;
        let (date, time) = match rest.split_once('T') {
            Some((_, "")) => return None,
            Some((date, time)) => (date, time),
            None => (rest, ""),
        };
        if date.is_empty() && time.is_empty() {
            return None;
        }
        let mut total = 0;
        read_fields(date, &[('Y', YEAR), ('M', MONTH), ('D', DAY)], &mut total)?;
        read_fields(time, &[('H', HOUR), ('M', MINUTE), ('S', SECOND)], &mut total)?;
        (total <= LONGEST).then_some(Self(total))
    }

    /// As SCORM 1.2 writes it: HHHH:MM:SS.SS.
    #[must_use]
    pub fn timespan(self) -> String {
        let all = self.0.clamp(0, 9999 * HOUR + HOUR - 1);
        let (hours, rest) = (all / HOUR, all % HOUR);
        let (minutes, rest) = (rest / MINUTE, rest % MINUTE);
        format!("{hours:04}:{minutes:02}:{:02}.{:02}", rest / SECOND, rest % SECOND)
    }

    /// As SCORM 2004 writes it: PT1H2M3.04S.
    #[must_use]
    pub fn duration(self) -> String {
        let all = self.0.max(0);
        let (hours, minutes) = (all / HOUR, all % HOUR / MINUTE);
        let (seconds, hundredths) = (all % MINUTE / SECOND, all % SECOND);
        let mut text = String::from("PT");
        if hours > 0 {
            text.push_str(&format!("{hours}H"));
        }
        if minutes > 0 {
            text.push_str(&format!("{minutes}M"));
        }
        match hundredths {
            0 if seconds == 0 && all > 0 => {}
            0 => text.push_str(&format!("{seconds}S")),
            _ => text.push_str(&format!("{seconds}.{hundredths:02}S")),
        }
        text
    }
}

fn digits(text: &str) -> Option<i64> {
    let plain = !text.is_empty() && text.len() <= 10 && text.bytes().all(|b| b.is_ascii_digit());
    if plain { text.parse().ok() } else { None }
}

/// Seconds with any number of digits behind the point; what is finer than a hundredth is cut off.
fn seconds_of(whole: &str, fraction: &str) -> Option<i64> {
    if !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let hundredths = fraction.bytes().chain(*b"00").take(2).fold(0, |n, b| n * 10 + i64::from(b - b'0'));
    Some(digits(whole)? * SECOND + hundredths)
}

/// Numbers with a letter each, in the order given. Only seconds have a fraction.
fn read_fields(mut text: &str, units: &[(char, i64)], total: &mut i64) -> Option<()> {
    for (letter, unit) in units {
        let Some((number, rest)) = text.split_once(*letter) else { continue };
        // A letter of a later unit before this one is found as part of the number, which then is none.
        let amount = match number.split_once('.') {
            Some((whole, fraction)) if *letter == 'S' && !fraction.is_empty() => seconds_of(whole, fraction)?,
            _ => digits(number)?.checked_mul(*unit)?,
        };
        *total = total.saturating_add(amount);
        text = rest;
    }
    text.is_empty().then_some(())
}

/// `CMITime`, HH:MM:SS.SS (SCORM 1.2 RTE 3.4.2.1), with whether it is written as the standard asks.
pub(crate) fn time_of_day(text: &str) -> Option<bool> {
    let (time, strict) = Centiseconds::from_timespan(text)?;
    let (hours, rest) = text.trim().split_once(':')?;
    let (minutes, seconds) = rest.split_once(':')?;
    let fits = time.0 < DAY && digits(minutes)? < 60 && digits(seconds.split('.').next()?)? < 60;
    fits.then_some(strict && hours.len() == 2)
}

/// `time(second,10,0)` of SCORM 2004 (RTE 4.1.1.7): `YYYY[-MM[-DD[Thh[:mm[:ss[.s[s]][TZD]]]]]]`, 1970 to 2038.
pub(crate) fn is_time(text: &str) -> bool {
    parse_time(text).is_some()
}

fn parse_time(text: &str) -> Option<()> {
    let within = |text: &str, length: usize, least: i64, most: i64| {
        let number = digits(text)?;
        (text.len() == length && (least..=most).contains(&number)).then_some(number)
    };
    let (date, time) = match text.split_once('T') {
        Some((date, time)) => (date, Some(time)),
        None => (text, None),
    };
    let mut parts = date.split('-');
    let year = within(parts.next()?, 4, 1970, 2038)?;
    let month = parts.next().map(|part| within(part, 2, 1, 12));
    let day = parts.next().map(|part| within(part, 2, 1, 31));
    if parts.next().is_some() {
        return None;
    }
    if let Some(month) = month {
        let most = match month? {
            2 if year % 4 == 0 => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        };
        if let Some(day) = day
            && day? > most
        {
            return None;
        }
    }
    let Some(time) = time else { return Some(()) };
    day?;
    let (clock, zone) = match time.find(['Z', '+', '-']) {
        Some(at) => time.split_at(at),
        None => (time, ""),
    };
    let mut parts = clock.split(':');
    within(parts.next()?, 2, 0, 23)?;
    let minutes = parts.next();
    let seconds = parts.next();
    if parts.next().is_some() {
        return None;
    }
    if let Some(minutes) = minutes {
        within(minutes, 2, 0, 59)?;
    }
    if let Some(seconds) = seconds {
        let (whole, fraction) = seconds.split_once('.').unwrap_or((seconds, "0"));
        within(whole, 2, 0, 59)?;
        if fraction.is_empty() || !fraction.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
    }
    match zone {
        "" | "Z" => Some(()),
        // A zone belongs to a time with seconds (RTE 4.1.1.7).
        _ if seconds.is_none() => None,
        _ => {
            let mut parts = zone.get(1..)?.split(':');
            within(parts.next()?, 2, 0, 23)?;
            if let Some(minutes) = parts.next() {
                within(minutes, 2, 0, 59)?;
            }
            parts.next().is_none().then_some(())
        }
    }
}
