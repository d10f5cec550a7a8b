//! Members as browsers get them.

use std::io::Read;
use std::sync::Arc;

use blobs::{Accept, Content, Member, Rule, Served};
use bytes::Bytes;

use crate::check::check;
use crate::stores::TestStore;
use crate::zips::{deflated, stored, zip};

on_both_stores!(
    deflated_members_go_out_as_gzip_or_inflated,
    stored_members_answer_ranges,
    deflated_media_answer_ranges,
    an_update_hides_the_packages_file,
    a_blob_that_is_gone_is_an_error,
);

const GZIP: Accept<'_> = Accept { gzip: true, range: None, if_range: None, if_none_match: None, head: false };

async fn get(test: &TestStore, content: &Content, path: &str, accept: Accept<'_>) -> (Member, Bytes) {
    let mut member = content.open_member(&test.store, path, accept).await.unwrap().unwrap();
    let body = std::mem::replace(&mut member.body, blobs::Body::Empty).collect().await.unwrap();
    if !accept.head && matches!(member.served, Served::Whole | Served::Partial) {
        assert_eq!(body.len() as u64, member.content_length, "{path}");
    }
    (member, body)
}

fn gunzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    flate2::read::GzDecoder::new(bytes).read_to_end(&mut out).unwrap();
    out
}

/// Text that packs to more than a small member's size.
fn large() -> Vec<u8> {
    let mut state = 1_u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    (0..900_000).map(|_| next() & 0x3f).collect()
}

async fn content(test: &TestStore) -> Content {
    let files = [
        deflated("index.html", "<p>caf\u{e9}".repeat(1000).as_bytes()),
        deflated("declared.html", "<meta charset=utf-8>\u{e9}".as_bytes()),
        deflated("large.js", &large()),
        deflated("empty.css", b""),
        stored("film.mp4", &large()),
        stored("small.webp", b"0123456789"),
        deflated("talk.mp3", &large()),
    ];
    let key = test.package(zip(files).bytes()).await;
    Content::new(Arc::new(check(&test.store, &key).await.index))
}

async fn deflated_members_go_out_as_gzip_or_inflated(test: TestStore) {
    let content = content(&test).await;
    let page = "<p>caf\u{e9}".repeat(1000);
    for (path, data) in [("index.html", page.as_bytes()), ("large.js", &large()), ("empty.css", b"")] {
        // Twice: the second answer may come from memory.
        for _ in 0..2 {
            let (member, body) = get(&test, &content, path, GZIP).await;
            assert_eq!((member.gzip, member.varies, member.accept_ranges), (true, true, false));
            assert_eq!(gunzip(&body), data);
            let (plain, body) = get(&test, &content, path, Accept::default()).await;
            assert_eq!((plain.gzip, plain.varies, body), (false, true, Bytes::from(data.to_vec())));
            assert_ne!(plain.etag, member.etag);
        }
        // A range of a deflated member is answered whole.
        let (member, body) = get(&test, &content, path, Accept { range: Some("bytes=0-3"), ..GZIP }).await;
        assert_eq!((member.served, gunzip(&body)), (Served::Whole, data.to_vec()));
    }
    let (member, _) = get(&test, &content, "INDEX.html", GZIP).await;
    assert_eq!(member.rule, Rule::CaseInsensitive);
    assert_eq!(member.content_type, "text/html; charset=utf-8");
    let (declared, _) = get(&test, &content, "declared.html", GZIP).await;
    assert_eq!(declared.content_type, "text/html");
    let again = Accept { if_none_match: Some(&member.etag), ..GZIP };
    assert_eq!(get(&test, &content, "index.html", again).await.0.served, Served::NotModified);
    let other = Accept { gzip: false, ..again };
    assert_eq!(get(&test, &content, "index.html", other).await.0.served, Served::Whole);
    assert!(content.open_member(&test.store, "nothing.html", GZIP).await.unwrap().is_none());
}

async fn stored_members_answer_ranges(test: TestStore) {
    let content = content(&test).await;
    for (path, data) in [("film.mp4", large()), ("small.webp", b"0123456789".to_vec())] {
        let (member, body) = get(&test, &content, path, GZIP).await;
        assert_eq!((member.gzip, member.varies, member.accept_ranges), (false, false, true));
        assert!(body == data);
        let tag = member.etag;
        let part = Accept { range: Some("bytes=3-6"), if_range: Some(&tag), ..GZIP };
        let (member, body) = get(&test, &content, path, part).await;
        assert_eq!((member.served, &body[..]), (Served::Partial, &data[3..7]));
        assert_eq!(member.content_range.unwrap(), format!("bytes 3-6/{}", data.len()));
        let (_, body) = get(&test, &content, path, Accept { range: Some("bytes=-4"), ..GZIP }).await;
        assert_eq!(&body[..], &data[data.len() - 4..]);
        let stale = Accept { if_range: Some("\"other\""), ..part };
        assert_eq!(get(&test, &content, path, stale).await.0.served, Served::Whole);
        let (member, body) =
            get(&test, &content, path, Accept { range: Some("bytes=9999999-"), ..GZIP }).await;
        assert_eq!((member.served, body.len()), (Served::RangeNotSatisfiable, 0));
        assert_eq!(member.content_range.unwrap(), format!("bytes */{}", data.len()));
        let (member, body) = get(&test, &content, path, Accept { head: true, ..part }).await;
        assert_eq!((member.served, member.content_length), (Served::Whole, data.len() as u64));
        assert_eq!(body.len(), 0);
    }
}

async fn deflated_media_answer_ranges(test: TestStore) {
    let content = content(&test).await;
    let (member, body) =
        get(&test, &content, "talk.mp3", Accept { range: Some("bytes=500000-"), ..GZIP }).await;
    assert_eq!(
        (member.served, member.gzip, member.content_type.as_str()),
        (Served::Partial, false, "audio/mpeg")
    );
    assert!(body == large()[500_000..]);
}

async fn an_update_hides_the_packages_file(test: TestStore) {
    let mut content = content(&test).await;
    let mut etags = Vec::new();
    for text in ["first", "second"] {
        let files = [
            stored("small.webp", text.as_bytes()),
            stored("new.txt", b"new"),
            deflated("talk.mp3", &large()[..800_000]),
        ];
        let key = test.package(zip(files).bytes()).await;
        let update = check(&test.store, &key).await.index;
        let updated = content.index.updated(&update, 1, |name| Some(name.to_owned()));
        let index = key.sibling(blobs::Kind::Index);
        test.store.insert_index_as(&index, &updated).await.unwrap();
        content = Content::new(test.store.index(&index).await.unwrap());
        etags.push(get(&test, &content, "small.webp", GZIP).await.0.etag);
    }
    assert_ne!(etags[0], etags[1]);
    let part = Accept { range: Some("bytes=700000-"), ..GZIP };
    assert!(get(&test, &content, "talk.mp3", part).await.1 == large()[700_000..800_000]);
    assert_eq!(get(&test, &content, "small.webp", GZIP).await.1, "second");
    assert_eq!(get(&test, &content, "new.txt", GZIP).await.1, "new");
    assert_eq!(content.read(&test.store, "small.webp", 100).await.unwrap().unwrap(), "second");
    assert_eq!(content.read(&test.store, "empty.css", 100).await.unwrap().unwrap(), "");
}

async fn a_blob_that_is_gone_is_an_error(test: TestStore) {
    let content = content(&test).await;
    test.store.delete(&content.index.package()).await.unwrap();
    assert!(content.open_member(&test.store, "small.webp", GZIP).await.is_err());
}
