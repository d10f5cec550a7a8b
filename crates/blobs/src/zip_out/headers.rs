//! The records of a zip around its members' bytes (APPNOTE 4.3).

use bytes::{BufMut, BytesMut};

use crate::index::{Entry, Method};

/// What a field of 32 or 16 bits holds when the number stands in the zip64 field instead.
const IN_ZIP64: u32 = u32::MAX;
const IN_ZIP64_SHORT: u16 = u16::MAX;

/// Version 2.0 knows Deflate, 4.5 zip64.
const VERSION: u16 = 20;
const VERSION_ZIP64: u16 = 45;
/// Made on Unix, so that the permissions below count.
const MADE_BY: u16 = 3 << 8;
/// A regular file that everybody may read.
const MODE: u32 = 0o100_644 << 16;
/// General purpose bit 11: the name is UTF-8.
const NAME_IS_UTF8: u16 = 1 << 11;

const HEADER_BYTES: u64 = 30;
const LISTING_BYTES: u64 = 46;
/// Id and length of an extra field.
const EXTRA_HEAD_BYTES: u64 = 4;

/// Date and time as MS-DOS has them, of UTC: two seconds are one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stamp {
    date: u16,
    time: u16,
}

impl Stamp {
    /// An instant, in µs since the Unix epoch; what lies outside of 1980 to 2107 becomes its first or last day.
    pub(super) fn of(at_micros: i64) -> Self {
        let secs = at_micros.div_euclid(1_000_000);
        let (days, second) = (secs.div_euclid(86_400), secs.rem_euclid(86_400));
        let (year, month, day) = civil(days);
        let time = (second / 3600) << 11 | (second / 60 % 60) << 5 | (second % 60 / 2);
        match year {
            ..1980 => Self { date: 1 << 5 | 1, time: 0 },
            2108.. => Self { date: 127 << 9 | 12 << 5 | 31, time: 0 },
            // Each part fits its bits.
            _ => Self { date: ((year - 1980) << 9 | month << 5 | day) as u16, time: time as u16 },
        }
    }
}

/// Year, month and day of a day counted from 1970-01-01, in the Gregorian calendar. Years begin in March here, so that
/// the leap day is the last of one.
fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let (year, month) = if month < 10 { (0, month + 3) } else { (1, month - 9) };
    (year_of_era + era * 400 + year, month, day)
}

/// A member, and where its header lies in the zip.
#[derive(Debug, Clone, Copy)]
pub(super) struct Placed<'a> {
    pub(super) entry: &'a Entry,
    pub(super) stamp: Stamp,
    pub(super) offset: u64,
}

/// Whether sizes need zip64. A header then holds both.
fn is_large(entry: &Entry) -> bool {
    entry.size_bytes.max(entry.packed_bytes) >= u64::from(IN_ZIP64)
}

fn is_far(offset: u64) -> bool {
    offset >= u64::from(IN_ZIP64)
}

/// Bytes of numbers in the zip64 field of a directory's line.
fn listed_extra(entry: &Entry, offset: u64) -> u64 {
    u64::from(is_large(entry)) * 16 + u64::from(is_far(offset)) * 8
}

/// Size of [`put_header`].
pub(super) fn header_bytes(entry: &Entry) -> u64 {
    let extra = if is_large(entry) { EXTRA_HEAD_BYTES + 16 } else { 0 };
    HEADER_BYTES + entry.name.len() as u64 + extra
}

/// Size of [`put_listing`].
pub(super) fn listing_bytes(entry: &Entry, offset: u64) -> u64 {
    let extra = listed_extra(entry, offset);
    LISTING_BYTES + entry.name.len() as u64 + extra + if extra > 0 { EXTRA_HEAD_BYTES } else { 0 }
}

/// The local file header (4.3.7).
pub(super) fn put_header(out: &mut BytesMut, placed: Placed<'_>) {
    let large = is_large(placed.entry);
    out.put_u32_le(0x0403_4b50);
    out.put_u16_le(if large { VERSION_ZIP64 } else { VERSION });
    put_common(out, placed);
    out.put_u16_le(if large { (EXTRA_HEAD_BYTES + 16) as u16 } else { 0 });
    out.put_slice(placed.entry.name.as_bytes());
    if large {
        put_zip64(out, placed.entry, None);
    }
}

