//! The list of a backup's blobs: a line each, in the order of their keys.

use blobs::Key;
use tokio::io::{AsyncBufRead, AsyncBufReadExt as _};

use super::hex;

/// A blob in a backup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) key: Key,
    pub(super) size_bytes: u64,
    pub(super) sha256: [u8; 32],
}

impl Line {
    fn text(&self) -> String {
        format!("{} {} {}\n", hex(&self.sha256), self.size_bytes, self.key)
    }

    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut words = text.trim_end().split(' ');
        let (sum, size, key) = (words.next()?, words.next()?, words.next()?);
        let mut sha256 = [0; 32];
        if sum.len() != 64 || !sum.is_ascii() || words.next().is_some() {
            return None;
        }
        for (byte, digits) in sha256.iter_mut().zip(sum.as_bytes().chunks(2)) {
            *byte = u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
        }
        Some(Self { key: Key::parse(key)?, size_bytes: size.parse().ok()?, sha256 })
    }
}

/// Lines that are gathered until they are worth writing.
#[derive(Default)]
pub(super) struct ListWriter(String);

impl ListWriter {
    pub(super) fn add(&mut self, line: &Line) {
        self.0.push_str(&line.text());
    }

    pub(super) fn is_large(&self) -> bool {
        self.0.len() >= 256 << 10
    }

    pub(super) fn take(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.0).into_bytes()
    }
}

/// Lines of a list that lies somewhere, asked for in the order of their keys.
pub(super) struct ListReader {
    lines: Box<dyn AsyncBufRead + Send + Unpin>,
    next: Option<Line>,
}

impl ListReader {
    pub(super) fn new(lines: Box<dyn AsyncBufRead + Send + Unpin>) -> Self {
        Self { lines, next: None }
    }

    /// The next line; `None` at the end, or where the list makes no sense any more.
    pub(super) async fn next(&mut self) -> std::io::Result<Option<Line>> {
        let mut text = String::new();
        self.lines.read_line(&mut text).await?;
        Ok(if text.ends_with('\n') { Line::parse(&text) } else { None })
    }

    /// The line of a key, which must come after all keys that were asked for before.
    pub(super) async fn find(&mut self, key: &Key) -> Option<Line> {
        let wanted = key.to_string();
        loop {
            let line = match self.next.take() {
                Some(line) => line,
                None => self.next().await.ok()??,
            };
            match line.key.to_string().cmp(&wanted) {
                std::cmp::Ordering::Less => {}
                std::cmp::Ordering::Equal => return Some(line),
                std::cmp::Ordering::Greater => {
                    self.next = Some(line);
                    return None;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use blobs::{BlobId, Kind};

    use super::*;

    fn line(number: u8) -> Line {
        Line {
            key: Key::new(Kind::Package, BlobId::from_random([number; 16])),
            size_bytes: u64::from(number) * 1000,
            sha256: [number; 32],
        }
    }

    #[test]
    fn lines_read_back_and_nothing_else_is_one() {
        assert_eq!(Line::parse(&line(200).text()), Some(line(200)));
        let text = line(3).text();
        for bad in
            ["", "x", "a b c", &text[1..], &text.replace("packages", "else"), &format!("{} x", text.trim())]
        {
            assert_eq!(Line::parse(bad), None, "{bad}");
        }
    }

    #[tokio::test]
    async fn keys_are_found_in_their_order() {
        let mut writer = ListWriter::default();
        for number in [1, 3, 5] {
            writer.add(&line(number));
        }
        let mut reader = ListReader::new(Box::new(std::io::Cursor::new(writer.take())));
        assert_eq!(reader.find(&line(0).key).await, None);
        assert_eq!(reader.find(&line(1).key).await, Some(line(1)));
        assert_eq!(reader.find(&line(4).key).await, None);
        assert_eq!(reader.find(&line(5).key).await, Some(line(5)));
        assert_eq!(reader.find(&line(6).key).await, None);
    }
}
