//! A row of either engine, read by column name. Here is where a bad row is noticed.

use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row as _, TypeInfo as _, ValueRef as _};

use crate::Error;
use crate::statement::Statement;

/// A row that `statement` returned.
pub struct Row {
    pub(crate) statement: &'static Statement,
    pub(crate) inner: Inner,
}

pub(crate) enum Inner {
    Sqlite(SqliteRow),
    Postgres(PgRow),
}

/// What lies in one column of a row whose statement is not known beforehand.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// NULL of whatever kind.
    Null,
    /// A whole number.
    Int(i64),
    /// A number with a fraction.
    Real(f64),
    /// Text.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
}

macro_rules! get {
    ($self:ident, $column:ident, $type:ty) => {
        match &$self.inner {
            Inner::Sqlite(row) => row.try_get::<$type, _>($column),
            Inner::Postgres(row) => row.try_get::<$type, _>($column),
        }
        .map_err(|_| $self.bad($column))
    };
}

/// A column by the name that either engine has for its kind.
macro_rules! cell {
    ($row:ident, $index:ident) => {{
        let raw = $row.try_get_raw($index)?;
        let kind = raw.type_info().name().to_owned();
        if raw.is_null() {
            Ok(Cell::Null)
        } else {
            match kind.as_str() {
                "INTEGER" | "INT8" => $row.try_get($index).map(Cell::Int),
                "REAL" | "FLOAT8" => $row.try_get($index).map(Cell::Real),
                "BLOB" | "BYTEA" => $row.try_get($index).map(Cell::Bytes),
                _ => $row.try_get($index).map(Cell::Text),
            }
        }
    }};
}

impl Row {
    /// A whole number.
    pub fn int(&self, column: &'static str) -> Result<i64, Error> {
        get!(self, column, i64)
    }

    /// A whole number or nothing.
    pub fn opt_int(&self, column: &'static str) -> Result<Option<i64>, Error> {
        get!(self, column, Option<i64>)
    }

    /// A number with a fraction, or nothing.
    pub fn opt_real(&self, column: &'static str) -> Result<Option<f64>, Error> {
        get!(self, column, Option<f64>)
    }

    /// A text.
    pub fn text(&self, column: &'static str) -> Result<String, Error> {
        get!(self, column, String)
    }

    /// A text or nothing.
    pub fn opt_text(&self, column: &'static str) -> Result<Option<String>, Error> {
        get!(self, column, Option<String>)
    }

    /// Bytes.
    pub fn bytes(&self, column: &'static str) -> Result<Vec<u8>, Error> {
        get!(self, column, Vec<u8>)
    }

    /// Bytes or nothing.
    pub fn opt_bytes(&self, column: &'static str) -> Result<Option<Vec<u8>>, Error> {
        get!(self, column, Option<Vec<u8>>)
    }

    /// A truth value, stored as 0 or 1.
    pub fn flag(&self, column: &'static str) -> Result<bool, Error> {
        match self.int(column)? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(self.bad(column)),
        }
    }

    /// A number that cannot be negative.
    pub fn count(&self, column: &'static str) -> Result<u64, Error> {
        u64::try_from(self.int(column)?).map_err(|_| self.bad(column))
    }

    /// A count that fits 32 bits.
    pub fn small(&self, column: &'static str) -> Result<u32, Error> {
        u32::try_from(self.int(column)?).map_err(|_| self.bad(column))
    }

    /// A text that `parse` turns into what it stands for.
    pub fn parsed<T>(&self, column: &'static str, parse: impl FnOnce(&str) -> Option<T>) -> Result<T, Error> {
        parse(&self.text(column)?).ok_or_else(|| self.bad(column))
    }

    /// An id that was checked before it was stored.
    pub fn id<T: TryFrom<String>>(&self, column: &'static str) -> Result<T, Error> {
        T::try_from(self.text(column)?).map_err(|_| self.bad(column))
    }

    /// All columns in order, each by the kind it has; for texts that do not know their columns.
    pub fn cells(&self) -> Result<Vec<Cell>, Error> {
        let cells: Result<Vec<Cell>, sqlx::Error> = match &self.inner {
            Inner::Sqlite(row) => (0..row.len()).map(|index| cell!(row, index)).collect(),
            Inner::Postgres(row) => (0..row.len()).map(|index| cell!(row, index)).collect(),
        };
        cells.map_err(|_| self.bad("*"))
    }

    /// The error that names this row and `column`.
    pub fn bad(&self, column: &'static str) -> Error {
        let key = match &self.inner {
            Inner::Sqlite(row) => row.try_get::<i64, _>("key").ok(),
            Inner::Postgres(row) => row.try_get::<i64, _>("key").ok(),
        };
        let row = key.map_or_else(|| format!("of `{}`", self.statement.name), |key| key.to_string());
        Error::BadRow { table: self.statement.table, column, row }
    }
}
