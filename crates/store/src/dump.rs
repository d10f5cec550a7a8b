//! All rows of the database as a stream of bytes, and back: one format for both engines, so that what was taken from one
//! may be put into the other.
//!
//! The stream begins with `MAGIC`. Frames follow: a length (u32, little endian) and so many bytes, of which the first
//! says what the frame is (`frame`). The tables come in an order in which every row stands behind those it refers to.
//! Tables and columns are read from the database's catalog, so that no table can be forgotten; those of `LEFT_OUT` are
//! left out. What is taken is one consistent state, while others write.

mod catalog;
mod frame;
mod load;
mod take;

pub use load::{LoadError, Loader};
pub use take::{Taken, take};

/// Whether this program has the tables of that migration: one that it lacks is a newer program's.
pub fn can_load(schema: i64) -> bool {
    crate::migrations::MIGRATIONS.knows(schema)
}

pub(crate) use catalog::STATEMENTS as CATALOG;
pub(crate) use load::STATEMENTS as LOAD;
pub(crate) use take::STATEMENTS as TAKE;

/// How every dump begins; the number is the format's.
const MAGIC: &[u8] = b"lyceum dump 1\n";

/// Sessions end with a restore, and with them what only they need; a running backup is not part of itself; what is still to
/// be rewritten is what the migration of the restore says.
const LEFT_OUT: [&str; 5] =
    ["backup_holds", "console_sessions", "console_tries", "rewrites", "welcome_links"];
