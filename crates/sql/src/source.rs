//! Which database.

use std::path::Path;

/// Where the data lie.
#[derive(Clone, Copy)]
pub enum Source<'a> {
    /// A file, made when absent, with its folder.
    Sqlite(&'a Path),
    /// An address as libpq writes it, `postgres://user:password@host/name`.
    Postgres(&'a str),
}