/// The line of the central directory (4.3.12).
pub(super) fn put_listing(out: &mut BytesMut, placed: Placed<'_>) {
    let Placed { entry, offset, .. } = placed;
    let extra = listed_extra(entry, offset);
    let version = if extra > 0 { VERSION_ZIP64 } else { VERSION };
    out.put_u32_le(0x0201_4b50);
    out.put_u16_le(MADE_BY | version);
    out.put_u16_le(version);
    put_common(out, placed);
    // At most 28.
    out.put_u16_le(if extra > 0 { (EXTRA_HEAD_BYTES + extra) as u16 } else { 0 });
    // No comment, first disk, no internal attributes.
    out.put_slice(&[0; 6]);
    out.put_u32_le(MODE);
    out.put_u32_le(short(offset));
    out.put_slice(entry.name.as_bytes());
    if extra > 0 {
        put_zip64(out, entry, is_far(offset).then_some(offset));
    }
}

/// What both have alike: flags, method, date, checksum, sizes, length of the name.
fn put_common(out: &mut BytesMut, Placed { entry, stamp, .. }: Placed<'_>) {
    let large = is_large(entry);
    let size = |bytes: u64| if large { IN_ZIP64 } else { short(bytes) };
    out.put_u16_le(if entry.name.is_ascii() { 0 } else { NAME_IS_UTF8 });
    out.put_u16_le(if entry.method == Method::Deflated { 8 } else { 0 });
    out.put_u16_le(stamp.time);
    out.put_u16_le(stamp.date);
    out.put_u32_le(entry.crc32);
    out.put_u32_le(size(entry.packed_bytes));
    out.put_u32_le(size(entry.size_bytes));
    // The import refuses longer names.
    out.put_u16_le(u16::try_from(entry.name.len()).unwrap_or(u16::MAX));
}

/// The zip64 field (4.5.3): the numbers that did not fit, in this order.
fn put_zip64(out: &mut BytesMut, entry: &Entry, offset: Option<u64>) {
    let large = is_large(entry);
    out.put_u16_le(1);
    out.put_u16_le(if large { 16 } else { 0 } + if offset.is_some() { 8 } else { 0 });
    if large {
        out.put_u64_le(entry.size_bytes);
        out.put_u64_le(entry.packed_bytes);
    }
    if let Some(offset) = offset {
        out.put_u64_le(offset);
    }
}

/// What stands behind the directory (4.3.14 to 4.3.16).
pub(super) fn end(count: u64, directory_at: u64, directory_bytes: u64) -> Vec<u8> {
    let mut out = BytesMut::new();
    let zip64 = count >= u64::from(IN_ZIP64_SHORT) || is_far(directory_at) || is_far(directory_bytes);
    if zip64 {
        out.put_u32_le(0x0606_4b50);
        out.put_u64_le(44);
        out.put_u16_le(MADE_BY | VERSION_ZIP64);
        out.put_u16_le(VERSION_ZIP64);
        // This disk, and that of the directory.
        out.put_slice(&[0; 8]);
        out.put_u64_le(count);
        out.put_u64_le(count);
        out.put_u64_le(directory_bytes);
        out.put_u64_le(directory_at);
        // The locator.
        out.put_u32_le(0x0706_4b50);
        out.put_u32_le(0);
        out.put_u64_le(directory_at + directory_bytes);
        out.put_u32_le(1);
    }
    let count = u16::try_from(count).unwrap_or(IN_ZIP64_SHORT);
    out.put_u32_le(0x0605_4b50);
    out.put_slice(&[0; 4]);
    out.put_u16_le(count);
    out.put_u16_le(count);
    out.put_u32_le(short(directory_bytes));
    out.put_u32_le(short(directory_at));
    out.put_u16_le(0);
    out.to_vec()
}

fn short(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(IN_ZIP64)
}

#[cfg(test)]
mod tests {
    use test_case::test_case;

    use super::*;

    #[test_case(0, (1 << 5 | 1, 0); "before there were such dates")]
    #[test_case(951_782_399, (20 << 9 | 2 << 5 | 28, 23 << 11 | 59 << 5 | 29); "the second before a leap day")]
    #[test_case(951_782_400, (20 << 9 | 2 << 5 | 29, 0); "a leap day")]
    #[test_case(1_709_195_415, (44 << 9 | 2 << 5 | 29, 8 << 11 | 30 << 5 | 7); "an instant of today")]
    #[test_case(9_999_999_999, (127 << 9 | 12 << 5 | 31, 0); "when there will be none any more")]
    fn stamps(secs: i64, (date, time): (u16, u16)) {
        assert_eq!(Stamp::of(secs * 1_000_000), Stamp { date, time });
    }
}
