//! What browsers load of the player: scripts, style sheet and engine, built by `cargo xtask assets` and part of the
//! binary.
//!
//! Their address holds a hash of all of them, so that they can be kept for ever and never mixed.

use std::io::Write as _;
use std::sync::LazyLock;

use axum::{
    body::Body,
    extract::Path,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use blobs::Accept;
use flate2::{Compression, write::GzEncoder};
use sha2::{Digest as _, Sha256};

/// One file, plain and as it is sent.
struct Asset {
    name: &'static str,
    mime: &'static str,
    plain: &'static [u8],
    gzip: Vec<u8>,
}

struct Assets {
    hash: String,
    files: Vec<Asset>,
}

const JAVASCRIPT: &str = "text/javascript; charset=utf-8";

static ASSETS: LazyLock<Assets> = LazyLock::new(|| {
    let files = vec![
        asset("shell.js", JAVASCRIPT, include_bytes!("../assets/shell.js")),
        asset("frame.js", JAVASCRIPT, include_bytes!("../assets/frame.js")),
        asset("player.css", "text/css; charset=utf-8", include_bytes!("../assets/player.css")),
        asset("engine.wasm", "application/wasm", include_bytes!("../assets/engine.wasm")),
    ];
    let mut hash = Sha256::new();
    files.iter().for_each(|file| hash.update(file.plain));
    let hash = hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    Assets { hash, files }
});

/// The folder of the assets, relative to the top of the content origin: `player-assets/{hash}`.
#[must_use]
pub fn folder() -> String {
    format!("player-assets/{}", ASSETS.hash)
}

/// `GET player-assets/{hash}/{file}`. Another hash belongs to another version of the server; its page loads again.
pub async fn asset_file(Path((hash, name)): Path<(String, String)>, headers: HeaderMap) -> Response {
    let found = ASSETS.files.iter().find(|file| file.name == name).filter(|_| hash == ASSETS.hash);
    let Some(file) = found else {
        return (StatusCode::NOT_FOUND, "There is no such file of the player; load its page again.\n")
            .into_response();
    };
    let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok());
    let gzip = accepted.is_some_and(Accept::allows_gzip);
    let body = if gzip { Body::from(file.gzip.as_slice()) } else { Body::from(file.plain) };
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(file.mime));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if gzip {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    response
}

fn asset(name: &'static str, mime: &'static str, plain: &'static [u8]) -> Asset {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    // Writing to memory does not fail.
    let gzip = gzip.write_all(plain).and_then(|()| gzip.finish()).unwrap_or_default();
    Asset { name, mime, plain, gzip }
}
