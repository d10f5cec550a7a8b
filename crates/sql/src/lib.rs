//! Statements and transactions on SQLite and PostgreSQL, from one text.
//!
//! A [`Database`] opens transactions ([`Tx`]); writing goes through [`transact!`], reading through
//! [`Database::begin_read`]. Statements are declared by [`statements!`], named, with a line of purpose, in a text that
//! both engines take, or in two texts with the reason. Arguments are [`Value`]s, rows are read by column name
//! ([`Row`]), which is where a bad row is noticed ([`Error::BadRow`]). [`Migrations`] make the tables.
//!
//! What the tables mean is the business of the crates that use this one: the cloud's `store`, and Campus.

mod database;
mod error;
mod lender;
mod migrations;
mod prepare;
mod row;
mod source;
mod sqlite;
mod statement;
mod stream;
mod transact;
mod tx;
mod value;

pub use database::{Connections, Database};
pub use error::Error;
pub use migrations::Migrations;
pub use prepare::refused;
pub use row::{Cell, Row};
pub use source::Source;
pub use statement::Statement;
#[doc(hidden)]
pub use transact::Attempts;
pub use tx::Tx;
pub use value::Value;
