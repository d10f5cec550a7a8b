//! Reads a request to its end, in the order that keeps strangers' files out: who may not call is told so before
//! a byte of a file is stored (player rules §8).

use std::{convert::Infallible, time::Duration};

use axum::{
    body::Body as HttpBody,
    http::{HeaderMap, header},
};
use blobs::{BlobError, BlobId, Key, Kind};
use cloud_api::v1::{
    error::{Fault, Global},
    method::Method,
    params::Params,
    timestamp::Timestamp,
};
use futures_util::StreamExt as _;
use http_in::{Body, BodyError, FilePart, FormReader, Part};
use service::rows::Upload;
use service::{ParkFileError, ParkedFile};
use tokio::sync::watch;

use crate::services::Services;

use super::{
    authenticate::{Caller, authenticate},
    call::{internal, not_stored},
    failure::Failure,
    upload,
};

/// A request that was read and whose caller is known.
pub(super) struct Received {
    pub(super) method: &'static Method,
    /// Who signed; `None` for methods that nobody signs.
    pub(super) caller: Option<Caller>,
    pub(super) file: Option<ReceivedFile>,
}

/// The file of a call: it lies in storage and belongs to nobody yet.
#[derive(Clone, Debug)]
pub(crate) struct ReceivedFile {
    /// Where it lies.
    pub(crate) key: Key,
    /// Its name as the client gave it, without folders.
    pub(crate) name: String,
    /// Its size.
    pub(crate) size_bytes: u64,
    /// CRC-32 of its bytes.
    pub(crate) crc32: u32,
    /// The upload whose token it used up.
    pub(crate) upload: Option<Upload>,
}

/// Of a request that is refused, so much more is read, so that its sender comes to read the answer.
const POLITE_BYTES: usize = 16 << 20;

const PROGRESS_EVERY: Duration = Duration::from_secs(1);

pub(super) async fn receive(
    services: &Services,
    headers: &HeaderMap,
    arrived: Timestamp,
    params: &mut Params,
    body: HttpBody,
) -> Result<Received, Failure> {
    let content_length =
        headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
    match Body::open(headers, body).await.map_err(unreadable)? {
        Body::Empty => {}
        Body::Form(form) => params.extend(form),
        Body::Multipart(form) => {
            let length = content_length.unwrap_or_default();
            return receive_form(services, arrived, params, form, length).await;
        }
    }
    let (method, caller) = authenticate(services, params, arrived).await?;
    Ok(Received { method, caller, file: None })
}

async fn receive_form(
    services: &Services,
    arrived: Timestamp,
    params: &mut Params,
    mut form: FormReader,
    content_length: u64,
) -> Result<Received, Failure> {
    // A signature in the query can be judged now. That it does not fit, or that something is missing, may be
    // because fields are still to come; anything else that is wrong stays wrong.
    const UNDECIDED: [Global; 4] =
        [Global::SignatureInvalid, Global::AppidMissing, Global::TimestampMissing, Global::InvalidCall];
    if params.get("sig").is_some()
        && let Err(failure) = authenticate(services, params, arrived).await
        && !UNDECIDED.iter().any(|global| failure.fault.code == global.code())
    {
        read_away(&mut form).await;
        return Err(failure);
    }
    let mut file = None;
    loop {
        let part = match form.next().await {
            Ok(Some(part)) => part,
            Ok(None) => break,
            Err(error) => return Err(drop_file(services, file, unreadable(error)).await),
        };
        match part {
            Part::Field { name, value } => params.push(name, value),
            Part::File(part) => match receive_file(services, arrived, params, *part, content_length).await {
                Ok(received) => file = received,
                Err(failure) => {
                    read_away(&mut form).await;
                    return Err(failure);
                }
            },
        }
    }
    // Fields may have followed the file: what was judged before was not the whole request.
    match authenticate(services, params, arrived).await {
        Ok((method, caller)) => Ok(Received { method, caller, file }),
        Err(failure) => Err(drop_file(services, file, failure).await),
    }
}

