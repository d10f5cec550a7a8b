//! What a row holds beyond [`sql::Row`]'s kinds: the types of `platform`.

use platform::{InstanceNumber, Timestamp, VersionNumber};

use crate::Error;

pub(crate) use sql::Row;

pub(crate) trait Columns {
    fn at(&self, column: &'static str) -> Result<Timestamp, Error>;
    fn opt_at(&self, column: &'static str) -> Result<Option<Timestamp>, Error>;
    fn version(&self, column: &'static str) -> Result<VersionNumber, Error>;
    fn instance(&self, column: &'static str) -> Result<InstanceNumber, Error>;
}

impl Columns for Row {
    fn at(&self, column: &'static str) -> Result<Timestamp, Error> {
        self.int(column).map(Timestamp)
    }

    fn opt_at(&self, column: &'static str) -> Result<Option<Timestamp>, Error> {
        Ok(self.opt_int(column)?.map(Timestamp))
    }

    fn version(&self, column: &'static str) -> Result<VersionNumber, Error> {
        self.small(column).map(VersionNumber)
    }

    fn instance(&self, column: &'static str) -> Result<InstanceNumber, Error> {
        self.small(column).map(InstanceNumber)
    }
}
