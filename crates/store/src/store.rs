//! The cloud's database.

use std::ops::Deref;

use platform::DatabaseUrl;
use sql::{Database, Source};

use crate::{Error, migrations::MIGRATIONS};

/// An open database with the cloud's tables. Cheap to clone. What it can do beside opening is [`Database`]'s.
#[derive(Debug, Clone)]
pub struct Store(Database);

impl Store {
    /// Opens the database. Its tables are made by [`migrate`](Self::migrate).
    pub async fn connect(url: &DatabaseUrl) -> Result<Self, Error> {
        let source = match url {
            DatabaseUrl::Sqlite(path) => Source::Sqlite(path),
            DatabaseUrl::Postgres(text) => Source::Postgres(text),
        };
        match Database::connect(source, "lyceum").await {
            Ok(database) => Ok(Self(database)),
            Err(Error::Open { source, .. }) => Err(Error::Open { url: url.to_string(), source }),
            Err(error) => Err(error),
        }
    }

    /// Brings the tables, and what is in them, up to what this program needs.
    pub async fn migrate(&self) -> Result<(), Error> {
        MIGRATIONS.run(self).await?;
        crate::rewrites::run(self).await
    }

    /// Fails with a sentence where the tables are older or newer than this program.
    pub async fn check_schema(&self) -> Result<(), Error> {
        MIGRATIONS.check(self).await
    }
}

impl Deref for Store {
    type Target = Database;

    fn deref(&self) -> &Database {
        &self.0
    }
}
