//! Taking a dump.

use futures_util::TryStreamExt as _;
use tokio::sync::mpsc;

use super::frame::Frame;
use super::{LEFT_OUT, MAGIC, catalog};
use crate::statement::statements;
use crate::{Error, Tx, migrations};

statements! { "dump";
    /// Stands for the text that reads a whole table.
    LIST_ALL = "SELECT 1 AS number";
}

/// Bytes that are gathered before they are handed on.
const CHUNK_BYTES: usize = 256 << 10;

/// What was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    /// The migration up to which the tables were made.
    pub schema: i64,
    /// How many rows there are.
    pub rows: u64,
}

/// Writes all rows of a reading transaction to `out`, in pieces of some hundred kilobytes. `progress` is told the rows so
/// far. Whoever receives the pieces sets the pace; when nobody does any more, the rest is not read.
///
/// # Errors
/// When the database cannot be read. [`Error::Closed`]: nobody receives.
pub async fn take(
    tx: &mut Tx,
    out: &mpsc::Sender<Vec<u8>>,
    mut progress: impl FnMut(u64) + Send,
) -> Result<Taken, Error> {
    let schema = migrations::MIGRATIONS.known();
    let mut buffer = MAGIC.to_vec();
    Frame::Schema(schema).write(&mut buffer);
    let mut count = 0u64;
    for table in catalog::tables(tx).await? {
        if LEFT_OUT.contains(&table.name.as_str()) {
            continue;
        }
        let columns: Vec<String> = table.columns.iter().map(|(name, _)| name.clone()).collect();
        // A row that refers to another of its own table was made after it.
        let order = if table.is_counted() { " ORDER BY \"key\"" } else { "" };
        let text = format!("SELECT {} FROM {}{order}", quoted(&columns), table.name);
        Frame::Table(table.name.clone(), columns).write(&mut buffer);
        let mut rows = tx.stream_built(&LIST_ALL, text);
        while let Some(row) = rows.try_next().await? {
            Frame::Row(row.cells()?).write(&mut buffer);
            count += 1;
            if buffer.len() >= CHUNK_BYTES {
                out.send(std::mem::take(&mut buffer)).await.map_err(|_| Error::Closed)?;
                progress(count);
            }
        }
        drop(rows);
        if table.is_counted() {
            Frame::Counter(catalog::counter(tx, &table.name).await?).write(&mut buffer);
        }
    }
    Frame::End(i64::try_from(count).unwrap_or(i64::MAX)).write(&mut buffer);
    out.send(buffer).await.map_err(|_| Error::Closed)?;
    progress(count);
    Ok(Taken { schema, rows: count })
}

/// Names of columns in a statement: some are words of the language.
pub(super) fn quoted(columns: &[String]) -> String {
    columns.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ")
}
