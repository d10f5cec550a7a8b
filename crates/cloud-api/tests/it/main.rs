//! The crate as its users see it.

mod conversation;
mod corpus;
mod reference;
