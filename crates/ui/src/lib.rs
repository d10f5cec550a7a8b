//! Styles, script, language files and the way pages keep up, shared by the server and Campus.

mod languages;
pub mod live;
mod styles;

pub use languages::{Direction, Language, Strings};
pub use styles::{PAGE_SCRIPT, PAGES, TOKENS};
