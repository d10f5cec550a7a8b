//! Putting a dump into an empty database: all of it, or nothing.

use std::collections::HashMap;

use sql::{Cell, Value};

use super::catalog::{self, Kind, Table};
use super::frame::Frame;
use super::take::quoted;
use super::{LEFT_OUT, MAGIC};
use crate::statement::statements;
use crate::value::args;
use crate::{Error, Store, Tx, migrations};

statements! { "load";
    /// Stands for the text that adds rows to a table.
    INSERT_ALL = "SELECT 1 AS number";
    /// The next key of a table comes after this one.
    UPDATE_COUNTER = "UPDATE sqlite_sequence SET seq = $2 WHERE name = $1",
        postgres "SELECT setval(pg_get_serial_sequence($1, 'key'), $2)"
        because "each engine counts keys in its own way";
    /// The same for a table without rows.
    INSERT_COUNTER = "INSERT INTO sqlite_sequence (name, seq) VALUES ($1, $2)",
        postgres "SELECT setval(pg_get_serial_sequence($1, 'key'), $2)"
        because "each engine counts keys in its own way";
}

/// Rows that are added by one statement, and their bytes.
const ROWS: usize = 100;
const ROWS_BYTES: usize = 1 << 20;
/// Arguments that both engines take in one statement.
const ARGUMENTS: usize = 16_000;

/// A dump could not be loaded; the database is as empty as before.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LoadError {
    /// There are tables already.
    #[error("the database is not empty")]
    NotEmpty,
    /// The bytes are no dump, or end too early.
    #[error("the copy of the database is damaged")]
    Damaged,
    /// The dump names what the tables of its time do not have.
    #[error("the copy of the database does not fit the tables that this program makes")]
    Unfitting,
    /// The database refuses.
    #[error(transparent)]
    Store(#[from] Error),
}

/// Takes the bytes of a dump and puts the rows into an empty database, in one transaction.
#[derive(Debug)]
pub struct Loader {
    tx: Tx,
    /// What came and makes no whole frame yet.
    rest: Vec<u8>,
    begun: bool,
    tables: HashMap<String, Table>,
    /// The table whose rows come, with the kinds of its columns as they come.
    table: Option<(String, Vec<String>, Vec<Kind>)>,
    waiting: Vec<Vec<Cell>>,
    waiting_bytes: usize,
    rows: u64,
    ended: bool,
}

impl Loader {
    /// Begins.
    ///
    /// # Errors
    /// When there are tables of ours, or the database cannot be written.
    pub async fn begin(store: &Store) -> Result<Self, LoadError> {
        let mut tx = store.begin_write().await?;
        if !catalog::tables(&mut tx).await?.is_empty() {
            return Err(LoadError::NotEmpty);
        }
        Ok(Self {
            tx,
            rest: Vec::new(),
            begun: false,
            tables: HashMap::new(),
            table: None,
            waiting: Vec::new(),
            waiting_bytes: 0,
            rows: 0,
            ended: false,
        })
    }

    /// Rows that were taken so far.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// Takes the next bytes.
    ///
    /// # Errors
    /// See [`LoadError`]. After one, the loader is of no use any more.
    pub async fn feed(&mut self, bytes: &[u8]) -> Result<(), LoadError> {
        self.rest.extend_from_slice(bytes);
        let mut at = 0;
        if !self.begun {
            let Some(magic) = self.rest.get(..MAGIC.len()) else { return Ok(()) };
            if magic != MAGIC {
                return Err(LoadError::Damaged);
            }
            self.begun = true;
            at = MAGIC.len();
        }
        while let Some((frame, length)) = Frame::read(&self.rest[at..]).map_err(|_| LoadError::Damaged)? {
            at += length;
            self.take(frame).await?;
        }
        self.rest.drain(..at);
        Ok(())
    }

    /// Stores everything. The answer is the number of rows.
    ///
    /// # Errors
    /// When the dump did not come whole, or the database cannot be written.
    pub async fn finish(self) -> Result<u64, LoadError> {
        if !self.ended || !self.rest.is_empty() {
            return Err(LoadError::Damaged);
        }
        self.tx.commit().await?;
        Ok(self.rows)
    }

