//! A row of either engine, read by column name. Here is where a bad row is noticed.

use sqlx::Row as _;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;

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

macro_rules! get {
    ($self:ident, $column:ident, $type:ty) => {
        match &$self.inner {
            Inner::Sqlite(row) => row.try_get::<$type, _>($column),
            Inner::Postgres(row) => row.try_get::<$type, _>($column),
        }
        .map_err(|_| $self.bad($column))
    };
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
