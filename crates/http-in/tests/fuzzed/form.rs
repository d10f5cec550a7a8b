//! A body of any bytes under any content type: the first line is the type, the rest the body. However it is cut into
//! pieces on its way, it says the same.

use axum_core::body::Body as HttpBody;
use cloud_api::v1::params::Params;
use futures_util::{StreamExt as _, stream};
use http::{HeaderMap, HeaderValue, header};
use http_in::{Body, Part};

#[derive(Debug, PartialEq)]
enum Understood {
    Nothing,
    Form(Params),
    /// Name, file name, content.
    Parts(Vec<(String, Option<String>, Vec<u8>)>),
    Refused,
}

pub(crate) fn run(bytes: &[u8]) {
    let at = bytes.iter().position(|byte| *byte == b'\n').unwrap_or(bytes.len());
    let (kind, rest) = bytes.split_at(at);
    let Ok(kind) = HeaderValue::from_bytes(kind) else { return };
    let headers: HeaderMap = [(header::CONTENT_TYPE, kind)].into_iter().collect();
    let body = rest.get(1..).unwrap_or_default();
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    let runtime = runtime.unwrap_or_else(|error| panic!("no runtime: {error}"));
    let whole = runtime.block_on(read(&headers, body, body.len().max(1)));
    for piece in [1, 3, 40] {
        assert_eq!(runtime.block_on(read(&headers, body, piece)), whole, "in pieces of {piece}");
    }
}

async fn read(headers: &HeaderMap, body: &[u8], piece: usize) -> Understood {
    let pieces: Vec<_> = body.chunks(piece).map(|piece| Ok::<_, std::io::Error>(piece.to_vec())).collect();
    let mut form = match Body::open(headers, HttpBody::from_stream(stream::iter(pieces))).await {
        Ok(Body::Empty) => return Understood::Nothing,
        Ok(Body::Form(params)) => return Understood::Form(params),
        Ok(Body::Multipart(form)) => form,
        Err(_) => return Understood::Refused,
    };
    let mut parts = Vec::new();
    loop {
        match form.next().await {
            Ok(Some(Part::Field { name, value })) => parts.push((name, None, value.into_bytes())),
            Ok(Some(Part::File(file))) => {
                let name = file.name.clone();
                assert!(!name.is_empty() && !name.contains(['/', '\\']), "{name}");
                let mut content = Vec::new();
                let mut pieces = std::pin::pin!(file.into_stream());
                while let Some(piece) = pieces.next().await {
                    let Ok(piece) = piece else { return Understood::Refused };
                    content.extend_from_slice(&piece);
                }
                assert!(content.len() <= body.len());
                parts.push((String::new(), Some(name), content));
            }
            Ok(None) => return Understood::Parts(parts),
            Err(_) => return Understood::Refused,
        }
    }
}
