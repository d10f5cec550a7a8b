//! Page layout, styles and language files shared by the server and Campus.

mod languages;
mod styles;

pub use languages::{Direction, Language, Strings};
pub use styles::{PAGES, TOKENS};
