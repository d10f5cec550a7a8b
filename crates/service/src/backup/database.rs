//! The database in a backup: one gzip stream in pieces of some megabytes, each with its sum.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::{GzDecoder, GzEncoder};
use store::dump::{self, Loader, Taken};
use tokio::sync::mpsc;

use super::manifest::Piece;
use super::source::Source;
use super::target::Target;
use super::{BackupError, BackupProgress, Manifest, sum};

/// A piece is written once it has so many bytes.
const PIECE_BYTES: usize = 8 << 20;
/// Packed bytes that are unpacked at once.
const UNPACKED_AT_ONCE: usize = 64 << 10;

/// Writes all rows that the transaction sees.
pub(super) async fn take(
    mut tx: store::Tx,
    target: &mut Target,
    progress: &(dyn Fn(BackupProgress) + Send + Sync),
) -> Result<(Taken, Vec<Piece>), BackupError> {
    let (out, pieces) = mpsc::channel(4);
    let taking = async move {
        let taken = dump::take(&mut tx, &out, |rows| progress(BackupProgress::Rows(rows))).await;
        drop(out);
        taken
    };
    let (taken, written) = tokio::join!(taking, write(pieces, target));
    // Where the writing failed, the taking ended for want of a receiver.
    let written = written?;
    Ok((taken?, written))
}

async fn write(mut pieces: mpsc::Receiver<Vec<u8>>, target: &mut Target) -> Result<Vec<Piece>, BackupError> {
    let mut written = Vec::new();
    let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
    while let Some(piece) = pieces.recv().await {
        // Into memory: cannot fail.
        packer.write_all(&piece).map_err(BackupError::io("pack", "database"))?;
        if packer.get_ref().len() >= PIECE_BYTES {
            let bytes = std::mem::take(packer.get_mut());
            written.push(target.put_database(written.len() + 1, &bytes).await?);
        }
    }
    let bytes = packer.finish().map_err(BackupError::io("pack", "database"))?;
    written.push(target.put_database(written.len() + 1, &bytes).await?);
    Ok(written)
}

/// What takes the rows: a database, or nothing, when they are only to be checked.
pub(super) async fn load(
    source: &Source,
    manifest: &Manifest,
    mut loader: Option<&mut Loader>,
    progress: &(dyn Fn(BackupProgress) + Send + Sync),
) -> Result<(), BackupError> {
    let damaged = |piece: &Piece| BackupError::Damaged(piece.name.clone());
    let mut unpacker = GzDecoder::new(Vec::new());
    for piece in &manifest.database {
        let bytes = source.read(&piece.name, piece.size_bytes).await?;
        if bytes.len() as u64 != piece.size_bytes || sum(&bytes) != piece.sha256 {
            return Err(damaged(piece));
        }
        for packed in bytes.chunks(UNPACKED_AT_ONCE) {
            unpacker.write_all(packed).map_err(|_| damaged(piece))?;
            let rows = std::mem::take(unpacker.get_mut());
            if let Some(loader) = loader.as_deref_mut() {
                loader.feed(&rows).await?;
                progress(BackupProgress::Rows(loader.rows()));
            }
        }
    }
    let rest = unpacker.finish().map_err(|_| BackupError::Damaged("database".to_owned()))?;
    if let Some(loader) = loader {
        loader.feed(&rest).await?;
    }
    Ok(())
}