async fn receive_file(
    services: &Services,
    arrived: Timestamp,
    params: &Params,
    part: FilePart,
    content_length: u64,
) -> Result<Option<ReceivedFile>, Failure> {
    let (method, caller) = authenticate(services, params, arrived).await?;
    let Some(caller) = caller.filter(|_| method.file && method.available) else {
        read_part_away(part).await;
        return Ok(None);
    };
    let signed = |fault| Failure::signed(fault, method, &caller);
    let refused = match method.check_required(params) {
        Err(fault) => Err(fault),
        Ok(()) if method.service == "upload" => {
            upload::upload_file::claim(services, caller.app.key, params, content_length).await.map(Some)
        }
        Ok(()) => Ok(None),
    };
    let upload = match refused {
        Ok(upload) => upload,
        Err(fault) => {
            read_part_away(part).await;
            return Err(signed(fault));
        }
    };
    let name = part.name.clone();
    match park(services, part, upload.as_ref()).await {
        Ok(ParkedFile { key, size_bytes, crc32 }) => {
            Ok(Some(ReceivedFile { key, name, size_bytes, crc32, upload }))
        }
        Err(error) => {
            release(services, upload.as_ref()).await;
            Err(signed(not_kept(&error)))
        }
    }
}

async fn park(
    services: &Services,
    part: FilePart,
    upload: Option<&Upload>,
) -> Result<ParkedFile, ParkFileError> {
    let kind = if upload.is_some() { Kind::Upload } else { Kind::Package };
    let limit = services.config.import_limits.package_bytes;
    let limit = limit.unwrap_or(blobs::Limits::default().package_bytes);
    let (progress, seen) = watch::channel(0);
    let stored = service::park_file(
        &services.store,
        &services.blobs,
        Key::new(kind, BlobId::from_random(services.rng.next_id())),
        limit,
        services.clock.now(),
        part.into_stream(),
        |bytes| {
            progress.send_replace(bytes);
        },
    );
    let Some(upload) = upload else { return stored.await };
    tokio::select! {
        stored = stored => stored,
        never = tell_progress(services, upload, seen) => match never {},
    }
}

/// Notes now and then how much of an upload has come.
async fn tell_progress(services: &Services, upload: &Upload, seen: watch::Receiver<u64>) -> Infallible {
    loop {
        tokio::time::sleep(PROGRESS_EVERY).await;
        let bytes = *seen.borrow();
        let noted =
            service::update_upload_progress(&services.store, upload, bytes, services.clock.now()).await;
        if let Err(error) = noted {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "could not note the progress of an upload"
            );
        }
    }
}

fn not_kept(error: &ParkFileError) -> Fault {
    match error {
        ParkFileError::Blobs(BlobError::TooLarge { .. }) => Fault::new(2, error.to_string()),
        ParkFileError::Blobs(BlobError::Source(_)) => {
            Fault::new(Global::InvalidCall.code(), "The upload ended before it was complete")
        }
        ParkFileError::Blobs(error) => not_stored(error),
        ParkFileError::Store(_) => internal(error),
    }
}

async fn release(services: &Services, upload: Option<&Upload>) {
    let Some(upload) = upload else { return };
    if let Err(error) = service::release_upload(&services.store, upload).await {
        tracing::warn!(error = &error as &dyn std::error::Error, "could not make an upload token good again");
    }
}

/// Gives up a file whose call failed.
pub(super) async fn discard(services: &Services, key: &Key) {
    service::discard_parked_file(&services.store, &services.blobs, key).await;
}

/// Gives up a file that came before its call was refused, and makes its token good again.
pub(super) async fn drop_file(services: &Services, file: Option<ReceivedFile>, failure: Failure) -> Failure {
    if let Some(file) = file {
        release(services, file.upload.as_ref()).await;
        discard(services, &file.key).await;
    }
    failure
}

pub(super) fn unreadable(error: BodyError) -> Failure {
    let fault = match &error {
        BodyError::TooLarge => too_large(),
        BodyError::Broken(_) => {
            Fault::new(Global::InvalidCall.code(), "The body of this request could not be read")
        }
    };
    tracing::debug!(error = &error as &dyn std::error::Error, "could not read the body of a request");
    Failure::unsigned(fault)
}

/// The failure of a request with more parameters than are read.
pub(super) fn too_large() -> Fault {
    Fault::new(Global::ParameterInvalid.code(), "The parameters of this request are too many or too long")
}

async fn read_away(form: &mut FormReader) {
    form.limit_patience(POLITE_BYTES);
    while let Ok(Some(part)) = form.next().await {
        if let Part::File(part) = part {
            read_part_away(*part).await;
        }
    }
}

async fn read_part_away(part: FilePart) {
    let mut bytes = 0;
    let mut stream = std::pin::pin!(part.into_stream());
    while let Some(Ok(piece)) = stream.next().await {
        bytes += piece.len();
        if bytes > POLITE_BYTES {
            break;
        }
    }
}
