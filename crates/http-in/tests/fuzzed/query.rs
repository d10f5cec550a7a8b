//! The beginning of a connection, of any bytes: what goes on is a query that may be parsed, and it means the same.

use cloud_api::v1::params::Params;
use http_in::LenientQuery;
use tokio::io::AsyncReadExt as _;

pub(crate) fn run(bytes: &[u8]) {
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    let runtime = runtime.unwrap_or_else(|error| panic!("no runtime: {error}"));
    let sent = runtime.block_on(through(bytes));
    assert_eq!(runtime.block_on(through(&sent)), sent, "what is escaped stays as it is");
    let (Some((before, raw, after)), Some((same, escaped, rest))) = (split(bytes), split(&sent)) else {
        assert_eq!(sent, bytes);
        return;
    };
    assert_eq!((before, after), (same, rest), "only the query changes");
    assert!(escaped.iter().all(|byte| byte.is_ascii_graphic() && !b"\"#<>".contains(byte)));
    assert_eq!(Params::from_urlencoded(escaped), Params::from_urlencoded(raw));
    let _ = http_in::has_too_many_params(escaped);
}

async fn through(bytes: &[u8]) -> Vec<u8> {
    let mut read = Vec::new();
    let all = LenientQuery::new(bytes).read_to_end(&mut read).await;
    assert!(all.is_ok());
    read
}

/// What is before, in and behind the query of the first line; `None` where it has none.
fn split(bytes: &[u8]) -> Option<(&[u8], &[u8], &[u8])> {
    let line = bytes.iter().position(|byte| matches!(byte, b'\r' | b'\n')).unwrap_or(bytes.len());
    let begin = bytes[..line].iter().position(|byte| *byte == b'?')? + 1;
    let end = bytes[begin..line].iter().position(|byte| *byte == b' ').map_or(line, |at| begin + at);
    Some((&bytes[..begin], &bytes[begin..end], &bytes[end..]))
}
