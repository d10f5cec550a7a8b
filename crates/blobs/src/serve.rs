//! Serving members out of a package that stays zipped.

mod body;
mod conditions;
mod members;

use std::sync::Arc;

pub use body::Body;

use crate::error::BlobError;
use crate::index::{Entry, Found, Layer, Method, PackageIndex, Rule, Text};
use crate::mime;
use crate::store::{BlobStore, Representation};

use conditions::{RangeAnswer, judge_range, matches_any};

/// The content of a course version: its package, and over it the files that were updated since.
#[derive(Debug, Clone)]
pub struct Content {
    /// What lies where.
    pub index: Arc<PackageIndex>,
}

/// What a request accepts and on which conditions: the values of its headers, as they came.
#[derive(Debug, Clone, Copy, Default)]
pub struct Accept<'a> {
    /// Whether `Accept-Encoding` allows gzip.
    pub gzip: bool,
    /// `Range`.
    pub range: Option<&'a str>,
    /// `If-Range`.
    pub if_range: Option<&'a str>,
    /// `If-None-Match`.
    pub if_none_match: Option<&'a str>,
    /// A HEAD request: the same facts, no body.
    pub head: bool,
}

impl Accept<'_> {
    /// Whether the value of an `Accept-Encoding` header allows gzip (RFC 9110, 12.5.3).
    pub fn allows_gzip(accept_encoding: &str) -> bool {
        let allowed = |name: &str| {
            accept_encoding.split(',').find_map(|coding| {
                let (coding, weight) = coding.split_once(';').unwrap_or((coding, ""));
                let known = coding.trim().eq_ignore_ascii_case(name);
                let zero = weight.trim().strip_prefix("q=").is_some_and(|q| q.trim().parse() == Ok(0.0));
                known.then_some(!zero)
            })
        };
        allowed("gzip").or_else(|| allowed("x-gzip")).or_else(|| allowed("*")).unwrap_or(false)
    }
}

/// The kind of answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Served {
    /// 200.
    Whole,
    /// 206.
    Partial,
    /// 304, without body.
    NotModified,
    /// 416, without body.
    RangeNotSatisfiable,
}

/// A member of a package, ready to be sent.
#[derive(Debug)]
pub struct Member {
    /// The kind of answer.
    pub served: Served,
    /// Its name in the package.
    pub name: String,
    /// How its name was found; anything but the first two is worth a note.
    pub rule: Rule,
    /// `Content-Type`.
    pub content_type: String,
    /// `Content-Encoding: gzip`.
    pub gzip: bool,
    /// `Content-Length` of the answer (of the GET answer, where this is HEAD).
    pub content_length: u64,
    /// `Content-Range`.
    pub content_range: Option<String>,
    /// `Accept-Ranges: bytes`.
    pub accept_ranges: bool,
    /// `ETag`, with its quotes: strong, one per encoding.
    pub etag: String,
    /// `Vary: Accept-Encoding`: the member has two representations.
    pub varies: bool,
    /// The bytes.
    pub body: Body,
}

impl Content {
    /// The content that an index tells of.
    pub fn new(index: Arc<PackageIndex>) -> Self {
        Self { index }
    }

    /// Opens the member that a request path means; `None` when the content has none.
    pub async fn open_member(
        &self,
        store: &BlobStore,
        path: &str,
        accept: Accept<'_>,
    ) -> Result<Option<Member>, BlobError> {
        let Some(Found { entry, rule }) = self.index.find(path) else { return Ok(None) };
        self.open_entry(store, entry, rule, accept).await.map(Some)
    }

    /// Opens the member of exactly this name; `None` when the content has none.
    pub async fn open_exact(
        &self,
        store: &BlobStore,
        name: &str,
        accept: Accept<'_>,
    ) -> Result<Option<Member>, BlobError> {
        let Some(entry) = self.index.find_exact(name) else { return Ok(None) };
        self.open_entry(store, entry, Rule::Exact, accept).await.map(Some)
    }

