//! API V1: one RPC endpoint, parameters in query and form, answers as small XML documents.
//!
//! Clients written for it are picky: see the lexical rules in [`envelope`] and the closed shapes in
//! the reply modules. A request travels [`params`] → [`method`] → [`security`]; an answer travels
//! reply type → [`xml`] → [`envelope`], and through [`json`] where the caller asked for it.

pub mod application;
pub mod attributes;
pub mod course;
pub mod debug;
pub mod envelope;
pub mod error;
pub mod export;
pub mod file_structure;
pub mod import;
pub mod json;
pub mod launch;
pub mod list_splitter;
pub mod metadata;
pub mod method;
pub mod params;
pub mod payload;
pub mod postback;
pub mod redirect;
pub mod reference;
pub mod registration;
pub mod report;
pub mod reporting;
pub mod request;
pub mod security;
pub mod signature;
pub mod simple;
pub mod tags;
pub mod timestamp;
pub mod upload;
pub mod values;
pub mod xml;
pub mod xml_read;