    async fn take(&mut self, frame: Frame) -> Result<(), LoadError> {
        if self.ended {
            return Err(LoadError::Damaged);
        }
        match frame {
            Frame::Schema(number) => {
                migrations::MIGRATIONS.run_in(&mut self.tx, number).await?;
                let tables = catalog::tables(&mut self.tx).await?;
                self.tables = tables.into_iter().map(|table| (table.name.clone(), table)).collect();
            }
            Frame::Table(name, columns) => {
                self.flush().await?;
                self.table = Some(self.begin_table(name, columns)?);
            }
            Frame::Row(cells) => {
                let (_, columns, _) = self.table.as_ref().ok_or(LoadError::Damaged)?;
                if cells.len() != columns.len() {
                    return Err(LoadError::Damaged);
                }
                let most = ROWS.min(ARGUMENTS / columns.len().max(1)).max(1);
                self.waiting_bytes += cells.iter().map(size).sum::<usize>();
                self.waiting.push(cells);
                self.rows += 1;
                if self.waiting.len() >= most || self.waiting_bytes >= ROWS_BYTES {
                    self.flush().await?;
                }
            }
            Frame::Counter(number) => {
                self.flush().await?;
                let (name, ..) = self.table.as_ref().ok_or(LoadError::Damaged)?;
                count_on(&mut self.tx, name, number).await?;
            }
            Frame::End(rows) => {
                self.flush().await?;
                if u64::try_from(rows).ok() != Some(self.rows) {
                    return Err(LoadError::Damaged);
                }
                self.ended = true;
            }
        }
        Ok(())
    }

    /// A table and columns that there are; nothing else becomes part of a statement.
    fn begin_table(
        &self,
        name: String,
        columns: Vec<String>,
    ) -> Result<(String, Vec<String>, Vec<Kind>), LoadError> {
        let known = self.tables.get(&name).ok_or(LoadError::Unfitting)?;
        if LEFT_OUT.contains(&name.as_str()) {
            return Err(LoadError::Unfitting);
        }
        let kind =
            |column: &String| known.columns.iter().find(|(name, _)| name == column).map(|(_, kind)| *kind);
        let kinds = columns.iter().map(kind).collect::<Option<Vec<Kind>>>().ok_or(LoadError::Unfitting)?;
        Ok((name, columns, kinds))
    }

    async fn flush(&mut self) -> Result<(), LoadError> {
        let waiting = std::mem::take(&mut self.waiting);
        self.waiting_bytes = 0;
        let Some((name, columns, kinds)) = &self.table else { return Ok(()) };
        if waiting.is_empty() {
            return Ok(());
        }
        let mut text = format!("INSERT INTO {name} ({}) VALUES ", quoted(columns));
        let mut args = Vec::with_capacity(waiting.len() * columns.len());
        for (number, row) in waiting.into_iter().enumerate() {
            text.push_str(if number == 0 { "(" } else { ", (" });
            for (place, (cell, kind)) in row.into_iter().zip(kinds).enumerate() {
                args.push(value(cell, *kind).ok_or(LoadError::Unfitting)?);
                let comma = if place == 0 { "" } else { ", " };
                text.push_str(&format!("{comma}${}", args.len()));
            }
            text.push(')');
        }
        self.tx.execute_built(&INSERT_ALL, text, &args).await?;
        Ok(())
    }
}

/// Keys that were given out once are not given out again, even where their rows are gone.
async fn count_on(tx: &mut Tx, table: &str, number: i64) -> Result<(), Error> {
    if number <= 0 {
        return Ok(());
    }
    if tx.is_postgres() {
        tx.fetch_one(&UPDATE_COUNTER, args![table, number]).await?;
    } else if tx.execute(&UPDATE_COUNTER, args![table, number]).await? == 0 {
        tx.execute(&INSERT_COUNTER, args![table, number]).await?;
    }
    Ok(())
}

fn size(cell: &Cell) -> usize {
    match cell {
        Cell::Text(text) => text.len(),
        Cell::Bytes(bytes) => bytes.len(),
        Cell::Null | Cell::Int(_) | Cell::Real(_) => 8,
    }
}

/// A cell as an argument for a column of that kind.
fn value(cell: Cell, kind: Kind) -> Option<Value<'static>> {
    match (cell, kind) {
        (Cell::Null, Kind::Int) => Some(Value::Int(None)),
        (Cell::Null, Kind::Real) => Some(Value::Real(None)),
        (Cell::Null, Kind::Text) => Some(Value::Text(None)),
        (Cell::Null, Kind::Bytes) => Some(Value::Bytes(None)),
        (Cell::Int(value), Kind::Int) => Some(Value::Int(Some(value))),
        (Cell::Real(value), Kind::Real) => Some(Value::Real(Some(value))),
        (Cell::Text(value), Kind::Text) => Some(Value::from(value)),
        (Cell::Bytes(value), Kind::Bytes) => Some(Value::Bytes(Some(value.into()))),
        _ => None,
    }
}