    async fn open_entry(
        &self,
        store: &BlobStore,
        entry: &Entry,
        rule: Rule,
        accept: Accept<'_>,
    ) -> Result<Member, BlobError> {
        let source = Source::of(self.index.layer_of(entry), entry, accept.gzip);
        let etag = etag(entry, source.representation);
        let mut member = Member {
            served: Served::Whole,
            name: entry.name.clone(),
            rule,
            content_type: content_type(entry),
            gzip: source.representation == Representation::Gzip,
            content_length: source.length(entry),
            content_range: None,
            accept_ranges: source.representation == Representation::Stored,
            etag,
            varies: entry.method == Method::Deflated && entry.media_offset.is_none(),
            body: Body::Empty,
        };
        if accept.if_none_match.is_some_and(|list| matches_any(list, &member.etag)) {
            member.served = Served::NotModified;
            return Ok(member);
        }
        let mut range = 0..member.content_length;
        // A range of the deflated bytes would be useless, a range of the inflated ones would cost all before it.
        // Ranges are defined for GET alone (RFC 9110, 14.2).
        if member.accept_ranges && !accept.head && accept.if_range.is_none_or(|tag| tag == member.etag) {
            match judge_range(accept.range, member.content_length) {
                RangeAnswer::Whole => {}
                RangeAnswer::Part(part) => {
                    member.served = Served::Partial;
                    member.content_range =
                        Some(format!("bytes {}-{}/{}", part.start, part.end - 1, member.content_length));
                    member.content_length = part.end - part.start;
                    range = part;
                }
                RangeAnswer::NotSatisfiable => {
                    member.served = Served::RangeNotSatisfiable;
                    member.content_range = Some(format!("bytes */{}", member.content_length));
                    member.content_length = 0;
                    return Ok(member);
                }
            }
        }
        if !accept.head {
            member.body = body::open(store, &source, entry, range).await?;
        }
        Ok(member)
    }
}

/// Where the bytes of a representation lie.
#[derive(Debug, Clone, Copy)]
struct Source {
    key: crate::key::Key,
    offset: u64,
    packed_bytes: u64,
    representation: Representation,
}

/// What gzip puts around the deflate stream: ten bytes before, checksum and size behind (RFC 1952).
const GZIP_FRAME_BYTES: u64 = 18;

impl Source {
    fn of(layer: &Layer, entry: &Entry, gzip: bool) -> Self {
        let (key, packed_bytes) = (layer.package, entry.packed_bytes);
        match (entry.method, entry.media_offset, layer.media()) {
            (Method::Deflated, Some(offset), Some(media)) => {
                let representation = Representation::Stored;
                Self { key: media, offset, packed_bytes: entry.size_bytes, representation }
            }
            (Method::Deflated, ..) => {
                let representation = if gzip { Representation::Gzip } else { Representation::Inflated };
                Self { key, offset: entry.offset, packed_bytes, representation }
            }
            (Method::Stored, ..) => {
                Self { key, offset: entry.offset, packed_bytes, representation: Representation::Stored }
            }
        }
    }

    fn length(&self, entry: &Entry) -> u64 {
        match self.representation {
            Representation::Gzip => self.packed_bytes + GZIP_FRAME_BYTES,
            Representation::Stored | Representation::Inflated => entry.size_bytes,
        }
    }
}

/// Checksum and size of the content name it; the packed size joins in where the answer is the packed bytes.
fn etag(entry: &Entry, representation: Representation) -> String {
    match representation {
        Representation::Gzip => {
            format!("\"{:08x}-{:x}-{:x}-gz\"", entry.crc32, entry.size_bytes, entry.packed_bytes)
        }
        Representation::Stored | Representation::Inflated => {
            format!("\"{:08x}-{:x}\"", entry.crc32, entry.size_bytes)
        }
    }
}

/// The type, with a charset where the text is UTF-8 for certain and says nothing itself.
fn content_type(entry: &Entry) -> String {
    let mime = mime::by_name(&entry.name);
    if entry.text == Text::Utf8 && !entry.declares_charset && mime::takes_charset(mime) {
        return format!("{mime}; charset=utf-8");
    }
    mime.to_owned()
}

#[cfg(test)]
mod tests {
    use test_case::test_case;

    use super::*;

    #[test_case("gzip, deflate, br", true; "browsers")]
    #[test_case("br;q=1.0, GZIP;q=0.5", true; "weighted")]
    #[test_case("gzip;q=0, *", false; "forbidden")]
    #[test_case("*", true; "anything")]
    #[test_case("identity", false; "identity")]
    #[test_case("", false; "empty")]
    fn accept_encoding(header: &str, expected: bool) {
        assert_eq!(Accept::allows_gzip(header), expected);
    }
}
