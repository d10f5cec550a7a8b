//! Whether a batch tells the same story as the journal.
//!
//! One launch may be opened in two windows: its address was opened twice, a tab was duplicated. Both count entries from
//! where they began, so the numbers alone do not show that an entry is another one than that which is stored.

use platform::LaunchId;
use runtime::Batch;
use store::Tx;

use crate::{load_attempt::LoadError, play_error::PlayError};

/// Rows of the journal that are read at once.
const PAGE: u32 = 200;

/// Whether the entries of `batch` up to number `applied` are those that are stored under their numbers.
pub(crate) async fn journal_agrees(
    tx: &mut Tx,
    launch: LaunchId,
    batch: &Batch,
    applied: u64,
) -> Result<bool, PlayError> {
    let mut from = batch.first;
    let last = batch.entries.last().map_or(0, |entry| entry.number).min(applied);
    while from <= last {
        let rows = store::journal::list(tx, launch, from, PAGE).await?;
        for row in &rows {
            // The server's own entries take no number.
            if row.first > row.last {
                continue;
            }
            let stored = Batch::decode(&row.bytes).map_err(LoadError::decoding("journal"))?;
            for entry in stored.entries.iter().filter(|entry| (batch.first..=last).contains(&entry.number)) {
                let place = usize::try_from(entry.number - batch.first).unwrap_or(usize::MAX);
                if batch.entries.get(place).is_some_and(|sent| sent != entry) {
                    return Ok(false);
                }
            }
            from = row.last + 1;
        }
        if rows.len() < PAGE as usize {
            break;
        }
    }
    Ok(true)
}
