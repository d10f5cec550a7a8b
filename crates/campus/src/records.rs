//! What Campus keeps, on SQLite or PostgreSQL: one file per noun, its statements at its top.
//!
//! Reports are made from here and from nowhere else, so they render while the cloud is down.

pub(crate) mod assignments;
pub(crate) mod courses;
pub(crate) mod events;
pub(crate) mod groups;
pub(crate) mod imports;
pub(crate) mod overrides;
pub(crate) mod postbacks;
pub(crate) mod registrations;
pub(crate) mod result_history;
pub(crate) mod sessions;
pub(crate) mod sign_ins;
pub(crate) mod users;

use sql::{Database, Migrations, Source};

use crate::config::DatabaseUrl;

/// Tables, numbered.
const MIGRATIONS: Migrations = Migrations {
    texts: &[
        (1, include_str!("../migrations/0001_start.sql")),
        (2, include_str!("../migrations/0002_faults.sql")),
        (3, include_str!("../migrations/0003_postbacks.sql")),
        (4, include_str!("../migrations/0004_doubt.sql")),
        (5, include_str!("../migrations/0005_plans.sql")),
    ],
    lock: 0x4361_6d70_7573,
    remedy: "start Campus once, which brings them up to date",
};

/// Opens the database and brings its tables up to date.
pub(crate) async fn open(url: &DatabaseUrl) -> Result<Database, sql::Error> {
    let source = match url {
        DatabaseUrl::Sqlite(path) => Source::Sqlite(path),
        DatabaseUrl::Postgres(text) => Source::Postgres(text.expose()),
    };
    let database = Database::connect(source, "campus").await?;
    MIGRATIONS.run(&database).await?;
    Ok(database)
}

/// The arguments of one statement, in the order of their numbers.
macro_rules! args {
    ($($value:expr),* $(,)?) => { &[$(sql::Value::from($value)),*] };
}
pub(crate) use args;

#[cfg(test)]
mod tests;
