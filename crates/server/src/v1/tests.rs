//! Whole conversations with the API over a fresh database, in the manners of V1 spec §1.2 and §13.

mod application;
mod assets;
mod attributes;
mod calls;
mod content;
mod conversation;
mod course;
mod export;
mod golden;
mod hammer;
mod harness;
mod import;
mod instances;
mod player_pages;
mod playing;
mod properties;
mod registration;
mod reporting;
mod security;
mod table;
mod tagging;
mod upload;
