//! A row of either engine, read by column name. Here is where a bad row is noticed.

use platform::{InstanceNumber, Timestamp, VersionNumber};
use sqlx::Row as _;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;

use crate::Error;
use crate::statement::Statement;

/// A row that `statement` returned.
pub(crate) struct Row {
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
    pub(crate) fn int(&self, column: &'static str) -> Result<i64, Error> {
        get!(self, column, i64)
    }

    pub(crate) fn opt_int(&self, column: &'static str) -> Result<Option<i64>, Error> {
        get!(self, column, Option<i64>)
    }

    pub(crate) fn opt_real(&self, column: &'static str) -> Result<Option<f64>, Error> {
        get!(self, column, Option<f64>)
    }

    pub(crate) fn text(&self, column: &'static str) -> Result<String, Error> {
        get!(self, column, String)
    }

    pub(crate) fn opt_text(&self, column: &'static str) -> Result<Option<String>, Error> {
        get!(self, column, Option<String>)
    }

    pub(crate) fn bytes(&self, column: &'static str) -> Result<Vec<u8>, Error> {
        get!(self, column, Vec<u8>)
    }

    pub(crate) fn opt_bytes(&self, column: &'static str) -> Result<Option<Vec<u8>>, Error> {
        get!(self, column, Option<Vec<u8>>)
    }

    pub(crate) fn flag(&self, column: &'static str) -> Result<bool, Error> {
        match self.int(column)? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(self.bad(column)),
        }
    }

    pub(crate) fn at(&self, column: &'static str) -> Result<Timestamp, Error> {
        self.int(column).map(Timestamp)
    }

    pub(crate) fn opt_at(&self, column: &'static str) -> Result<Option<Timestamp>, Error> {
        Ok(self.opt_int(column)?.map(Timestamp))
    }

    /// A number that cannot be negative.
    pub(crate) fn count(&self, column: &'static str) -> Result<u64, Error> {
        u64::try_from(self.int(column)?).map_err(|_| self.bad(column))
    }

    pub(crate) fn small(&self, column: &'static str) -> Result<u32, Error> {
        u32::try_from(self.int(column)?).map_err(|_| self.bad(column))
    }

    pub(crate) fn version(&self, column: &'static str) -> Result<VersionNumber, Error> {
        self.small(column).map(VersionNumber)
    }

    pub(crate) fn instance(&self, column: &'static str) -> Result<InstanceNumber, Error> {
        self.small(column).map(InstanceNumber)
    }

    /// A text that `parse` turns into what it stands for.
    pub(crate) fn parsed<T>(
        &self,
        column: &'static str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T, Error> {
        parse(&self.text(column)?).ok_or_else(|| self.bad(column))
    }

    /// An id that was checked before it was stored.
    pub(crate) fn id<T: TryFrom<String>>(&self, column: &'static str) -> Result<T, Error> {
        T::try_from(self.text(column)?).map_err(|_| self.bad(column))
    }

    /// The error that names this row and `column`.
    pub(crate) fn bad(&self, column: &'static str) -> Error {
        let key = match &self.inner {
            Inner::Sqlite(row) => row.try_get::<i64, _>("key").ok(),
            Inner::Postgres(row) => row.try_get::<i64, _>("key").ok(),
        };
        let row = key.map_or_else(|| format!("of `{}`", self.statement.name), |key| key.to_string());
        Error::BadRow { table: self.statement.table, column, row }
    }
}
